import Access
import CallRecords
import Casework
import Hummingbird
import LineMatching

/// A closure: how it was done, what may have replaced the number, and whether it is still dead.
struct ClosurePages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/closures/:id") { request, context in try await closure(request, context) }
        router.get("/closures/:id/{table}.csv") { _, context in try await export(context) }
        router.post("/closures/:id/trace") { request, context in
            let (id, form) = (try context.id(), try await Form(request))
            let name: SettingsName = form["settings"] == "confirmatory" ? .confirmatory : .exploratory
            _ = try await site.desk(context).trace(closure: id, as: name)
            return Response.done(name == .confirmatory ? .confirmed : .traced, "/closures/\(id)")
        }
        router.get("/closures/:id/withdraw") { _, context in try await withdraw(nil, context) }
        router.post("/closures/:id/withdraw") { request, context in
            try await withdraw(try await Form(request), context)
        }
        router.get("/closures/:id/candidates/:place") { _, context in try await candidate(nil, context) }
        router.get("/closures/:id/candidates/:place/{table}.csv") { _, context in
            try await exportCandidate(context)
        }
        router.get("/closures/:id/candidates/:place/exhibit") { _, context in
            try await exhibit(nil, context)
        }
        router.post("/closures/:id/candidates/:place/exhibit") { request, context in
            try await exhibit(try await Form(request), context)
        }
        router.post("/closures/:id/candidates/:place") { request, context in
            try await candidate(try await Form(request), context)
        }
    }

    private func closure(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.closure(try context.id())
        let (closure, base) = (view.file.closure, "/closures/\(view.file.closure.id)")
        let mayRecord = desk.may(.recordClosure, in: view.operation)
        return site.page(
            ClosurePage(
                id: closure.id, title: "\(Format.party(closure.party)) closed",
                back: Link("\(view.line.name) line", "/lines/\(view.line.id)"), notice: request.notice,
                card: CardView(view.card, mayEdit: mayRecord, first: Self.facts(view)),
                answer: AnswerView(
                    isThere: view.trace != nil,
                    settings: view.trace.map { Words.sentence($0.settings.name) } ?? "",
                    view: view.trace.map { Words.sentence($0) } ?? "",
                    caution: Words.scoreCaution,
                    candidates: TableView(
                        Self.candidates(view), csv: "\(base)/candidates.csv",
                        whenEmpty:
                            "No number was in touch with any of the closed number's contacts after the closure."
                    ),
                    scale: Words.scaleSource, unknown: Self.unknown(view.trace, base),
                    provenance: view.trace.map(Self.provenance) ?? "",
                    mayTrace: desk.may(.trace, in: view.operation), action: "\(base)/trace"),
                decisions: TableView(
                    Tables.decisions(view.file.decisions), csv: "\(base)/decisions.csv",
                    whenEmpty: "Nothing is decided yet."),
                checkBacks: TableView(
                    Tables.checkBacks(
                        view.checkBacks, mayRecord: desk.may(.checkBack, in: view.operation)),
                    csv: "\(base)/check-backs.csv", whenEmpty: "None."),
                mayWithdraw: mayRecord && view.file.accepted.isEmpty, withdraw: "\(base)/withdraw"), context)
    }

    private static func candidates(_ view: ClosureView) -> Table {
        guard let trace = view.trace else {
            return Tables.candidates(
                [], of: .none, closedAt: view.file.closure.closedAt, file: view.file)
        }
        return Tables.candidates(
            trace.suggestions, of: trace.scale, closedAt: view.file.closure.closedAt, file: view.file)
    }

    /// Where no successor is found, whose records would help is what there is to do next.
    private static func unknown(_ trace: Trace?, _ base: String) -> UnknownView {
        let further = trace?.furtherRecords ?? FurtherRecords([])
        return UnknownView(
            isThere: trace?.isSuccessorFound == false,
            text: trace.map { Words.sentence(further, of: $0.view) } ?? "",
            records: TableView(
                Tables.furtherRecords(further), csv: "\(base)/further-records.csv", whenEmpty: "None."),
            isAskingForMore: !further.wanted.isEmpty)
    }

    private static func facts(_ view: ClosureView) -> [Fact] {
        let found = view.file.accepted.map { Format.party($0.party) }.joined(separator: ", ")
        return [
            Fact(term: "Closed", text: Format.time(view.file.closure.closedAt)),
            Fact(term: "By", text: Tables.name(of: view.file.closure.kind)),
            Fact(term: "Re-found as", text: found.isEmpty ? "No number yet" : found),
            Fact(
                term: "Closure to re-finding",
                text: view.file.hoursToRefinding.map(Format.hours) ?? "Not re-found yet"),
        ]
    }

    /// From what, by what and when an answer was made (design, rule 2).
    private static func provenance(_ trace: Trace) -> String {
        let files = trace.fileIDs.map(String.init).joined(separator: ", ")
        return "Answer \(trace.id), \(Format.time(trace.ranAt)), from "
            + "\(trace.fileIDs.count == 1 ? "file" : "files") \(files), by Ringfence \(trace.software), scorer "
            + "\(trace.settings.scorer) version \(trace.settings.version), \(trace.settings.name.rawValue) settings; its "
            + "\(Format.count(trace.settings.parameters.count, "setting")) are kept with the answer."
    }

    private func export(_ context: PageContext) async throws -> Response {
        let view = try await site.desk(context).closure(try context.id())
        let name = "closure-\(view.file.closure.id)-"
        switch context.parameters.get("table") {
        case "candidates": return .csv(Self.candidates(view), name: name + "candidates")
        case "decisions": return .csv(Tables.decisions(view.file.decisions), name: name + "decisions")
        case "further-records":
            return .csv(
                Tables.furtherRecords(view.trace?.furtherRecords ?? FurtherRecords([])),
                name: name + "further-records")
        case "check-backs": return .csv(Tables.checkBacks(view.checkBacks), name: name + "check-backs")
        default: throw PageRefusal.notFound("table")
        }
    }

    private func exportCandidate(_ context: PageContext) async throws -> Response {
        let (view, suggestion, trace) = try await suggestion(try await site.desk(context), context)
        let (name, closure) = (context.parameters.get("table") ?? "", view.file.closure)
        guard let table = ExplanationView.table(name, suggestion, of: trace, closed: closure) else {
            throw PageRefusal.notFound("table")
        }
        return .csv(table, name: "closure-\(closure.id)-candidate-\(suggestion.place)-\(name)")
    }

    // MARK: Taking back

    private func withdraw(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.closure(try context.id())
        if case .refused(let refusal) = AccessRules.decide(desk.who, .recordClosure, on: view.operation.place)
        {
            throw refusal
        }
        let closure = view.file.closure
        var problems = Problems()
        if let form {
            let isWithdrawn: Void? = try await problems.reading("reason") {
                try await desk.withdraw(closure: closure.id, reason: try form.text("reason", or: .reason))
            }
            if isWithdrawn != nil { return .done(.withdrawn, "/lines/\(view.line.id)") }
        }
        return site.page(
            QuestionPage(
                "Take back this closure?",
                back: Link("\(Format.party(closure.party)) closed", "/closures/\(closure.id)"),
                warning:
                    "Only for a closure that was recorded by mistake. The line's number is then in use again here, "
                    + "the check-backs go, and the log keeps that it was recorded and taken back.",
                facts: Self.facts(view),
                Question(
                    "/closures/\(closure.id)/withdraw", button: "Take the closure back", isSecondary: true,
                    [.reason(form ?? Form(""))], problems: problems)), context)
    }
}
