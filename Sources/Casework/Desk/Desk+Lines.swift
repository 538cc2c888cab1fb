import Access
import CallRecords
import LineActivity
import LineMatching
import Telephony

/// A line with everything that belongs to it, as far as the person may see.
package struct LineView: Sendable {
    package let file: LineFile
    package let operation: OperationEntry
    package let card: Card
    package let identifiers: [IdentifierUse]
    /// Nil where the person may not see people.
    package let people: [Person]?
    /// Nil where the person may not read notes.
    package let notes: [Note]?
}

/// A closure with its line, its check-backs and the latest answer.
package struct ClosureView: Sendable {
    package let file: ClosureFile
    package let line: Line
    package let operation: OperationEntry
    package let card: Card
    package let checkBacks: [CheckBack]
    package let trace: Trace?
}

extension Desk {
    // MARK: Looking

    package func lines(_ query: LineQuery = LineQuery(), in operation: Int64? = nil) async throws -> ListPage<
        LineRow
    > {
        let operations = try await visible(for: .seeLines, in: operation)
        try await looked("list-lines", at: Subject(.list), in: operation ?? 0)
        return try await store.lines(in: operations.map(\.id), query)
    }

    package func line(_ id: Int64) async throws -> LineView {
        let subject = Subject(.line, id)
        guard let card = try await store.card(of: subject), let file = try await store.line(id: id) else {
            throw RegisterRefusal.noSuchLine("\(id)")
        }
        let operation = try await operation(card.operationID, for: .seeLines, on: subject)
        try await looked("see-line", at: subject, in: operation.id)
        let seesPeople = AccessRules.decide(who, .seePeople, on: operation.place).isAllowed
        let readsNotes = AccessRules.decide(who, .seeNotes, on: operation.place).isAllowed
        return LineView(
            file: file, operation: operation, card: card, identifiers: try await store.identifiers(line: id),
            people: seesPeople ? try await store.people(line: id) : nil,
            notes: readsNotes ? try await store.notes(on: subject) : nil)
    }

    /// The line of that name in one of the operations this person may see.
    package func line(named name: String, in operation: Int64? = nil) async throws -> LineView {
        let operations = try await visible(for: .seeLines, in: operation)
        guard let file = try await store.line(named: name, in: operations.map(\.id)) else {
            throw RegisterRefusal.noSuchLine(name)
        }
        return try await line(file.line.id)
    }

    /// What a line's numbers did, a day a row, in the records of its operation.
    package func activity(of view: LineView) async throws -> [DailyActivity] {
        let times = view.file.episodes.map { ServingTime(party: $0.party, from: $0.from, until: $0.until) }
        let events = try await store.events(naming: times.map(\.party), in: [view.operation.id])
        return DailyActivity.days(of: times, in: events)
    }

    package func closure(_ id: Int64) async throws -> ClosureView {
        let (file, line, operation) = try await closure(id, for: .seeLines)
        let subject = Subject(.closure, id)
        guard let card = try await store.card(of: subject) else { throw RegisterRefusal.noSuchClosure(id) }
        try await looked("see-closure", at: subject, in: operation.id)
        return ClosureView(
            file: file, line: line, operation: operation, card: card,
            checkBacks: try await store.checkBacks(closure: id),
            trace: try await store.latestTrace(closure: id))
    }

    private func closure(
        _ id: Int64, for action: Action
    ) async throws -> (ClosureFile, Line, OperationEntry) {
        guard let file = try await store.closure(id: id),
            let card = try await store.card(of: Subject(.line, file.closure.lineID)),
            let line = try await store.line(id: file.closure.lineID)
        else { throw RegisterRefusal.noSuchClosure(id) }
        // A closure is opened with its line: one reason serves both.
        let operation = try await operation(card.operationID, for: action, on: Subject(.line, line.line.id))
        return (file, line.line, operation)
    }

    // MARK: Recording

    /// Records a line, and the number it uses from a moment on.
    package func addLine(
        named name: String, number: Party, from: Instant, in operation: Int64
    ) async throws -> Int64 {
        let operation = try await self.operation(operation, for: .editLines, on: Subject(.line))
        let name = try RegisterRules.name(name)
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        let changes = [
            Change("name", from: "", to: name), Change("number", from: "", to: number.description),
        ]
        return try await store.addLine(
            named: name, number: number, from: from, in: operation.id, at: now(),
            check: { try RegisterRules.newLine(named: name, number: number, from: from, $0) },
            log: {
                draft(.alteration, "add-line", on: Subject(.line, $0), in: operation.id, changes: changes)
            })
    }

    /// Records another number that a line uses from a moment on.
    package func addNumber(_ number: Party, from: Instant, to line: Int64) async throws {
        guard let card = try await store.card(of: Subject(.line, line)) else {
            throw RegisterRefusal.noSuchLine("\(line)")
        }
        _ = try await operation(card.operationID, for: .editLines, on: Subject(.line, line))
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        try await store.addEpisode(
            line: line, number: number, from: from, at: now(),
            check: { try RegisterRules.refuseServing(number, from: from, $0) },
            log: draft(
                .alteration, "add-number", on: Subject(.line, line), in: card.operationID,
                changes: [Change("number", from: "", to: number.description)]))
    }

    /// Records that a number stopped serving its line.
    ///
    /// - Parameter lineName: the line, where the number is not yet known to serve one; made if it is new.
    package func close(
        _ number: Party, at closedAt: Instant, kind: Closure.Kind, lineName: String? = nil,
        in operation: Int64
    ) async throws -> Closure {
        let operation = try await self.operation(operation, for: .recordClosure, on: Subject(.closure))
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        guard closedAt <= now() else { throw RegisterRefusal.closureInTheFuture(closedAt) }
        let name: String? = if let lineName { try RegisterRules.name(lineName) } else { nil }
        let firstSeen = try await store.firstSeen(number, in: operation.id) ?? closedAt
        let changes = [
            Change("number", from: "", to: number.description),
            Change("closed", from: "", to: closedAt.description),
            Change("kind", from: "", to: kind.rawValue),
        ]
        let id = try await store.addClosure(
            of: number, closedAt: closedAt, kind: kind,
            checkBacks: CheckBack.days.map { ($0, CheckBack.due(day: $0, after: closedAt)) },
            in: operation.id,
            at: now(),
            check: {
                try RegisterRules.closedEpisode(
                    of: number, at: closedAt, lineName: name, firstSeen: firstSeen, $0)
            },
            log: {
                draft(
                    .alteration, "add-closure", on: Subject(.closure, $0), in: operation.id, changes: changes)
            })
        guard let file = try await store.closure(id: id) else { throw RegisterRefusal.noSuchClosure(id) }
        return file.closure
    }

    /// Takes back a closure that was recorded by mistake.
    package func withdraw(closure id: Int64, reason: String) async throws {
        let (file, _, operation) = try await closure(id, for: .recordClosure)
        let reason = try RegisterRules.reason(reason)
        try await store.withdrawClosure(
            id: id, at: now(), check: { try RegisterRules.withdrawal(of: id, $0) },
            log: draft(
                .alteration, "withdraw-closure", on: Subject(.closure, id), in: operation.id,
                changes: [Change("closed", from: file.closure.closedAt.description, to: "")], why: reason))
    }

    // MARK: Check-backs

    package func record(checkBack id: Int64, _ result: CheckBack.Result, how: String) async throws
        -> CheckBack
    {
        guard let known = try await store.checkBack(id: id) else { throw RegisterRefusal.noSuchCheckBack(id) }
        _ = try await operation(known.operationID, for: .checkBack, on: Subject(.closure, known.closureID))
        let how = try RegisterRules.reason(how)
        try await store.recordCheckBack(
            id: id, result, how: how, by: who.name, at: now(),
            log: draft(
                .alteration, "check-back", on: Subject(.closure, known.closureID), in: known.operationID,
                changes: [
                    Change("day \(known.day)", from: known.result?.rawValue ?? "", to: result.rawValue),
                    Change("how", from: known.how, to: how),
                ]))
        return known
    }

    // MARK: Tracing and deciding

    /// Weighs every number that the operation's records name as the successor, and keeps the answer.
    package func trace(
        closure id: Int64, until: Instant? = nil, as name: SettingsName = .exploratory
    ) async throws -> Trace {
        let (file, _, operation) = try await closure(id, for: .trace)
        let closure = file.closure
        let (events, files) = try await store.events(in: operation.id, until: until)
        let (ranking, explanation): (Ranking, Explanation)
        do throws(QuestionRefusal) {
            (ranking, explanation) = try settings.scorer(name).answer(
                SuccessorQuestion(closed: closure.party, closedAt: closure.closedAt, until: until), in: events
            )
        } catch {
            throw RegisterRefusal.question(error, closure.party)
        }
        // A number once decided stays in sight, wherever a later answer puts it.
        let shown = ranking.candidates.enumerated().filter { place, candidate in
            place < RegisterRules.suggestionsKept || file.latest(candidate.party) != nil
        }
        let kept = shown.enumerated().map { place, entry in
            Suggestion(
                place: place + 1, rank: ranking.standing(of: entry.element.party) ?? Double(entry.offset + 1),
                candidate: entry.element, leaveOneOut: explanation.leaveOneOut[entry.element.party])
        }
        _ = try await store.addTrace(
            Trace(
                id: 0, closureID: id, ranAt: now(), until: until, settings: ranking.settings,
                software: settings.software, view: ranking.view, fileIDs: files, suggestions: kept,
                contacts: explanation.contacts),
            // Records of several files and people are put together: the Act's word for it is combination.
            log: draft(
                .combination, "trace", on: Subject(.closure, id), in: operation.id,
                changes: name == .exploratory ? [] : [Change("settings", from: "", to: name.rawValue)]))
        guard let trace = try await store.latestTrace(closure: id) else {
            throw RegisterRefusal.noSuchClosure(id)
        }
        return trace
    }

    /// Records what this person says of a candidate. An acceptance begins an episode of the line; its undoing ends it
    /// as if it had never been, and both stay on the record.
    package func decide(
        _ verdict: Decision.Verdict, on party: Party, closure id: Int64, reason: String
    ) async throws {
        let (file, _, operation) = try await closure(id, for: .decideCandidate)
        let reason = try RegisterRules.reason(reason)
        let candidate = try await store.latestTrace(closure: id)?.suggestions
            .first { $0.candidate.party == party }?.candidate
        // A candidate decided on an earlier answer can still be undone.
        guard candidate != nil || (verdict == .undo && file.latest(party) != nil) else {
            throw RegisterRefusal.notACandidate(party)
        }
        let from = candidate.map { max($0.firstSeen, file.closure.closedAt) }
        let decision = Decision(
            id: 0, closureID: id, party: party, verdict: verdict, reason: reason, by: who.name,
            decidedAt: now())
        let before = file.state(of: party)
        _ = try await store.addDecision(
            decision, episodeFrom: verdict == .accept ? from : nil,
            check: { try RegisterRules.decision(verdict, on: party, closure: id, from: from, $0) },
            log: draft(
                .alteration, "decide", on: Subject(.closure, id), in: operation.id,
                changes: [Change(party.description, from: before.rawValue, to: verdict.rawValue)], why: reason
            ))
    }

    // MARK: Reading numbers

    /// The number a person means: in any written form, or a token that pseudonymised records hold, such as `349`.
    package func party(written text: String) async throws -> Party {
        let parsed = Result { () throws(PartyParseError) in try Party(parsing: text) }
        if case .success(let party) = parsed, party.isLineCapable { return party }
        if let opaque = try? Party(parsing: OpaqueIdentifier.prefix + text.trimmed),
            try await store.id(of: opaque) != nil
        {
            return opaque
        }
        do { return try parsed.get() } catch { throw RegisterRefusal.notANumber(text, error) }
    }

    /// The ids of the operations in which this person may do something; of one of them where it is named.
    package func visible(for action: Action, in operation: Int64? = nil) async throws -> [OperationEntry] {
        guard let operation else {
            let operations = try await operations(for: action)
            // Somebody whose roles open no operation at all is told so, not shown an empty list.
            if operations.isEmpty { try await require(action, on: Subject(.list), anywhere: true) }
            return operations
        }
        return [try await self.operation(operation, for: action, on: Subject(.operation, operation))]
    }

    /// - Throws: ``AccessRefusal`` where none of the person's roles allows an action anywhere.
    private func require(_ action: Action, on subject: Subject, anywhere: Bool) async throws {
        guard let rule = AccessRules.rule(for: action), rule.roles.isDisjoint(with: who.roles) else {
            if let scopes = who.keyScopes, let rule = AccessRules.rule(for: action),
                !scopes.contains(rule.keyScope)
            {
                try await require(action, on: subject, in: nil)
            }
            return
        }
        try await require(action, on: subject, in: nil)
    }
}
