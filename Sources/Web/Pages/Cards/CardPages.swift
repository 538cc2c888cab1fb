import Access
import Casework
import Hummingbird

/// Changing one thing about a subject, what changed, and notes: the same for every kind of subject.
struct CardPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/change/:kind/:id/:field") { _, context in try await change(context, nil) }
        router.post("/change/:kind/:id/:field") { request, context in
            try await change(context, try await Form(request))
        }
        router.get("/history/:kind/:id") { _, context in try await history(context) }
        router.get("/history/:kind/:id/changes.csv") { _, context in
            let subject = try context.subject()
            let entries = try await site.desk(context).history(of: subject)
            return Response.csv(
                Tables.history(entries, of: subject.kind),
                name: "\(subject.kind.rawValue)-\(subject.id)-history")
        }
        router.get("/notes/:kind/:id") { _, context in try await note(context, nil) }
        router.post("/notes/:kind/:id") { request, context in try await note(context, try await Form(request))
        }
    }

    // MARK: One field

    private func change(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let subject = try context.subject()
        let (card, operation, _) = try await desk.card(of: subject)
        guard let field = Cards.field(context.parameters.get("field") ?? "", of: subject.kind),
            let link = Tables.link(to: subject), let actions = Cards.actions(for: subject.kind)
        else { throw PageRefusal.notFound("page") }
        if case .refused(let refusal) = AccessRules.decide(desk.who, actions.edit, on: operation.place) {
            throw refusal
        }
        let known = card.values[field.key] ?? ""
        var problems = Problems()
        var typed = known
        if let form {
            // Several boxes and lists are one to a line; a browser that sends no box has none ticked.
            typed = form.all(field.key).joined(separator: "\n")
            let isChanged: Void? = try await problems.saving(or: field.key) {
                try await desk.change(field.key, of: subject, to: typed, from: form["from"])
            }
            if isChanged != nil { return .done(.changed, link) }
        }
        // What was meanwhile changed by somebody else is what the next try starts from.
        return site.page(
            QuestionPage(
                "\(field.title): \(card.title)", back: Link(card.title, link),
                Question(
                    "/change/\(subject.kind.rawValue)/\(subject.id)/\(field.key)", button: "Save",
                    [.init(.hidden, "from", value: known), Self.input(for: field, typed)], problems: problems)
            ),
            context)
    }

    private static func input(for field: Field, _ value: String) -> Question.Input {
        func input(_ kind: Question.Kind, _ choices: [Field.Choice] = []) -> Question.Input {
            let none =
                field.isRequired || kind != .one ? [] : [Question.Choice(value: "", title: "Not recorded")]
            return .init(
                kind, field.key, field.title, hint: field.hint, value: value,
                choices: choices.map { .init(value: $0.value, title: $0.title) } + none)
        }
        return switch field.input {
        case .line, .day, .born: input(.line)
        case .paragraph, .list, .parties: input(.paragraph)
        case .one(let choices): input(.one, choices)
        case .several(let choices): input(.several, choices)
        }
    }

    // MARK: History

    private func history(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let subject = try context.subject()
        let entries = try await desk.history(of: subject)
        let title = try await desk.card(of: subject).card.title
        return site.page(
            HistoryPage(
                title: "History: \(title)", back: Link(title, Tables.link(to: subject) ?? "/"),
                history: TableView(
                    Tables.history(entries, of: subject.kind),
                    csv: "/history/\(subject.kind.rawValue)/\(subject.id)/changes.csv",
                    whenEmpty: "Nothing has been changed since the log began.")), context)
    }

    // MARK: Notes

    private func note(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let subject = try context.subject()
        let (card, operation, _) = try await desk.card(of: subject)
        guard let link = Tables.link(to: subject) else { throw PageRefusal.notFound("page") }
        if case .refused(let refusal) = AccessRules.decide(desk.who, .writeNotes, on: operation.place) {
            throw refusal
        }
        var problems = Problems()
        if let form {
            let isAdded: Void? = try await problems.reading("text") {
                try await desk.addNote(try form.text("text", or: .note), on: subject)
            }
            if isAdded != nil { return .done(.noted, link) }
        }
        return site.page(
            QuestionPage(
                "Add a note: \(card.title)", back: Link(card.title, link),
                Question(
                    "/notes/\(subject.kind.rawValue)/\(subject.id)", button: "Add the note",
                    [
                        .init(
                            .paragraph, "text", "Note",
                            hint: "Notes are kept as written, with your name. They cannot be changed",
                            value: form?["text"] ?? "")
                    ], problems: problems)), context)
    }
}

/// Notes as a page shows them, with the way to add one.
struct NotesView: Sendable {
    let table: TableView
    /// Whether this person may read them at all.
    let isThere: Bool
    let add: String
    let mayAdd: Bool

    init(_ notes: [Note]?, on subject: Subject, csv: String, mayAdd: Bool) {
        table = TableView(Tables.notes(notes ?? []), csv: csv, whenEmpty: "No notes yet.")
        isThere = notes != nil
        add = "/notes/\(subject.kind.rawValue)/\(subject.id)"
        self.mayAdd = mayAdd
    }
}

struct HistoryPage: PageModel {
    static let template = "history"
    static let section = ""
    let title: String
    let back: Link
    let history: TableView
}
