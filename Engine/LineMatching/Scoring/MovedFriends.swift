import CallRecords
import Foundation

/// Contacts of the closed line that changed number themselves.
///
/// A contact is silent if its rate of events since the closure is at most a quarter of what it was, and enough time
/// has passed to say so: a rule on rates, since closed phones make stray calls. The new number that a silent contact
/// explains best, that no other silent contact or the line explains as well, and that nobody else explains far better, is taken for
/// that contact's own; then all is weighed again. Of two that are as good, neither is followed.
struct MovedFriends {
    /// Followed contacts at most, heaviest first: each costs a ranking of its own.
    private static let most = 40
    /// The share of the expected events below which a contact is silent. Source: trials on public networks.
    private static let silence = 0.25
    /// The fewest events before the closure from which a rate is taken.
    private static let leastEvents = 4

    /// ln of ten times. An assumption: with none, of e-mail users among whom look-alikes move, a quarter fewer were first after three
    /// events, since most circles have somebody who explains a new number a little better.
    private static let farBetter = log(10.0)

    /// The old number of each new one.
    private(set) var renamed: [PartyIndex: PartyIndex] = [:]

    init(of takings: Takings, _ scorer: OpenSetScorer, _ background: inout Background) {
        let settings = scorer.evidence
        guard settings.friends.rounds > 0 else { return }
        let silent = Array(
            background.network.heaviestFirst(takings.profile)
                .filter { Self.isSilent($0, settings, takings.end, background) }.prefix(Self.most))
        guard !silent.isEmpty else { return }
        for _ in 0..<settings.friends.rounds {
            let next = matches(silent, takings, scorer, &background)
            guard next != renamed else { break }
            renamed = next
        }
    }

    private func matches(
        _ silent: [PartyIndex], _ takings: Takings, _ scorer: OpenSetScorer, _ background: inout Background
    ) -> [PartyIndex: PartyIndex] {
        var best: [PartyIndex: Match] = [:]
        var owner: [PartyIndex: Match] = [:]
        // The closed line claims its own new number, so that no silent contact can.
        for friend in silent + [takings.closed] {
            let friends = Takings(
                of: friend, &background, before: takings.end, renamed: renamed, onlyNew: true)
            let weights = scorer.weigh(friends, &background)
            for (place, candidate) in friends.candidates.enumerated() {
                // Somebody else, silent or not, may explain it far better: then it is nobody's here.
                guard weights[place].line > weights[place].nearest - Self.farBetter else { continue }
                // Rounded, so that the order in which rows were read cannot make one of two better.
                let ratio = OpenSetScorer.log10(weights[place].ratio)
                best[friend, default: Match()].take(candidate, ratio)
                owner[candidate, default: Match()].take(friend, ratio)
            }
        }
        var found: [PartyIndex: PartyIndex] = [:]
        for friend in silent {
            guard let match = best[friend], match.ratio > scorer.evidence.friends.ratio,
                let candidate = match.party, owner[candidate]?.party == friend
            else { continue }
            found[candidate] = friend
        }
        return found
    }

    /// The best of some parties; nobody where two are as good.
    private struct Match {
        private(set) var party: PartyIndex?
        private(set) var ratio = -Double.infinity

        mutating func take(_ other: PartyIndex, _ worth: Double) {
            if worth > ratio {
                (party, ratio) = (other, worth)
            } else if worth == ratio {
                party = nil
            }
        }
    }

    private static func isSilent(
        _ party: PartyIndex, _ settings: EvidenceSettings, _ end: Int64, _ background: Background
    ) -> Bool {
        let network = background.network
        let before = network.postings(of: party, before: background.moment)
        guard let first = before.first, before.count >= leastEvents else { return false }
        let span = Double(background.moment - network.time(first))
        let elapsed = Double(min(end, network.lastTime) - background.moment)
        guard span > 0, elapsed > 0 else { return false }
        let expected = Double(before.count) / span * elapsed
        let seen = network.postings(of: party, from: background.moment, before: end).count
        return expected >= settings.friends.events && Double(seen) <= expected * silence
    }
}
