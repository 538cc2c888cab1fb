import CallRecords
import Telephony

/// What is asked: a number stopped serving its line; which other number serves it now?
public struct SuccessorQuestion: Hashable, Sendable {
    public let closed: Party
    /// Events before this moment belong to the closed number; events from it on, to its successor.
    public let closedAt: Instant
    /// The last moment whose records may be used, itself included; nil for all that are held.
    public let until: Instant?

    public init(closed: Party, closedAt: Instant, until: Instant? = nil) {
        (self.closed, self.closedAt, self.until) = (closed, closedAt, until)
    }
}

/// Why a question cannot be answered from these records.
public enum QuestionRefusal: Error, Hashable, Sendable {
    /// No record held names the closed number.
    case closedNumberUnknown
    /// A short code, a sender's name or a service has no successor.
    case notALineNumber(kind: String)
    case untilBeforeClosure
    /// No record before the closure names the closed number: it has no contacts to be known by.
    case nothingBeforeClosure
}

/// A way of weighing numbers as successors. Callers know only this; a better one takes its place without them.
public protocol SuccessorScorer: Sendable {
    /// What, with the records, makes the answer repeatable. Kept with every answer.
    var settings: ScorerSettings { get }

    /// Weighs every other line-capable number in the records.
    func rank(_ question: SuccessorQuestion, in events: EventColumns) throws(QuestionRefusal) -> Ranking
}

/// A scorer by name and version, and every parameter it ran with.
public struct ScorerSettings: Hashable, Sendable, Codable {
    public let scorer: String
    public let version: Int
    public let parameters: [String: Double]

    public init(scorer: String, version: Int, parameters: [String: Double]) {
        (self.scorer, self.version, self.parameters) = (scorer, version, parameters)
    }
}
