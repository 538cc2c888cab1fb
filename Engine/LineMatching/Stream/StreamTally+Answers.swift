import CallRecords
import Synchronization
import Telephony

/// A number first seen at or after a line's closure, and what it shares with the line's contacts.
public struct StreamCandidate: Sendable {
    /// The line's place in the ``WatchList``.
    public let line: Int
    public let party: Party
    /// How many of the line's contacts it shares, in how many events, and when the first and the last were.
    public internal(set) var contacts = 0
    public internal(set) var events = 0
    public internal(set) var first = Instant(microseconds: .max)
    public internal(set) var last = Instant(microseconds: .min)

    mutating func add(_ tie: Tie) {
        contacts += 1
        events += Int(tie.events)
        first = min(first, Instant(microseconds: tie.first))
        last = max(last, Instant(microseconds: tie.last))
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
        async let second = found(in: shards[middle...], latest, leastContacts, names)
        let first = found(in: shards[..<middle], latest, leastContacts, names)
        let parts = [first, await second]
        async let later = Self.sorted(parts, lines: watch.lines.count / 2..<watch.lines.count)
        let earlier = Self.sorted(parts, lines: 0..<watch.lines.count / 2)
        return earlier + (await later)
    }

    /// The candidates among the parties of some shards.
    private func found(
        in shards: ArraySlice<TallyShard>, _ latest: [UInt32], _ leastContacts: Int, _ names: PartyNames
    ) -> [StreamCandidate] {
        var found: [StreamCandidate] = []
        for shard in shards {
            shard.state.withLock { state in
                for (key, ties) in Self.byParty(state.ties.ties) {
                    guard let first = state.seen.first(Sight.of(key, earliness: 0).sight) else { continue }
                    let party = names.party(key)
                    for candidate in candidates(party, ties, firstSeen: first, latest)
                    where candidate.contacts >= leastContacts {
                        found.append(candidate)
                    }
                }
            }
        }
        return found
    }

    /// The candidates of some lines, by line, then by party.
    private static func sorted(_ parts: [[StreamCandidate]], lines: Range<Int>) -> [StreamCandidate] {
        // Lines are counted and put in their places; only what a line has is compared.
        var starts = [Int](repeating: 0, count: lines.count + 1)
        for part in parts {
            for candidate in part where lines.contains(candidate.line) {
                starts[candidate.line - lines.lowerBound + 1] += 1
            }
        }
        for line in 0..<lines.count { starts[line + 1] += starts[line] }
        var next = starts
        // A number is compared where its place stands; others, which come after all numbers, are looked up.
        var places = [(number: UInt64, part: UInt32, place: UInt32)](
            repeating: (0, 0, 0), count: starts[lines.count])
        for (part, candidates) in parts.enumerated() {
            for (place, candidate) in candidates.enumerated() where lines.contains(candidate.line) {
                places[next[candidate.line - lines.lowerBound]] = (
                    Self.number(candidate.party) ?? .max, UInt32(part), UInt32(place)
                )
                next[candidate.line - lines.lowerBound] += 1
            }
        }
        func candidate(_ at: (number: UInt64, part: UInt32, place: UInt32)) -> StreamCandidate {
            parts[Int(at.part)][Int(at.place)]
        }
        for line in 0..<lines.count {
            places[starts[line]..<starts[line + 1]].sort {
                $0.number != $1.number || $0.number != .max
                    ? $0.number < $1.number : candidate($0).party < candidate($1).party
            }
        }
        return places.map(candidate)
    }

    private static func number(_ party: Party) -> UInt64? {
        if case .number(let number) = party { number.digits } else { nil }
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

    /// What one party shares with each line that it may be a candidate of.
    ///
    /// - Parameter latest: what a line's candidates were seen no earlier than. Shape: [lines].
    private func candidates(
        _ party: Party, _ ties: ArraySlice<Tie>, firstSeen: UInt32, _ latest: [UInt32]
    ) -> [StreamCandidate] {
        var found: [StreamCandidate] = []
        var places: [UInt32: Int] = [:]
        for tie in ties {
            for line in watch.lines(of: Int(tie.contact)) where firstSeen <= latest[Int(line)] {
                let place: Int
                // Most share with one line alone.
                if found.last?.line == Int(line) {
                    place = found.count - 1
                } else if found.isEmpty {
                    place = 0
                    found.append(StreamCandidate(line: Int(line), party: party))
                } else {
                    if places.isEmpty { places[UInt32(found[0].line)] = 0 }
                    place = places[line] ?? found.count
                    if place == found.count {
                        places[line] = place
                        found.append(StreamCandidate(line: Int(line), party: party))
                    }
                }
                found[place].add(tie)
            }
        }
        return found
    }
}
