import CallRecords
import Telephony

/// A contact that a candidate was in touch with from the closure on.
struct Taken {
    /// As in the profiles: a contact known to have changed number stands under its old one.
    let contact: PartyIndex
    var events: Int
    /// Microseconds UTC.
    var first: Int64
    /// Of the first event that the candidate began, microseconds UTC; nil where it began none.
    var firstBegun: Int64?
}

/// Who took up the closed number's contacts: the candidates, and all that each was in touch with since.
struct Takings {
    let closed: PartyIndex
    /// The first moment not used.
    let end: Int64
    /// The closed number's contacts before the closure, in order of index.
    let profile: [Background.Share]
    /// Their shares of its attention; they sum to one.
    let shares: [PartyIndex: Double]
    /// The five heaviest of them.
    let heaviest: [PartyIndex]
    /// Line-capable parties in touch with at least one of them since the closure, in order of index.
    private(set) var candidates: [PartyIndex]
    /// In order of index. Shape: [candidates].
    private(set) var taken: [[Taken]]
    /// Contacts of the closed number that any record names from the closure on.
    let contactsSeenAfter: Int
    /// The share of its attention that they had.
    let attentionSeenAfter: Double

    /// - Parameters:
    ///   - end: the first moment not used.
    ///   - renamed: the old number of each contact known to have changed it.
    ///   - onlyNew: whether parties named before the closure are left out.
    init(
        of closed: PartyIndex, _ background: inout Background, before end: Int64,
        renamed: [PartyIndex: PartyIndex] = [:], onlyNew: Bool = false
    ) {
        let network = background.network
        self.closed = closed
        self.end = end
        profile = background.profile(of: closed)
        let attention = background.attention(of: closed)
        shares = Dictionary(uniqueKeysWithValues: profile.map { ($0.party, $0.weight / attention) })
        heaviest = Array(network.heaviestFirst(profile).prefix(5))
        let found = Self.candidates(of: profile, closed, background, before: end, renamed, onlyNew: onlyNew)
        candidates = found.candidates.sorted()
        (contactsSeenAfter, attentionSeenAfter) = (found.seen, min(1, found.attention / attention))
        var taken: [[Taken]] = []
        taken.reserveCapacity(candidates.count)
        var places = [Int32](repeating: -1, count: network.partyCount)
        for candidate in candidates {
            taken.append(
                Self.taken(
                    by: candidate, network, from: background.moment, before: end, renamed, closed, &places))
        }
        self.taken = taken
    }

    /// One candidate alone, as if it had not been in touch with a contact since the closure.
    func alone(_ place: Int, without contact: PartyIndex) -> Takings {
        var alone = self
        alone.candidates = [candidates[place]]
        alone.taken = [taken[place].filter { $0.contact != contact }]
        return alone
    }

    private static func candidates(
        of profile: [Background.Share], _ closed: PartyIndex, _ background: Background, before end: Int64,
        _ renamed: [PartyIndex: PartyIndex], onlyNew: Bool
    ) -> (candidates: Set<PartyIndex>, seen: Int, attention: Double) {
        let network = background.network
        var numbers: [PartyIndex: [PartyIndex]] = [:]
        for (new, old) in renamed { numbers[old, default: []].append(new) }
        var candidates: Set<PartyIndex> = []
        var (seen, attention) = (0, 0.0)
        for share in profile {
            var isSeen = false
            for contact in [share.party] + (numbers[share.party] ?? []) {
                for posting in network.postings(of: contact, from: background.moment, before: end) {
                    isSeen = true
                    let other = network.other(posting)
                    guard other != closed, network.isLineCapable[Int(other)],
                        !onlyNew || background.isNew(other)
                    else { continue }
                    candidates.insert(other)
                }
            }
            if isSeen { (seen, attention) = (seen + 1, attention + share.weight) }
        }
        return (candidates, seen, attention)
    }

    /// - Parameter places: all -1 between uses. Shape: [parties].
    private static func taken(
        by party: PartyIndex, _ network: CallNetwork, from moment: Int64, before end: Int64,
        _ renamed: [PartyIndex: PartyIndex], _ closed: PartyIndex, _ places: inout [Int32]
    ) -> [Taken] {
        var found: [Taken] = []
        for posting in network.postings(of: party, from: moment, before: end) {
            let other = network.other(posting)
            let contact = renamed.isEmpty ? other : renamed[other] ?? other
            // A stray event with the closed number itself says nothing of who has its contacts now.
            guard contact != closed, contact != party else { continue }
            var place = Int(places[Int(contact)])
            if place < 0 {
                place = found.count
                places[Int(contact)] = Int32(place)
                found.append(Taken(contact: contact, events: 0, first: network.time(posting)))
            }
            found[place].events += 1
            if found[place].firstBegun == nil, network.began(posting, party) {
                found[place].firstBegun = network.time(posting)
            }
        }
        for taken in found { places[Int(taken.contact)] = -1 }
        return found.sorted { $0.contact < $1.contact }
    }
}
