import Telephony

/// How far a candidate's score hangs on one contact: it is weighed again as if it had never been in touch with that
/// contact since the closure, for each shared contact in turn, at most ``Explanation/contactsLeftOut``.
///
/// Others are held against what is then left of it. Handset, SIM, place, hours and the view stay as they were.
/// Scores are log10 likelihood ratios before they are capped.
public struct LeaveOneOut: Hashable, Sendable {
    public let lowest: Double
    public let highest: Double
    /// The contact without which the score changes most.
    public let contact: Party
    /// The score without it.
    public let without: Double
    /// How high another candidate comes: below ``lowest`` by the least that this one is ever ahead of the best other, with all
    /// contacts or without any one; above it or level where another is then ahead or level. Nil where there is no other.
    public let rival: Double?

    public init(lowest: Double, highest: Double, contact: Party, without: Double, rival: Double?) {
        (self.lowest, self.highest) = (lowest, highest)
        (self.contact, self.without, self.rival) = (contact, without, rival)
    }

    /// - Parameters:
    ///   - scores: without each contact, in the contacts' order: the first decides a tie.
    ///   - lead: the least that it is ahead of the best other; nil where there is no other.
    /// - Returns: nil where no contact is shared.
    init?(_ scores: [(contact: Party, score: Double)], of score: Double, lead: Double?) {
        guard let first = scores.first else { return nil }
        let most = scores.dropFirst().reduce(first) {
            abs($1.score - score) > abs($0.score - score) ? $1 : $0
        }
        let lowest = scores.reduce(first.score) { min($0, $1.score) }
        self.init(
            lowest: lowest, highest: scores.reduce(first.score) { max($0, $1.score) },
            contact: most.contact, without: most.score, rival: lead.map { lowest - $0 })
    }

    /// Whether the candidate is first whichever contact is left out.
    public var staysFirst: Bool { rival.map { lowest > $0 } ?? true }
}
