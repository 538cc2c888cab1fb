import Telephony

/// How far a candidate's score hangs on one contact: it is weighed again as if it had never been in touch with that
/// contact since the closure, for each shared contact in turn, at most ``Explanation/contactsLeftOut``. Everybody else's score stays as it was.
///
/// Scores are log10 likelihood ratios before they are capped.
public struct LeaveOneOut: Hashable, Sendable {
    public let lowest: Double
    public let highest: Double
    /// The contact without which the score changes most.
    public let contact: Party
    /// The score without it.
    public let without: Double
    /// The best score of another candidate; nil where there is no other.
    public let rival: Double?

    public init(lowest: Double, highest: Double, contact: Party, without: Double, rival: Double?) {
        (self.lowest, self.highest) = (lowest, highest)
        (self.contact, self.without, self.rival) = (contact, without, rival)
    }

    /// - Parameter scores: without each contact, in the contacts' order: the first decides a tie.
    /// - Returns: nil where no contact is shared.
    init?(_ scores: [(contact: Party, score: Double)], of score: Double, rival: Double?) {
        guard let first = scores.first else { return nil }
        let most = scores.dropFirst().reduce(first) {
            abs($1.score - score) > abs($0.score - score) ? $1 : $0
        }
        self.init(
            lowest: scores.reduce(first.score) { min($0, $1.score) },
            highest: scores.reduce(first.score) { max($0, $1.score) },
            contact: most.contact, without: most.score, rival: rival)
    }

    /// Whether the candidate is first whichever contact is left out.
    public var staysFirst: Bool { rival.map { lowest > $0 } ?? true }
}
