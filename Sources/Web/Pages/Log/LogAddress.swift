import Access
import CallRecords
import Casework
import HTTPTypes

/// What is asked of the log by an address: the same names in the form, in links, and in the form that takes it away.
struct LogAddress: Sendable {
    static let names = [
        "user", "number", "operation", "kind", "outcome", "from", "until", "entry-kind", "entry-id",
    ]

    let fields: [(name: String, value: String)]
    let question: LogQuestion
    private(set) var problems = Problems()
    let before: Int64?

    init(_ form: Form) async throws {
        fields = Self.names.map { (name: $0, value: form[$0]) }
        before = Int64(form["before"])
        var filter = LogFilter()
        filter.operation = Int64(form["operation"])
        filter.kind = LoggedKind(rawValue: form["kind"])
        filter.outcome = Outcome(rawValue: form["outcome"])
        if let kind = Subject.Kind(rawValue: form["entry-kind"]), let id = Int64(form["entry-id"]) {
            filter.subjects = [Subject(kind, id)]
        }
        filter.from = try await problems.reading("from") { try form.moment("from", clock: "00:00:00") } ?? nil
        let until = try await problems.reading("until") { try form.moment("until", clock: "23:59:59") } ?? nil
        // The second that was named is itself among those asked for.
        filter.until = until?.adding(seconds: 1)
        question = LogQuestion(login: form["user"], number: form["number"], filter: filter)
    }

    func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    mutating func refuse(_ text: String, at field: String) { problems.add(text, at: field) }

    /// - Parameter before: the entry that the page is older than.
    func address(_ path: String, before: Int64? = nil) -> String {
        var parts = fields.filter { !$0.value.isEmpty }.map { "\($0.name)=\(Self.encoded($0.value))" }
        if let before { parts.append("before=\(before)") }
        return path + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    /// Letters and digits as they are, every other byte in hexadecimal (RFC 3986, 2.1).
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isPlain { return String(UnicodeScalar(byte)) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// A restricted operation's name is for those it is restricted to, and auditors are not among them.
    private static func title(of operation: OperationEntry) -> String {
        operation.isRestricted
            ? "Restricted operation \(operation.id), \(operation.force.name)" : operation.name
    }

    /// What narrows the log, as a form.
    func inputs(_ operations: [OperationEntry]) -> [Question.Input] {
        func any(_ offers: [Question.Choice]) -> [Question.Choice] {
            [.init(value: "", title: "Any")] + offers
        }
        return [
            .init(.line, "user", "User", hint: "By sign-in name", value: value("user")),
            .init(
                .telephone, "number", "Number", hint: "And the lines, closures and identifiers it belongs to",
                value: value("number")),
            .init(
                .list, "operation", "Operation", value: value("operation"),
                choices: any(operations.map { .init(value: "\($0.id)", title: Self.title(of: $0)) })),
            .init(
                .list, "kind", "Kind", value: value("kind"),
                choices: any(LoggedKind.allCases.map { .init(value: $0.rawValue, title: $0.title) })),
            .init(
                .list, "outcome", "Outcome", value: value("outcome"),
                choices: any([.init(value: "done", title: "Done"), .init(value: "refused", title: "Refused")])
            ),
            .init(
                .line, "from", "From", hint: "A day like 28/03/2026, or a day and time", value: value("from")),
            .init(.line, "until", "Until", hint: "That day or moment is included", value: value("until")),
        ]
    }
}

extension PageRefusal {
    /// The page of a refusal by the log or by retention.
    init(_ refusal: LogRefusal) {
        let isMissing = if case .noSuchEntry = refusal { true } else { false }
        self.init(
            status: isMissing ? .notFound : .unprocessableContent,
            title: isMissing ? "Not found" : "That cannot be done", text: Words.sentence(refusal))
    }

    init(_ refusal: RetentionRefusal) {
        let isMissing =
            switch refusal {
            case .noSuchDeletion, .noSuchSubject, .noSuchClass: true
            default: false
            }
        self.init(
            status: isMissing ? .notFound : .unprocessableContent,
            title: isMissing ? "Not found" : "That cannot be done", text: Words.sentence(refusal))
    }

    /// Runs `body`, and turns what the log or retention refuses into its page.
    static func telling<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let refusal as LogRefusal {
            throw PageRefusal(refusal)
        } catch let refusal as RetentionRefusal { throw PageRefusal(refusal) }
    }
}
