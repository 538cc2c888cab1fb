import CallRecords
import Synchronization
import Telephony

/// A number first seen at or after a line's closure, and what it shares with the line's contacts.
public struct StreamCandidate: Sendable {
    /// The line's place in the ``WatchList``.
    public let line: Int
    public let party: Party
    /// One for each shared contact, in the order of the contacts' places.
    public let ties: [Tie]

    public var events: Int { ties.reduce(0) { $0 + Int($1.events) } }
    public var first: Instant { Instant(microseconds: ties.map(\.first).min() ?? 0) }
    public var last: Instant { Instant(microseconds: ties.map(\.last).max() ?? 0) }
}

extension StreamTally {
    /// Every line's candidates, by line, then by party.
    ///
    /// - Parameter leastContacts: how many contacts a candidate shares at least.
    public func candidates(leastContacts: Int = 1, names: PartyNames) -> [StreamCandidate] {
        var found: [StreamCandidate] = []
        let latest = watch.lines.map { watch.ladder.earliness(of: $0.since.microseconds) }
        for shard in shards {
            shard.state.withLock { state in
                for (key, ties) in Self.byParty(state.ties.ties) {
                    guard let first = state.seen.first(Sight.of(key, earliness: 0).sight) else { continue }
                    for (line, shared) in byLine(ties, firstSeen: first, latest)
                    where shared.count >= leastContacts {
                        found.append(
                            StreamCandidate(
                                line: line, party: names.party(key), ties: shared))
                    }
                }
            }
        }
        return found.sorted { ($0.line, $0.party) < ($1.line, $1.party) }
    }

    /// The ties of one watched contact, by the other party.
    public func ties(of contact: Int) -> [Tie] {
        shards.flatMap { $0.state.withLock { $0.ties.ties.filter { $0.contact == contact } } }
            .sorted { $0.party.bits < $1.party.bits }
    }

    /// How many parties each watched contact was in touch with before a moment, and from it on. Exact where all ties
    /// are kept; else only parties that may be candidates are counted. Shape: [contacts].
    public func degrees(around moment: Instant) -> [(before: Int, after: Int)] {
        var degrees = [(before: Int, after: Int)](repeating: (0, 0), count: watch.contacts.count)
        for shard in shards {
            shard.state.withLock { state in
                for tie in state.ties.ties {
                    if tie.first < moment.microseconds { degrees[Int(tie.contact)].before += 1 }
                    if tie.last >= moment.microseconds { degrees[Int(tie.contact)].after += 1 }
                }
            }
        }
        return degrees
    }

    private static func byParty(_ ties: [Tie]) -> [(PartyKey, ArraySlice<Tie>)] {
        let sorted = ties.sorted { ($0.party.bits, $0.contact) < ($1.party.bits, $1.contact) }
        var groups: [(PartyKey, ArraySlice<Tie>)] = []
        var start = 0
        for place in sorted.indices
        where place + 1 == sorted.count || sorted[place + 1].party != sorted[start].party {
            groups.append((sorted[start].party, sorted[start...place]))
            start = place + 1
        }
        return groups
    }

    private func byLine(_ ties: ArraySlice<Tie>, firstSeen: UInt32, _ latest: [UInt32]) -> [(Int, [Tie])] {
        var byLine: [Int: [Tie]] = [:]
        for tie in ties {
            for line in watch.lines(of: Int(tie.contact)) where firstSeen <= latest[Int(line)] {
                byLine[Int(line), default: []].append(tie)
            }
        }
        return Array(byLine)
    }
}
