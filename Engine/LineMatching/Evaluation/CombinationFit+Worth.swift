import Foundation

/// What a weighted sum is worth: the second step.
extension CombinationFit {
    /// Keeps the line from standing upright where one kind of pair is all on one side.
    private static let ridge = 0.02
    /// How fast networks gain or lose say. Of 0, 1, 2 and 4, in eight rounds, with each family left out in turn, and answers with a
    /// clock and without taken together, two served the worst network best: at cuts and seeds of which no result is reported.
    private static let haste = 2.0
    /// A network of few successors is badly served by chance: none has more than three times the mean say.
    private static let mostSay = 3.0

    /// The most that being behind costs, by unit of the sum, for whoever shares a contact or none. An assumption, with the results in view:
    /// where people changed number by themselves the best candidate is more often a wrong one than where closures were made.
    private static let mostOfBehind = -0.4

    /// The line for these weights.
    func line(_ weights: [Measure: Double], rounds: Int) -> Combination.Line {
        let order = Combination(
            weights: weights,
            calibration: .init(bends: [0, 1], slopes: [1, 1, 1], height: 0, nothing: .init(base: 0)))
        let sums = networks.flatMap { $0.questions.flatMap { $0 } }.filter {
            $0.isTrue && $0.measures[.nothing] == nil
        }
        .map { order.sum($0.measures) }.sorted()
        guard sums.count > 3 else { return order.calibration }
        var line = order.calibration
        line.bends = [sums[sums.count / 10], sums[sums.count / 2]]
        // No number is worth more for being new than new numbers are rare, sharing contacts or none.
        let steepest = 1 / max(weights[.new] ?? 0, 1e-6)
        let found = values(
            of: networks.compactMap { lesson($0.questions, say: $0.say, order, line) }, rounds, steepest)
        return .init(
            bends: line.bends, slopes: Array(found.prefix(3)), height: found[3], behind: found[4],
            nothing: .init(
                base: found[5], strangers: found[6], quiet: found[7], new: found[10], known: found[8],
                barelyUsed: found[11], behind: found[9]))
    }

    /// What one network teaches of a sum's worth.
    private struct Lesson {
        var pairs: [Newton.Pair] = []
        /// How many numbers each pair stands for.
        var counts: [Int] = []
        let say: Double

        /// By how much ratios made of these values cost more than their order need, in bits.
        func excess(_ values: [Double]) -> Double {
            var (targets, others) = ([Double](), [(ratio: Double, count: Int)]())
            for (pair, count) in zip(pairs, counts) {
                let ratio = pair.sum(values) / log(10)
                if pair.isTrue { targets.append(ratio) } else { others.append((ratio, count)) }
            }
            let calibration = Calibration(targets: targets, others: others)
            return (calibration.cost ?? 0) - (calibration.leastCost ?? 0)
        }
    }

    private func lesson(
        _ network: [Question], say: Double, _ order: Combination, _ line: Combination.Line
    ) -> Lesson? {
        let rows = network.flatMap { $0 }
        let targets = Double(rows.filter(\.isTrue).reduce(0) { $0 + $1.count })
        let others = Double(rows.filter { !$0.isTrue }.reduce(0) { $0 + $1.count })
        guard targets > 0, others > 0 else { return nil }
        // Where no successor can have been quiet, new numbers all, a quiet number's being wrong teaches nothing. Where no
        // clock is used the successor has just acted, and all teach the same.
        let teachesQuiet = !usesClock || rows.contains { $0.isTrue && Self.isQuiet($0) }
        let teachesUse = Self.teachesUse(rows)
        var lesson = Lesson(say: say)
        for question in network {
            let lead = Lead(
                question.filter { $0.measures[.nothing] == nil }.map { order.sum($0.measures) })
            for row in question where row.count > 0 && (teachesQuiet || !Self.isQuiet(row)) {
                // Sums are what they will be; of numbers that share nothing each network teaches what it can.
                let taught =
                    teachesUse || row.measures[.nothing] != 1 ? row.measures : Self.withoutUse(row.measures)
                lesson.pairs.append(
                    Newton.Pair(
                        values: Self.values(taught, order, line, lead), isTrue: row.isTrue,
                        weight: Double(row.count) / (row.isTrue ? targets : others)))
                lesson.counts.append(row.count)
            }
        }
        return lesson
    }

    /// The line's values. A network that they serve badly has more say in the next round.
    ///
    /// - Parameter steepest: no slope is above it.
    private func values(of lessons: [Lesson], _ rounds: Int, _ steepest: Double) -> [Double] {
        // It must rise, or it would change the order; nobody gains by another's being ahead.
        let limits: [ClosedRange<Double>] =
            [ClosedRange](repeating: 0.02...steepest, count: 3)
            + [Self.unlimited, Self.mostOfBehind...0, Self.unlimited, 0...1e6, Self.unlimited]
            + [Self.leastOfTheKnown...1e6, Self.mostOfBehind...0]
            // No number is worth more for being new, or hardly used, than such numbers are rare; a clock tells who is new.
            + [usesClock ? 0...1 : 0...0, 0...1]
        var found = [0.5, 0.5, 0.5] + [Double](repeating: 0, count: limits.count - 3)
        var says = [Double](repeating: 1, count: lessons.count)
        for round in 0...rounds {
            found = Newton.climb(from: found, within: limits) { values in
                var step = Newton.Slope(size: values.count)
                for (lesson, say) in zip(lessons, says) {
                    for pair in lesson.pairs { step.add(pair, values, times: say * lesson.say) }
                }
                step.holdBack(values, by: Self.ridge)
                return step
            }
            guard round < rounds else { break }
            for place in lessons.indices { says[place] *= exp(Self.haste * lessons[place].excess(found)) }
            let mean = says.reduce(0, +) / Double(max(1, says.count))
            for place in says.indices { says[place] = min(says[place] / mean, Self.mostSay) }
        }
        return found
    }

    /// What the line's values are multiplied by: three slopes, its height, being behind; then, for a number that shares
    /// nothing, base, strangers, quiet, known, being behind, new, hardly used.
    private static func values(
        _ measures: [Measure: Double], _ order: Combination, _ line: Combination.Line, _ lead: Lead
    ) -> [Double] {
        guard measures[.nothing] != 1 else {
            let ahead = line.gap(line.bends[0], to: lead.best)
            let (seen, known) = (measures[.seen] ?? 1, measures[.known] ?? 0)
            let met: [Double] = measures[.strangers].map { [seen, $0, 0, known] } ?? [0, 0, 1, 0]
            return [0, 0, 0, 0, 0] + met + [ahead, measures[.new] ?? 0, measures[.barelyUsed] ?? 0]
        }
        let sum = order.sum(measures)
        return Combination.Line.hinges(sum, line.bends) + [1, line.gap(sum, to: lead.other(than: sum))]
            + [0, 0, 0, 0, 0, 0, 0]
    }

    /// Whether it is a number that was in touch with nobody since the closure.
    private static func isQuiet(_ row: Example) -> Bool {
        row.measures[.nothing] == 1 && row.measures[.strangers] == nil
    }
}
