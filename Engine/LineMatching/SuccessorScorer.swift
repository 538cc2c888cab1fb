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

    /// Days after which an event before the closure weighs half (``Fading``).
    var halfLifeDays: Double { get }

    /// The same without anything that a clock tells, such as who is new and who is overdue: for answers given at a moment
    /// that the truth itself chose.
    var withoutClock: Self { get }

    /// Weighs every other line-capable number in the records.
    ///
    /// - Parameter background: what was known at the closure; made by ``background(_:at:)``, and worth keeping where
    ///   several questions are asked of one moment.
    func rank(
        _ question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Ranking

    /// What stands behind a ranking that this scorer gave to the same question of the same background.
    func explain(
        _ ranking: Ranking, of question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Explanation
}

extension SuccessorScorer {
    public var withoutClock: Self { self }

    public func background(_ network: CallNetwork, at closure: Instant) -> Background {
        Background(network, moment: closure.microseconds, halfLifeDays: halfLifeDays)
    }

    public func rank(
        _ question: SuccessorQuestion, in network: CallNetwork
    ) throws(QuestionRefusal) -> Ranking {
        var background = background(network, at: question.closedAt)
        return try rank(question, in: &background)
    }

    public func rank(
        _ question: SuccessorQuestion, in events: EventColumns
    ) throws(QuestionRefusal) -> Ranking {
        try rank(question, in: CallNetwork(events))
    }
}

extension SuccessorQuestion {
    /// The closed number's place among the parties.
    func check(in network: CallNetwork) throws(QuestionRefusal) -> PartyIndex {
        guard closed.isLineCapable else { throw .notALineNumber(kind: closed.kind) }
        if let until, until < closedAt { throw .untilBeforeClosure }
        guard let index = network.parties.find(closed) else { throw .closedNumberUnknown }
        return index
    }

    /// The first moment not used.
    var end: Int64 { until.map { $0.microseconds == .max ? .max : $0.microseconds + 1 } ?? .max }
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
