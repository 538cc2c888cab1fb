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
        guard number.isLineCapable else { throw RegisterRefusal.notALineNumber(number) }
        let id = try await store.addLine(named: name, number: number, from: from, at: now()) { files in
            if files.contains(where: { $0.line.name.lowercased() == name.lowercased() }) {
                throw RegisterRefusal.lineNameTaken(name)
            }
            try Self.refuseServing(number, from: from, files)
        }
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

    /// A number serves one line at a time: one that serves another at `from` or later cannot begin to serve this one.
    private static func refuseServing(
        _ number: Party, from: Instant, _ files: [LineFile]
    ) throws(RegisterRefusal) {
        for file in files {
            let serves = file.episodes.contains { $0.party == number && ($0.until.map { $0 > from } ?? true) }
            if serves { throw .numberServes(number, line: file.line.name) }
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
        let name: String? = if let lineName { try Self.checkedName(lineName) } else { nil }
        let firstSeen = try await store.firstSeen(number) ?? closedAt
        let id = try await store.addClosure(of: number, closedAt: closedAt, kind: kind, at: now()) { files in
            try Self.closedEpisode(of: number, at: closedAt, lineName: name, firstSeen: firstSeen, files)
        }
        return try await closure(id).closure
    }

    /// The episode that a closure ends: the one going on then, or one not recorded yet.
    private static func closedEpisode(
        of number: Party, at closedAt: Instant, lineName: String?, firstSeen: Instant, _ files: [LineFile]
    ) throws(RegisterRefusal) -> ClosedEpisode {
        var earlierEnd: Instant?
        for file in files {
            for episode in file.episodes where episode.party == number {
                if let until = episode.until {
                    guard until < closedAt else {
                        throw .closedAlready(number, line: file.line.name, at: until)
                    }
                    earlierEnd = max(until, earlierEnd ?? until)
                } else {
                    guard episode.from <= closedAt else {
                        throw .closedBeforeItServed(number, from: episode.from)
                    }
                    if let lineName, lineName.lowercased() != file.line.name.lowercased() {
                        throw .numberServes(number, line: file.line.name)
                    }
                    return .known(line: file.line.id, episode: episode.id)
                }
            }
        }
        guard let lineName else { throw .numberServesNoLine(number) }
        // It served the line from the first record that names it, as far as anybody knows, and not before it
        // stopped serving the last one.
        let from = max(firstSeen, earlierEnd ?? firstSeen)
        return .unrecorded(lineName: lineName, from: min(from, closedAt))
    }

    package func closure(_ id: Int64) async throws -> ClosureFile {
        guard let file = try await store.closure(id: id) else { throw RegisterRefusal.noSuchClosure(id) }
        return file
    }

    // MARK: Tracing

    /// Weighs every number held as the successor, and keeps the answer.
    package func trace(closure id: Int64, until: Instant? = nil) async throws -> Trace {
        let file = try await closure(id)
        let closure = file.closure
        let (events, files) = try await store.events(until: until)
        let ranking: Ranking
        do throws(QuestionRefusal) {
            ranking = try scorer.rank(
                SuccessorQuestion(closed: closure.party, closedAt: closure.closedAt, until: until), in: events
            )
        } catch {
            throw RegisterRefusal.question(error, closure.party)
        }
        // A number once decided stays in sight, wherever a later answer puts it.
        let shown = ranking.candidates.enumerated().filter { place, candidate in
            place < Self.suggestionsKept || file.latest(candidate.party) != nil
        }
        let kept = shown.enumerated().map { place, entry in
            Suggestion(
                place: place + 1, rank: ranking.rank(of: entry.element.party) ?? Double(entry.offset + 1),
                candidate: entry.element)
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
        guard candidate != nil || (verdict == .undo && file.latest(party) != nil) else {
            throw RegisterRefusal.notACandidate(party)
        }
        let from = candidate.map { max($0.firstSeen, file.closure.closedAt) }
        let decision = Decision(
            id: 0, closureID: id, party: party, verdict: verdict, reason: reason, by: name, decidedAt: now())
        _ = try await store.addDecision(decision, episodeFrom: verdict == .accept ? from : nil) { files in
            try Self.check(verdict, on: party, closure: id, from: from, files)
        }
    }

    private static func check(
        _ verdict: Decision.Verdict, on party: Party, closure id: Int64, from: Instant?, _ files: [LineFile]
    ) throws(RegisterRefusal) {
        guard let line = files.first(where: { $0.closures.contains { $0.closure.id == id } }),
            let closure = line.closures.first(where: { $0.closure.id == id })
        else { throw .noSuchClosure(id) }
        let state = closure.state(of: party)
        _ = try SuggestionState.next(after: state, on: verdict)
        if verdict == .accept, let from { try refuseServing(party, from: from, files) }
        if verdict == .undo, state == .accepted, let latest = closure.latest(party) {
            let episode = line.episodes.first { $0.decisionID == latest.id }
            if episode?.until != nil { throw .closedSince(party) }
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
