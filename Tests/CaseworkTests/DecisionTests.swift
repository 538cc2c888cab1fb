import CallRecords
import Casework
import LineMatching
import Telephony
import Testing

struct DecisionTests {
    /// All nine pairs, so that a new state or verdict cannot be added without deciding what it allows.
    @Test("Only the table allows a step", arguments: SuggestionState.allCases, Decision.Verdict.allCases)
    func onlyTheTable(state: SuggestionState, verdict: Decision.Verdict) throws {
        let expected: [SuggestionState: [Decision.Verdict: SuggestionState]] = [
            .open: [.accept: .accepted, .reject: .rejected], .accepted: [.undo: .open],
            .rejected: [.undo: .open],
        ]
        if let to = expected[state]?[verdict] {
            #expect(try SuggestionState.next(after: state, on: verdict).to == to)
        } else {
            #expect(throws: RegisterRefusal.stepNotAllowed(from: state, verdict)) {
                try SuggestionState.next(after: state, on: verdict)
            }
        }
    }

    private func closure(_ verdicts: [(String, Decision.Verdict, Int64)]) throws -> ClosureFile {
        let party = try Party(parsing: "07700 900001")
        return ClosureFile(
            closure: Closure(
                id: 1, lineID: 1, party: party, closedAt: Instant(seconds: 0), kind: .order,
                recordedAt: Instant(seconds: 0)),
            decisions: try verdicts.enumerated().map { number, entry in
                Decision(
                    id: Int64(number), closureID: 1, party: try Party(parsing: entry.0), verdict: entry.1,
                    reason: "r", by: "b", decidedAt: Instant(seconds: entry.2 * 3_600))
            })
    }

    @Test("Hours to re-finding run to the acceptance that stands, and an undone one counts for nothing")
    func hoursToRefinding() throws {
        #expect(try closure([]).hoursToRefinding == nil)
        #expect(try closure([("id:a", .reject, 1), ("id:b", .accept, 5)]).hoursToRefinding == 5)
        let undone = try closure([("id:b", .accept, 5), ("id:b", .undo, 6)])
        #expect(undone.hoursToRefinding == nil)
        #expect(undone.state(of: try Party(parsing: "id:b")) == .open)
        let again = try closure([("id:b", .accept, 5), ("id:b", .undo, 6), ("id:b", .accept, 9)])
        #expect(again.hoursToRefinding == 9)
        #expect(try closure([("id:a", .accept, 7), ("id:b", .accept, 5)]).hoursToRefinding == 5)
    }
}
