import CallRecords
import Foundation
import Telephony

extension OpenSetScorer {
    /// Contacts that changed number are followed as in the ranking, and stay followed whichever contact is left out.
    ///
    /// Cost: one weighing of all candidates, as for the ranking, and for each shared contact of each candidate explained one
    /// weighing against everybody.
    public func explain(
        _ ranking: Ranking, of question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Explanation {
        let closed = try question.check(in: background.network)
        let plain = Takings(of: closed, &background, before: question.end)
        let renamed = MovedFriends(of: plain, self, &background).renamed
        let takings =
            renamed.isEmpty
            ? plain : Takings(of: closed, &background, before: question.end, renamed: renamed)
        let leaving = Leaving(
            takings, seeing(takings.viewKind(background.network)), ranking, &background)
        var found: [Party: LeaveOneOut] = [:]
        for place in ranking.candidates.indices.prefix(Explanation.candidatesExplained) {
            found[ranking.candidates[place].party] = leaving.each(of: place, &background)
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
