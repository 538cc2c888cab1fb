import CallRecords
import Telephony

extension Takings {
    /// A candidate as it is shown.
    ///
    /// - Parameter weight: what a shared contact speaks for, by itself.
    func candidate(
        _ place: Int, score: Double, contributions: [Contribution] = [],
        attributes: [AttributeReason] = [], _ background: inout Background,
        _ weight: (_ taken: Taken, _ popularity: Double) -> Double
    ) -> Candidate {
        let network = background.network
        let party = candidates[place]
        var shared: [SharedContact] = []
        for taken in taken[place] where shares[taken.contact] != nil {
            let habit = background.habit(of: closed, with: taken.contact)
            shared.append(
                SharedContact(
                    party: network.parties[taken.contact], eventsWithClosed: habit.events,
                    lastWithClosed: Instant(microseconds: habit.last), eventsWithCandidate: taken.events,
                    firstWithCandidate: Instant(microseconds: taken.first),
                    popularity: network.degree(of: taken.contact, before: end),
                    wereInTouchBefore: background.knew(party, taken.contact),
                    weight: weight(taken, background.popularity(of: taken.contact))))
        }
        // In one order, whatever order the rows were read in.
        shared.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.party < $1.party }
        return Candidate(
            party: network.parties[party], score: score, sharedContacts: shared,
            firstContact: shared.map(\.firstWithCandidate).min() ?? Instant(microseconds: 0),
            firstSeen: Instant(microseconds: network.firstSeen[Int(party)]),
            contactsSince: taken[place].count, contributions: contributions, attributes: attributes)
    }

    /// - Parameter kind: as ``viewKind(_:)`` tells it.
    func view(_ background: borrowing Background, kind: Ranking.View.Kind) -> Ranking.View {
        let network = background.network
        return Ranking.View(
            weighed: visible(network).count { $0 },
            eventsBefore: network.events.times.count { $0 < background.moment },
            eventsAfter: network.events.times.count { $0 >= background.moment && $0 < end },
            contacts: profile.count, contactsSeenAfter: contactsSeenAfter,
            closedNumberEventsAfter: network.postings(of: closed, from: background.moment, before: end).count,
            kind: kind)
    }

    /// Whose records are held, as far as they show two steps from the line. Cost: linear in the events of those who are in touch
    /// with its contacts.
    ///
    /// Where only some people's records are held, all that is seen of anybody else is with them, and they are few, whether they
    /// have to do with this line or are there for another.
    func viewKind(_ network: CallNetwork) -> Ranking.View.Kind {
        var isInCircle = [Bool](repeating: false, count: network.partyCount)
        let circle = profile.map(\.party)
        for party in circle + [closed] { isInCircle[Int(party)] = true }
        /// Those outside the circle who are in touch with some parties.
        func around(_ parties: [PartyIndex]) -> [PartyIndex] {
            var isFound = isInCircle
            var found: [PartyIndex] = []
            for party in parties {
                for posting in network.postings(of: party, before: end) {
                    let other = network.other(posting)
                    guard !isFound[Int(other)] else { continue }
                    isFound[Int(other)] = true
                    found.append(other)
                }
            }
            return found
        }
        let near = around(circle)
        let beyond = around(near)
        // One more may always be there for another case.
        if !near.isEmpty, (beyond.count - 1) * 4 >= near.count { return .network }
        // A few who serve thousands are many enough where most of those they serve are seen with them.
        if beyond.count >= Self.leastBeyond, areMostSeenBeyond(near, isInCircle, network) { return .network }
        let held = profile.reduce(0) { sum, share in
            let isHeld = network.postings(of: share.party, before: end).contains {
                network.other($0) != closed
            }
            return sum + (isHeld ? shares[share.party] ?? 0 : 0)
        }
        return held >= 0.5 ? .contacts : .few
    }

    /// People two steps from the line from whom on they need not be a quarter as many as those between. An assumption: more than
    /// are there for other cases.
    private static let leastBeyond = 20

    /// Whether half of some parties were in touch with somebody who is neither in the circle nor one of them, the one whom most of
    /// them were in touch with left out.
    private func areMostSeenBeyond(
        _ near: [PartyIndex], _ isInCircle: [Bool], _ network: CallNetwork
    ) -> Bool {
        var isNear = isInCircle
        for party in near { isNear[Int(party)] = true }
        let met = near.map { party in
            Set(
                network.postings(of: party, before: end).map { network.other($0) }.filter { !isNear[Int($0)] }
            )
        }
        var counts: [PartyIndex: Int] = [:]
        for other in met.joined() { counts[other, default: 0] += 1 }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return met.count { !$0.isEmpty && ($0.count > 1 || $0.first != most) } * 2 >= near.count
    }

    /// Which parties are weighed. Shape: [parties].
    func visible(_ network: CallNetwork) -> [Bool] {
        network.firstSeen.indices.map {
            network.firstSeen[$0] < end && $0 != Int(closed) && network.isLineCapable[$0]
        }
    }

    /// What is told apart of each party where it shares no contact: places in ``Ranking/Others/Kind/all``. Shape: [parties].
    func kinds(_ background: inout Background) -> [UInt8] {
        let network = background.network
        let priorUse = background.priorUse()
        return network.firstSeen.indices.map { place in
            let party = PartyIndex(place)
            var met: [PartyIndex] = []
            for posting in network.postings(of: party, from: background.moment, before: end) {
                let other = network.other(posting)
                guard other != closed, !met.contains(other) else { continue }
                met.append(other)
                if met.count == Ranking.Others.Kind.most { break }
            }
            return UInt8(Ranking.Others.Kind(contacts: met.count, uses: priorUse.uses(of: party)).index)
        }
    }
}
