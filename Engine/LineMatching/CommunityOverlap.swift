import CallRecords
import Foundation
import Telephony

/// The published baseline: overlap of communities of interest.
///
/// A number's community is its contacts, weighted by how much and how lately they were in touch. A candidate scores
/// by the contacts it shares with the closed number, each counting less the more parties it is in touch with.
/// Source: Cortes, Pregibon and Volinsky, "Communities of Interest" (IDA 2001): decayed weights; Hill, Agarwal,
/// Bell and Volinsky, "Building an Effective Representation for Dynamic Networks" (JCGS 2006): overlap weighted by
/// inverse popularity.
///
/// score(x) = Σ_c ln(1 + 2 w(c)) · (1 + 0.3 ln n(c)) · pop(c)^(-1/2) · k(c)  /  (Σ_y 1 + 0.3 ln n(y))^(1/2)
///
/// w(c): events between closed number and c, each halved for every half-life before the closure; n: events between
/// x and a contact from the closure on; pop: parties the contact is in touch with; k: 1, or less where x and c were
/// in touch before the closure; c runs over shared contacts, y over all of x's contacts from the closure on.
///
/// Cost: three passes over the rows, and memory for the pairs that touch a contact of the closed number.
public struct CommunityOverlap: SuccessorScorer {
    /// Days in which the weight of an event with the closed number halves. Trials found the optimum flat from 21 to
    /// 60.
    public let halfLifeDays: Double
    /// What a repeated event adds, per natural logarithm of the count.
    public let repeatWeight: Double
    /// The power of a contact's popularity by which it counts less.
    public let popularityPower: Double
    /// What a contact counts that the candidate was in touch with before the closure too.
    public let knownContactShare: Double

    public init(
        halfLifeDays: Double = 30, repeatWeight: Double = 0.3, popularityPower: Double = 0.5,
        knownContactShare: Double = 0.1
    ) {
        self.halfLifeDays = halfLifeDays
        self.repeatWeight = repeatWeight
        self.popularityPower = popularityPower
        self.knownContactShare = knownContactShare
    }

    public var settings: ScorerSettings {
        ScorerSettings(
            scorer: "community-overlap", version: 1,
            parameters: [
                "half_life_days": halfLifeDays, "repeat_weight": repeatWeight,
                "popularity_power": popularityPower, "known_contact_share": knownContactShare,
            ])
    }

    public func rank(
        _ question: SuccessorQuestion, in events: EventColumns
    ) throws(QuestionRefusal) -> Ranking {
        guard question.closed.isLineCapable else { throw .notALineNumber(kind: question.closed.kind) }
        if let until = question.until, until < question.closedAt { throw .untilBeforeClosure }
        guard let closed = events.parties.find(question.closed) else { throw .closedNumberUnknown }
        let profile = Profile(
            of: closed, in: events, closedAt: question.closedAt, until: question.until,
            halfLife: halfLifeDays * 86_400_000_000)
        guard !profile.contacts.isEmpty else { throw .nothingBeforeClosure }
        let pairs = ContactPairs(of: profile, in: events)
        let totals = CandidateTotals(
            of: pairs.candidates, in: events, profile: profile, repeatWeight: repeatWeight)
        let candidates = pairs.candidates.indices.map {
            candidate($0, pairs, totals, profile, events.parties)
        }
        return Ranking(
            candidates: candidates.filter { $0.score > 0 },
            view: Ranking.View(
                weighed: profile.weighed, eventsBefore: profile.eventsBefore,
                eventsAfter: profile.eventsAfter,
                contacts: profile.contacts.count, contactsSeenAfter: pairs.contactsSeenAfter,
                closedNumberEventsAfter: profile.closedNumberEventsAfter),
            visible: profile.visible, parties: events.parties)
    }

    private func candidate(
        _ place: Int, _ pairs: ContactPairs, _ totals: CandidateTotals, _ profile: Profile,
        _ parties: EventColumns.Dictionary<Party>
    ) -> Candidate {
        let index = pairs.candidates[place]
        let size = totals.weight[place].squareRoot()
        var shared: [SharedContact] = []
        for pair in pairs.shared[place] {
            let contact = profile.contacts[Int(pair.contact)]
            let popularity = pairs.popularity[Int(pair.contact)]
            let weight =
                log(1 + 2 * contact.weight) * (1 + repeatWeight * log(Double(pair.eventsAfter)))
                * pow(Double(popularity), -popularityPower) * (pair.wasBefore ? knownContactShare : 1) / size
            shared.append(
                SharedContact(
                    party: parties[contact.party], eventsWithClosed: contact.events,
                    lastWithClosed: Instant(microseconds: contact.last),
                    eventsWithCandidate: pair.eventsAfter,
                    firstWithCandidate: Instant(microseconds: pair.firstAfter), popularity: popularity,
                    wereInTouchBefore: pair.wasBefore, weight: weight))
        }
        // Summed in one order, whatever order the rows were read in: the last bits of a score must not depend on it.
        shared.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.party < $1.party }
        return Candidate(
            party: parties[index], score: shared.reduce(0) { $0 + $1.weight }, sharedContacts: shared,
            firstContact: shared.map(\.firstWithCandidate).min() ?? Instant(microseconds: 0),
            firstSeen: Instant(microseconds: profile.firstSeen[Int(index)]),
            contactsSince: totals.contacts[place])
    }
}
