import CallRecords
import Foundation
import Telephony

/// What was known at a moment: everybody's habitual contacts, and how popular each contact was.
///
/// Profiles are worked out when they are first asked for and kept, since one closure is asked about at several
/// horizons, and many lines may close on one day.
public struct Background: Sendable {
    /// How much of a party's attention goes to a contact.
    struct Share: Sendable {
        let party: PartyIndex
        let events: Int
        /// Microseconds UTC, of the last event.
        let last: Int64
        /// ln(1 + 2w): w is the sum of events before the moment, each worth less as it grew old (``Fading``).
        let weight: Double
    }

    let network: CallNetwork
    /// Microseconds UTC. Events before it are the background; those from it on are what is weighed.
    let moment: Int64
    /// The moment.
    package var at: Instant { Instant(microseconds: moment) }
    let fading: Fading
    /// Σ (degree + 2) over all parties named before the moment.
    private let mass: Double
    /// Parties with a profile: in touch with somebody before the moment.
    let population: Int
    /// Kept profiles. Shape: [parties], empty where not yet asked for.
    private var profiles: [[Share]?]
    private var sums: [Double]
    /// What everybody does; nil until it is asked for.
    private var everybody: Surroundings?
    /// Nil until it is asked for.
    private var usedBefore: PriorUse?
    /// By the end of what is used.
    private var newcomers: [Int64: Double] = [:]
    /// A sum by party, all nought between uses. Shape: [parties].
    private var tally: [Double]

    /// - Parameter halfLifeDays: after which an event weighs half.
    init(_ network: CallNetwork, moment: Int64, halfLifeDays: Double) {
        self.network = network
        self.moment = moment
        fading = Fading(halfDays: halfLifeDays)
        let totals = network.totals(before: moment)
        mass = Double(totals.degrees) + 2 * Double(totals.parties)
        population = totals.parties
        profiles = Array(repeating: nil, count: network.partyCount)
        sums = Array(repeating: 0, count: network.partyCount)
        tally = Array(repeating: 0, count: network.partyCount)
    }

    /// A party's contacts before the moment, in order of index. The weight of a pair is the same from both ends.
    mutating func profile(of party: PartyIndex) -> [Share] {
        if let known = profiles[Int(party)] { return known }
        var habits: [PartyIndex: (weight: Double, events: Int, last: Int64)] = [:]
        // In order of time, so that the last bits of a sum do not depend on the order of rows.
        for posting in network.postings(of: party, before: moment) {
            let time = network.time(posting)
            let known = habits[network.other(posting)] ?? (0, 0, time)
            habits[network.other(posting)] = (
                known.weight + fading(Double(moment - time)), known.events + 1, time
            )
        }
        let shares = habits.sorted { $0.key < $1.key }.map {
            Share(
                party: $0.key, events: $0.value.events, last: $0.value.last,
                weight: log1p(2 * $0.value.weight))
        }
        profiles[Int(party)] = shares
        sums[Int(party)] = shares.reduce(0) { $0 + $1.weight }
        return shares
    }

    /// The sum of a party's weights: what its shares are shares of.
    mutating func attention(of party: PartyIndex) -> Double {
        // Asked for each holder of each contact: a known profile is not even taken hold of.
        if profiles[Int(party)] == nil { _ = profile(of: party) }
        return sums[Int(party)]
    }

    /// Where everybody is, and when.
    mutating func surroundings() -> Surroundings {
        if let everybody { return everybody }
        let found = Surroundings(of: network, before: moment)
        everybody = found
        return found
    }

    /// How much each number had been used.
    mutating func priorUse() -> PriorUse {
        if let usedBefore { return usedBefore }
        let found = PriorUse(network, before: moment)
        usedBefore = found
        return found
    }

    /// How many parties one was in touch with before the moment.
    func degree(of party: PartyIndex) -> Int { network.degree(of: party, before: moment) }

    /// The share of a random newcomer's contacts that would be this one: by popularity, with a floor for those never
    /// seen before.
    func popularity(of party: PartyIndex) -> Double {
        (Double(degree(of: party)) + 2) / max(mass, 2)
    }

    /// What two parties had to do with each other before the moment.
    mutating func habit(of party: PartyIndex, with other: PartyIndex) -> (events: Int, last: Int64) {
        profile(of: party).share(of: other).map { ($0.events, $0.last) } ?? (0, 0)
    }

    /// Whether two parties were in touch before the moment.
    mutating func knew(_ party: PartyIndex, _ other: PartyIndex) -> Bool {
        // The contact's profile is at hand, since everybody who has it is a rival.
        habit(of: other, with: party).events > 0
    }

    /// Of a party's contacts in the last stretch before the moment, how many it had not been in touch with before it.
    ///
    /// The stretch is the time after which an event weighs half, or a quarter of the time that records cover before the moment where that is less.
    private func strangers(of party: PartyIndex) -> (strangers: Int, contacts: Int) {
        let since = moment - Int64(min(fading.half, Double(moment - network.firstTime) / 4))
        var met: Set<PartyIndex> = []
        for posting in network.postings(of: party, before: since) { met.insert(network.other(posting)) }
        guard !met.isEmpty else { return (0, 0) }
        var recent: Set<PartyIndex> = []
        for posting in network.postings(of: party, from: since, before: moment) {
            recent.insert(network.other(posting))
        }
        return (recent.subtracting(met).count, recent.count)
    }

    /// How often a contact of a line is a stranger to it: its own share, with that of others like it counting for five
    /// contacts, and one half for three such others. Assumptions, which decide only where little is known.
    func strangerShare(of party: PartyIndex, like others: [PartyIndex]) -> Double {
        let shares = others.map { strangers(of: $0) }.filter { $0.contacts > 2 }.map {
            Double($0.strangers) / Double($0.contacts)
        }
        let usual = (shares.reduce(0, +) + 1.5) / (Double(shares.count) + 3)
        let own = strangers(of: party)
        return (Double(own.strangers) + 5 * usual) / (Double(own.contacts) + 5)
    }

    /// Whether no record before the moment names a party.
    func isNew(_ party: PartyIndex) -> Bool { network.firstSeen[Int(party)] >= moment }

    /// The share of the numbers seen from the moment on that no record before it names.
    ///
    /// - Parameter end: the first moment not used.
    mutating func newcomers(before end: Int64) -> Double {
        if let known = newcomers[end] { return known }
        var (new, all) = (0, 0)
        for party in network.firstSeen.indices where network.firstSeen[party] < end {
            if network.firstSeen[party] >= moment {
                (new, all) = (new + 1, all + 1)
            } else if !network.postings(of: PartyIndex(party), from: moment, before: end).isEmpty {
                all += 1
            }
        }
        let share = Double(new) / Double(max(1, all))
        newcomers[end] = share
        return share
    }

    /// What each party's having these contacts in its profile adds, by the party, in order of first appearance.
    ///
    /// - Parameter adds: what one holder of a contact gains, from its share of attention and the contact's place.
    mutating func holders(
        of contacts: [PartyIndex], except closed: PartyIndex,
        adds: (_ share: Double, _ place: Int) -> Double
    ) -> [(party: PartyIndex, sum: Double)] {
        var found: [PartyIndex] = []
        for (place, contact) in contacts.enumerated() {
            for holder in profile(of: contact) where holder.party != closed {
                let gain = adds(holder.weight / attention(of: holder.party), place)
                if tally[Int(holder.party)] == 0 { found.append(holder.party) }
                tally[Int(holder.party)] += gain
            }
        }
        return found.map { party in
            defer { tally[Int(party)] = 0 }
            return (party, tally[Int(party)])
        }
    }
}

extension [Background.Share] {
    /// A contact's, in a profile in order of index; nil where it has none.
    func share(of contact: PartyIndex) -> Background.Share? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].party < contact { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].party == contact ? self[low] : nil
    }
}

extension CallNetwork {
    /// Contacts by weight, the party's order deciding ties: an index would let the order of rows decide.
    func heaviestFirst(_ profile: [Background.Share]) -> [PartyIndex] {
        profile.sorted {
            $0.weight != $1.weight ? $0.weight > $1.weight : parties[$0.party] < parties[$1.party]
        }.map(\.party)
    }
}
