import CallRecords
import Telephony

/// What stands behind a ranking beyond its scores: the closed line's contacts and what became of them, and what each
/// of the strongest candidates owes to a single contact.
public struct Explanation: Hashable, Sendable {
    /// The closed number's contacts before the closure, heaviest first, at most ``contactsKept``.
    public let contacts: [LineContact]
    /// Of the strongest candidates, at most ``candidatesExplained``; empty where the scorer gives no likelihood ratio.
    public let leaveOneOut: [Party: LeaveOneOut]

    public static let contactsKept = 500
    public static let candidatesExplained = 10
    /// Shared contacts left out in turn, those that speak for the candidate most: each costs a weighing.
    public static let contactsLeftOut = 200

    public init(contacts: [LineContact], leaveOneOut: [Party: LeaveOneOut]) {
        (self.contacts, self.leaveOneOut) = (contacts, leaveOneOut)
    }
}

/// A contact that the closed number had before the closure.
public struct LineContact: Hashable, Sendable {
    public let party: Party
    /// With the closed number, before the closure.
    public let events: Int
    public let last: Instant
    /// The share of the closed line's attention that went to it, 0...1; all contacts' sum to one.
    public let share: Double
    /// How many parties of the records it is in touch with.
    public let popularity: Int
    /// From the closure on, with anybody; under its new number too, where that was followed. Nought says nothing of
    /// whether it was silent: records of it may not be held.
    public let eventsSince: Int
    /// log10 of how much likelier one event with it is for the closed line than for a newcomer; 0 where the scorer
    /// weighs none.
    public let informs: Double
    /// The number it moved to itself, where the scorer followed it.
    public let movedTo: Party?

    public init(
        party: Party, events: Int, last: Instant, share: Double, popularity: Int, eventsSince: Int,
        informs: Double, movedTo: Party?
    ) {
        (self.party, self.events, self.last, self.share) = (party, events, last, share)
        (self.popularity, self.eventsSince) = (popularity, eventsSince)
        (self.informs, self.movedTo) = (informs, movedTo)
    }
}

extension SuccessorScorer {
    public func explain(
        _ ranking: Ranking, of question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Explanation {
        Explanation(contacts: [], leaveOneOut: [:])
    }

    /// A ranking and what stands behind it.
    public func answer(
        _ question: SuccessorQuestion, in events: EventColumns
    ) throws(QuestionRefusal) -> (ranking: Ranking, explanation: Explanation) {
        var background = background(CallNetwork(events), at: question.closedAt)
        let ranking = try rank(question, in: &background)
        return (ranking, try explain(ranking, of: question, in: &background))
    }
}
