import CallRecords
import LineMatching
import Telephony

/// What a person said of a suggestion, and why. Kept for ever; an undoing is a decision of its own.
package struct Decision: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case accept, reject, undo
    }

    package let id: Int64
    package let closureID: Int64
    package let party: Party
    package let verdict: Verdict
    package let reason: String
    /// The name the person gave.
    package let by: String
    package let decidedAt: Instant

    package init(
        id: Int64, closureID: Int64, party: Party, verdict: Verdict, reason: String, by: String,
        decidedAt: Instant
    ) {
        (self.id, self.closureID, self.party, self.verdict) = (id, closureID, party, verdict)
        (self.reason, self.by, self.decidedAt) = (reason, by, decidedAt)
    }
}

/// Where a suggestion stands.
package enum SuggestionState: String, Sendable, Hashable, CaseIterable {
    case open, accepted, rejected

    package struct Rule: Sendable, Hashable {
        package let from: SuggestionState
        package let verdict: Decision.Verdict
        package let to: SuggestionState
    }

    /// Every step there is. Machine suggestions change nothing until a person takes one of these (design, rule 1).
    package static let rules: [Rule] = [
        Rule(from: .open, verdict: .accept, to: .accepted),
        Rule(from: .open, verdict: .reject, to: .rejected),
        Rule(from: .accepted, verdict: .undo, to: .open),
        Rule(from: .rejected, verdict: .undo, to: .open),
    ]

    package static func next(
        after state: SuggestionState, on verdict: Decision.Verdict
    ) throws(RegisterRefusal) -> Rule {
        guard let rule = rules.first(where: { $0.from == state && $0.verdict == verdict }) else {
            throw .stepNotAllowed(from: state, verdict)
        }
        return rule
    }
}

/// Why the register does not take an entry. Each has its sentence in ``Words``.
package enum RegisterRefusal: Error, Hashable, Sendable {
    case stepNotAllowed(from: SuggestionState, Decision.Verdict)
    case lineNameEmpty
    case lineNameTooLong(limit: Int)
    case lineNameTaken(String)
    case noSuchLine(String)
    case noSuchClosure(Int64)
    case noSuchAnswer(Int64)
    /// The answer has fewer candidates.
    case noSuchPlace(Int, of: Int)
    case notACandidate(Party)
    case notANumber(String, PartyParseError)
    /// A short code or a sender's name cannot be a line's number.
    case notALineNumber(Party)
    /// The number serves another line at that time.
    case numberServes(Party, line: String)
    /// No line is known to use the number, and none was named.
    case numberServesNoLine(Party)
    case closedBeforeItServed(Party, from: Instant)
    /// The same closure, or a later one, is recorded.
    case closedAlready(Party, line: String, at: Instant)
    case closureInTheFuture(Instant)
    case reasonMissing
    case noSuchOperation(String)
    case noSuchCheckBack(Int64)
    case noSuchSubject(String)
    case noSuchAuthorisation(String)
    /// Another thing has this name or reference in the operation already.
    case taken(String)
    /// An acceptance stands on the closure.
    case decisionStands(Party)
    case nameMissing(limit: Int)
    /// What was typed is no identifier of the kind chosen.
    case notAnIdentifier(String, IdentifierTextError)
    case endsBeforeItBegins
    case grantedInTheFuture(Instant)
    /// Importing needs the authorisation under which the records were obtained.
    case authorisationNeeded
    case textTooLong(limit: Int)
    case question(QuestionRefusal, Party)
    /// The accepted number was closed since: that closure stands on the decision.
    case closedSince(Party)
    case controlCharacter
    case notEmpty
}
