/// How measures are made into one log likelihood ratio, in two fitted steps.
///
/// A weighted sum orders the candidates (conditional logit: McFadden 1974); a rising line of three pieces then says what
/// such a sum is worth, less where another number fits better (logistic calibration: Brümmer and du Preez 2006).
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
        /// By unit of sum that the best other number is ahead: nought or below.
        public var behind: Double
        /// Of a number that shares no contact.
        public var nothing: Nothing

        public init(
            bends: [Double], slopes: [Double], height: Double, behind: Double = 0, nothing: Nothing
        ) {
            (self.bends, self.slopes, self.height) = (bends, slopes, height)
            (self.behind, self.nothing) = (behind, nothing)
        }

        /// The logarithm of a number that shares no contact with the closed line.
        public struct Nothing: Hashable, Sendable, Codable {
            /// Where it was in touch with somebody since the closure and all the line's contacts are seen, before its own are
            /// looked at; by unit of ``Measure/seen``.
            public var base: Double
            /// By unit of ``Measure/strangers``, nought or above: each stranger met counts, and little where lines like
            /// this one meet many.
            public var strangers: Double
            /// Of one that was in touch with nobody since.
            public var quiet: Double
            /// By unit of ``Measure/new``, from nought to one: of a new number, wherever few are new.
            public var new: Double
            /// Of one that met somebody and was known before the closure.
            public var known: Double
            /// By unit of ``Measure/barelyUsed``, from nought to one: of one that was known before the closure, and hardly used.
            public var barelyUsed: Double
            /// By unit of sum that the best candidate is above the first bend: nought or below.
            public var behind: Double

            public init(
                base: Double, strangers: Double = 0, quiet: Double? = nil, new: Double = 0, known: Double = 0,
                barelyUsed: Double = 0, behind: Double = 0
            ) {
                (self.base, self.strangers, self.behind) = (base, strangers, behind)
                (self.quiet, self.new, self.known, self.barelyUsed) = (quiet ?? base, new, known, barelyUsed)
            }

            func callAsFunction(_ measures: [Measure: Double], bestAbove: Double) -> Double {
                let met =
                    measures[.strangers].map {
                        base * (measures[.seen] ?? 1) + strangers * $0 + known * (measures[.known] ?? 0)
                    } ?? quiet
                let fresh = new * (measures[.new] ?? 0) + barelyUsed * (measures[.barelyUsed] ?? 0)
                return met + fresh + behind * bestAbove
            }
        }

        /// The most that another's being ahead counts for, in units of the sum. An assumption: beyond it nothing was
        /// learned.
        static let farthest = 6.0

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

        /// How far a sum is behind that of the best other number, as far as that is above the first bend.
        func gap(_ sum: Double, to other: Double) -> Double {
            min(max(0, other - max(sum, bends[0])), Self.farthest)
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
    ///
    /// - Parameter other: the sum of the best other number; none is known of by itself.
    func ratio(_ measures: [Measure: Double], other: Double = -.infinity) -> Double {
        guard measures[.nothing] != 1 else {
            return calibration.nothing(
                measures, bestAbove: calibration.gap(calibration.bends[0], to: other))
        }
        let sum = sum(measures)
        return calibration(sum) + calibration.behind * calibration.gap(sum, to: other)
    }
}

/// The best sums of one question's candidates: what everybody else is behind.
struct Lead: Sendable {
    private var first = -Double.infinity
    private var second = -Double.infinity

    init(_ sums: some Sequence<Double>) {
        for sum in sums {
            if sum > first { (first, second) = (sum, first) } else { second = max(second, sum) }
        }
    }

    var best: Double { first }

    /// The best sum but this one.
    func other(than sum: Double) -> Double { sum == first ? second : first }
}
