import CallRecords
import Foundation
import Telephony

/// What handset, SIM, place and hours add to one candidate's score, and why.
struct AttributeWeight {
    /// Natural logarithms, in the order of ``EvidencePart``.
    var parts: [(part: EvidencePart, worth: Double)] = []
    var reasons: [AttributeReason] = []

    var worth: Double { parts.reduce(0) { $0 + $1.worth } }
}

extension OpenSetScorer {
    /// Of the candidates for whom contacts speak at all, of those for whom they speak most, and of everybody who took up the line's
    /// handset or SIM, sharing a contact or not.
    ///
    /// All but hours stay on where no clock may be used: they tell what a number is, not that it has just acted. Hours are
    /// counted up to the moment of asking, which is then an hour of the truth's own choosing.
    func attributes(
        of takings: Takings, _ weights: [OpenSet.Weight], _ background: inout Background
    ) -> [PartyIndex: AttributeWeight] {
        let settings = evidence.attributes
        guard !settings.parts.isEmpty else { return [:] }
        let (closed, end) = (takings.closed, takings.end)
        let handset = BelongingEvidence(
            of: closed, before: end, settings.handset, background, \.handsets, \.handset)
        let sim = BelongingEvidence(of: closed, before: end, settings.sim, background, \.sims, \.sim)
        var weighed = Set(
            placesWorthTime(takings, weights, background).map { takings.candidates[$0] })
        if settings.parts.contains(.handset) { weighed.formUnion(handset.sharers(background)) }
        if settings.parts.contains(.sim) { weighed.formUnion(sim.sharers(background)) }
        let order = weighed.sorted()
        let place =
            settings.parts.contains(.place)
            ? PlaceEvidence(of: closed, before: end, settings.place, candidates: order, &background) : nil
        let hours =
            settings.parts.contains(.hours) && evidence.basis.usesClock
            ? HoursEvidence(of: closed, before: end, settings.hours, &background) : nil
        var found: [PartyIndex: AttributeWeight] = [:]
        for candidate in order {
            var weight = AttributeWeight()
            if settings.parts.contains(.handset) { weight.add(handset: handset, candidate, background) }
            if settings.parts.contains(.sim) { weight.add(sim: sim, candidate, background) }
            if let (worth, cells) = place?.weigh(candidate, background) {
                weight.parts.append((.place, worth))
                weight.reasons.append(.place(cells))
            }
            if let (worth, hours) = hours?.weigh(candidate, background) {
                weight.parts.append((.hours, worth))
                weight.reasons.append(.hours(hours))
            }
            found[candidate] = weight
        }
        return found
    }

    /// Those with attributes that share no contact, as candidates of their own.
    func strangers(
        to takings: Takings, _ attributes: [PartyIndex: AttributeWeight], _ others: Ranking.Others,
        _ background: borrowing Background
    ) -> [Candidate] {
        let network = background.network
        let known = Set(takings.candidates)
        return attributes.filter { !known.contains($0.key) }.map { party, weight in
            let nothing = others.score(Int(party)) * log(10)
            let parts = [(part: EvidencePart.sharing, worth: nothing)] + weight.parts
            let postings = network.postings(of: party, from: background.moment, before: takings.end)
            return Candidate(
                party: network.parties[party], score: Self.log10(nothing + weight.worth), sharedContacts: [],
                firstContact: weight.reasons.compactMap(\.takenUpAt).min() ?? Instant(microseconds: 0),
                firstSeen: Instant(microseconds: network.firstSeen[Int(party)]),
                contactsSince: Set(postings.map { network.other($0) }).count,
                contributions: parts.map { Contribution(part: $0.part, log10: Self.log10($0.worth)) },
                attributes: weight.reasons)
        }
    }
}

extension Ranking {
    /// The same without some of handset, SIM, place and hours: what remains where they are set aside.
    ///
    /// - Precondition: no other part is named, since those are weighed together; nor the handset without the SIM, whose
    ///   part is what it adds to the handset's.
    package func settingAside(_ parts: Set<EvidencePart>) -> Ranking {
        precondition(
            parts.isSubset(of: [.handset, .sim, .place, .hours]), "parts that are added, not combined")
        precondition(
            parts.contains(.sim) || !parts.contains(.handset), "the SIM's part rests on the handset's")
        return replacing(
            candidates: candidates.compactMap { candidate in
                let kept = candidate.contributions.filter { !parts.contains($0.part) }
                // Who shares no contact is a candidate for its handset or SIM alone.
                guard
                    !candidate.sharedContacts.isEmpty
                        || kept.contains(where: { $0.part == .handset || $0.part == .sim })
                else { return nil }
                return Candidate(
                    party: candidate.party, score: kept.reduce(0) { $0 + $1.log10 },
                    sharedContacts: candidate.sharedContacts, firstContact: candidate.firstContact,
                    firstSeen: candidate.firstSeen, contactsSince: candidate.contactsSince,
                    contributions: kept,
                    attributes: candidate.attributes.filter { !parts.contains($0.part) })
            })
    }
}

extension AttributeReason {
    /// When a handset or SIM was first seen with the candidate, where it is weighed.
    fileprivate var takenUpAt: Instant? {
        switch self {
        case .handset(let shared) where shared.use != .before: shared.firstSeen
        case .sim(let shared) where shared.use != .before: shared.firstSeen
        default: nil
        }
    }
}

extension AttributeWeight {
    /// A handset of the line's speaks for it; another, a little against: the share of successors that keep none.
    fileprivate mutating func add(
        handset: BelongingEvidence, _ candidate: PartyIndex, _ background: borrowing Background
    ) {
        guard handset.isStated else { return }
        let network = background.network
        if let shared = handset.shared(with: candidate, background) {
            if shared.use != .before { parts.append((.handset, shared.worth)) }
            reasons.append(.handset(shared.reason(network.events.handsets[shared.value])))
        } else if handset.isStated(of: candidate, background) {
            parts.append((.handset, log(1 - handset.figures.kept)))
            reasons.append(.otherHandset)
        }
    }

    /// Another SIM says nothing: nearly every new number is on one. A SIM that comes with its handset is one thing that
    /// moved and not two, so it adds only what it is worth beyond the handset.
    fileprivate mutating func add(
        sim: BelongingEvidence, _ candidate: PartyIndex, _ background: borrowing Background
    ) {
        guard let shared = sim.shared(with: candidate, background) else { return }
        let handset = parts.first { $0.part == .handset }?.worth ?? 0
        if shared.use != .before { parts.append((.sim, max(0, shared.worth - max(0, handset)))) }
        reasons.append(.sim(shared.reason(background.network.events.sims[shared.value])))
    }
}

extension BelongingEvidence.Shared {
    fileprivate func reason<Value: Hashable & Sendable & Codable>(_ value: Value) -> SharedBelonging<Value> {
        SharedBelonging(
            value, use, otherNumbers: otherNumbers, firstSeen: Instant(microseconds: first))
    }
}
