import Casework
import Hummingbird
import Papers

/// What is asked of a long list by its address: which operation, which state, which page.
struct ListAddress: Sendable {
    /// Beyond it lies no page of any list, and no multiplication overflows.
    private static let lastPage = 1_000_000

    let path: String
    let page: Int
    let operation: Int64?
    let state: LineQuery.State

    init(_ request: Request, path: String) {
        let query = request.query
        self.path = path
        page = min(max(1, Int(query["page"]) ?? 1), Self.lastPage)
        operation = Int64(query["operation"])
        state = LineQuery.State(rawValue: query["state"]) ?? .all
    }

    func address(_ suffix: String = "", page: Int) -> String {
        var parts: [String] = []
        if let operation { parts.append("operation=\(operation)") }
        if state != .all { parts.append("state=\(state.rawValue)") }
        if page > 1 { parts.append("page=\(page)") }
        return path + suffix + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    /// Where what is on screen is to be had as CSV.
    var csv: String { address(".csv", page: page) }
}

/// A long list as it is drawn: what narrows it, a page of it, and the way to the others.
struct Listing: Sendable {
    let filter: Filter
    let table: TableView
    let pager: Pager

    /// - Parameters:
    ///   - operations: those to choose among.
    ///   - hasStates: whether the list can be narrowed to lines that wait, or do not.
    init<Row>(
        _ address: ListAddress, _ page: ListPage<Row>, _ table: Table, operations: [OperationEntry],
        hasStates: Bool = false, whenEmpty: String
    ) {
        filter = Filter(address, operations, hasStates: hasStates)
        let isNarrowed = address.operation != nil || address.state != .all || address.page > 1
        self.table = TableView(
            table, csv: address.csv, whenEmpty: isNarrowed ? "Nothing here is as you asked for." : whenEmpty)
        pager = Pager(number: page.number, count: page.count, total: page.total) { address.address(page: $0) }
    }
}

/// What narrows a list. It starts with everything.
struct Filter: Sendable {
    struct Offer: Sendable {
        let value: String
        let title: String
        let isChosen: Bool
    }

    struct Choice: Sendable {
        let name: String
        let label: String
        /// As HTML: there may be hundreds.
        let options: String

        init(name: String, label: String, offers: [Offer]) {
            (self.name, self.label) = (name, label)
            options = offers.map { offer in
                "<option value=\"\(escaped(offer.value))\"\(offer.isChosen ? " selected" : "")>\(escaped(offer.title))</option>\n"
            }.joined()
        }
    }

    let action: String
    let choices: [Choice]
    let isThere: Bool

    init(_ address: ListAddress, _ operations: [OperationEntry], hasStates: Bool) {
        action = address.path
        var choices: [Choice] = []
        if operations.count > 1 {
            let all = Offer(value: "", title: "All that you may see", isChosen: address.operation == nil)
            let each = operations.map {
                Offer(value: "\($0.id)", title: $0.name, isChosen: $0.id == address.operation)
            }
            choices.append(Choice(name: "operation", label: "Operation", offers: [all] + each))
        }
        if hasStates {
            choices.append(
                Choice(
                    name: "state", label: "State",
                    offers: LineQuery.State.allCases.map {
                        Offer(value: $0.rawValue, title: Self.title(of: $0), isChosen: $0 == address.state)
                    }))
        }
        (self.choices, isThere) = (choices, !choices.isEmpty)
    }

    private static func title(of state: LineQuery.State) -> String {
        switch state {
        case .all: "All lines"
        case .waiting: "Closed and not re-found"
        case .refound: "Re-found"
        }
    }
}

/// The way from one page of a list to the next.
struct Pager: Sendable {
    let isThere: Bool
    let position: String
    let previous: String
    let hasPrevious: Bool
    let next: String
    let hasNext: Bool

    /// - Parameter address: of a page, counted from 1.
    init(number: Int, count: Int, total: Int, address: (Int) -> String) {
        isThere = count > 1 || number > 1
        position = "Page \(Format.number(number)) of \(Format.number(count)), \(Format.number(total)) in all"
        (hasPrevious, hasNext) = (number > 1, number < count)
        previous = hasPrevious ? address(min(number - 1, count)) : ""
        next = hasNext ? address(number + 1) : ""
    }
}
