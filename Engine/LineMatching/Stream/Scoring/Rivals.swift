import CallRecords
import Foundation

/// Who else has a candidate's contacts in their habits, and what that adds up to for each.
struct Rivals {
    /// Ties from before the moment that are added up for a party's attention, and ties looked at for them; one with more
    /// has little left for each.
    private static let (most, mostLookedAt) = (256, 4_096)

    /// What was before this moment is habit.
    let horizon: Int64
    private let moment: Int64
    /// How many contacts a party has on average.
    var meanDegree = 0.0
    private var attention: [UInt32: Double] = [:]
    private var places: [UInt64: Int] = [:]
    /// In order of first appearance.
    private(set) var sums: [Double] = []

    struct Holders {
        /// Parties in touch with the contact before the moment.
        var degree = 0
        /// Those that are no watched line's number, with the share of their attention that the contact has.
        var ordinary: [(party: UInt32, share: Double)] = []
    }

    init(horizon: Int64, clock: Int64) {
        self.horizon = horizon
        moment = min(horizon, clock == .max ? .max : clock + 1)
    }

    mutating func add(_ gain: Double, toParty party: UInt32) { add(gain, UInt64(party)) }
    mutating func add(_ gain: Double, toLine line: Int) { add(gain, 1 << 32 | UInt64(line)) }

    private mutating func add(_ gain: Double, _ who: UInt64) {
        if let place = places[who] {
            sums[place] += gain
        } else {
            places[who] = sums.count
            sums.append(gain)
        }
    }

    mutating func holders(
        of contact: Int, besides candidate: Int, _ scorer: borrowing StreamScorer
    ) -> Holders {
        var found = Holders()
        var held: [(tie: Int, party: UInt32)] = []
        scorer.ties.forEachTie(ofContact: contact) { place in
            let tie = scorer.ties.ties[place]
            guard tie.first < horizon, tie.party != candidate else { return }
            found.degree += 1
            if !scorer.isClosedNumber(scorer.ties.parties[Int(tie.party)].key) {
                held.append((place, tie.party))
            }
        }
        for (place, party) in held {
            let weight = log1p(2 * scorer.ties.ties[place].weight(at: moment, scorer.fading))
            // Of a party with so many ties that none from before was come upon, this one is known of.
            found.ordinary.append((party, weight / max(attention(of: party, scorer), weight)))
        }
        return found
    }

    /// The sum of a party's weights. A stream shows those of watched contacts alone: a party is taken to have as many
    /// contacts as parties have on average, of the same weight, where it shows fewer.
    private mutating func attention(of party: UInt32, _ scorer: borrowing StreamScorer) -> Double {
        if let known = attention[party] { return known }
        var (sum, count) = (0.0, 0)
        scorer.ties.forEachTie(of: Int(party), most: Self.mostLookedAt) { place in
            let tie = scorer.ties.ties[place]
            guard tie.first < horizon, count < Self.most else { return }
            sum += log1p(2 * tie.weight(at: moment, scorer.fading))
            count += 1
        }
        let whole = sum * max(1, meanDegree / Double(max(1, count)))
        attention[party] = whole
        return whole
    }
}
