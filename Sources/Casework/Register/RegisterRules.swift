import CallRecords
import LineMatching
import Telephony

/// What may be recorded, closed and decided, given the lines an entry touches. Pure: the desk asks it, and asks it
/// again inside the store's transaction.
enum RegisterRules {
    /// How many candidates of an answer are kept and shown.
    static let suggestionsKept = 20
    static let nameLimit = 60
    static let reasonLimit = 2_000

    static func name(_ name: String) throws(RegisterRefusal) -> String {
        let words = name.split { $0.isWhitespace }.joined(separator: " ")
        guard !words.isEmpty else { throw .lineNameEmpty }
        guard words.count <= nameLimit else { throw .lineNameTooLong(limit: nameLimit) }
        guard !words.hasInvisibleControls else { throw .controlCharacter }
        return words
    }

    static func reason(_ text: String) throws(RegisterRefusal) -> String {
        let text = text.split { $0.isNewline }.joined(separator: "\n").trimmed
        guard !text.isEmpty else { throw .reasonMissing }
        guard text.count <= reasonLimit else { throw .textTooLong(limit: reasonLimit) }
        guard !text.hasInvisibleControls else { throw .controlCharacter }
        return text
    }

    static func newLine(
        named name: String, number: Party, from: Instant, _ files: [LineFile]
    ) throws(RegisterRefusal) {
        if files.contains(where: { $0.line.name.lowercased() == name.lowercased() }) {
            throw .lineNameTaken(name)
        }
        try refuseServing(number, from: from, files)
    }

    /// A number serves one line at a time: one that serves another at `from` or later cannot begin to serve this one.
    static func refuseServing(_ number: Party, from: Instant, _ files: [LineFile]) throws(RegisterRefusal) {
        for file in files {
            let serves = file.episodes.contains { $0.party == number && ($0.until.map { $0 > from } ?? true) }
            if serves { throw .numberServes(number, line: file.line.name) }
        }
    }

    /// The episode that a closure ends: the one going on then, or one not recorded yet.
    static func closedEpisode(
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

    static func decision(
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

    /// A closure on which an acceptance stands, or after which the number served again, cannot be taken back.
    static func withdrawal(of id: Int64, _ files: [LineFile]) throws(RegisterRefusal) {
        guard let line = files.first(where: { $0.closures.contains { $0.closure.id == id } }),
            let closure = line.closures.first(where: { $0.closure.id == id })
        else { throw .noSuchClosure(id) }
        guard closure.accepted.isEmpty else { throw .decisionStands(closure.closure.party) }
        for file in files {
            let servesSince = file.episodes.contains {
                $0.party == closure.closure.party && $0.from >= closure.closure.closedAt
            }
            if servesSince { throw .numberServes(closure.closure.party, line: file.line.name) }
        }
    }
}
