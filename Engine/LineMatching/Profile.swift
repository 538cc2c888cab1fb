import CallRecords
import Foundation
import Telephony

/// The closed number's community, and what the first pass over the rows shows of everybody.
struct Profile {
    struct Contact {
        let party: PartyIndex
        /// Events, each halved for every half-life before the closure.
        var weight: Double
        var events: Int
        var last: Int64
    }

    let closedAt: Int64
    /// The last moment used.
    let until: Int64
    /// In order of first appearance.
    let contacts: [Contact]
    /// A party's place in `contacts`, or -1. Shape: [parties].
    let place: [Int32]
    /// The first event naming a party, or `Int64.max`. Shape: [parties].
    let firstSeen: [Int64]
    /// Whether a party is weighed. Shape: [parties].
    let visible: [Bool]
    let weighed: Int
    let eventsBefore: Int
    let eventsAfter: Int
    let closedNumberEventsAfter: Int

    /// - Parameter halfLife: microseconds.
    init(of closed: PartyIndex, in events: EventColumns, closedAt: Instant, until: Instant?, halfLife: Double)
    {
        self.closedAt = closedAt.microseconds
        self.until = until?.microseconds ?? .max
        // Withheld callers, voicemail and services stand for many people at once: they are nobody's contact.
        let isContactable = events.parties.values.map { party in
            switch party {
            case .number, .opaque, .shortCode, .sender: true
            case .service, .voicemail, .withheld: false
            }
        }
        var contacts: [Contact] = []
        var times: [[Int64]] = []
        var place = [Int32](repeating: -1, count: events.parties.count)
        var firstSeen = [Int64](repeating: .max, count: events.parties.count)
        var (before, after, stray) = (0, 0, 0)
        for row in 0..<events.count {
            let time = events.times[row]
            guard time <= self.until else { continue }
            let (from, to) = (events.from[row], events.to[row])
            if time < firstSeen[Int(from)] { firstSeen[Int(from)] = time }
            if time < firstSeen[Int(to)] { firstSeen[Int(to)] = time }
            let isBefore = time < self.closedAt
            if isBefore { before += 1 } else { after += 1 }
            guard from == closed || to == closed, from != to else { continue }
            guard isBefore else {
                stray += 1
                continue
            }
            let other = from == closed ? to : from
            guard isContactable[Int(other)] else { continue }
            if place[Int(other)] < 0 {
                place[Int(other)] = Int32(contacts.count)
                contacts.append(Contact(party: other, weight: 0, events: 0, last: time))
                times.append([])
            }
            let known = Int(place[Int(other)])
            times[known].append(time)
            contacts[known].events += 1
            contacts[known].last = max(contacts[known].last, time)
        }
        // Summed in order of time, so that the order of rows cannot change the last bits of a weight.
        for known in contacts.indices {
            contacts[known].weight = times[known].sorted().reduce(0) {
                $0 + exp2(-Double(closedAt.microseconds - $1) / halfLife)
            }
        }
        self.contacts = contacts
        self.place = place
        self.firstSeen = firstSeen
        visible = firstSeen.indices.map {
            firstSeen[$0] != .max && $0 != Int(closed) && events.parties.values[$0].isLineCapable
        }
        weighed = visible.count { $0 }
        (eventsBefore, eventsAfter, closedNumberEventsAfter) = (before, after, stray)
    }
}
