import Access
import CallRecords
import Casework
import Hummingbird
import LineMatching
import Telephony

/// One candidate, its evidence, and what this person decides of it.
extension ClosurePages {
    /// Shared contacts in the page's own table: all of them can be had as CSV.
    static let contactsShown = 50

    func suggestion(_ desk: Desk, _ context: PageContext) async throws -> (ClosureView, Suggestion, Trace) {
        let view = try await desk.closure(try context.id())
        guard let place = context.parameters.get("place", as: Int.self), let trace = view.trace,
            let suggestion = trace.suggestion(at: place)
        else { throw PageRefusal.notFound("candidate") }
        return (view, suggestion, trace)
    }

    func candidate(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let (view, suggestion, trace) = try await suggestion(desk, context)
        let (closure, party) = (view.file.closure, suggestion.candidate.party)
        let base = "/closures/\(closure.id)"
        var problems = Problems()
        if let form {
            if let verdict = try await decide(form, on: suggestion, of: view, desk, &problems) {
                return .done(verdict, base)
            }
        }
        let isOpen = view.file.state(of: party) == .open
        let question = Self.question(form, suggestion, of: closure, isOpen: isOpen, problems)
        let heading = "Is \(Format.party(party)) the new number?"
        let may = desk.may(.decideCandidate, in: view.operation)
        let shared = Tables.sharedContacts(suggestion.candidate)
        let more = shared.rows.count - Self.contactsShown
        let none = Words.none(among: trace.suggestions.map(\.candidate.score), trace.scale)
        return site.page(
            CandidatePage(
                title: (question.hasProblems ? "Error: " : "") + heading, heading: heading,
                back: Link("\(Format.party(closure.party)) closed \(Format.time(closure.closedAt))", base),
                facts: Self.facts(suggestion, trace, view.file),
                settings: Words.sentence(trace.settings.name), none: none, isNone: !none.isEmpty,
                caution: Words.scoreCaution,
                explanation: ExplanationView(
                    suggestion, of: trace, closed: closure, base: "\(base)/candidates/\(suggestion.place)"),
                isTaking: desk.may(.takeExhibit, in: view.operation),
                exhibit: "\(base)/candidates/\(suggestion.place)/exhibit",
                isDeciding: may, isUndoing: may && !isOpen, question: question,
                contacts: TableView(
                    shared.first(Self.contactsShown),
                    csv: "\(base)/candidates/\(suggestion.place)/contacts.csv", whenEmpty: "None."),
                more:
                    "Here are the \(Self.contactsShown) that speak for it most. \(Format.number(more)) more are in the CSV.",
                isShortened: more > 0,
                decisions: TableView(
                    Tables.decisions(view.file.decisions.filter { $0.party == party }),
                    csv: "\(base)/decisions.csv",
                    whenEmpty: "Nothing is decided yet.")), context,
            status: question.hasProblems ? .unprocessableContent : .ok)
    }

    private static func question(
        _ form: Form?, _ suggestion: Suggestion, of closure: Closure, isOpen: Bool, _ problems: Problems
    ) -> Question {
        let verdict: Question.Input =
            isOpen
            ? .init(
                .one, "verdict", "Is this the line's new number?", value: form?["verdict"] ?? "",
                choices: [
                    .init(value: "accept", title: "Accept: record it as the line's number"),
                    .init(value: "reject", title: "Reject: it is not"),
                ])
            : .init(.hidden, "verdict", value: "undo")
        return Question(
            "/closures/\(closure.id)/candidates/\(suggestion.place)",
            button: isOpen ? "Record the decision" : "Undo the decision", isSecondary: !isOpen,
            [
                .init(.hidden, "party", value: suggestion.candidate.party.description), verdict,
                .reason(
                    form ?? Form(""), hint: "What you checked, in words another officer or a court can follow"
                ),
            ], problems: problems)
    }

    /// What was done; nil where something is wrong with the form.
    private func decide(
        _ form: Form, on suggestion: Suggestion, of view: ClosureView, _ desk: Desk,
        _ problems: inout Problems
    ) async throws -> Notice? {
        let party = suggestion.candidate.party
        // A new trace may have put another number in this place since the page was drawn.
        guard form["party"] == party.description else {
            throw PageRefusal.tracedAgain
        }
        let verdict = try await problems.reading("verdict") { try form.verdict() }
        guard let verdict else { return nil }
        let isDecided: Void? = try await problems.saving(or: "verdict") {
            try await desk.decide(verdict, on: party, closure: view.file.closure.id, reason: form["reason"])
        }
        return isDecided == nil ? nil : Notice(verdict)
    }

    private static func strength(_ candidate: Candidate, _ trace: Trace) -> String {
        guard let ratio = trace.scale.log10Ratio(candidate.score) else {
            return "Score \(Format.decimal(candidate.score, 3)), to be compared within this answer only"
        }
        let next = trace.suggestions.first { $0.candidate.score < candidate.score }
        let margin = next.map {
            " The next candidate, \(Format.party($0.candidate.party)): \(trace.scale.support($0.candidate.score))."
        }
        return Words.sentence(log10Ratio: ratio) + (margin ?? "")
    }

    private static func facts(_ suggestion: Suggestion, _ trace: Trace, _ file: ClosureFile) -> [Fact] {
        let candidate = suggestion.candidate
        let closedAt = file.closure.closedAt
        let hours = Format.hours(candidate.firstContact.hours(since: closedAt))
        return [
            Fact(term: "Decision", text: Tables.name(of: file.state(of: candidate.party))),
            Fact(
                term: "Place",
                text: Words.place(suggestion.rank, trace.view)),
            Fact(term: "Strength", text: strength(candidate, trace)),
            Fact(
                term: "Shared contacts",
                text:
                    "\(Format.number(candidate.sharedContacts.count)) of the closed number's "
                    + "\(Format.count(trace.view.contacts, "contact")), among "
                    + "\(Format.count(candidate.contactsSince, "contact")) since the closure"),
            Fact(
                term: "First contact with one",
                text: "\(Format.time(candidate.firstContact)), \(hours) after the closure"),
            Fact(
                term: "First seen in any record",
                text: Format.time(candidate.firstSeen)
                    + (candidate.isNew(after: closedAt) ? ", new since the closure" : ", before the closure")),
        ]
    }
}

extension Form {
    fileprivate func verdict() throws(Missing) -> Decision.Verdict {
        guard let verdict = Decision.Verdict(rawValue: self["verdict"]) else { throw .verdict }
        return verdict
    }
}

extension Notice {
    fileprivate init(_ verdict: Decision.Verdict) {
        self =
            switch verdict {
            case .accept: .accept
            case .reject: .reject
            case .undo: .undo
            }
    }
}
