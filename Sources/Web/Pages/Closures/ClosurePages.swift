import CallRecords
import Casework
import HTTPTypes
import Hummingbird
import LineMatching
import Telephony

/// A closure, its candidates, and what is decided of them.
struct ClosurePages: Sendable {
    let site: Site

    func add(to router: Router<BasicRequestContext>) {
        router.get("/closures/:id") { request, context in
            try await closure(context, done: request.uri.queryParameters["done"].map(String.init) ?? "")
        }
        router.get("/closures/:id/candidates.csv") { _, context in try await exportCandidates(context) }
        router.get("/closures/:id/decisions.csv") { _, context in
            let file = try await site.register.closure(try context.id())
            return Response.csv(
                Tables.decisions(file.decisions), name: "closure-\(file.closure.id)-decisions")
        }
        router.post("/closures/:id/trace") { request, context in
            let id = try context.id()
            _ = try await site.register.trace(closure: id)
            return Response.seeOther("/closures/\(id)?done=traced")
        }
        router.get("/closures/:id/candidates/:place") { _, context in
            try await candidate(context, form: DecisionForm())
        }
        router.get("/closures/:id/candidates/:place/contacts.csv") { _, context in
            let (_, suggestion, _) = try await self.suggestion(context)
            return Response.csv(
                Tables.sharedContacts(suggestion.candidate),
                name: "closure-\(try context.id())-candidate-\(suggestion.place)-contacts")
        }
        router.post("/closures/:id/candidates/:place") { request, context in
            try await decide(context, try await Form(request))
        }
    }

    private func closure(_ context: BasicRequestContext, done: String) async throws -> Response {
        let file = try await site.register.closure(try context.id())
        let line = try await site.register.line(file.closure.lineID)
        let trace = try await site.register.store.latestTrace(closure: file.closure.id)
        let base = "/closures/\(file.closure.id)"
        let table = Tables.candidates(trace?.suggestions ?? [], closedAt: file.closure.closedAt, file: file)
        return site.page(
            ClosurePage(
                title: "\(Format.party(file.closure.party)) closed", lineName: line.line.name,
                lineLink: "/lines/\(line.line.id)", done: Self.notice(done),
                hasNotice: !Self.notice(done).isEmpty,
                facts: Self.facts(file), hasTrace: trace != nil,
                view: trace.map { Words.sentence($0.view) } ?? "", caution: Words.scoreCaution,
                provenance: trace.map(Self.provenance) ?? "", traceAction: "\(base)/trace",
                candidates: TableView(
                    table, csv: "\(base)/candidates.csv",
                    whenEmpty:
                        "No number was in touch with any of the closed number's contacts after the closure."),
                decisions: TableView(
                    Tables.decisions(file.decisions), csv: "\(base)/decisions.csv",
                    whenEmpty: "Nothing is decided yet.")))
    }

    private static func notice(_ done: String) -> String {
        switch done {
        case "accept": "Candidate accepted. The line has a new number from the candidate's first event."
        case "reject": "Candidate rejected. It stays on record with your reason."
        case "undo": "Decision undone. Both decisions stay on record."
        case "traced": "Traced again with all records now held."
        default: ""
        }
    }

    private static func facts(_ file: ClosureFile) -> [Fact] {
        let found = file.accepted.map { Format.party($0.party) }.joined(separator: ", ")
        return [
            Fact(term: "Closed", text: Format.time(file.closure.closedAt)),
            Fact(term: "By", text: Tables.name(of: file.closure.kind)),
            Fact(term: "Re-found as", text: found.isEmpty ? "No number yet" : found),
            Fact(
                term: "Closure to re-finding",
                text: file.hoursToRefinding.map(Format.hours) ?? "Not re-found yet"),
        ]
    }

    /// From what, by what and when an answer was made (design, rule 2).
    private static func provenance(_ trace: Trace) -> String {
        let parameters = trace.settings.parameters.sorted { $0.key < $1.key }
            .map { "\($0.key) \(Format.decimal($0.value, 2))" }.joined(separator: ", ")
        let files = trace.fileIDs.map(String.init).joined(separator: ", ")
        return
            "Answer \(trace.id), \(Format.time(trace.ranAt)), from \(trace.fileIDs.count == 1 ? "file" : "files") \(files), by Ringfence \(trace.software), "
            + "scorer \(trace.settings.scorer) version \(trace.settings.version) (\(parameters))."
    }

    private func exportCandidates(_ context: BasicRequestContext) async throws -> Response {
        let file = try await site.register.closure(try context.id())
        let trace = try await site.register.store.latestTrace(closure: file.closure.id)
        return .csv(
            Tables.candidates(trace?.suggestions ?? [], closedAt: file.closure.closedAt, file: file),
            name: "closure-\(file.closure.id)-candidates")
    }

    // MARK: One candidate

    private func suggestion(
        _ context: BasicRequestContext
    ) async throws -> (ClosureFile, Suggestion, Trace) {
        let file = try await site.register.closure(try context.id())
        guard let place = context.parameters.get("place", as: Int.self),
            let trace = try await site.register.store.latestTrace(closure: file.closure.id),
            let suggestion = trace.suggestion(at: place)
        else { throw PageRefusal.notFound("candidate") }
        return (file, suggestion, trace)
    }

    private func candidate(
        _ context: BasicRequestContext, form: DecisionForm, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (file, suggestion, trace) = try await suggestion(context)
        let candidate = suggestion.candidate
        let state = file.state(of: candidate.party)
        let base = "/closures/\(file.closure.id)"
        var form = form
        form.action = "\(base)/candidates/\(suggestion.place)"
        form.party = candidate.party.description
        return site.page(
            CandidatePage(
                title: "Is \(Format.party(candidate.party)) the new number?",
                closureText:
                    "\(Format.party(file.closure.party)) closed \(Format.time(file.closure.closedAt))",
                closureLink: base, facts: Self.facts(suggestion, trace, file, state),
                caution: Words.scoreCaution,
                isOpen: state == .open, form: form,
                contacts: TableView(
                    Tables.sharedContacts(candidate),
                    csv: "\(base)/candidates/\(suggestion.place)/contacts.csv",
                    whenEmpty: "None."),
                decisions: TableView(
                    Tables.decisions(file.decisions.filter { $0.party == candidate.party }),
                    csv: "\(base)/decisions.csv", whenEmpty: "Nothing is decided yet.")), status: status)
    }

    private static func facts(
        _ suggestion: Suggestion, _ trace: Trace, _ file: ClosureFile, _ state: SuggestionState
    ) -> [Fact] {
        let candidate = suggestion.candidate
        let closedAt = file.closure.closedAt
        let hours = Format.hours(candidate.firstContact.hours(since: closedAt))
        let next = trace.suggestions.first { $0.candidate.score < candidate.score }
        let margin = next.map {
            "\(Format.decimal(candidate.score / $0.candidate.score, 1)) times the score of the next candidate, "
                + Format.party($0.candidate.party)
        }
        return [
            Fact(term: "Decision", text: Tables.name(of: state)),
            Fact(
                term: "Place",
                text:
                    "\(Tables.rankText(suggestion.rank)) of \(Format.number(trace.view.weighed)) numbers weighed"
            ),
            Fact(
                term: "Score",
                text: Format.decimal(candidate.score, 3) + (margin.map { " – \($0)" } ?? "")),
            Fact(
                term: "Shared contacts",
                text:
                    "\(candidate.sharedContacts.count) of the closed number's \(trace.view.contacts) contacts, "
                    + "among \(Format.count(candidate.contactsSince, "contact")) since the closure"),
            Fact(
                term: "First contact with one",
                text: "\(Format.time(candidate.firstContact)), \(hours) after the closure"
            ),
            Fact(
                term: "First seen in any record",
                text: Format.time(candidate.firstSeen)
                    + (candidate.isNew(after: closedAt) ? ", new since the closure" : ", before the closure")),
        ]
    }

    private func decide(_ context: BasicRequestContext, _ form: Form) async throws -> Response {
        let (file, suggestion, _) = try await suggestion(context)
        var shown = DecisionForm(verdict: form["verdict"], reason: form["reason"], by: form["by"])
        // A new trace may have put another number in this place since the page was drawn.
        guard form["party"] == suggestion.candidate.party.description else {
            throw PageRefusal(
                status: .conflict, title: "The list has changed",
                text:
                    "The candidates were traced again since you opened this page. Go back to the closure and choose again."
            )
        }
        guard let verdict = Decision.Verdict(rawValue: form["verdict"]) else {
            shown.problems.append(
                Problem(text: "Choose whether to accept or reject the candidate.", field: "accept"))
            return try await candidate(context, form: shown.finished(), status: .unprocessableContent)
        }
        do {
            try await site.register.decide(
                verdict, on: suggestion.candidate.party, closure: file.closure.id, reason: form["reason"],
                by: form["by"])
            return .seeOther("/closures/\(file.closure.id)?done=\(verdict.rawValue)")
        } catch let refusal as RegisterRefusal {
            let field =
                switch refusal {
                case .nameMissing: "by"
                case .reasonMissing, .textTooLong: "reason"
                default: "accept"
                }
            shown.problems.append(Problem(text: Words.sentence(refusal), field: field))
            return try await candidate(context, form: shown.finished(), status: .unprocessableContent)
        }
    }
}
