import CallRecords
import Foundation

/// What is measured of the candidates of one question.
struct Measuring {
    private let takings: Takings
    private let moment: Int64
    /// By contact that records show since the closure: the chance that it would have been in touch by now.
    private let due: [PartyIndex: Double]
    /// -ln of the share of weighed numbers that no record before the closure names.
    private let rarity: Double
    /// How much numbers had been used before the closure.
    private let priorUse: PriorUse
    /// The length of the closed line's list, each contact's events a coordinate.
    private let length: Double
    private let openSet: OpenSet
    /// How often a contact of the line is a stranger.
    private let stranger: Double

    init(_ takings: Takings, _ scorer: OpenSetScorer, _ crowd: Crowd, _ background: inout Background) {
        (self.takings, moment) = (takings, background.moment)
        openSet = OpenSet(
            settings: scorer.evidence, closed: takings.closed,
            newcomers: background.newcomers(before: takings.end))
        stranger = background.strangerShare(of: takings.closed, like: crowd.members)
        due = Self.due(takings, background)
        priorUse = background.priorUse()
        rarity = Self.rarityOfNewcomers(background, before: takings.end)
        length = takings.profile.reduce(0) { $0 + Double($1.events * $1.events) }.squareRoot()
    }

    private static func due(
        _ takings: Takings, _ background: borrowing Background
    ) -> [PartyIndex: Double] {
        let network = background.network
        let elapsed = Double(min(takings.end, network.lastTime) - background.moment)
        // What a rate of events adds up to, over the time that records cover; a short time is no habit.
        let span = max(Double(background.moment - network.firstTime), background.fading.half)
        let usual = span * background.fading.mean(from: 0, to: span)
        var due: [PartyIndex: Double] = [:]
        for share in takings.profile
        where !network.postings(of: share.party, from: background.moment, before: takings.end).isEmpty {
            due[share.party] = 1 - exp(-expm1(share.weight) / 2 * max(0, elapsed) / usual)
        }
        return due
    }

    /// - Parameters:
    ///   - taken: whom the candidate was in touch with since the closure.
    ///   - without: a contact left out of them, as if the two had never been in touch.
    func callAsFunction(
        _ party: PartyIndex, _ taken: [Taken], without: PartyIndex? = nil, _ weight: OpenSet.Weight,
        _ background: inout Background
    ) -> [Measure: Double] {
        let unknown = without.map { overdue(of: $0, seenOnlyWith: party, background.network) } ?? 0
        let margin = weight.line - weight.rival
        let nearest = weight.line - weight.nearest
        let list = TakenList(taken, takings, party, openSet, &background)
        let isNew = background.isNew(party)
        return [
            .contactsFor: max(weight.ratio, 0), .contactsAgainst: min(weight.ratio, 0),
            .contactsRoot: OpenSetScorer.root(weight.ratio),
            .marginFor: max(margin, 0),
            .marginRoot: OpenSetScorer.root(margin),
            .nearestFor: max(nearest, 0), .nearestRoot: OpenSetScorer.root(nearest),
            .shared: OpenSetScorer.log1p(list.fresh),
            .purity: Double(list.shared.count) / Double(max(1, taken.count)),
            .heaviest: Double(list.heavy), .cover: list.cover, .size: OpenSetScorer.log1p(taken.count),
            .likeness: list.likeness, .cosine: list.product / max(length * list.length, 1),
            .absent: max(0, overdue - unknown - list.shared.reduce(0) { $0 + overdue(of: $1.contact) }),
            .firstRoot: OpenSetScorer.root(list.firstSide), .firstShare: list.firstShare,
            .new: isNew ? rarity : 0, .known: isNew ? 0 : 1, .barelyUsed: priorUse.rarity(of: party),
        ]
    }

    /// The measures of a number that shares no contact.
    ///
    /// - Parameter unseen: a share of the line's attention taken away from what is seen.
    func nothing(_ kind: Ranking.Others.Kind, unseen: Double = 0) -> [Measure: Double] {
        let seen = max(0, takings.attentionSeenAfter - unseen)
        var measures: [Measure: Double] = [
            .nothing: 1, .seen: seen, .new: kind.isNew ? rarity : 0, .known: kind.isNew ? 0 : 1,
            .barelyUsed: priorUse.rarity(ofUses: kind.uses),
        ]
        if kind.contacts > 0 {
            // Whoever is not seen cannot have been met.
            measures[.strangers] = Double(kind.contacts) * log(1 - seen * (1 - stranger))
        }
        return measures
    }

    /// -ln of the share of weighed numbers that no record before the closure names.
    private static func rarityOfNewcomers(_ background: Background, before end: Int64) -> Double {
        let network = background.network
        var (new, all) = (0, 0)
        for party in network.firstSeen.indices
        where network.isLineCapable[party] && network.firstSeen[party] < end {
            all += 1
            if network.firstSeen[party] >= background.moment { new += 1 }
        }
        return log(Double(all + 1) / Double(new + 1))
    }

    /// What a contact that no record names without the candidate would have been overdue.
    private func overdue(
        of contact: PartyIndex, seenOnlyWith party: PartyIndex, _ network: CallNetwork
    ) -> Double { isSeen(contact, onlyWith: party, network) ? overdue(of: contact) : 0 }

    /// The share of the line's attention that would not be seen without a contact's events with a candidate.
    func unseen(without contact: PartyIndex, of party: PartyIndex, _ network: CallNetwork) -> Double {
        isSeen(contact, onlyWith: party, network) ? takings.shares[contact] ?? 0 : 0
    }

    private func isSeen(_ contact: PartyIndex, onlyWith party: PartyIndex, _ network: CallNetwork) -> Bool {
        network.postings(of: contact, from: moment, before: takings.end).allSatisfy {
            network.other($0) == party
        }
    }

    private var overdue: Double { takings.profile.reduce(0) { $0 + overdue(of: $1.party) } }

    private func overdue(of contact: PartyIndex) -> Double {
        (takings.shares[contact] ?? 0) * (due[contact] ?? 0)
    }
}

/// A candidate's list held against the closed line's.
private struct TakenList {
    var shared: [Taken] = []
    /// Shared contacts that the candidate did not know before the closure.
    var fresh = 0
    /// Those among the closed line's heaviest.
    var heavy = 0
    /// The share of the closed line's attention that they had.
    var cover = 0.0
    var likeness = 0.0
    /// Σ of the events with each shared contact, of the one times of the other.
    var product = 0.0
    /// The length of the candidate's list, each contact's events a coordinate.
    let length: Double
    /// The closed line's side of the first five contacts taken up, natural logarithm.
    var firstSide = 0.0
    /// The share of them that is shared.
    var firstShare = 0.0

    init(
        _ taken: [Taken], _ takings: Takings, _ party: PartyIndex, _ openSet: OpenSet,
        _ background: inout Background
    ) {
        let parties = background.network.parties
        let first = taken.sorted {
            $0.first != $1.first ? $0.first < $1.first : parties[$0.contact] < parties[$1.contact]
        }.prefix(5)
        firstSide = openSet.line(Array(first), { takings.shares[$0] ?? 0 }, background)
        firstShare =
            Double(first.count { takings.shares[$0.contact] != nil }) / Double(max(1, first.count))
        let weights = taken.map { log1p(2 * Double($0.events)) }
        let sum = weights.reduce(0, +)
        length = taken.reduce(0) { $0 + Double($1.events * $1.events) }.squareRoot()
        for (taken, weight) in zip(taken, weights) {
            guard let share = takings.shares[taken.contact] else { continue }
            shared.append(taken)
            cover += share
            likeness += (share * weight / sum).squareRoot()
            product += Double(taken.events * background.habit(of: takings.closed, with: taken.contact).events)
            if takings.heaviest.contains(taken.contact) { heavy += 1 }
            if !background.knew(party, taken.contact) { fresh += 1 }
        }
    }
}
