import CallRecords
import Foundation

/// The crowd that a closed line shares its people with: whom a newcomer to that trade would be in touch with.
///
/// A rival who begins on the day of a closure is nobody known and no random newcomer either. Its list is drawn from the
/// same crowd: the people of lines like the closed one, each counting as much as it resembles it.
struct Crowd {
    /// Lines that the crowd is made of, the most alike.
    static let most = 50

    /// The share of the crowd's attention that goes to a contact.
    private var shares: [PartyIndex: Double] = [:]
    /// The lines it is made of.
    private(set) var members: [PartyIndex] = []

    init(around takings: Takings, _ background: inout Background) {
        let contacts = takings.profile.map(\.party)
        let own = contacts.map { takings.shares[$0] ?? 0 }
        // The overlap of two shares, summed over contacts: Bhattacharyya (1943).
        var alike = background.holders(of: contacts, except: takings.closed) { share, place in
            (share * own[place]).squareRoot()
        }
        alike.removeAll { background.degree(of: $0.party) < 3 }
        let parties = background.network.parties
        alike.sort { $0.sum != $1.sum ? $0.sum > $1.sum : parties[$0.party] < parties[$1.party] }
        let total = alike.prefix(Self.most).reduce(0) { $0 + $1.sum }
        members = alike.prefix(Self.most).map(\.party)
        for rival in alike.prefix(Self.most) {
            let attention = background.attention(of: rival.party)
            for share in background.profile(of: rival.party) {
                shares[share.party, default: 0] += rival.sum / total * share.weight / attention
            }
        }
    }

    func share(of contact: PartyIndex) -> Double { shares[contact] ?? 0 }
}
