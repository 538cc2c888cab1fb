import CallRecords
import LineMatching
import Telephony

/// An answer as it was given: the question, what it was asked of, and the candidates kept. Never changed.
package struct Trace: Sendable {
    package let id: Int64
    package let closureID: Int64
    package let ranAt: Instant
    /// Records up to this moment were used; nil for all held.
    package let until: Instant?
    package let settings: ScorerSettings
    /// Version of the software that answered.
    package let software: String
    package let view: Ranking.View
    /// The files whose records were used.
    package let fileIDs: [Int64]
    /// The strongest candidates, best first.
    package let suggestions: [Suggestion]
    /// The closed number's contacts before the closure, heaviest first; none in answers made before they were kept.
    package let contacts: [LineContact]

    package init(
        id: Int64, closureID: Int64, ranAt: Instant, until: Instant?, settings: ScorerSettings,
        software: String, view: Ranking.View, fileIDs: [Int64], suggestions: [Suggestion],
        contacts: [LineContact] = []
    ) {
        (self.id, self.closureID, self.ranAt, self.until) = (id, closureID, ranAt, until)
        (self.settings, self.software, self.view) = (settings, software, view)
        (self.fileIDs, self.suggestions, self.contacts) = (fileIDs, suggestions, contacts)
    }

    package func suggestion(at place: Int) -> Suggestion? { suggestions.first { $0.place == place } }
}

/// A candidate shown to a person.
package struct Suggestion: Sendable, Hashable {
    /// Its place in the list, from 1.
    package let place: Int
    /// Its place among all candidates: ties share the average.
    package let rank: Double
    package let candidate: Candidate
    /// What each part of the evidence adds, in the order they were weighed; they sum to the score. None in answers made
    /// before they were kept, and where the scorer gives no parts.
    package let parts: [WeighedPart]
    /// Nil where it was not worked out: for all but the strongest.
    package let leaveOneOut: LeaveOneOut?

    package init(
        place: Int, rank: Double, candidate: Candidate, parts: [WeighedPart]? = nil,
        leaveOneOut: LeaveOneOut? = nil
    ) {
        (self.place, self.rank, self.candidate) = (place, rank, candidate)
        self.parts = parts ?? candidate.contributions.map(WeighedPart.init)
        self.leaveOneOut = leaveOneOut
    }
}
