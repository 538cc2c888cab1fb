import CallRecords
import LineActivity
import LineMatching
import Telephony

/// The register of lines: who may be recorded, closed, traced and decided, by rule. Pages and commands call only this.
package struct Register: Sendable {
    /// How many candidates of an answer are kept and shown.
    package static let suggestionsKept = 20
    static let nameLimit = 60
    static let reasonLimit = 2_000

    package let store: any RegisterStore
    private let scorer: any SuccessorScorer
    private let software: String
    private let now: @Sendable () -> Instant

    package init(
        store: any RegisterStore, scorer: any SuccessorScorer = CommunityOverlap(), software: String,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.store, self.scorer, self.software, self.now) = (store, scorer, software, now)
    }

    // MARK: Lines and numbers

    /// Records a line, and the number it uses from a moment on.
    package func addLine(named name: String, number: Party, from: Instant) async throws -> LineFile {
        let name = try Self.checkedName(name)
        if try await store.line(named: name) != nil { throw RegisterRefusal.lineNameTaken(name) }
        try await refuseServing(number, at: from)
        let id = try await store.addLine(named: name, number: number, from: from, at: now())
        return try await line(id)
    }

    package func line(_ id: Int64) async throws -> LineFile {
        guard let file = try await store.line(id: id) else { throw RegisterRefusal.noSuchLine("\(id)") }
        return file
    }

    package func line(named name: String) async throws -> LineFile {
        guard let file = try await store.line(named: name) else { throw RegisterRefusal.noSuchLine(name) }
        return file
    }

    private static func checkedName(_ name: String) throws(RegisterRefusal) -> String {
        let words = name.split { $0.isWhitespace }.joined(separator: " ")
        guard !words.isEmpty else { throw .lineNameEmpty }
        guard words.count <= nameLimit else { throw .lineNameTooLong(limit: nameLimit) }
        guard !words.hasInvisibleControls else { throw .controlCharacter }
        return words
    }

    private func refuseServing(_ number: Party, at moment: Instant) async throws {
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        if let served = try await store.line(servedBy: number, at: moment) {
            throw RegisterRefusal.numberServes(number, line: served.line.name)
        }
    }

    /// The number a person means: in any written form, or a token that pseudonymised records hold, such as `349`.
    package func party(written text: String) async throws -> Party {
        let parsed = Result { () throws(PartyParseError) in try Party(parsing: text) }
        if case .success(let party) = parsed, party.isLineCapable { return party }
        if let opaque = try? Party(parsing: OpaqueIdentifier.prefix + text.trimmed),
            try await store.firstSeen(opaque) != nil
        {
            return opaque
        }
        do { return try parsed.get() } catch { throw RegisterRefusal.notANumber(text, error) }
    }

    // MARK: Closures

    /// Records that a number stopped serving its line.
    ///
    /// - Parameter lineName: the line, where the number is not yet known to serve one; made if it is new.
    package func close(
        _ number: Party, at closedAt: Instant, kind: Closure.Kind, lineName: String? = nil
    ) async throws -> Closure {
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        guard closedAt <= now() else { throw RegisterRefusal.closureInTheFuture(closedAt) }
        let episode = try await episode(of: number, at: closedAt, lineName: lineName)
        let id = try await store.addClosure(
            of: episode, party: number, closedAt: closedAt, kind: kind, at: now())
        return try await closure(id).closure
    }

    private func episode(
        of number: Party, at closedAt: Instant, lineName: String?
    ) async throws -> ClosedEpisode {
        if let served = try await store.line(servedBy: number, at: closedAt) {
            if let lineName, try Self.checkedName(lineName).lowercased() != served.line.name.lowercased() {
                throw RegisterRefusal.numberServes(number, line: served.line.name)
            }
            guard let episode = served.episodes.last(where: { $0.party == number && $0.until == nil }) else {
                throw RegisterRefusal.numberServesNoLine(number)
            }
            return .known(line: served.line.id, episode: episode.id)
        }
        for file in try await store.lines() {
            if let later = file.episodes.last(where: { $0.party == number && $0.until == nil }) {
                throw RegisterRefusal.closedBeforeItServed(number, from: later.from)
            }
        }
        guard let lineName else { throw RegisterRefusal.numberServesNoLine(number) }
        // It served the line from the first record that names it, as far as anybody knows.
        let seen = try await store.firstSeen(number) ?? closedAt
        return .unrecorded(lineName: try Self.checkedName(lineName), from: min(seen, closedAt))
    }

    package func closure(_ id: Int64) async throws -> ClosureFile {
        guard let file = try await store.closure(id: id) else { throw RegisterRefusal.noSuchClosure(id) }
        return file
    }

    // MARK: Tracing

    /// Weighs every number held as the successor, and keeps the answer.
    package func trace(closure id: Int64, until: Instant? = nil) async throws -> Trace {
        let closure = try await closure(id).closure
        let (events, files) = try await store.events(until: until)
        let ranking: Ranking
        do throws(QuestionRefusal) {
            ranking = try scorer.rank(
                SuccessorQuestion(closed: closure.party, closedAt: closure.closedAt, until: until), in: events
            )
        } catch {
            throw RegisterRefusal.question(error, closure.party)
        }
        let kept = ranking.candidates.prefix(Self.suggestionsKept).enumerated().map { place, candidate in
            Suggestion(
                place: place + 1, rank: ranking.rank(of: candidate.party) ?? Double(place + 1),
                candidate: candidate)
        }
        _ = try await store.addTrace(
            Trace(
                id: 0, closureID: id, ranAt: now(), until: until, settings: scorer.settings,
                software: software,
                view: ranking.view, fileIDs: files, suggestions: kept))
        guard let trace = try await store.latestTrace(closure: id) else {
            throw RegisterRefusal.noSuchClosure(id)
        }
        return trace
    }

    // MARK: Decisions

    /// Records what a person says of a candidate. An acceptance begins an episode of the line; its undoing ends it as
    /// if it had never been, and both stay on the record.
    package func decide(
        _ verdict: Decision.Verdict, on party: Party, closure id: Int64, reason: String, by name: String
    ) async throws {
        let reason = reason.split { $0.isNewline }.joined(separator: "\n").trimmed
        let name = name.trimmed
        guard !reason.isEmpty else { throw RegisterRefusal.reasonMissing }
        guard !name.isEmpty else { throw RegisterRefusal.nameMissing }
        guard reason.count <= Self.reasonLimit, name.count <= Self.nameLimit else {
            throw RegisterRefusal.textTooLong(limit: Self.reasonLimit)
        }
        guard !reason.hasInvisibleControls, !name.hasInvisibleControls else {
            throw RegisterRefusal.controlCharacter
        }
        let file = try await closure(id)
        let candidate = try await store.latestTrace(closure: id)?.suggestions
            .first { $0.candidate.party == party }?.candidate
        // A candidate decided on an earlier answer can still be undone.
        guard candidate != nil || file.latest(party) != nil else {
            throw RegisterRefusal.notACandidate(party)
        }
        let from = candidate.map { max($0.firstSeen, file.closure.closedAt) }
        if verdict == .accept, let from, file.state(of: party) == .open {
            try await refuseServing(party, at: from)
        }
        let decision = Decision(
            id: 0, closureID: id, party: party, verdict: verdict, reason: reason, by: name, decidedAt: now())
        _ = try await store.addDecision(decision, episodeFrom: verdict == .accept ? from : nil) {
            closure, line in
            let state = closure.state(of: party)
            _ = try SuggestionState.next(after: state, on: verdict)
            if verdict == .undo, state == .accepted, let latest = closure.latest(party) {
                let episode = line.episodes.first { $0.decisionID == latest.id }
                if episode?.until != nil { throw RegisterRefusal.closedSince(party) }
            }
        }
    }

    // MARK: Activity

    /// What a line's numbers did, a day a row.
    package func activity(of file: LineFile) async throws -> [DailyActivity] {
        let times = file.episodes.map { ServingTime(party: $0.party, from: $0.from, until: $0.until) }
        return DailyActivity.days(of: times, in: try await store.events(naming: times.map(\.party)))
    }
}

extension Unicode.Scalar {
    /// A control character, or one that turns the direction of what follows: neither belongs in what people type.
    /// Line feeds and tabs do not count.
    package var isInvisibleControl: Bool {
        switch value {
        case 9, 10: false
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

extension String {
    package var hasInvisibleControls: Bool { unicodeScalars.contains(where: \.isInvisibleControl) }

    /// With a mark for every character that would command a terminal instead of showing.
    package var shownSafely: String {
        hasInvisibleControls
            ? String(String.UnicodeScalarView(unicodeScalars.map { $0.isInvisibleControl ? "\u{FFFD}" : $0 }))
            : self
    }

    /// Without white space at its ends.
    package var trimmed: String {
        var rest = Substring(self).drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
