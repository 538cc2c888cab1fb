import CallRecords
import Telephony

/// A drug-dealing business known by a name. It outlives its numbers.
package struct Line: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let recordedAt: Instant

    package init(id: Int64, name: String, recordedAt: Instant) {
        (self.id, self.name, self.recordedAt) = (id, name, recordedAt)
    }
}

/// A time during which a number served a line.
package struct Episode: Sendable, Hashable {
    package let id: Int64
    package let lineID: Int64
    package let party: Party
    package let from: Instant
    /// When it was closed; nil while it goes on.
    package let until: Instant?
    /// The decision that says so, where a suggestion was accepted; nil where a person recorded it.
    package let decisionID: Int64?

    package init(id: Int64, lineID: Int64, party: Party, from: Instant, until: Instant?, decisionID: Int64?) {
        (self.id, self.lineID, self.party) = (id, lineID, party)
        (self.from, self.until, self.decisionID) = (from, until, decisionID)
    }
}

/// A number stopped serving its line.
package struct Closure: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case order, seizure, provider, abandoned
    }

    package let id: Int64
    package let lineID: Int64
    package let party: Party
    package let closedAt: Instant
    package let kind: Kind
    package let recordedAt: Instant

    package init(id: Int64, lineID: Int64, party: Party, closedAt: Instant, kind: Kind, recordedAt: Instant) {
        (self.id, self.lineID, self.party) = (id, lineID, party)
        (self.closedAt, self.kind, self.recordedAt) = (closedAt, kind, recordedAt)
    }
}

/// A line with all that is recorded of it.
package struct LineFile: Sendable {
    package let line: Line
    /// In order of time.
    package let episodes: [Episode]
    /// In order of time.
    package let closures: [ClosureFile]

    package init(line: Line, episodes: [Episode], closures: [ClosureFile]) {
        (self.line, self.episodes, self.closures) = (line, episodes, closures)
    }

    /// The number that serves the line now, if one is known.
    package var currentEpisode: Episode? { episodes.last { $0.until == nil } }
}

/// A closure and the decisions taken on its candidates, oldest first.
package struct ClosureFile: Sendable {
    package let closure: Closure
    package let decisions: [Decision]

    package init(closure: Closure, decisions: [Decision]) {
        (self.closure, self.decisions) = (closure, decisions)
    }

    /// The candidates that stand accepted.
    package var accepted: [Decision] {
        decisions.filter {
            $0.verdict == .accept && state(of: $0.party) == .accepted && latest($0.party)?.id == $0.id
        }
    }

    /// Hours from the closure to the decision that found the line again: the measure of the whole system.
    package var hoursToRefinding: Double? {
        accepted.map(\.decidedAt).min().map { $0.hours(since: closure.closedAt) }
    }

    /// Where a candidate stands after the decisions taken on it.
    package func state(of party: Party) -> SuggestionState {
        decisions.filter { $0.party == party }.reduce(.open) { state, decision in
            (try? SuggestionState.next(after: state, on: decision.verdict).to) ?? state
        }
    }

    package func latest(_ party: Party) -> Decision? { decisions.last { $0.party == party } }
}
