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
/// Each network has one say, however many its closures.
package struct CombinationFit {
    package typealias Question = [Example]

    /// Keeps the line from standing upright where one kind of pair is all on one side.
    private let lineRidge = 0.02
    let measures: [Measure]
    private var networks: [[Question]] = []

    package init(_ measures: [Measure]) { self.measures = measures.filter { $0.part != .sharing } }

    private var usesClock: Bool { measures.contains(.new) }

    package mutating func add(_ questions: [Question]) { networks.append(questions) }

    package func combination(ridge: Double) -> Combination {
        let values = weights(ridge: ridge)
        // What comes to nought is left out: it takes no part.
        let weights = Dictionary(uniqueKeysWithValues: zip(measures, values)).filter { abs($0.value) > 5e-4 }
        return Combination(weights: weights, calibration: line(weights))
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
            for question in network {
                let rows = question.filter { ($0.isHard || $0.isTrue) && $0.measures[.nothing] == nil }
                guard rows.count > 1, let truth = rows.firstIndex(where: \.isTrue) else { continue }
                some.append((rows.map { row in measures.map { row.measures[$0] ?? 0 } }, truth))
            }
            choices += some.map { Choice(rows: $0.rows, truth: $0.truth, weight: 1 / Double(some.count)) }
        }
        let scales = scales(choices)
        let pairs = pairs(scales)
        let limits = measures.map(Self.limits) + [Self.unlimited]
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

    private static let unlimited = -1e6...1e6

    /// What a weight is held within: a measure speaks the way that its name says, or not at all. Measures that go together
    /// would else be set against each other, and a stronger rival be said to speak for a number.
    private static func limits(_ measure: Measure) -> ClosedRange<Double> {
        switch measure {
        case .absent, .known: -1e6...0
        case .size: unlimited
        default: 0...1e6
        }
    }

    /// Every candidate that can be mistaken for the truth, true ones and others of one weight in each network.
    private func pairs(_ scales: [Double]) -> [Newton.Pair] {
        networks.flatMap { network in
            let rows = network.flatMap { $0 }.filter {
                ($0.isHard || $0.isTrue) && $0.measures[.nothing] == nil
            }
            let targets = Double(max(1, rows.count(where: \.isTrue)))
            let others = Double(max(1, rows.count { !$0.isTrue }))
            guard rows.contains(where: \.isTrue) else { return [Newton.Pair]() }
            return rows.map { row in
                Newton.Pair(
                    values: zip(measures, scales).map { (row.measures[$0] ?? 0) / $1 } + [1],
                    isTrue: row.isTrue, weight: 1 / (row.isTrue ? targets : others))
            }
        }
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

    // MARK: Worth

    private func line(_ weights: [Measure: Double]) -> Combination.Line {
        let order = Combination(
            weights: weights,
            calibration: .init(bends: [0, 1], slopes: [1, 1, 1], height: 0, nothing: .init(base: 0)))
        let sums = networks.flatMap { $0.flatMap { $0 } }.filter { $0.isTrue && $0.measures[.nothing] == nil }
            .map {
                order.sum($0.measures)
            }.sorted()
        guard sums.count > 3 else { return order.calibration }
        var line = order.calibration
        line.bends = [sums[sums.count / 10], sums[sums.count / 2]]
        var pairs: [Newton.Pair] = []
        for network in networks {
            let rows = network.flatMap { $0 }
            let targets = Double(rows.filter(\.isTrue).reduce(0) { $0 + $1.count })
            let others = Double(rows.filter { !$0.isTrue }.reduce(0) { $0 + $1.count })
            guard targets > 0, others > 0 else { continue }
            // Where no successor can have been quiet, new numbers all, a quiet number's being wrong teaches nothing. Where no
            // clock is used the successor has just acted, and all teach the same.
            let teachesQuiet = !usesClock || rows.contains { $0.isTrue && Self.isQuiet($0) }
            for question in network {
                let lead = Lead(
                    question.filter { $0.measures[.nothing] == nil }.map { order.sum($0.measures) })
                for row in question where row.count > 0 && (teachesQuiet || !Self.isQuiet(row)) {
                    pairs.append(
                        Newton.Pair(
                            values: Self.values(row.measures, order, line, lead), isTrue: row.isTrue,
                            weight: Double(row.count) / (row.isTrue ? targets : others)))
                }
            }
        }
        // It must rise, or it would change the order; nobody gains by another's being ahead.
        let limits: [ClosedRange<Double>] =
            [ClosedRange](repeating: 0.02...1e6, count: 3)
            + [Self.unlimited, -1e6...0, Self.unlimited, 0...1e6, Self.unlimited, Self.unlimited, -1e6...0]
            // No number is worth more for being new than new numbers are rare; a clock tells who is new.
            + [usesClock ? 0...1 : 0...0]
        let start = [0.5, 0.5, 0.5] + [Double](repeating: 0, count: limits.count - 3)
        let found = Newton.climb(from: start, within: limits) { values in
            var step = Newton.Slope(size: values.count)
            for pair in pairs { step.add(pair, values) }
            step.holdBack(values, by: lineRidge)
            return step
        }
        return .init(
            bends: line.bends, slopes: Array(found.prefix(3)), height: found[3], behind: found[4],
            nothing: .init(
                base: found[5], strangers: found[6], quiet: found[7], new: found[10], known: found[8],
                behind: found[9]))
    }

    /// What the line's values are multiplied by: three slopes, its height, being behind; then, for a number that shares
    /// nothing, base, strangers, quiet, known, being behind, new.
    private static func values(
        _ measures: [Measure: Double], _ order: Combination, _ line: Combination.Line, _ lead: Lead
    ) -> [Double] {
        guard measures[.nothing] != 1 else {
            let ahead = line.gap(line.bends[0], to: lead.best)
            let met: [Double] =
                measures[.strangers].map { [1, $0, 0, measures[.known] ?? 0] } ?? [0, 0, 1, 0]
            return [0, 0, 0, 0, 0] + met + [ahead, measures[.new] ?? 0]
        }
        let sum = order.sum(measures)
        return Combination.Line.hinges(sum, line.bends) + [1, line.gap(sum, to: lead.other(than: sum))]
            + [0, 0, 0, 0, 0, 0]
    }

    /// Whether it is a number that was in touch with nobody since the closure.
    private static func isQuiet(_ row: Example) -> Bool {
        row.measures[.nothing] == 1 && row.measures[.strangers] == nil
    }
}
