import CallRecords
import Foundation

/// How much each number had been used before a moment, and how rare it is to have been used so little.
///
/// A telephone that waits to be a line is tried out with a call or two; a number that is somebody's is not like that. How rare it is
/// is read from the records themselves, since they may cover a week or six years.
struct PriorUse: Sendable {
    /// Events told apart; more count as one more.
    static let most = 25

    /// Shape: [parties].
    private let uses: [UInt8]
    /// -ln of the share of the line-capable parties named before the moment that were used as little, by uses. Shape: [most + 2].
    private let rarities: [Double]

    init(_ network: CallNetwork, before moment: Int64) {
        uses = network.firstSeen.indices.map { place in
            guard network.firstSeen[place] < moment else { return 0 }
            // Whoever is named with withheld callers alone, who are nobody's contact, was used once.
            let events = network.postings(of: PartyIndex(place), before: moment).count
            return UInt8(min(max(events, 1), Self.most + 1))
        }
        var counts = [Int](repeating: 0, count: Self.most + 2)
        for (place, use) in uses.enumerated() where use > 0 && network.isLineCapable[place] {
            counts[Int(use)] += 1
        }
        let all = counts.reduce(0, +)
        var asLittle = 0
        rarities = counts.map { count in
            asLittle += count
            return log(Double(all + 1) / Double(asLittle + 1))
        }
    }

    /// How many events named a party, as far as they are told apart; none where no record before the moment does.
    func uses(of party: PartyIndex) -> Int { Int(uses[Int(party)]) }

    /// Nought for none: to be new is told apart.
    func rarity(ofUses uses: Int) -> Double { uses == 0 ? 0 : rarities[min(uses, Self.most + 1)] }
    func rarity(of party: PartyIndex) -> Double { rarity(ofUses: uses(of: party)) }
}
