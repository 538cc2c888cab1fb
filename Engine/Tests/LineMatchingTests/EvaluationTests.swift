import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

func ln(_ value: Double) -> Double { log(value) }

struct EvaluationTests {
    private func world() throws -> World {
        var world = World()
        for customer in ["a", "b", "c"] { try world.touch(customer, "line", at: -2) }
        for customer in ["d", "e", "f"] { try world.touch(customer, "ended", at: -2) }
        for customer in ["a", "b"] { try world.touch("new", customer, at: 5) }
        try world.touch("other", "c", at: 1)
        try world.touch("newcomer", "d", at: 2)
        return world
    }

    private func known(_ old: String, _ new: String?, siblings: [String] = []) throws -> KnownClosure {
        KnownClosure(
            old: try World.party(old), new: try new.map(World.party), closedAt: World.closedAt,
            siblings: Set(try siblings.map(World.party)))
    }

    @Test("A new number not yet visible is a miss, and figures are fractions of the switches asked")
    func figures() throws {
        let world = try world()
        let evaluation = Evaluation(
            of: OpenSetScorer(), on: [try known("line", "new"), try known("unknown", "other")],
            at: [.seconds(3_600), .seconds(36_000)], in: CallNetwork(world.events))
        let early = try #require(evaluation.summaries.first)
        #expect(early.asked == 2)
        #expect(early.visible == 1)
        #expect(early.top1 == 0)
        #expect(early.detectedAt1 == nil)
        let late = try #require(evaluation.summaries.last)
        #expect(late.visible == 2)
        #expect(late.top1 == 0.5)
        // Eleven numbers are visible and nothing tells one from another: the average of places 1 to 11.
        let unanswered = try #require(evaluation.outcomes.last)
        #expect(unanswered.refusal == .closedNumberUnknown)
        #expect(unanswered.rank == 6)
        let expected: Double = (1 + 1 / 6.0) / 2
        #expect(late.meanReciprocalRank == expected)
    }

    @Test("That nobody follows is said before anybody does, and of no line whose number is well supported")
    func saidNone() throws {
        var world = try world()
        // Enough others that a ratio of a hundred may be reported.
        for other in 0..<100 { try world.touch("other-\(other)", "friend-\(other)", at: -1) }
        // Whoever rings one of the ended line's people was there before.
        try world.touch("newcomer", "elsewhere", at: -3)
        let network = CallNetwork(world.events)
        let asked = [try known("line", "new"), try known("ended", nil)]
        let ours = Evaluation(
            of: OpenSetScorer(), on: asked, at: [.seconds(60), .seconds(36_000)], in: network)
        #expect(ours.summaries.map(\.saidNoneOfEnded) == [1, 1])
        #expect(ours.summaries.map(\.saidNoneOfMoved) == [1, 0])
        let plain = Evaluation(of: NeighbourhoodMeasure.cosine, on: asked, at: [.seconds(60)], in: network)
        #expect(plain.summaries.map(\.saidNoneOfEnded) == [nil], "a similarity says nothing of the kind")
    }

    @Test("A switch is found only if it is first and above what closures without successor reach")
    func detection() throws {
        let world = try world()
        let evaluation = Evaluation(
            of: OpenSetScorer(), on: [try known("line", "new"), try known("ended", nil)],
            at: [.seconds(36_000)], in: CallNetwork(world.events))
        let summary = try #require(evaluation.summaries.first)
        #expect((summary.asked, summary.ended) == (1, 1))
        #expect(summary.detectedAt1 == 1)
        let swapped = Evaluation(
            of: OpenSetScorer(), on: [try known("line", nil), try known("ended", "newcomer")],
            at: [.seconds(36_000)], in: CallNetwork(world.events))
        #expect(swapped.summaries.first?.top1 == 1)
        #expect(swapped.summaries.first?.detectedAt1 == 0)
    }

    @Test("A closure that could not be asked about is no line that ended well, and is counted")
    func refused() throws {
        let world = try world()
        let asked = [try known("line", "new"), try known("ended", nil)]
        let unknown = try (0..<200).map { try known("nobody-\($0)", nil) }
        func summary(_ closures: [KnownClosure]) throws -> Evaluation.Summary {
            try #require(
                Evaluation(
                    of: OpenSetScorer(), on: closures, at: [.seconds(36_000)], in: CallNetwork(world.events)
                ).summaries.first)
        }
        let (plain, padded) = (try summary(asked), try summary(asked + unknown))
        #expect((plain.ended, plain.refused) == (1, 0))
        #expect((padded.ended, padded.refused) == (1, 200))
        #expect(padded.detectedAt1 == plain.detectedAt1)
        #expect(padded.saidNoneOfEnded == plain.saidNoneOfEnded)
        let lost = try summary(asked + [try known("nobody", "new")])
        #expect((lost.asked, lost.refused, lost.top1) == (2, 1, 0.5), "a miss where a successor is known")
    }

    @Test("Two lists as like are equal by every published measure, in whatever order their sums are made")
    func equalLists() throws {
        var world = World()
        for contact in 0..<9 {
            for _ in 0...contact { try world.touch("c\(contact)", "line", at: -2) }
            try world.touch("a", "c\(contact)", at: 1)
        }
        for contact in (0..<9).reversed() { try world.touch("b", "c\(contact)", at: 2) }
        let question = SuccessorQuestion(
            closed: try World.party("line"), closedAt: World.closedAt,
            until: World.closedAt.adding(seconds: 36_000))
        for measure in NeighbourhoodMeasure.allCases {
            let ranking = try measure.rank(question, in: CallNetwork(world.events))
            #expect(
                try ranking.score(of: World.party("a")) == ranking.score(of: World.party("b")), "\(measure)")
            #expect(try ranking.rank(of: World.party("a")) == 1.5)
        }
    }

    @Test(
        "By events, an answer stands at the moment of the new number's so-manieth, and closures without are not asked"
    )
    func byEvents() throws {
        let world = try world()
        let evaluation = Evaluation(
            of: OpenSetScorer(), on: [try known("line", "new"), try known("ended", nil)],
            at: [.events(1), .events(2), .events(3)], in: CallNetwork(world.events))
        #expect(evaluation.summaries.map(\.asked) == [1, 1, 0])
        #expect(evaluation.summaries.map(\.ended) == [0, 0, 0])
        #expect(evaluation.outcomes.count == 2)
    }

    @Test("The other number of a line that split counts neither for nor against")
    func split() throws {
        var world = try world()
        for customer in ["a", "b", "c"] { try world.touch("twin", customer, at: 3) }
        let network = CallNetwork(world.events)
        let alone = Evaluation(
            of: OpenSetScorer(), on: [try known("line", "new")], at: [.seconds(36_000)], in: network)
        #expect(alone.outcomes.first?.rank == 2)
        let both = Evaluation(
            of: OpenSetScorer(), on: [try known("line", "new", siblings: ["twin"])], at: [.seconds(36_000)],
            in: network)
        #expect(both.outcomes.first?.rank == 1)
    }

    @Test(
        "Every published measure puts the number that takes up the contacts first",
        arguments: NeighbourhoodMeasure.allCases)
    func measures(measure: NeighbourhoodMeasure) throws {
        let evaluation = Evaluation(
            of: measure, on: [try known("line", "new")], at: [.seconds(36_000)],
            in: CallNetwork(try world().events))
        #expect(evaluation.outcomes.first?.rank == 1)
    }
}

struct CalibrationTests {
    @Test("Ratios that say nothing cost one bit, honest certainty costs nothing, a lie costs much")
    func cost() throws {
        let silent = Calibration(targets: [0, 0], others: [(0, 10)])
        #expect(silent.cost == 1)
        #expect(silent.leastCost == 1)
        let sure = Calibration(targets: [9, 9], others: [(-9, 10)])
        #expect(try #require(sure.cost) < 1e-8)
        let lying = Calibration(targets: [-3, -3], others: [(3, 10)])
        #expect(try #require(lying.cost) > 9)
        // Turned round they would be perfect, but recalibration may not turn them round.
        #expect(lying.leastCost == 1)
    }

    @Test("The cost is what the formula gives, and the least cost what pooling gives, worked by hand")
    func byHand() throws {
        // Ratios 10 and 1/10 for a true pair and one that is not: log2(1 + 1/10) on each side.
        let two = Calibration(targets: [1], others: [(-1, 1)])
        let expected = log2(1.1)
        #expect(abs(try #require(two.cost) - expected) < 1e-12)
        #expect(two.leastCost == 0)
        // true, not, true, not by rising ratio: the middle two cannot be told apart.
        let mixed = Calibration(targets: [0.5, 2], others: [(-1, 1), (1, 1)])
        let pooled: Double = (0 + 1 + 1 + 0) / 4
        #expect(abs(try #require(mixed.leastCost) - pooled) < 1e-12)
    }

    @Test("Without pairs of both kinds there is no cost", arguments: [([1.0], 0), ([], 3)])
    func oneKind(targets: [Double], others: Int) {
        let calibration = Calibration(targets: targets, others: others == 0 ? [] : [(0, others)])
        #expect(calibration.cost == nil)
        #expect(calibration.leastCost == nil)
    }

    @Test("The best recalibration never costs more", arguments: 1...20 as ClosedRange<UInt64>)
    func leastIsLeast(seed: UInt64) throws {
        var state = seed
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24) * 8 - 4
        }
        let calibration = Calibration(
            targets: (0..<20).map { _ in random() + 1 }, others: (0..<50).map { _ in (random(), 2) })
        let (cost, least) = (try #require(calibration.cost), try #require(calibration.leastCost))
        #expect(least <= cost + 1e-12)
        #expect(least <= 1 + 1e-12)
        #expect(calibration.bins.reduce(0) { $0 + $1.targets } == 20)
        #expect(calibration.bins.reduce(0) { $0 + $1.others } == 100)
    }
}

struct VerbalScaleTests {
    @Test(
        "A ratio has one word on the scale, and its inverse the same word",
        arguments: [
            (1.0, VerbalScale.Strength.none), (1.9, .none), (2.1, .weak), (9.9, .weak), (10, .moderate),
            (99, .moderate), (100, .moderatelyStrong), (999, .moderatelyStrong), (1_000, .strong),
            (9_999, .strong), (10_000, .veryStrong), (999_999, .veryStrong), (1_000_000, .extremelyStrong),
        ])
    func words(ratio: Double, strength: VerbalScale.Strength) {
        #expect(VerbalScale.strength(log10Ratio: log10(ratio)) == strength)
        #expect(VerbalScale.strength(log10Ratio: -log10(ratio)) == strength)
    }

    @Test(
        "What is reported is capped by the settings, sooner where it speaks against, and by the size of the background"
    )
    func cap() {
        let settings = OpenSetScorer().settings
        #expect(settings.log10Ratio(of: 9, weighed: 1_000_000) == 4)
        #expect(settings.log10Ratio(of: -9, weighed: 1_000_000) == -2.5)
        #expect(settings.log10Ratio(of: -9, weighed: 100) == -2)
        #expect(settings.log10Ratio(of: 9, weighed: 100) == 2)
        #expect(settings.log10Ratio(of: 1.5, weighed: 100) == 1.5)
        // As it was kept before there was a cap of its own.
        let earlier = ScorerSettings(
            scorer: settings.scorer, version: settings.version,
            parameters: settings.parameters.filter { $0.key != "cap_against" })
        #expect(earlier.log10Ratio(of: -9, weighed: 1_000_000) == -4)
        #expect(NeighbourhoodMeasure.overlap.settings.log10Ratio(of: 9, weighed: 100) == nil)
    }
}
