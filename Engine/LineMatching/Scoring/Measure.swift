/// What is measured of one candidate, before it is combined into one likelihood ratio.
///
/// Each measure belongs to a named part of the evidence and is nought where it says nothing.
public enum Measure: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
    /// ln of the open-set likelihood ratio of the contact list, where above nought.
    case contactsFor = "contact_list_for"
    /// The same where below nought.
    case contactsAgainst = "contact_list_against"
    /// The same under a square root: 2 (√(1 + |x|) - 1) with the sign of x.
    case contactsRoot = "contact_list_root"
    /// ln of how much better the closed line explains the list than the best rival does, where above nought.
    case marginFor = "margin_for"
    /// The same of either sign, under a square root.
    case marginRoot = "margin_root"
    /// As ``marginFor``, held against the best explanation of any kind: a rival, the candidate's own past, a newcomer of the
    /// same crowd.
    case nearestFor = "margin_to_nearest_for"
    /// The same of either sign, under a square root.
    case nearestRoot = "margin_to_nearest_root"
    /// ln(1 + contacts shared that the candidate did not know before the closure).
    case shared = "shared_contacts"
    /// Shared contacts as a share of the candidate's contacts since the closure.
    case purity = "share_of_candidate"
    /// Hits among the five heaviest contacts of the closed line.
    case heaviest = "heaviest_contacts"
    /// The share of the closed line's attention that the shared contacts had.
    case cover = "share_of_line"
    /// ln(1 + the candidate's contacts since the closure).
    case size = "candidate_contacts"
    /// The likeness of the two lists, each contact's share in both: Bhattacharyya's coefficient, from nought to one.
    case likeness = "likeness"
    /// The cosine of the two lists, each contact's events in both.
    case cosine
    /// The share of the closed line's attention that is overdue: contacts that records show, that should have been in
    /// touch by now, and were not. Told by a clock.
    case absent = "overdue_contacts"
    /// ln of the line's side of the five contacts that the candidate took up first, under a square root: a new number
    /// rings its old people first.
    case firstRoot = "first_contacts_root"
    /// Shared contacts among those five, as a share of them.
    case firstShare = "share_of_first_contacts"
    /// Where no record before the closure names the candidate: ln of how rare that is among the numbers weighed. Told
    /// by a clock.
    case new = "new_since_closure"
    /// 1 where a record before the closure names the candidate. No clock tells it: only what was before the closure.
    case known = "known_before_closure"
    /// Where a record before the closure names the candidate: -ln of the share of the numbers known then that had been used as
    /// little. No clock tells it.
    case barelyUsed = "barely_used_before_closure"
    /// 1 where no contact is shared; then all else but ``seen``, ``strangers``, ``new``, ``known`` and ``barelyUsed`` is nought.
    case nothing = "nothing_shared"
    /// Where no contact is shared: the share of the line's attention whose contacts any record names since the closure. Of the
    /// others nobody can have shared one.
    case seen = "contacts_seen"
    /// Where no contact is shared: ln of the chance that so many contacts, at most eight, are all strangers to the line,
    /// each being one as often as for lines like it, and whoever is not seen since being none. Not there where the number was in
    /// touch with nobody.
    case strangers = "strangers_met"

    public var part: EvidencePart {
        switch self {
        case .nothing, .seen, .strangers: .sharing
        case .contactsFor, .contactsAgainst, .contactsRoot, .shared, .purity, .heaviest, .cover, .likeness,
            .cosine, .size, .firstRoot, .firstShare:
            .who
        case .marginFor, .marginRoot, .nearestFor, .nearestRoot: .againstWhom
        case .absent: .absence
        case .new, .known, .barelyUsed: .newcomer
        }
    }

    /// Whether a clock tells it: such measures give the answer away at a moment that the truth itself chose.
    package var isClocked: Bool { self == .new || self == .absent }
}

/// A named part of the evidence, in the order in which they are weighed.
public enum EvidencePart: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
    /// That the candidate shares a contact with the closed line at all, or none.
    case sharing
    /// Whose contacts the candidate took up, all known alternatives considered.
    case who
    /// How much better or worse the best rival explains them.
    case againstWhom = "against-whom"
    /// Contacts that should have been in touch by now and were not.
    case absence
    /// Whether the number is new since the closure.
    case newcomer
    /// Whether the closed line's people were written to in the order of its own broadcasts. A stated figure.
    case broadcast
    /// That it is seen in a handset of the closed number, or in another. Stated figures, not fitted ones.
    case handset
    /// That it is on a SIM of the closed number. Stated figures.
    case sim
    /// That it is seen in the closed number's cells, or in others. Stated figures.
    case place
    /// That it is busy at the closed number's hours, or at others. Stated figures.
    case hours

    /// Those in which the candidate's contacts have no part.
    static let apart: Set<EvidencePart> = [.handset, .sim, .place, .hours]
}
