import CallRecords
import Foundation

/// Who was in touch with the closed number's contacts, before and after: the second pass over the rows.
struct ContactPairs {
    struct Pair {
        /// A place in the profile's contacts.
        let contact: UInt32
        let other: PartyIndex
        var eventsAfter = 0
        var firstAfter = Int64.max
        var wasBefore = false
    }

    /// Parties in touch with a contact from the closure on, and weighed. In order of index.
    let candidates: [PartyIndex]
    /// Each candidate's pairs with contacts. Shape: [candidates].
    let shared: [[Pair]]
    /// Distinct parties each contact is in touch with, the closed number among them. Shape: [contacts].
    let popularity: [Int]
    let contactsSeenAfter: Int

    init(of profile: Profile, in events: EventColumns) {
        var table = PairTable<Pair>()
        var seenAfter = [Bool](repeating: false, count: profile.contacts.count)
        for row in 0..<events.count {
            let (from, to) = (events.from[row], events.to[row])
            let (fromPlace, toPlace) = (profile.place[Int(from)], profile.place[Int(to)])
            guard fromPlace >= 0 || toPlace >= 0, from != to else { continue }
            let time = events.times[row]
            guard time <= profile.until else { continue }
            let isAfter = time >= profile.closedAt
            if fromPlace >= 0 {
                if isAfter { seenAfter[Int(fromPlace)] = true }
                Self.note(fromPlace, to, time, isAfter, &table)
            }
            if toPlace >= 0 {
                if isAfter { seenAfter[Int(toPlace)] = true }
                Self.note(toPlace, from, time, isAfter, &table)
            }
        }
        var popularity = [Int](repeating: 0, count: profile.contacts.count)
        var byCandidate: [PartyIndex: [Pair]] = [:]
        for pair in table.values {
            popularity[Int(pair.contact)] += 1
            if pair.eventsAfter > 0, profile.visible[Int(pair.other)] {
                byCandidate[pair.other, default: []].append(pair)
            }
        }
        candidates = byCandidate.keys.sorted()
        shared = candidates.map { byCandidate[$0] ?? [] }
        self.popularity = popularity
        contactsSeenAfter = seenAfter.count { $0 }
    }

    private static func note(
        _ contact: Int32, _ other: PartyIndex, _ time: Int64, _ isAfter: Bool, _ table: inout PairTable<Pair>
    ) {
        let place = table.place(UInt32(contact), other) { Pair(contact: UInt32(contact), other: other) }
        if isAfter {
            table.values[place].eventsAfter += 1
            table.values[place].firstAfter = min(table.values[place].firstAfter, time)
        } else {
            table.values[place].wasBefore = true
        }
    }
}

/// How many contacts each candidate has from the closure on, shared or not: the third pass over the rows.
struct CandidateTotals {
    /// Distinct parties. Shape: [candidates].
    let contacts: [Int]
    /// Their sum of 1 + repeatWeight · ln(events). Shape: [candidates].
    let weight: [Double]

    init(of candidates: [PartyIndex], in events: EventColumns, profile: Profile, repeatWeight: Double) {
        var place = [Int32](repeating: -1, count: events.parties.count)
        for (number, candidate) in candidates.enumerated() { place[Int(candidate)] = Int32(number) }
        var table = PairTable<(candidate: Int32, events: Int)>()
        for row in 0..<events.count {
            let time = events.times[row]
            guard time >= profile.closedAt, time <= profile.until else { continue }
            let (from, to) = (events.from[row], events.to[row])
            guard from != to else { continue }
            for (mine, other) in [(place[Int(from)], to), (place[Int(to)], from)] where mine >= 0 {
                let at = table.place(UInt32(mine), other) { (mine, 0) }
                table.values[at].events += 1
            }
        }
        var contacts = [Int](repeating: 0, count: candidates.count)
        // Counted before they are summed, so that the sum does not depend on the order of rows.
        var counts: [[Int: Int]] = Array(repeating: [:], count: candidates.count)
        for pair in table.values {
            contacts[Int(pair.candidate)] += 1
            counts[Int(pair.candidate)][pair.events, default: 0] += 1
        }
        self.contacts = contacts
        weight = counts.map { counts in
            counts.sorted { $0.key < $1.key }.reduce(0) { sum, entry in
                sum + Double(entry.value) * (1 + repeatWeight * log(Double(entry.key)))
            }
        }
    }
}
