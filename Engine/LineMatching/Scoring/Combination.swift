/// How measures are made into one log likelihood ratio, in two fitted steps.
///
/// A weighted sum orders the candidates (conditional logit: McFadden 1974); a rising line of three pieces then says what
/// such a sum is worth (logistic calibration: Brümmer and du Preez 2006).
public struct Combination: Hashable, Sendable, Codable {
    /// By unit of each measure.
    public var weights: [Measure: Double]
    public var calibration: Line

    /// A rising line of three pieces from a sum to a natural logarithm.
    public struct Line: Hashable, Sendable, Codable {
        /// The sums at which it bends: two, in order.
        public var bends: [Double]
        /// Of the logarithm by the sum: below the first bend, between, and above the last. All above nought.
        public var slopes: [Double]
        /// The logarithm at the first bend.
        public var height: Double
        /// The logarithm of a number that shares no contact.
        public var nothing: Double

        public init(bends: [Double], slopes: [Double], height: Double, nothing: Double) {
            (self.bends, self.slopes, self.height, self.nothing) = (bends, slopes, height, nothing)
        }

        /// What each slope is multiplied by.
        static func hinges(_ sum: Double, _ bends: [Double]) -> [Double] {
            [
                min(sum - bends[0], 0), min(max(sum - bends[0], 0), bends[1] - bends[0]),
                max(sum - bends[1], 0),
            ]
        }

        func callAsFunction(_ sum: Double) -> Double {
            zip(slopes, Self.hinges(sum, bends)).reduce(height) { $0 + $1.0 * $1.1 }
        }
    }

    public init(weights: [Measure: Double], calibration: Line) {
        (self.weights, self.calibration) = (weights, calibration)
    }

    /// What orders candidates.
    func sum(_ measures: [Measure: Double]) -> Double {
        Measure.allCases.reduce(0) { $0 + (weights[$1] ?? 0) * (measures[$1] ?? 0) }
    }

    /// ln of the likelihood ratio.
    func ratio(_ measures: [Measure: Double]) -> Double {
        measures[.nothing] == 1 ? calibration.nothing : calibration(sum(measures))
    }
}
