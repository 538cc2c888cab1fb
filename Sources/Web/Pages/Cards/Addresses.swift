import Access
import Casework
import HTTPTypes
import Hummingbird

extension RequestContext {
    /// The number in a page's address.
    func id(_ name: String = "id") throws -> Int64 {
        guard let id = parameters.get(name, as: Int64.self) else { throw PageRefusal.notFound("page") }
        return id
    }

    /// The subject that an address names by its kind and its number.
    func subject() throws -> Subject {
        guard let kind = parameters.get("kind", as: Subject.Kind.self) else {
            throw PageRefusal.notFound("page")
        }
        return Subject(kind, try id())
    }
}

extension Request {
    /// What stands in the address after the question mark.
    var query: Form { Form(uri.query ?? "") }

    var notice: NoticeView { Notice.view(query["done"]) }
}

extension Response {
    /// Back to a subject's page, which says what was done.
    static func done(_ notice: Notice, _ link: String) -> Response {
        .seeOther("\(link)?done=\(notice.rawValue)")
    }
}

extension Desk {
    /// Whether this person may do that in an operation: for what a page offers. Doing it asks again.
    func may(_ action: Action, in operation: OperationEntry) -> Bool {
        AccessRules.decide(who, action, on: operation.place).isAllowed
    }

    /// The operations to choose among for recording something.
    ///
    /// - Throws: ``PageRefusal`` where there is none.
    func offered(for action: Action) async throws -> [OperationEntry] {
        let found = try await operations(for: action)
        guard !found.isEmpty else {
            throw PageRefusal(
                status: .forbidden, title: "No operation to record it in",
                text:
                    "In none of the operations open to you do your roles allow that. Make an operation, ask the "
                    + "force that owns one to share it for working, or ask your administrator.")
        }
        return found
    }
}

extension Site {
    func page(_ page: QuestionPage, _ context: PageContext) -> Response {
        self.page(page, context, status: page.question.hasProblems ? .unprocessableContent : .ok)
    }
}

extension Question.Input {
    /// Which operation: asked where there are several.
    static func operation(_ operations: [OperationEntry], value: String) -> Self {
        if let only = operations.first, operations.count == 1 {
            return .init(.hidden, "operation", value: "\(only.id)")
        }
        return .init(
            .list, "operation", "Operation", value: value,
            choices: [.init(value: "", title: "Choose one")]
                + operations.map { .init(value: "\($0.id)", title: $0.name) })
    }

    static func time(_ name: String, _ label: String, hint: String = "", value: String) -> Self {
        .init(.line, name, label, hint: hint.isEmpty ? WrittenTime.hint : hint, value: value)
    }

    static func reason(_ form: Form, hint: String = "It stays in the log") -> Self {
        .init(.paragraph, "reason", "Reason", hint: hint, value: form["reason"])
    }
}
