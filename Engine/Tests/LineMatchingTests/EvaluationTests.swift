import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

func ln(_ value: Double) -> Double { log(value) }
func pow2(_ value: Double) -> Double { exp2(value) }

struct EvaluationTests {
    @Test("A new number not yet visible is a miss, and figures are fractions of the switches asked")
    func figures() throws {
        var world = World()
        for customer in ["a", "b", "c"] { try world.touch(customer, "line", at: -2) }
        for customer in ["a", "b"] { try world.touch("new", customer, at: 5) }
        try world.touch("other", "c", at: 1)
        let known = KnownSwitch(
            old: try World.party("line"), new: try World.party("new"), closedAt: World.closedAt)
        let missing = KnownSwitch(
            old: try World.party("unknown"), new: try World.party("other"), closedAt: World.closedAt)
        let evaluation = Evaluation(
            of: CommunityOverlap(), on: [known, missing], horizons: [3_600, 36_000], in: world.events)
        let early = try #require(evaluation.summaries.first)
        #expect(early.asked == 2)
        #expect(early.visible == 1)
        #expect(early.top1 == 0)
        let late = try #require(evaluation.summaries.last)
        #expect(late.visible == 2)
        #expect(late.top1 == 0.5)
        // Six numbers are visible and nothing tells one from another: the average of places 1 to 6.
        let unanswered = try #require(evaluation.outcomes.last)
        #expect(unanswered.refusal == .closedNumberUnknown)
        #expect(unanswered.rank == 3.5)
        let expected: Double = (1 + 1 / 3.5) / 2
        #expect(late.meanReciprocalRank == expected)
    }
}
