import CallRecords
import Casework
import HTTPTypes
import Hummingbird
import Telephony

/// The lines, one line, and what may be recorded of it.
struct LinePages: Sendable {
    let site: Site

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in try await lines(form: LineForm()) }
        router.get("/lines.csv") { _, _ in
            Response.csv(Tables.lines(try await site.register.store.lines()), name: "lines")
        }
        router.post("/lines") { request, _ in try await addLine(try await Form(request)) }
        router.get("/lines/:id") { _, context in try await line(context, form: ClosureForm()) }
        router.get("/lines/:id/:table") { _, context in try await export(context) }
        router.post("/lines/:id/closures") { request, context in
            try await close(context, try await Form(request))
        }
    }

    // MARK: Lines

    private func lines(form: LineForm, status: HTTPResponse.Status = .ok) async throws -> Response {
        let files = try await site.register.store.lines()
        return site.page(
            LinesPage(
                lines: TableView(
                    Tables.lines(files), csv: "/lines.csv", whenEmpty: "No lines are recorded yet."),
                waiting: Self.waiting(files), form: form), status: status)
    }

    /// What to look at first: closures whose line has not been found again.
    private static func waiting(_ files: [LineFile]) -> [Waiting] {
        files.flatMap { file in
            file.closures.filter { $0.accepted.isEmpty }.map { entry in
                Waiting(
                    text: "\(file.line.name) line: \(Format.party(entry.closure.party)) closed "
                        + "\(Format.time(entry.closure.closedAt))",
                    link: "/closures/\(entry.closure.id)")
            }
        }
    }

    private func addLine(_ form: Form) async throws -> Response {
        var shown = LineForm(name: form["name"], number: form["number"], from: form["from"])
        var number: Party?
        var from: Instant?
        if shown.name.isEmpty {
            shown.problems.append(Problem(text: Words.sentence(.lineNameEmpty), field: "name"))
        }
        (number, shown.problems) = try await site.number(form["number"], field: "number", shown.problems)
        (from, shown.problems) = site.time(form["from"], field: "from", shown.problems)
        guard shown.problems.isEmpty, let number, let from else {
            return try await lines(form: shown.finished(), status: .unprocessableContent)
        }
        do {
            let file = try await site.register.addLine(named: form["name"], number: number, from: from)
            return .seeOther("/lines/\(file.line.id)")
        } catch let refusal as RegisterRefusal {
            let isName =
                switch refusal {
                case .lineNameEmpty, .lineNameTaken, .lineNameTooLong: true
                default: false
                }
            shown.problems = [Problem(text: Words.sentence(refusal), field: isName ? "name" : "number")]
            return try await lines(form: shown.finished(), status: .unprocessableContent)
        }
    }

    // MARK: One line

    private func line(
        _ context: BasicRequestContext, form: ClosureForm, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let file = try await site.register.line(try context.id())
        let activity = try await site.register.activity(of: file)
        let base = "/lines/\(file.line.id)"
        var form = form
        form.action = "\(base)/closures"
        if form.number.isEmpty { form.number = file.currentEpisode.map { Format.party($0.party) } ?? "" }
        return site.page(
            LinePage(
                title: "\(file.line.name) line", facts: Self.facts(file),
                hasActivity: !activity.isEmpty,
                strip: ActivityStrip(days: activity, file: file).svg,
                numbers: TableView(
                    Tables.episodes(of: file), csv: "\(base)/numbers.csv", whenEmpty: "No number is recorded."
                ),
                closures: TableView(
                    Tables.closures(of: file), csv: "\(base)/closures.csv",
                    whenEmpty: "No number of this line has been closed."),
                activity: TableView(
                    Tables.activity(activity, of: file.line.name), csv: "\(base)/activity.csv",
                    whenEmpty: "No record held names a number of this line.", isCompact: true),
                form: form), status: status)
    }

    private static func facts(_ file: LineFile) -> [Fact] {
        let last = file.closures.last
        return [
            Fact(term: "Status", text: Tables.status(of: file)),
            Fact(
                term: "Number now", text: file.currentEpisode.map { Format.party($0.party) } ?? "None known"),
            Fact(term: "Last closed", text: last.map { Format.time($0.closure.closedAt) } ?? "Never"),
            Fact(
                term: "Closure to re-finding",
                text: last.map { $0.hoursToRefinding.map(Format.hours) ?? "Not re-found yet" }
                    ?? "No closure yet"),
        ]
    }

    private func export(_ context: BasicRequestContext) async throws -> Response {
        let file = try await site.register.line(try context.id())
        let name = "line-\(file.line.id)-"
        switch context.parameters.get("table") {
        case "numbers.csv": return .csv(Tables.episodes(of: file), name: name + "numbers")
        case "closures.csv": return .csv(Tables.closures(of: file), name: name + "closures")
        case "activity.csv":
            let activity = try await site.register.activity(of: file)
            return .csv(Tables.activity(activity, of: file.line.name), name: name + "activity")
        default: throw PageRefusal.notFound("page")
        }
    }

    private func close(_ context: BasicRequestContext, _ form: Form) async throws -> Response {
        let file = try await site.register.line(try context.id())
        var shown = ClosureForm(number: form["number"], at: form["at"], kind: form["kind"])
        var number: Party?
        var at: Instant?
        (number, shown.problems) = try await site.number(
            form["number"], field: "closed-number", shown.problems)
        (at, shown.problems) = site.time(form["at"], field: "closed-at", shown.problems)
        let kind = Closure.Kind(rawValue: form["kind"])
        if kind == nil {
            shown.problems.append(Problem(text: "Choose how the number was closed.", field: "kind-order"))
        }
        guard shown.problems.isEmpty, let number, let at, let kind else {
            return try await line(context, form: shown.finished(), status: .unprocessableContent)
        }
        do {
            let closure = try await site.register.close(number, at: at, kind: kind, lineName: file.line.name)
            // Where nothing can be traced yet, the closure's page says why.
            _ = try? await site.register.trace(closure: closure.id)
            return .seeOther("/closures/\(closure.id)")
        } catch let refusal as RegisterRefusal {
            let isTime =
                switch refusal {
                case .closureInTheFuture, .closedBeforeItServed, .closedAlready: true
                default: false
                }
            shown.problems = [
                Problem(text: Words.sentence(refusal), field: isTime ? "closed-at" : "closed-number")
            ]
            return try await line(context, form: shown.finished(), status: .unprocessableContent)
        }
    }
}

extension RequestContext {
    /// The number in a page's address.
    func id(_ name: String = "id") throws -> Int64 {
        guard let id = parameters.get(name, as: Int64.self) else { throw PageRefusal.notFound("page") }
        return id
    }
}

extension Site {
    func number(_ text: String, field: String, _ problems: [Problem]) async throws -> (Party?, [Problem]) {
        do { return (try await register.party(written: text), problems) } catch let refusal as RegisterRefusal
        {
            return (nil, problems + [Problem(text: Words.sentence(refusal), field: field)])
        }
    }

    func time(_ text: String, field: String, _ problems: [Problem]) -> (Instant?, [Problem]) {
        do { return (try WrittenTime.parse(text), problems) } catch {
            let reason =
                text.isEmpty
                ? "Enter a date and time." : "The date and time is not read: \(Words.sentence(error))."
            return (nil, problems + [Problem(text: "\(reason) \(WrittenTime.hint).", field: field)])
        }
    }
}
