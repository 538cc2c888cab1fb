import Foundation

/// Newton's method for a concave function of a few values.
enum Newton {
    struct Slope {
        var slope: [Double]
        /// The negative second derivatives; the lower triangle is enough.
        var curve: [[Double]]

        init(size: Int) {
            slope = [Double](repeating: 0, count: size)
            curve = [[Double]](repeating: slope, count: size)
        }

        /// What a row of logistic regression adds.
        mutating func add(_ pair: Pair, _ values: [Double], times: Double = 1) {
            let chance = 1 / (1 + exp(-pair.sum(values)))
            let weight = pair.weight * times
            let miss = weight * ((pair.isTrue ? 1 : 0) - chance)
            let bend = weight * chance * (1 - chance)
            for place in values.indices where pair.values[place] != 0 {
                slope[place] += miss * pair.values[place]
                for other in 0...place {
                    curve[place][other] += bend * pair.values[place] * pair.values[other]
                }
            }
        }

        /// Leaves a value where it is.
        mutating func hold(_ place: Int) {
            for other in slope.indices where other != place {
                (curve[place][other], curve[other][place]) = (0, 0)
            }
            (slope[place], curve[place][place]) = (0, 1)
        }

        /// A ridge: what keeps values small where the rows do not say.
        mutating func holdBack(_ values: [Double], by ridge: Double) {
            for place in values.indices {
                slope[place] -= ridge * values[place]
                curve[place][place] += ridge
            }
        }
    }

    /// A row of logistic regression.
    struct Pair {
        let values: [Double]
        let isTrue: Bool
        let weight: Double

        func sum(_ factors: [Double]) -> Double {
            zip(factors, values).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// - Parameter limits: what each value is held within; none where empty. A value at its limit that would leave it
    ///   stays there while the others move.
    static func climb(
        from start: [Double], within limits: [ClosedRange<Double>] = [], _ slope: ([Double]) -> Slope
    ) -> [Double] {
        var values = start
        for _ in 0..<60 {
            var downhill = slope(values)
            for place in limits.indices where isHeld(values[place], downhill.slope[place], limits[place]) {
                downhill.hold(place)
            }
            let step = solve(downhill)
            // Long steps are cut: far from the top the curve is nearly flat.
            let length = step.reduce(0) { max($0, abs($1)) }
            let share = length > 2 ? 2 / length : 1
            for place in values.indices { values[place] += share * step[place] }
            for place in limits.indices {
                values[place] = min(max(values[place], limits[place].lowerBound), limits[place].upperBound)
            }
            if length < 1e-8 { break }
        }
        return values
    }

    private static func isHeld(_ value: Double, _ slope: Double, _ limits: ClosedRange<Double>) -> Bool {
        value <= limits.lowerBound && slope < 0 || value >= limits.upperBound && slope > 0
    }

    /// Cholesky's factors; the curve is positive definite, since a ridge was added.
    private static func solve(_ step: Slope) -> [Double] {
        let size = step.slope.count
        var factor = step.curve
        for row in 0..<size {
            for column in 0...row {
                var sum = factor[row][column]
                for place in 0..<column { sum -= factor[row][place] * factor[column][place] }
                factor[row][column] =
                    row == column ? max(sum, 1e-12).squareRoot() : sum / factor[column][column]
            }
        }
        var found = step.slope
        for row in 0..<size {
            for place in 0..<row { found[row] -= factor[row][place] * found[place] }
            found[row] /= factor[row][row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for place in (row + 1)..<max(size, row + 1) { found[row] -= factor[place][row] * found[place] }
            found[row] /= factor[row][row]
        }
        return found
    }
}
