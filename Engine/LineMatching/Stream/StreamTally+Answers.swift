import CallRecords
import Synchronization
import Telephony

/// A number first seen at or after a line's closure, and what it shares with the line's contacts.
public struct StreamCandidate: Sendable {
    /// The line's place in the ``WatchList``.
    public let line: Int
    public let party: Party
    /// How many of the line's contacts it shares, in how many events, and when the first and the last were.
    public let contacts: Int
    public let events: Int
    public let first: Instant
    public let last: Instant
}

/// What a party shares with one line, while it is summed up: numbers alone, so that millions are moved quickly.
private struct Share {
    let line: UInt32
    let party: PartyKey
    var contacts = 0
    var events = 0
    /// Microseconds UTC.
    var first = Int64.max
    var last = Int64.min

    init(_ line: UInt32, _ party: PartyKey) { (self.line, self.party) = (line, party) }

    mutating func add(_ tie: Tie) {
        contacts += 1
        events += Int(tie.events)
        first = min(first, tie.first)
        last = max(last, tie.last)
    }

    func candidate(_ names: PartyNames) -> StreamCandidate {
        StreamCandidate(
            line: Int(line), party: names.party(party), contacts: contacts, events: events,
            first: Instant(microseconds: first), last: Instant(microseconds: last))
    }
}

extension StreamTally {
    /// Every line's candidates, by line, then by party. On two threads.
    ///
    /// - Parameter leastContacts: how many contacts a candidate shares at least.
    @concurrent
    public func candidates(leastContacts: Int = 1, names: PartyNames) async -> [StreamCandidate] {
        let latest = watch.lines.map { watch.ladder.earliness(of: $0.since.microseconds) }
        let middle = shards.count / 2
        async let second = shares(in: shards[middle...], latest, leastContacts)
        let first = shares(in: shards[..<middle], latest, leastContacts)
        let parts = [first, await second]
        async let later = Self.sorted(parts, lines: watch.lines.count / 2..<watch.lines.count, names)
        let earlier = Self.sorted(parts, lines: 0..<watch.lines.count / 2, names)
        return earlier + (await later)
    }

    /// What the parties of some shards share with lines that they may be candidates of.
    private func shares(
        in shards: ArraySlice<TallyShard>, _ latest: [UInt32], _ leastContacts: Int
    ) -> [Share] {
        var found: [Share] = []
        for shard in shards {
            shard.state.withLock { state in
                state.lookAhead(to: watch)
                for (party, ties) in Self.byParty(state.ties.ties) {
                    guard let first = state.seen.first(Sight.of(party, earliness: 0).sight) else { continue }
                    let start = found.count
                    add(ties, of: party, firstSeen: first, latest, to: &found)
                    if leastContacts > 1 {
                        let kept = found[start...].filter { $0.contacts >= leastContacts }
                        found.replaceSubrange(start..., with: kept)
                    }
                }
            }
        }
        return found
    }

    /// Adds what one party shares with each line that it may be a candidate of.
    ///
    /// - Parameter latest: what a line's candidates were seen no earlier than. Shape: [lines].
    private func add(
        _ ties: ArraySlice<Tie>, of party: PartyKey, firstSeen: UInt32, _ latest: [UInt32],
        to found: inout [Share]
    ) {
        let start = found.count
        var places: [UInt32: Int] = [:]
        for tie in ties {
            watch.forEachLine(of: Int(tie.contact)) { line in
                guard firstSeen <= latest[Int(line)] else { return }
                let place: Int
                // Most share with one line alone.
                if found.count > start, found[found.count - 1].line == line {
                    place = found.count - 1
                } else if found.count == start {
                    place = start
                    found.append(Share(line, party))
                } else {
                    if places.isEmpty { places[found[start].line] = start }
                    place = places[line] ?? found.count
                    if place == found.count {
                        places[line] = place
                        found.append(Share(line, party))
                    }
                }
                found[place].add(tie)
            }
        }
    }

    /// The candidates of some lines, by line, then by party.
    private static func sorted(_ parts: [[Share]], lines: Range<Int>, _ names: PartyNames)
        -> [StreamCandidate]
    {
        // Lines are counted and put in their places; only what a line has is compared.
        var starts = [Int](repeating: 0, count: lines.count + 1)
        for part in parts {
            for share in part where lines.contains(Int(share.line)) {
                starts[Int(share.line) - lines.lowerBound + 1] += 1
            }
        }
        for line in 0..<lines.count { starts[line + 1] += starts[line] }
        var next = starts
        var places = [(party: PartyKey, part: UInt32, place: UInt32)](
            repeating: (PartyKey(bits: 0), 0, 0), count: starts[lines.count])
        for (part, shares) in parts.enumerated() {
            for (place, share) in shares.enumerated() where lines.contains(Int(share.line)) {
                places[next[Int(share.line) - lines.lowerBound]] = (share.party, UInt32(part), UInt32(place))
                next[Int(share.line) - lines.lowerBound] += 1
            }
        }
        for line in 0..<lines.count {
            places[starts[line]..<starts[line + 1]].sort { names.areInOrder($0.party, $1.party) }
        }
        return places.map { parts[Int($0.part)][Int($0.place)].candidate(names) }
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
}
