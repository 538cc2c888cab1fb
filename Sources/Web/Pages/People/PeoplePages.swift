import Access
import Casework
import Hummingbird

/// People as a case names them, with roles that can be several at once, and the lines they are linked to.
struct PeoplePages: PageRoutes {
    let site: Site

    /// Pages of lines that the question of links goes through: far more lines than an operation has.
    private static let linePages = 10

    func add(to router: Router<PageContext>) {
        router.get("/people") { request, context in try await people(request, context) }
        router.get("/people.csv") { request, context in
            let address = ListAddress(request, path: "/people")
            let page = try await site.desk(context).people(page: address.page, in: address.operation)
            return Response.csv(Tables.people(page.rows), name: "people")
        }
        router.get("/people/new") { request, context in
            try await addPerson(request.query, isSent: false, context)
        }
        router.post("/people") { request, context in
            try await addPerson(try await Form(request), isSent: true, context)
        }
        router.get("/people/:id") { request, context in try await person(request, context) }
        router.get("/people/:id/{table}.csv") { _, context in try await export(context) }
        router.get("/people/:id/lines") { _, context in try await link(nil, context) }
        router.post("/people/:id/lines") { request, context in
            try await link(try await Form(request), context)
        }
    }

    // MARK: All of them

    private func people(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let address = ListAddress(request, path: "/people")
        let page = try await desk.people(page: address.page, in: address.operation)
        let operations = try await desk.operations(for: .seePeople)
        let mayRecord = operations.contains { desk.may(.editPeople, in: $0) }
        return site.page(
            PeoplePage(
                deeds: mayRecord ? [Link("Record a person", "/people/new")] : [],
                listing: Listing(
                    address, page, Tables.people(page.rows), operations: operations,
                    whenEmpty: "Nobody is recorded yet.")), context)
    }

    private func addPerson(_ form: Form, isSent: Bool, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let operations = try await desk.offered(for: .editPeople)
        let roles = Set(form.all("roles").compactMap(PersonRole.init(rawValue:)))
        var problems = Problems()
        if isSent {
            let operation = try await problems.reading("operation") {
                try form.id("operation", or: .operation)
            }
            let name = try await problems.reading("name") { try form.text("name", or: .personName) }
            if let operation, let name {
                let id = try await problems.saving(or: "name") {
                    try await desk.addPerson(named: name, roles: roles, in: operation)
                }
                if let id {
                    if let line = Int64(form["line"]) {
                        try await desk.link(person: id, line: line, isLinked: true)
                    }
                    return .done(.person, "/people/\(id)")
                }
            }
        }
        return site.page(
            QuestionPage(
                "Record a person", back: Link("People", "/people"),
                Question(
                    "/people", button: "Record the person",
                    [
                        .init(.hidden, "line", value: form["line"]),
                        .operation(operations, value: form["operation"]),
                        .init(.line, "name", "Name", hint: "As the case names them", value: form["name"]),
                        .init(
                            .several, "roles", "Roles",
                            hint: "Several can be true at once: a runner is often a victim too",
                            value: roles.map(\.rawValue).joined(separator: "\n"),
                            choices: PersonRole.allCases.map { .init(value: $0.rawValue, title: $0.title) }),
                    ], problems: problems)), context)
    }

    // MARK: One

    private func person(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.person(try context.id())
        let base = "/people/\(view.person.id)"
        let mayEdit = desk.may(.editPeople, in: view.operation)
        return site.page(
            PersonPage(
                id: view.person.id, title: view.person.name,
                back: Link(view.operation.name, "/operations/\(view.operation.id)"),
                notice: request.notice,
                card: CardView(
                    view.card, mayEdit: mayEdit, first: [Fact(term: "Operation", text: view.operation.name)]),
                lines: TableView(
                    Tables.lines(of: view.person), csv: "\(base)/lines.csv", whenEmpty: "Linked to no line."),
                mayLink: mayEdit, link: "\(base)/lines",
                deletion: DeletionPages.address(for: Subject(.person, view.person.id), in: view.operation),
                mayAskDeletion: desk.mayAskDeletion(in: view.operation),
                notes: NotesView(
                    view.notes, on: Subject(.person, view.person.id), csv: "\(base)/notes.csv",
                    mayAdd: desk.may(.writeNotes, in: view.operation))), context)
    }

    private func export(_ context: PageContext) async throws -> Response {
        let view = try await site.desk(context).person(try context.id())
        let name = "person-\(view.person.id)-"
        switch context.parameters.get("table") {
        case "lines": return .csv(Tables.lines(of: view.person), name: name + "lines")
        case "notes":
            guard let notes = view.notes else { throw PageRefusal.notFound("table") }
            return .csv(Tables.notes(notes), name: name + "notes")
        default: throw PageRefusal.notFound("table")
        }
    }

    /// Every line of the operation with a box, those linked ticked.
    private func link(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.person(try context.id())
        if case .refused(let refusal) = AccessRules.decide(desk.who, .editPeople, on: view.operation.place) {
            throw refusal
        }
        let back = "/people/\(view.person.id)"
        let lines = try await lines(of: view.operation, desk)
        let before = Set(view.person.lines.map(\.id))
        if let form {
            let wanted = Set(form.all("lines").compactMap { Int64($0) })
            for line in lines where before.contains(line.id) != wanted.contains(line.id) {
                try await desk.link(person: view.person.id, line: line.id, isLinked: wanted.contains(line.id))
            }
            return .done(.linked, back)
        }
        return site.page(
            QuestionPage(
                "Lines of \(view.person.name)", back: Link(view.person.name, back),
                lede: lines.isEmpty ? "The operation has no line yet." : "",
                Question(
                    "\(back)/lines", button: "Save",
                    [
                        .init(
                            .several, "lines", "Lines of \(view.operation.name)",
                            value: before.map(String.init).joined(separator: "\n"),
                            choices: lines.map { .init(value: "\($0.id)", title: $0.name) })
                    ])), context)
    }

    private func lines(of operation: OperationEntry, _ desk: Desk) async throws -> [Line] {
        var lines: [Line] = []
        for number in 1...Self.linePages {
            let page = try await desk.lines(LineQuery(page: number), in: operation.id)
            lines += page.rows.map(\.line)
            if number >= page.count { break }
        }
        return lines
    }
}
