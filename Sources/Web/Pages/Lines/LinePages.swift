import Access
import CallRecords
import Casework
import Hummingbird
import LineActivity
import Telephony

/// The lines and one line. Recording is in a file of its own.
struct LinePages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/lines") { request, context in try await lines(request, context) }
        router.get("/lines.csv") { request, context in
            let desk = try await site.desk(context)
            let address = ListAddress(request, path: "/lines")
            let rows = try await desk.lines(address.lines, in: address.operation).rows
            return Response.csv(Tables.lines(rows, try await desk.operations(for: .seeLines)), name: "lines")
        }
        router.get("/lines/new") { request, context in
            try await addLine(request.query, isSent: false, context)
        }
        router.post("/lines") { request, context in
            try await addLine(try await Form(request), isSent: true, context)
        }
        router.get("/lines/:id") { request, context in try await line(request, context) }
        router.get("/lines/:id/{table}.csv") { _, context in try await export(context) }
        router.get("/lines/:id/numbers/new") { _, context in try await addNumber(nil, context) }
        router.post("/lines/:id/numbers") { request, context in
            try await addNumber(try await Form(request), context)
        }
        router.get("/lines/:id/identifiers/new") { _, context in try await addIdentifier(nil, context) }
        router.post("/lines/:id/identifiers") { request, context in
            try await addIdentifier(try await Form(request), context)
        }
        router.get("/lines/:id/closures/new") { _, context in try await close(nil, context) }
        router.post("/lines/:id/closures") { request, context in
            try await close(try await Form(request), context)
        }
    }

    // MARK: All of them

    private func lines(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let address = ListAddress(request, path: "/lines")
        let page = try await desk.lines(address.lines, in: address.operation)
        let operations = try await desk.operations(for: .seeLines)
        let mayRecord = operations.contains { desk.may(.editLines, in: $0) }
        return site.page(
            LinesPage(
                deeds: mayRecord ? [Link("Record a line", "/lines/new")] : [],
                listing: Listing(
                    address, page, Tables.lines(page.rows, operations), operations: operations,
                    hasStates: true,
                    whenEmpty: "No lines are recorded yet.")), context)
    }

    // MARK: One

    private func line(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.line(try context.id())
        let activity = try await desk.activity(of: view)
        let (file, base) = (view.file, "/lines/\(view.file.line.id)")
        func table(_ table: Table, _ name: String, whenEmpty: String, isCompact: Bool = false) -> TableView {
            TableView(table, csv: "\(base)/\(name).csv", whenEmpty: whenEmpty, isCompact: isCompact)
        }
        return site.page(
            LinePage(
                id: file.line.id, title: "\(file.line.name) line",
                back: Link(view.operation.name, "/operations/\(view.operation.id)"), notice: request.notice,
                facts: Self.facts(view), deeds: Links(Self.deeds(view, desk)),
                activity: ActivityView(
                    isThere: !activity.isEmpty, strip: ActivityStrip(days: activity, file: file).svg,
                    table: table(
                        Tables.activity(activity, of: file.line.name), "activity",
                        whenEmpty: "No record held names a number of this line.", isCompact: true)),
                closures: table(
                    Tables.closures(of: file), "closures",
                    whenEmpty: "No number of this line has been closed."),
                numbers: table(Tables.episodes(of: file), "numbers", whenEmpty: "No number is recorded."),
                card: CardView(view.card, mayEdit: desk.may(.editLines, in: view.operation)),
                identifiers: table(
                    Tables.identifiers(view.identifiers), "identifiers", whenEmpty: "None is recorded."),
                people: PeopleView(
                    isThere: view.people != nil,
                    table: table(
                        Tables.people(view.people ?? []), "people",
                        whenEmpty: "Nobody is linked to this line.")),
                notes: NotesView(
                    view.notes, on: Subject(.line, file.line.id), csv: "\(base)/notes.csv",
                    mayAdd: desk.may(.writeNotes, in: view.operation))), context)
    }

    private static func facts(_ view: LineView) -> [Fact] {
        let last = view.file.closures.last
        let aliases = (view.card.values["aliases"] ?? "").split(separator: "\n").joined(separator: ", ")
        return [
            Fact(term: "Operation", text: "\(view.operation.name), \(view.operation.force.name)"),
            Fact(term: "Also known as", text: aliases.isEmpty ? "No other name" : aliases),
            Fact(term: "Status", text: Tables.status(of: view.file)),
            Fact(
                term: "Number now",
                text: view.file.currentEpisode.map { Format.party($0.party) } ?? "None known"),
            Fact(term: "Last closed", text: last.map { Format.time($0.closure.closedAt) } ?? "Never"),
            Fact(
                term: "Closure to re-finding",
                text: last.map { $0.hoursToRefinding.map(Format.hours) ?? "Not re-found yet" }
                    ?? "No closure yet"),
        ]
    }

    private static func deeds(_ view: LineView, _ desk: Desk) -> [Link] {
        let (id, operation) = (view.file.line.id, view.operation)
        let all: [(Action, Link)] = [
            (.recordClosure, Link("Record a closure", "/lines/\(id)/closures/new")),
            (.editLines, Link("Add a number", "/lines/\(id)/numbers/new")),
            (.editLines, Link("Add a handset, SIM or other identifier", "/lines/\(id)/identifiers/new")),
            (
                .editPeople,
                Link("Record a person of this line", "/people/new?operation=\(operation.id)&line=\(id)")
            ),
        ]
        return all.filter { desk.may($0.0, in: operation) }.map(\.1)
    }

    private func export(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.line(try context.id())
        let name = "line-\(view.file.line.id)-"
        switch context.parameters.get("table") {
        case "numbers": return .csv(Tables.episodes(of: view.file), name: name + "numbers")
        case "closures": return .csv(Tables.closures(of: view.file), name: name + "closures")
        case "identifiers": return .csv(Tables.identifiers(view.identifiers), name: name + "identifiers")
        case "activity":
            let days = try await desk.activity(of: view)
            return .csv(Tables.activity(days, of: view.file.line.name), name: name + "activity")
        case "people":
            guard let people = view.people else { throw PageRefusal.notFound("table") }
            return .csv(Tables.people(people), name: name + "people")
        case "notes":
            guard let notes = view.notes else { throw PageRefusal.notFound("table") }
            return .csv(Tables.notes(notes), name: name + "notes")
        default: throw PageRefusal.notFound("table")
        }
    }
}

extension ListAddress {
    fileprivate var lines: LineQuery { LineQuery(state: state, page: page) }
}
