import Foundation

extension Evaluation {
    /// How far the figures of one point may be off, by the chance of which closures there were. 95 % intervals.
    public struct Uncertainty: Sendable {
        public let top1: Interval?
        public let top5: Interval?
        /// The level that closures without successor set is taken as given.
        public let detectedAt1: Interval?
        public let detectedAt5: Interval?
        /// Nil with fewer than five closures whose new number is visible.
        public let cost: Interval?
        public let leastCost: Interval?
    }

    /// How often wrong numbers are said to be at least so strong. A ratio that keeps its word is reached by no more than
    /// one wrong number in so many: P(LR ≥ k | wrong) ≤ 1/k.
    public struct Level: Sendable {
        /// Log10.
        public let ratio: Double
        /// Wrong numbers that share a contact.
        public let lookAlikes: Reach
        /// All wrong numbers weighed, those that share nothing included.
        public let others: Reach

        /// 1/k.
        public var bound: Double { pow(10, -ratio) }
    }

    /// How many of how many.
    public struct Reach: Sendable {
        public let count: Int
        public let all: Int
        /// The wider of two: Wilson's, as if numbers were independent, and that of drawing closures again.
        public let interval: Interval?

        /// Nil of none.
        public var share: Double? { all > 0 ? Double(count) / Double(all) : nil }
    }

    /// Log10 of the ratios at which ``levels(at:)`` counts.
    public static let levels = [1.0, 2, 3]
    /// Any other gives intervals as good.
    static let seed: UInt64 = 1

    /// Cost: a thousand rounds over the closures where they are drawn again.
    ///
    /// - Parameter drawingAgain: without it there are Wilson's intervals alone, and none of the costs.
    public func uncertainty(
        at point: EvaluationPoint, drawingAgain: Bool = true
    ) -> (uncertainty: Uncertainty, levels: [Level]) {
        let outcomes = outcomes.filter { $0.point == point }
        let again = drawingAgain ? Resampling(outcomes, levels: Self.levels, seed: Self.seed) : nil
        let levels = Self.levels.enumerated().map { place, ratio in
            Level(
                ratio: ratio,
                lookAlikes: Self.reach(
                    outcomes.flatMap(\.lookAlikes).map { (ratio: $0, count: 1) }, ratio,
                    again?.lookAlikes[place]),
                others: Self.reach(outcomes.flatMap(\.others), ratio, again?.others[place]))
        }
        guard let summary = summaries.first(where: { $0.point == point }) else {
            return (Uncertainty(nil, nil), levels)
        }
        return (Uncertainty(summary, again), levels)
    }

    private static func reach(
        _ pairs: [(ratio: Double, count: Int)], _ ratio: Double, _ again: Interval?
    ) -> Reach {
        let all = pairs.reduce(0) { $0 + $1.count }
        let count = pairs.reduce(0) { $0 + ($1.ratio >= ratio ? $1.count : 0) }
        let share = Double(count) / Double(max(1, all))
        return Reach(
            count: count, all: all, interval: Interval.wilson(share: share, of: all)?.covering(again))
    }
}

extension Evaluation.Uncertainty {
    fileprivate init(_ summary: Evaluation.Summary?, _ again: Resampling?) {
        func wilson(_ share: Double?) -> Interval? {
            share.flatMap { Interval.wilson(share: $0, of: summary?.asked ?? 0) }
        }
        top1 = wilson(summary?.top1)
        top5 = wilson(summary?.top5)
        detectedAt1 = wilson(summary?.detectedAt1)
        detectedAt5 = wilson(summary?.detectedAt5)
        (cost, leastCost) = (again?.cost, again?.leastCost)
    }
}
