import CallRecords
import Foundation
import Telephony

/// The candidates of one ranking weighed again, each as if it had not been in touch with one contact since the closure.
///
/// With less to go with, a candidate is less of a reason to doubt the others: what counted against them for being behind it
/// falls away, as it would were the events not there (``Combination/Line/behind``).
struct Leaving {
    private let scorer: OpenSetScorer
    private let ranking: Ranking
    private let takings: Takings
    private let crowd: Crowd
    private let measuring: Measuring
    private let broadcasts: Broadcasts
    /// Of every candidate that shares a contact. Shape: [takings.candidates].
    private let sums: [Double]
    /// Among ``takings``'s candidates; none for a number that shares no contact. Shape: [ranking.candidates].
    private let places: [Int?]

    private var combination: Combination { scorer.combination }

    /// - Parameter scorer: combining as for the ranking's view.
    init(_ takings: Takings, _ scorer: OpenSetScorer, _ ranking: Ranking, _ background: inout Background) {
        (self.takings, self.scorer, self.ranking) = (takings, scorer, ranking)
        crowd = Crowd(around: takings, &background)
        measuring = Measuring(takings, scorer, crowd, &background)
        broadcasts = Broadcasts(of: takings.closed, background)
        let weights = scorer.weigh(takings, &background, crowd: crowd)
        var sums: [Double] = []
        sums.reserveCapacity(weights.count)
        for (place, weight) in weights.enumerated() {
            let measures = measuring(takings.candidates[place], takings.taken[place], weight, &background)
            sums.append(scorer.combination.sum(measures))
        }
        self.sums = sums
        let byIndex = Dictionary(
            uniqueKeysWithValues: takings.candidates.enumerated().map { ($0.element, $0.offset) })
        let parties = background.network.parties
        places = ranking.candidates.map { parties.find($0.party).flatMap { byIndex[$0] } }
    }

    /// What a candidate's score hangs on; nil where it shares no contact.
    ///
    /// - Parameter standing: its place in the ranking, from 0.
    func each(of standing: Int, _ background: inout Background) -> LeaveOneOut? {
        let candidate = ranking.candidates[standing]
        guard let place = places[standing] else { return nil }
        let lists = candidate.sharedContacts.prefix(Explanation.contactsLeftOut)
        let left = lists.compactMap { background.network.parties.find($0.party) }.map {
            (contact: $0, without: weigh(place, without: $0, &background))
        }
        let parties = background.network.parties
        let scores = left.map { (parties[$0.contact], $0.without.score + apart(candidate)) }
        guard let best = ranking.candidates.indices.first(where: { $0 != standing }) else {
            return LeaveOneOut(scores, of: candidate.score, lead: nil)
        }
        let before = ranking.candidates[best].score
        // Whoever is behind with all contacts is not first: nobody else need be weighed again to see it.
        let rivals = standing == 0 ? rivals(of: place, left.map(\.without.rise).max() ?? 0, best) : []
        var lead = candidate.score - before
        for ((contact, without), (_, score)) in zip(left, scores) {
            let after = rivals.map { self.score(of: $0, against: without, contact, &background) }.max()
            lead = min(lead, score - (after ?? before))
        }
        return LeaveOneOut(scores, of: candidate.score, lead: lead)
    }

    /// What the handset, the SIM, place and hours add: no contact has a part in them.
    private func apart(_ candidate: Candidate) -> Double {
        candidate.contributions.filter { EvidencePart.apart.contains($0.part) }.reduce(0) { $0 + $1.log10 }
    }

    // MARK: The candidate itself

    /// A candidate without one contact.
    private struct Without {
        let candidate: PartyIndex
        /// log10, before what its contacts have no part in.
        let score: Double
        /// What orders candidates; the least there is where no contact is left that is shared.
        let sum: Double
        /// By how much everybody else's sum rises: where no other record names the contact since the closure, nobody can be
        /// told to have missed it.
        let rise: Double
        /// The best sum of the others, as it was.
        let best: Double
    }

    private func weigh(_ place: Int, without contact: PartyIndex, _ background: inout Background) -> Without {
        let candidate = takings.candidates[place]
        let alone = takings.alone(place, without: contact)
        let taken = alone.taken[0]
        let weight = scorer.weigh(alone, &background, crowd: crowd)[0]
        let measures = measuring(candidate, taken, without: contact, weight, &background)
        let kept = measuring(candidate, taken, weight, &background)
        // What of the contact's absence is held against everybody, and would be no more.
        let unknown = (kept[.absent] ?? 0) - (measures[.absent] ?? 0)
        let rise: Double = 0 - unknown * (combination.weights[.absent] ?? 0)
        let best = ranking.lead.other(than: sums[place])
        guard taken.contains(where: { takings.shares[$0.contact] != nil }) else {
            let kind = Ranking.Others.Kind(
                contacts: taken.count, uses: background.priorUse().uses(of: candidate))
            let nothing = measuring.nothing(
                kind, unseen: measuring.unseen(without: contact, of: candidate, background.network))
            return Without(
                candidate: candidate,
                score: OpenSetScorer.log10(combination.ratio(nothing, other: best + rise)), sum: -.infinity,
                rise: rise, best: best)
        }
        let worth =
            combination.ratio(measures, other: best + rise) + broadcasts.worth(taken, scorer.evidence)
        return Without(
            candidate: candidate, score: OpenSetScorer.log10(worth), sum: combination.sum(measures),
            rise: rise, best: best)
    }

    // MARK: The others

    /// Those, by place in the ranking, who could come before the best of the others as things stand: nobody gains more than what
    /// counts against them for being behind, and what a contact missed costs them.
    private func rivals(of place: Int, _ rise: Double, _ best: Int) -> [Int] {
        let contacts = Set(takings.taken[place].map(\.contact))
        let least = ranking.candidates[best].score
        let line = combination.calibration
        return ranking.candidates.indices.filter { standing in
            let score = ranking.candidates[standing].score
            guard let other = places[standing] else {
                let gap = line.gap(line.bends[0], to: ranking.lead.best)
                return OpenSetScorer.log10(-line.nothing.behind * gap) + score >= least
            }
            guard other != place else { return false }
            // One of the contacts may itself be a candidate, and is then left with less.
            return standing == best || contacts.contains(takings.candidates[other])
                || OpenSetScorer.log10(line(sums[other] + rise) - asItStands(other)) + score >= least
        }
    }

    /// What a candidate's contacts are worth as things stand.
    private func asItStands(_ place: Int) -> Double {
        worth(sums[place], other: ranking.lead.other(than: sums[place]))
    }

    private func score(
        of standing: Int, against without: Without, _ contact: PartyIndex, _ background: inout Background
    ) -> Double {
        let rival = ranking.candidates[standing]
        let line = combination.calibration
        guard let place = places[standing] else {
            let before = line.gap(line.bends[0], to: ranking.lead.best)
            let after = line.gap(line.bends[0], to: max(without.sum, without.best + without.rise))
            return rival.score + OpenSetScorer.log10(line.nothing.behind * (after - before))
        }
        let before = asItStands(place)
        var sum = sums[place] + without.rise
        if takings.candidates[place] == contact {
            // The events left out were its own too.
            let alone = takings.alone(place, without: without.candidate)
            guard alone.taken[0].contains(where: { takings.shares[$0.contact] != nil }) else {
                return -.infinity
            }
            let weight = scorer.weigh(alone, &background, crowd: crowd)[0]
            sum = combination.sum(measuring(contact, alone.taken[0], weight, &background))
        }
        // To the best of the others nobody is ahead but the candidate itself.
        let other = sums[place] == without.best ? without.sum : max(without.sum, without.best + without.rise)
        return rival.score + OpenSetScorer.log10(worth(sum, other: other) - before)
    }

    private func worth(_ sum: Double, other: Double) -> Double {
        combination.calibration(sum) + combination.calibration.behind
            * combination.calibration.gap(sum, to: other)
    }
}
