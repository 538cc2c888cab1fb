import Foundation

/// Fits a ``Combination`` to closures whose outcome is known.
///
/// 1. The weights: among the candidates of one question the true one is to have the greatest sum (conditional logit,
///    McFadden, "Conditional logit analysis of qualitative choice behavior", 1974), and one level of the sum is to part
///    true pairs from others whatever question they come of, closures without successor among them (logistic
///    regression); of equal weight, with a ridge.
/// 2. The line: true pairs and others, of equal weight in all, so that fitted log odds are a log likelihood ratio
///    (Brümmer and du Preez 2006; Morrison, "Tutorial on logistic-regression calibration", 2013).
///
/// Each network has one say, however many its closures, unless a caller gives one more. In the line the one whose ratios
/// are most wrong gains more, since any may be the next: after a round a network's say is multiplied by e to twice what its
/// ratios are off by (Sagawa, Koh, Hashimoto and Liang, "Distributionally robust neural networks for group shifts", ICLR 2020).
///
/// Two costs that closures made for the purpose cannot teach are bounded: of having been known before, and of being behind.
package struct CombinationFit {
    package typealias Question = [Example]

    let measures: [Measure]
    private(set) var networks: [(questions: [Question], say: Double)] = []

    package init(_ measures: [Measure]) { self.measures = measures.filter { $0.part != .sharing } }

    var usesClock: Bool { measures.contains(.new) }

    /// - Parameter say: how much the network counts for.
    package mutating func add(_ questions: [Question], say: Double = 1) { networks.append((questions, say)) }

    /// - Parameters:
    ///   - ridge: holds the weights back.
    ///   - rounds: in which networks gain or lose say in the line; none, and all have the same.
    package func combination(ridge: Double, rounds: Int = 0) -> Combination {
        let values = weights(ridge: ridge)
        // What comes to nought is left out: it takes no part.
        let weights = Dictionary(uniqueKeysWithValues: zip(measures, values)).filter { abs($0.value) > 5e-4 }
        return Combination(weights: weights, calibration: line(weights, rounds: rounds))
    }

    // MARK: Order

    /// A question's candidates as columns, the true one's place, and its weight.
    private struct Choice {
        let rows: [[Double]]
        let truth: Int
        let weight: Double
    }

    private func weights(ridge: Double) -> [Double] {
        var choices: [Choice] = []
        for network in networks {
            var some: [(rows: [[Double]], truth: Int)] = []
            for question in network.questions {
                let rows = question.filter { ($0.isHard || $0.isTrue) && $0.measures[.nothing] == nil }
                guard rows.count > 1, let truth = rows.firstIndex(where: \.isTrue) else { continue }
                some.append((rows.map { row in measures.map { row.measures[$0] ?? 0 } }, truth))
            }
            choices += some.map {
                Choice(rows: $0.rows, truth: $0.truth, weight: network.say / Double(some.count))
            }
        }
        let scales = scales(choices)
        let pairs = pairs(scales)
        let limits =
            zip(measures, scales).map { measure, scale in
                let limit = Self.limits(measure)
                return limit.lowerBound * scale...limit.upperBound * scale
            } + [Self.unlimited]
        // The last value is the level that parts true pairs from others.
        let found = Newton.climb(from: limits.map { _ in 0 }, within: limits) { values in
            var step = Newton.Slope(size: values.count)
            for choice in choices { Self.add(choice, values, scales, to: &step) }
            for pair in pairs { step.add(pair, values) }
            step.holdBack(values, by: ridge)
            return step
        }
        return zip(found, scales).map { $0 / $1 }
    }

    static let unlimited = -1e6...1e6
    /// ln of one in twenty. An assumption: so many new numbers of lines were in somebody's use before, as a graft phone's may be. Of those
    /// who changed address in two public projects, one in twenty-five and one in eight.
    static let leastOfTheKnown = -log(20.0)

    /// What a weight is held within: a measure speaks the way that its name says, or not at all. Measures that go together
    /// would else be set against each other, and a stronger rival be said to speak for a number.
    private static func limits(_ measure: Measure) -> ClosedRange<Double> {
        switch measure {
        case .absent: -1e6...0
        case .known: leastOfTheKnown...0
        case .size: unlimited
        default: 0...1e6
        }
    }

    /// Every candidate that can be mistaken for the truth, true ones and others of one weight in each network.
    private func pairs(_ scales: [Double]) -> [Newton.Pair] {
        networks.flatMap { network in
            let rows = network.questions.flatMap { $0 }.filter {
                ($0.isHard || $0.isTrue) && $0.measures[.nothing] == nil
            }
            let targets = Double(max(1, rows.count(where: \.isTrue)))
            let others = Double(max(1, rows.count { !$0.isTrue }))
            guard rows.contains(where: \.isTrue) else { return [Newton.Pair]() }
            let teachesUse = Self.teachesUse(rows)
            return rows.map { row in
                let taught = teachesUse ? row.measures : Self.withoutUse(row.measures)
                return Newton.Pair(
                    values: zip(measures, scales).map { (taught[$0] ?? 0) / $1 } + [1],
                    isTrue: row.isTrue, weight: network.say / (row.isTrue ? targets : others))
            }
        }
    }

    /// Whether closures teach what it is worth to have been used little: not where no successor had been used before, as in those
    /// made for the purpose.
    static func teachesUse(_ rows: [Example]) -> Bool {
        rows.contains { $0.isTrue && $0.measures[.known] == 1 }
    }

    static func withoutUse(_ measures: [Measure: Double]) -> [Measure: Double] {
        var measures = measures
        measures[.barelyUsed] = nil
        return measures
    }

    /// The spread of each measure, so that one ridge suits all.
    private func scales(_ choices: [Choice]) -> [Double] {
        measures.indices.map { place in
            let values = choices.flatMap { $0.rows.map { $0[place] } }
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
            return max(spread.squareRoot(), 1e-6)
        }
    }

    private static func add(
        _ choice: Choice, _ weights: [Double], _ scales: [Double], to step: inout Newton.Slope
    ) {
        let rows = choice.rows.map { row in row.indices.map { row[$0] / scales[$0] } }
        let sums = rows.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
        let total = OpenSet.sum(sums)
        var mean = [Double](repeating: 0, count: scales.count)
        for (row, sum) in zip(rows, sums) {
            let chance = exp(sum - total)
            for place in mean.indices { mean[place] += chance * row[place] }
        }
        for (row, sum) in zip(rows, sums) {
            let chance = exp(sum - total) * choice.weight
            guard chance > 1e-12 else { continue }
            for place in mean.indices {
                for other in 0...place {
                    step.curve[place][other] +=
                        chance * (row[place] - mean[place]) * (row[other] - mean[other])
                }
            }
        }
        for place in mean.indices {
            step.slope[place] += choice.weight * (rows[choice.truth][place] - mean[place])
        }
    }
}
