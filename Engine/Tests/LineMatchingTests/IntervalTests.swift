import CallRecords
import Foundation
import Telephony
import Testing

@testable import LineMatching

struct IntervalTests {
    /// Newcombe (Statistics in Medicine 1998), table I, method 3: his four examples, to four places.
    @Test(
        "Wilson's interval is the published one",
        arguments: [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
        ])
    func wilson(count: Int, trials: Int, low: Double, high: Double) throws {
        let share = Double(count) / Double(trials)
        let interval = try #require(Interval.wilson(share: share, of: trials))
        #expect(abs(interval.low - low) < 0.000_05)
        #expect(abs(interval.high - high) < 0.000_05)
        // What is missed has the mirror image.
        let missed = try #require(Interval.wilson(share: 1 - share, of: trials))
        #expect(abs(missed.low - (1 - interval.high)) < 1e-12)
        #expect(abs(missed.high - (1 - interval.low)) < 1e-12)
    }

    @Test("Of no trials there is no interval, and none reaches outside nought and one", arguments: 1...40)
    func bounds(trials: Int) throws {
        #expect(Interval.wilson(share: 0, of: 0) == nil)
        #expect(try #require(Interval.wilson(share: 0, of: trials)).low == 0)
        #expect(try #require(Interval.wilson(share: 1, of: trials)).high == 1)
        #expect(try #require(Interval.wilson(share: 0, of: trials)).high < 1)
    }

    @Test("What counts bear out has the limits of a ratio of two shares, worked by hand")
    func reliability() throws {
        let calibration = Calibration(
            targets: [Double](repeating: 1.2, count: 9) + [-1],
            others: [(1.2, 4), (-2, 96)])
        let bin = try #require(calibration.bins.first { $0.targets == 9 })
        let supported = log10(9.5 / 11) - log10(4.5 / 101)
        let variance: [Double] = [1 / 9.5, -1 / 11, 1 / 4.5, -1 / 101]
        let half = 1.959964 * variance.reduce(0, +).squareRoot() / log(10)
        #expect(abs(bin.supported - supported) < 1e-12)
        #expect(abs(bin.low - (supported - half)) < 1e-6)
        #expect(abs(bin.high - (supported + half)) < 1e-6)
    }
}

struct ResamplingTests {
    private let point = EvaluationPoint.seconds(86_400)

    @Test("The same closures and seed give the same interval, another seed one nearly the same")
    func seeded() throws {
        let outcomes = try MeasuredClosures.many(60, apart: 1.5).outcomes
        func cost(_ seed: UInt64) throws -> Interval {
            try #require(Resampling(outcomes, levels: [1], seed: seed)?.cost)
        }
        #expect(try cost(7) == cost(7))
        let (one, other) = (try cost(7), try cost(8))
        #expect(one != other)
        #expect(abs(one.low - other.low) < 0.1 * (one.high - one.low))
    }

    @Test("Where each closure costs by itself, the interval is as wide as the spread of the mean says")
    func width() throws {
        // One pair of each kind a closure, so that the cost is the mean of what closures cost.
        let outcomes = try (0..<200).map {
            try MeasuredClosures.outcome($0, ratio: Double($0 % 9) / 4 - 1, alike: [0.5 - Double($0 % 7) / 3])
        }
        let costs = outcomes.map { outcome in
            (Calibration.bits(againstTrue: outcome.ratio ?? 0)
                + Calibration.bits(againstOther: outcome.lookAlikes[0])) / 2
        }
        let mean = costs.reduce(0, +) / 200
        let deviation = (costs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
        let expected: Double = 2 * 1.96 * deviation / 200.0.squareRoot()
        let interval = try #require(Resampling(outcomes, levels: [], seed: 1)?.cost)
        #expect(abs((interval.high - interval.low) / expected - 1) < 0.1)
        #expect(interval.low < mean && mean < interval.high)
    }

    @Test(
        "Pairs put together between true ratios cost at least what all of them do",
        arguments: 1...10 as ClosedRange<UInt64>)
    func leastCost(seed: UInt64) throws {
        let outcomes = try MeasuredClosures.many(25, apart: 1, seed: seed).outcomes
        let order = Resampling.Order(ratios: outcomes.compactMap(\.ratio))
        let clusters = Resampling.clusters(outcomes, order, [])
        let once = [Double](repeating: 1, count: clusters.count)
        let whole = Calibration(targets: outcomes.compactMap(\.ratio), others: outcomes.flatMap(\.others))
        let found = try #require(Resampling.leastCost(clusters, once, places: order.count))
        #expect(abs(found - (try #require(whole.leastCost))) < 1e-12)
    }

    @Test("A line that split is drawn as one closure; fewer than five with a successor are not drawn from")
    func clusters() throws {
        var outcomes = try (0..<5).map { try MeasuredClosures.outcome($0, ratio: 1, alike: [0]) }
        #expect(Resampling(outcomes, levels: [1], seed: 1) != nil)
        outcomes[4] = try MeasuredClosures.outcome(0, ratio: 2, alike: [0])
        let order = Resampling.Order(ratios: [1, 2])
        #expect(Resampling.clusters(outcomes, order, []).count == 4)
        #expect(Resampling(outcomes, levels: [1], seed: 1) == nil)
        outcomes[4] = try MeasuredClosures.outcome(4, ratio: nil, alike: [0])
        #expect(Resampling(outcomes, levels: [1], seed: 1) == nil)
    }

    @Test(
        "Wrong numbers are counted at each level, look-alikes and all apart, and never said to be surely none"
    )
    func levels() throws {
        let outcomes = try (0..<10).map {
            try MeasuredClosures.outcome(
                $0, ratio: 3, alike: $0 == 0 ? [2, 0, 1.999] : [0, 0, -1], strangers: 97)
        }
        let found = Evaluation(points: [point], outcomes: outcomes).uncertainty(at: point)
        #expect(found.levels.map(\.ratio) == [1, 2, 3])
        #expect(found.levels.map(\.lookAlikes.count) == [2, 1, 0])
        #expect(found.levels.map(\.lookAlikes.all) == [30, 30, 30])
        #expect(found.levels.map(\.others.all) == [1_000, 1_000, 1_000])
        #expect(found.levels.map { fixed($0.bound, 4) } == ["0.1000", "0.0100", "0.0010"])
        for level in found.levels {
            let interval = try #require(level.lookAlikes.interval)
            #expect(interval.low == 0)
            #expect(interval.high > 0.1)
        }
        let shares = try #require(found.uncertainty.top1)
        #expect(shares.low > 0.7 && shares.high == 1)
    }

    @Test("Of a moment nobody asked about nothing is known")
    func unasked() throws {
        let evaluation = try MeasuredClosures.many(6, apart: 1)
        let found = evaluation.uncertainty(at: .events(5))
        #expect(found.uncertainty.top1 == nil && found.uncertainty.cost == nil)
        #expect(found.levels.allSatisfy { $0.others.share == nil && $0.others.interval == nil })
    }
}
