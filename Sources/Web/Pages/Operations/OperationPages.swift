import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird

/// The operations, one operation, and making one. Sharing and restricting are in a file of their own.
struct OperationPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/operations") { request, context in try await operations(request, context) }
        router.get("/operations.csv") { _, context in
            Response.csv(Tables.operations(try await site.desk(context).operations()), name: "operations")
        }
        router.get("/operations/new") { _, context in try await make(context, nil) }
        router.post("/operations") { request, context in try await make(context, try await Form(request)) }
        router.get("/operations/:id") { request, context in try await operation(request, context) }
        router.get("/operations/:id/{table}.csv") { _, context in try await export(context) }
        router.get("/operations/:id/share") { _, context in try await share(context, nil) }
        router.post("/operations/:id/share") { request, context in
            try await share(context, try await Form(request))
        }
        router.get("/operations/:id/restrict") { _, context in try await restrict(context, nil) }
        router.post("/operations/:id/restrict") { request, context in
            try await restrict(context, try await Form(request))
        }
    }

    // MARK: All of them

    private func operations(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let mayMake = try await !desk.forcesForMaking().isEmpty
        return site.page(
            OperationsPage(
                deeds: mayMake ? [Link("Make an operation", "/operations/new")] : [],
                operations: TableView(
                    Tables.operations(try await desk.operations()), csv: "/operations.csv",
                    whenEmpty: "No operation is open to you yet.")), context)
    }

    private func make(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let forces = try await desk.forcesForMaking()
        guard !forces.isEmpty else {
            if case .refused(let refusal) = AccessRules.decide(desk.who, .makeOperation, on: .everywhere) {
                throw refusal
            }
            throw PageRefusal(
                status: .forbidden, title: "No force to make it for",
                text:
                    "An operation belongs to a force, and there is none yet. Ask your administrator to make yours."
            )
        }
        var problems = Problems()
        if let form {
            let name = try await problems.reading("name") { try form.text("name", or: .operationName) }
            let force = try await problems.reading("force") { try form.id("force", or: .force) }
            if let name, let force {
                let id = try await problems.saving(or: "name") {
                    try await desk.makeOperation(named: name, force: force)
                }
                if let id { return .done(.made, "/operations/\(id)") }
            }
        }
        let only = forces.count == 1 ? forces.first : nil
        return site.page(
            QuestionPage(
                "Make an operation", back: Link("Operations", "/operations"),
                lede:
                    "A named piece of work. Lines, people and records belong to one, and it decides who may see them.",
                Question(
                    "/operations", button: "Make the operation",
                    [
                        .init(.line, "name", "Name of the operation", value: form?["name"] ?? ""),
                        .init(
                            only == nil ? .one : .hidden, "force", "Force that owns it",
                            value: only.map { "\($0.id)" } ?? form?["force"] ?? "",
                            choices: forces.map { .init(value: "\($0.id)", title: $0.name) }),
                    ], problems: problems)), context)
    }

    // MARK: One

    private func operation(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.operation(try context.id())
        let entry = view.entry
        let base = "/operations/\(entry.id)"
        return site.page(
            OperationPage(
                id: entry.id, title: entry.name, notice: request.notice,
                card: CardView(
                    view.card, mayEdit: desk.may(.editOperation, in: entry),
                    first: [Fact(term: "Force", text: entry.force.name)],
                    last: [
                        Fact(term: "Open to", text: Self.openTo(view)),
                        Fact(
                            term: "Legal hold",
                            text: entry.isHeld ? "Held: nothing of it may be deleted" : "None"),
                        Fact(term: "Made", text: Format.time(entry.madeAt)),
                    ]),
                contents: Self.contents(view, desk), deeds: Self.deeds(view, desk),
                mayShare: desk.may(.shareOperation, in: entry),
                share: "\(base)/share", restrict: "\(base)/restrict",
                shares: TableView(
                    Tables.shares(view.shares), csv: "\(base)/shares.csv",
                    whenEmpty: "Not shared: only \(entry.force.name) works in it."),
                isRestricted: entry.isRestricted,
                named: TableView(Tables.named(view.named), csv: "\(base)/named.csv", whenEmpty: "Nobody."),
                hasAuthorisations: view.authorisations != nil,
                authorisations: TableView(
                    Tables.authorisations(view.authorisations ?? [], now: site.now()),
                    csv: "\(base)/authorisations.csv",
                    whenEmpty: "None is recorded. Records are taken in under one."),
                notes: NotesView(
                    view.notes, on: Subject(.operation, entry.id), csv: "\(base)/notes.csv",
                    mayAdd: desk.may(.writeNotes, in: entry))), context)
    }

    private static func openTo(_ view: OperationView) -> String {
        if view.entry.isRestricted { return "Named people only" }
        let forces = [view.entry.force.name] + view.shares.map(\.force.name)
        return "Everybody whose role reaches it in \(forces.joined(separator: ", "))"
    }

    /// What belongs to the operation, as far as this person may see it.
    private static func contents(_ view: OperationView, _ desk: Desk) -> [Link] {
        let query = "?operation=\(view.entry.id)"
        var links: [Link] = []
        if desk.may(.seeLines, in: view.entry) {
            links.append(Link("Lines (\(Format.number(view.lines)))", "/lines\(query)"))
            links.append(Link("Numbers", "/numbers\(query)"))
            links.append(Link("Handsets, SIMs and other identifiers", "/identifiers\(query)"))
        }
        if desk.may(.seePeople, in: view.entry) { links.append(Link("People", "/people\(query)")) }
        if desk.may(.seeRecords, in: view.entry) { links.append(Link("Files of records", "/files\(query)")) }
        return links + [Link("Retention, holds and deletion", "/operations/\(view.entry.id)/retention")]
    }

    private static func deeds(_ view: OperationView, _ desk: Desk) -> [Link] {
        let id = view.entry.id
        let all: [(Action, Link)] = [
            (.editLines, Link("Record a line", "/lines/new?operation=\(id)")),
            (.editPeople, Link("Record a person", "/people/new?operation=\(id)")),
            (.editAuthorisations, Link("Record an authorisation", "/operations/\(id)/authorisations/new")),
            (.importRecords, Link("Take records in", "/operations/\(id)/import")),
        ]
        return all.filter { desk.may($0.0, in: view.entry) }.map(\.1)
    }

    private func export(_ context: PageContext) async throws -> Response {
        let view = try await site.desk(context).operation(try context.id())
        let name = "operation-\(view.entry.id)-"
        switch context.parameters.get("table") {
        case "shares": return .csv(Tables.shares(view.shares), name: name + "shares")
        case "named" where view.entry.isRestricted:
            return .csv(Tables.named(view.named), name: name + "named")
        case "authorisations":
            guard let all = view.authorisations else { throw PageRefusal.notFound("table") }
            return .csv(Tables.authorisations(all, now: site.now()), name: name + "authorisations")
        case "notes":
            guard let notes = view.notes else { throw PageRefusal.notFound("table") }
            return .csv(Tables.notes(notes), name: name + "notes")
        default: throw PageRefusal.notFound("table")
        }
    }
}
