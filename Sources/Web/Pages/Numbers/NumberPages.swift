import Access
import CallRecords
import Casework
import Foundation
import Hummingbird
import Telephony

/// The numbers of all lines, and one number with what the records held show of it.
struct NumberPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/numbers") { request, context in try await numbers(request, context) }
        router.get("/numbers.csv") { request, context in
            let address = ListAddress(request, path: "/numbers")
            let page = try await site.desk(context).numbers(page: address.page, in: address.operation)
            return Response.csv(Tables.numbers(page.rows), name: "numbers")
        }
        router.get("/numbers/:id") { _, context in try await number(context) }
        router.get("/numbers/:id/{table}.csv") { _, context in try await export(context) }
    }

    private func numbers(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let address = ListAddress(request, path: "/numbers")
        let page = try await desk.numbers(page: address.page, in: address.operation)
        return site.page(
            NumbersPage(
                listing: Listing(
                    address, page, Tables.numbers(page.rows),
                    operations: try await desk.operations(for: .seeLines),
                    whenEmpty: "No line has a number yet.")), context)
    }

    private func number(_ context: PageContext) async throws -> Response {
        let view = try await view(context)
        let base = "/numbers/\(view.partyID)"
        return site.page(
            NumberPage(
                title: Format.party(view.party), facts: Self.facts(view),
                uses: TableView(
                    Tables.numbers(view.uses), csv: "\(base)/uses.csv",
                    whenEmpty: "It is not recorded as any line's number in the operations you may see."),
                contacts: TableView(
                    Tables.contacts(view.contacts), csv: "\(base)/contacts.csv",
                    whenEmpty: "No record that you may see names it.")), context)
    }

    private static func facts(_ view: NumberView) -> [Fact] {
        let period =
            if let first = view.firstEvent, let last = view.lastEvent {
                "\(Format.time(first)) to \(Format.time(last))"
            } else { "No events" }
        return [
            Fact(term: "In full", text: view.party.description),
            Fact(term: "Events in records held", text: Format.number(view.events)),
            Fact(term: "Events from", text: period),
        ]
    }

    private func export(_ context: PageContext) async throws -> Response {
        let view = try await view(context)
        switch context.parameters.get("table") {
        case "uses": return .csv(Tables.numbers(view.uses), name: "number-\(view.partyID)-uses")
        case "contacts": return .csv(Tables.contacts(view.contacts), name: "number-\(view.partyID)-contacts")
        default: throw PageRefusal.notFound("table")
        }
    }

    /// The number that the address names: by its row, or written out, as in `/numbers/+447700900001`.
    private func view(_ context: PageContext) async throws -> NumberView {
        let desk = try await site.desk(context)
        let text = (context.parameters.get("id") ?? "").removingPercentEncoding ?? ""
        if let id = Int64(text), !text.hasPrefix("+"), !text.hasPrefix("0") {
            return try await desk.number(id)
        }
        guard let party = try? Party(parsing: text), let id = try await site.store.id(of: party) else {
            throw RegisterRefusal.noSuchSubject("number")
        }
        return try await desk.number(id)
    }
}

struct NumbersPage: PageModel {
    static let template = "numbers"
    static let section = "Numbers"
    let title = "Numbers"
    let listing: Listing

    init(listing: Listing) { self.listing = listing }
}

struct NumberPage: PageModel {
    static let template = "number"
    static let section = "Numbers"
    let title: String
    let facts: [Fact]
    let uses: TableView
    let contacts: TableView
}
