import CallRecords
import Telephony

/// What a line's numbers did on one day.
public struct DailyActivity: Hashable, Sendable {
    /// The day in London: from midnight to midnight by the wall clock there.
    public let day: CivilDate
    public let incoming: Int
    public let outgoing: Int
    /// Distinct parties in touch.
    public let contacts: Int

    public init(day: CivilDate, incoming: Int, outgoing: Int, contacts: Int) {
        (self.day, self.incoming, self.outgoing, self.contacts) = (day, incoming, outgoing, contacts)
    }

    public var total: Int { incoming + outgoing }
}

/// A time during which a number served a line.
public struct ServingTime: Hashable, Sendable {
    public let party: Party
    public let from: Instant
    /// Nil while it goes on.
    public let until: Instant?

    public init(party: Party, from: Instant, until: Instant?) {
        (self.party, self.from, self.until) = (party, from, until)
    }

    func contains(_ time: Int64) -> Bool {
        time >= from.microseconds && (until.map { time < $0.microseconds } ?? true)
    }
}

extension DailyActivity {
    /// The activity of the numbers of one line while they served it, a day a row, days without any in between
    /// included. Empty where there is none.
    public static func days(of times: [ServingTime], in events: EventColumns) -> [DailyActivity] {
        var serving: [PartyIndex: [ServingTime]] = [:]
        for time in times {
            guard let index = events.parties.find(time.party) else { continue }
            serving[index, default: []].append(time)
        }
        var tallies: [Int: Tally] = [:]
        for row in 0..<events.count {
            let (from, to, time) = (events.from[row], events.to[row], events.times[row])
            guard from != to else { continue }
            if serving[from]?.contains(where: { $0.contains(time) }) ?? false {
                tallies[londonDay(of: time), default: Tally()].outgoing(to: to)
            }
            if serving[to]?.contains(where: { $0.contains(time) }) ?? false {
                tallies[londonDay(of: time), default: Tally()].incoming(from: from)
            }
        }
        guard let first = tallies.keys.min(), let last = tallies.keys.max() else { return [] }
        return (first...last).map { day in
            let tally = tallies[day] ?? Tally()
            return DailyActivity(
                day: CivilDate(daysSince1970: day), incoming: tally.incoming, outgoing: tally.outgoing,
                contacts: tally.contacts.count)
        }
    }

    private struct Tally {
        var incoming = 0
        var outgoing = 0
        var contacts: Set<PartyIndex> = []

        mutating func outgoing(to party: PartyIndex) {
            outgoing += 1
            contacts.insert(party)
        }
        mutating func incoming(from party: PartyIndex) {
            incoming += 1
            contacts.insert(party)
        }
    }

    private static func londonDay(of time: Int64) -> Int {
        let local = time + TimeZoneRule.londonOffset(at: Instant(microseconds: time))
        return Int((Double(local) / 86_400_000_000).rounded(.down))
    }
}
