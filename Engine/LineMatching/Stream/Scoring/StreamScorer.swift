import CallRecords
import Telephony

/// Weighs, as calls come in, the numbers first seen after a watched line's closure, by the same open-set likelihood
/// ratio as ``OpenSetScorer``, from what is kept of a stream too big to keep.
///
/// Calls are taken in their order on one thread; a call that comes late counts all the same. A candidate is weighed
/// again when it has an event with a contact, never because of another, and held against the best other one as that was when
/// it was last weighed. docs/manual/scan.md says where the ratio differs from
/// the one for records in memory.
///
/// Memory: ``SeenTable`` for every party; 72 to 150 bytes a pair of a watched contact and another party, at most
/// ``StreamSettings/everybodys`` a contact; 16 kB to count pairs.
public struct StreamScorer: ~Copyable {
    public let watch: WatchList
    public let settings: StreamSettings
    let names: PartyNames
    var seen = SeenParties()
    var ties: WeighedTies
    var lines: [WatchedLine]
    var pairs = PairCount()
    var progress = Progress()
    /// The first closure of all, in microseconds UTC: a number first seen before it is nobody's new one.
    private let since: Int64
    /// The lines by their closed numbers, with the moment until which an event is the line's.
    private let closed: [PartyKey: [(line: Int, until: Int64)]]
    private let order: [Int]

    /// How far the stream has come.
    struct Progress {
        /// The latest time taken; `Int64.min` before the first call.
        var clock = Int64.min
        /// Lines whose closure the clock has passed, in order of closure.
        var passed = 0
        /// The highest level that each suggestion was told at, log10, by line; 0 once it is withdrawn.
        var reached: [PartyKey: [Int: Double]] = [:]
    }

    public init(_ watch: WatchList, names: PartyNames, settings: StreamSettings) {
        (self.watch, self.names, self.settings) = (watch, names, settings)
        ties = WeighedTies(contacts: watch.contacts.count, everybodys: settings.everybodys)
        var contacts = [[UInt32]](repeating: [], count: watch.lines.count)
        for contact in watch.contacts.indices {
            // A withheld caller or a service stands for many people: nobody's contact.
            guard names.party(watch.contacts[contact]).standsForOne else { continue }
            for line in watch.lines(of: contact) { contacts[Int(line)].append(UInt32(contact)) }
        }
        var closed: [PartyKey: [(line: Int, until: Int64)]] = [:]
        for (place, line) in watch.lines.enumerated() {
            for closure in line.closures {
                closed[names.key(of: closure.number), default: []].append((place, closure.at.microseconds))
            }
        }
        self.closed = closed.mapValues { $0.sorted { $0.until < $1.until } }
        lines = watch.lines.enumerated().map { place, line in
            WatchedLine(
                since: line.since.microseconds, numbers: line.closures.map { names.key(of: $0.number) },
                contacts: contacts[place], listedWeight: settings.listedWeight)
        }
        since = lines.map(\.since).min() ?? .max
        order = watch.lines.indices.sorted {
            (watch.lines[$0].since, $0) < (watch.lines[$1].since, $1)
        }
    }

    /// Parties seen, ties kept, and bytes held.
    public var size: (parties: Int, ties: Int, bytes: Int) {
        (seen.count, ties.ties.count, seen.bytes + ties.bytes + watch.bytes + PairCount.wordCount * 8)
    }

    var fading: Fading { Fading(halfDays: settings.evidence.events.halfLifeDays) }

    func isClosedNumber(_ key: PartyKey) -> Bool { closed[key] != nil }

    /// Calls looked up before any is counted, so that memory fetches many at once.
    private static let together = 256

    /// Counts calls, and tells of every suggestion that reaches a level by one of them.
    public mutating func take(_ calls: [Call], tell: (StreamAlert) -> Void) {
        var start = 0
        var warmth: UInt32 = 0
        while start < calls.count {
            let end = min(calls.count, start + Self.together)
            for place in start..<end {
                warmth &+= seen.touch(MixedKey(calls[place].from)) &+ seen.touch(MixedKey(calls[place].to))
            }
            for place in start..<end where calls[place].from != calls[place].to {
                take(calls[place], tell)
            }
            start = end
        }
        // Keeps the looking from being left out; a sum of table cells means nothing.
        withExtendedLifetime(warmth) {}
    }

    private mutating func take(_ call: Call, _ tell: (StreamAlert) -> Void) {
        let (from, to) = (MixedKey(call.from), MixedKey(call.to))
        if call.time > progress.clock {
            advance(to: call.time)
        } else if call.time < progress.clock, !progress.reached.isEmpty {
            withdraw(call.from, from, call.time, tell)
            withdraw(call.to, to, call.time, tell)
        }
        pairs.add(from, to)
        let isNew = (
            from: seen.see(from, at: call.time) >= since, to: seen.see(to, at: call.time) >= since
        )
        if watch.mayBeContact(call.from), let contact = watch.contact(from) {
            touch(contact, call.to, to, call.time, tell)
        } else if isNew.to {
            meet(call.from, from, call.to, to)
        }
        if watch.mayBeContact(call.to), let contact = watch.contact(to) {
            touch(contact, call.from, from, call.time, tell)
        } else if isNew.from {
            meet(call.to, to, call.from, from)
        }
    }

    /// Counts a stranger whom a new number was in touch with.
    private mutating func meet(
        _ stranger: PartyKey, _ mixedStranger: MixedKey, _ key: PartyKey, _ mixed: MixedKey
    ) {
        // A withheld caller or a service stands for many people: nobody's contact.
        guard names.party(stranger).standsForOne else { return }
        ties.add(stranger: mixedStranger, of: mixed, key)
    }

    /// Keeps, for each line whose closure is passed, what had been seen until then.
    private mutating func advance(to time: Int64) {
        let isFirst = progress.clock == .min
        progress.clock = time
        while progress.passed < order.count, lines[order[progress.passed]].since <= time {
            if !isFirst {
                lines[order[progress.passed]].ground = .init(parties: seen.count, pairs: pairs.estimate)
            }
            progress.passed += 1
        }
    }

    private mutating func touch(
        _ contact: Int, _ key: PartyKey, _ mixed: MixedKey, _ time: Int64, _ tell: (StreamAlert) -> Void
    ) {
        guard !ties.isEverybodys(contact) else { return }
        if let closed = closed[key] {
            // Of a number that served a line twice, the closure that comes next.
            for (place, ends) in closed.enumerated()
            where time < ends.until
                && !closed[..<place].contains(where: { $0.line == ends.line && time < $0.until })
            {
                lines[ends.line].note(UInt32(contact), before: ends.until, at: time, fading)
            }
        }
        let party = ties.add(contact, mixed, key, at: time)
        guard ties.parties[party].isWeighed(least: settings.leastContacts), ties.parties[party].isRipe,
            let first = seen.first(mixed), first >= watch.since(contact),
            names.party(key).isLineCapable
        else { return }
        ties.parties[party].weighed = ties.parties[party].touches
        for line in watch.lines(of: contact) {
            guard let weighed = weigh(party, for: Int(line), firstSeen: first) else { continue }
            let other = lines[Int(line)].lead.take(weighed.sum, of: key)
            tellOf(suggestion(weighed, other: other), key, Instant(microseconds: time), tell)
        }
    }

    private mutating func tellOf(
        _ found: StreamSuggestion, _ key: PartyKey, _ time: Instant, _ tell: (StreamAlert) -> Void
    ) {
        guard let reached = settings.levels.last(where: { found.log10Ratio >= $0 }),
            reached > progress.reached[key]?[found.line] ?? 0
        else { return }
        progress.reached[key, default: [:]][found.line] = reached
        tell(.reached(found, level: reached, at: time))
    }

    /// Takes back what was suggested of a number that turns out to have been there before the closure.
    private mutating func withdraw(
        _ key: PartyKey, _ mixed: MixedKey, _ time: Int64, _ tell: (StreamAlert) -> Void
    ) {
        guard let reached = progress.reached[key], let first = seen.first(mixed), time < first else { return }
        for (line, level) in reached.sorted(by: { $0.key < $1.key })
        where level > 0 && lines[line].since > time {
            progress.reached[key]?[line] = 0
            lines[line].lead.remove(key)
            tell(.withdrawn(line: line, party: names.party(key), at: Instant(microseconds: time)))
        }
    }
}
