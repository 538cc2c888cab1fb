import CallRecords
import Telephony

/// Who was in touch with whom and when: the events of an ``EventColumns``, found by party.
///
/// Made once, asked many times. Shape: two postings an event, 16 bytes each, in order of time within a party; one
/// meeting a pair, 8 bytes on each side. Cost: linear in events, and a sort of the rows where they do not come in order
/// of time.
public struct CallNetwork: Sendable {
    public let events: EventColumns
    /// Where each party's postings begin; one more than parties. Shape: [parties + 1].
    private let starts: [Int]
    private let times: [Int64]
    private let others: [PartyIndex]
    private let rows: [UInt32]
    /// Where each party's meetings begin. Shape: [parties + 1].
    private let meetingStarts: [Int]
    /// When a party was first in touch with each of those it was ever in touch with, in order.
    private let meetings: [Int64]
    /// The first event naming a party, `Int64.max` where no event does. Shape: [parties].
    let firstSeen: [Int64]
    /// Of the first event, or the end of time where there is none.
    let firstTime: Int64
    /// Of the last event, or the beginning of time where there is none.
    let lastTime: Int64
    /// Whether a party can be a line's number. Shape: [parties].
    let isLineCapable: [Bool]
    /// The handsets, SIMs and cells that parties were seen with.
    let sightings: Sightings

    /// Withheld callers, voicemail and services stand for many people at once: they are nobody's contact, and their
    /// events are left out, as are those of a party with itself.
    public init(_ events: EventColumns) {
        self.events = events
        let parties = events.parties.count
        let isContact = events.parties.values.map(\.standsForOne)
        isLineCapable = events.parties.values.map(\.isLineCapable)
        let order = Self.order(of: events.times)
        sightings = Sightings(in: events, order: order)
        firstTime = order.first.map { events.times[Int($0)] } ?? .max
        lastTime = order.last.map { events.times[Int($0)] } ?? .min
        var starts = [Int](repeating: 0, count: parties + 1)
        var firstSeen = [Int64](repeating: .max, count: parties)
        var isUsed = [Bool](repeating: false, count: events.count)
        for row in 0..<events.count {
            let (from, to) = (Int(events.from[row]), Int(events.to[row]))
            firstSeen[from] = min(firstSeen[from], events.times[row])
            firstSeen[to] = min(firstSeen[to], events.times[row])
            guard from != to, isContact[from], isContact[to] else { continue }
            isUsed[row] = true
            starts[from + 1] += 1
            starts[to + 1] += 1
        }
        for party in 0..<parties { starts[party + 1] += starts[party] }
        var next = starts
        var times = [Int64](repeating: 0, count: starts[parties])
        var others = [PartyIndex](repeating: 0, count: starts[parties])
        var rows = [UInt32](repeating: 0, count: starts[parties])
        for row in order where isUsed[Int(row)] {
            let (from, to) = (events.from[Int(row)], events.to[Int(row)])
            for (mine, other) in [(Int(from), to), (Int(to), from)] {
                times[next[mine]] = events.times[Int(row)]
                others[next[mine]] = other
                rows[next[mine]] = row
                next[mine] += 1
            }
        }
        (self.starts, self.times, self.others, self.rows) = (starts, times, others, rows)
        self.firstSeen = firstSeen
        (meetingStarts, meetings) = Self.meetings(starts, times, others)
    }

    /// Rows in order of time, those of one moment in the order they were read.
    private static func order(of times: [Int64]) -> [UInt32] {
        let order = Array(0..<UInt32(times.count))
        for row in times.indices.dropFirst() where times[row] < times[row - 1] {
            return order.sorted { (times[Int($0)], $0) < (times[Int($1)], $1) }
        }
        return order
    }

    private static func meetings(
        _ starts: [Int], _ times: [Int64], _ others: [PartyIndex]
    ) -> (starts: [Int], times: [Int64]) {
        let parties = starts.count - 1
        var metBy = [UInt32](repeating: .max, count: parties)
        var meetings: [Int64] = []
        var places = [0]
        places.reserveCapacity(parties + 1)
        for party in 0..<parties {
            for place in starts[party]..<starts[party + 1] where metBy[Int(others[place])] != UInt32(party) {
                metBy[Int(others[place])] = UInt32(party)
                meetings.append(times[place])
            }
            places.append(meetings.count)
        }
        return (places, meetings)
    }

    public var partyCount: Int { starts.count - 1 }
    public var parties: EventColumns.Dictionary<Party> { events.parties }

    /// The places of a party's postings from one moment up to another and without it.
    func postings(of party: PartyIndex, from: Int64 = .min, before: Int64) -> Range<Int> {
        let all = starts[Int(party)]..<starts[Int(party) + 1]
        let first = from == .min ? all.lowerBound : Self.firstPlace(in: times, all, notBefore: from)
        let end = before == .max ? all.upperBound : Self.firstPlace(in: times, all, notBefore: before)
        return first..<max(first, end)
    }

    func time(_ posting: Int) -> Int64 { times[posting] }
    func other(_ posting: Int) -> PartyIndex { others[posting] }
    func row(_ posting: Int) -> Int { Int(rows[posting]) }
    /// Whether the party whose posting it is began the event.
    func began(_ posting: Int, _ party: PartyIndex) -> Bool { events.from[row(posting)] == party }

    /// How many parties one was in touch with before a moment.
    func degree(of party: PartyIndex, before moment: Int64) -> Int {
        let all = meetingStarts[Int(party)]..<meetingStarts[Int(party) + 1]
        return Self.firstPlace(in: meetings, all, notBefore: moment) - all.lowerBound
    }

    /// The sum of all parties' degrees before a moment, and how many parties any event names before it.
    func totals(before moment: Int64) -> (degrees: Int, parties: Int) {
        (meetings.count { $0 < moment }, firstSeen.count { $0 < moment })
    }

    /// The first place whose time is not before a moment; the times ascend.
    private static func firstPlace(in times: [Int64], _ range: Range<Int>, notBefore moment: Int64) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Party {
    /// Whether an address belongs to one subscriber, sender or code, and not to everybody whose own is unknown.
    var standsForOne: Bool {
        switch self {
        case .number, .opaque, .shortCode, .sender: true
        case .service, .voicemail, .withheld: false
        }
    }
}
