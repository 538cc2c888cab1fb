import CallRecords
import Foundation
import Telephony

extension OpenSetScorer {
    /// Contacts that changed number are followed as in the ranking, and stay followed whichever contact is left out.
    ///
    /// Cost: for each shared contact of each candidate explained, one weighing against everybody.
    public func explain(
        _ ranking: Ranking, of question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Explanation {
        let closed = try question.check(in: background.network)
        let plain = Takings(of: closed, &background, before: question.end)
        let renamed = MovedFriends(of: plain, self, &background).renamed
        let takings =
            renamed.isEmpty
            ? plain : Takings(of: closed, &background, before: question.end, renamed: renamed)
        let combination = seeing(takings.viewKind(background.network)).combination
        let crowd = Crowd(around: takings, &background)
        let measuring = Measuring(takings, self, crowd, &background)
        let broadcasts = Broadcasts(of: takings.closed, background)
        /// The score of the only candidate of some takings, before what its contacts have no part in.
        func score(of alone: Takings, without contact: PartyIndex, other: Double) -> Double {
            let taken = alone.taken[0]
            guard taken.contains(where: { alone.shares[$0.contact] != nil }) else {
                let kind = Ranking.Others.Kind(
                    contacts: taken.count, isNew: background.isNew(alone.candidates[0]))
                let measures = measuring.nothing(kind)
                return Self.log10(combination.ratio(measures, other: other))
            }
            let weight = weigh(alone, &background, crowd: crowd)[0]
            let measures = measuring(
                alone.candidates[0], taken, without: contact, weight, &background)
            return Self.log10(combination.ratio(measures, other: other) + broadcasts.worth(taken, evidence))
        }
        var found: [Party: LeaveOneOut] = [:]
        let network = background.network
        for (standing, candidate) in ranking.candidates.prefix(Explanation.candidatesExplained).enumerated() {
            guard let index = network.parties.find(candidate.party),
                let place = takings.candidates.firstIndex(of: index)
            else { continue }
            let apart = candidate.contributions.filter { EvidencePart.apart.contains($0.part) }
                .reduce(0) { $0 + $1.log10 }
            let weight = weigh(takings.alone(place, without: closed), &background, crowd: crowd)[0]
            let other = ranking.lead.other(
                than: combination.sum(measuring(index, takings.taken[place], weight, &background)))
            var scores: [(contact: Party, score: Double)] = []
            for shared in candidate.sharedContacts.prefix(Explanation.contactsLeftOut) {
                guard let contact = network.parties.find(shared.party) else { continue }
                let rest = takings.alone(place, without: contact)
                scores.append((shared.party, score(of: rest, without: contact, other: other) + apart))
            }
            // The list is in order of score.
            let rival = ranking.candidates.indices.first { $0 != standing }
            found[candidate.party] = LeaveOneOut(
                scores, of: candidate.score, rival: rival.map { ranking.candidates[$0].score })
        }
        return Explanation(contacts: contacts(takings, renamed, &background), leaveOneOut: found)
    }

    private func contacts(
        _ takings: Takings, _ renamed: [PartyIndex: PartyIndex], _ background: inout Background
    ) -> [LineContact] {
        let network = background.network
        let formula = OpenSetFormula(settings: evidence)
        var numbers: [PartyIndex: [PartyIndex]] = [:]
        for (new, old) in renamed { numbers[old, default: []].append(new) }
        return network.heaviestFirst(takings.profile).prefix(Explanation.contactsKept).map { contact in
            let habit = background.habit(of: takings.closed, with: contact)
            let share = takings.shares[contact] ?? 0
            let since = ([contact] + (numbers[contact] ?? [])).reduce(0) {
                $0 + network.postings(of: $1, from: background.moment, before: takings.end).count
            }
            let gain = formula.gain(events: 1, share: share, background.popularity(of: contact))
            return LineContact(
                party: network.parties[contact], events: habit.events,
                last: Instant(microseconds: habit.last), share: share,
                popularity: network.degree(of: contact, before: takings.end), eventsSince: since,
                informs: Self.log10(gain),
                movedTo: numbers[contact]?.map { network.parties[$0] }.min())
        }
    }
}
