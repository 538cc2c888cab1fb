import Foundation

/// Log10 likelihood ratios of pairs whose truth is known, and how well they keep their word.
///
/// Source: Brümmer and du Preez, "Application-independent evaluation of speaker detection", Computer Speech and
/// Language 20 (2006): the log-likelihood-ratio cost, and its least value after the best monotone recalibration.
public struct Calibration: Sendable {
    /// A likelihood ratio that so many pairs were given.
    struct Group {
        let ratio: Double
        var targets: Double
        var others: Double
    }

    /// By ratio, ascending.
    let groups: [Group]
    let targets: Double
    let others: Double

    /// - Parameters:
    ///   - targets: log10 ratios of true pairs.
    ///   - others: log10 ratios of pairs that are not, each with how many have it.
    public init(targets: [Double], others: [(ratio: Double, count: Int)]) {
        var byRatio: [Double: Group] = [:]
        for ratio in targets {
            byRatio[ratio, default: Group(ratio: ratio, targets: 0, others: 0)].targets += 1
        }
        for (ratio, count) in others {
            byRatio[ratio, default: Group(ratio: ratio, targets: 0, others: 0)].others += Double(count)
        }
        groups = byRatio.values.sorted { $0.ratio < $1.ratio }
        self.targets = Double(targets.count)
        self.others = others.reduce(0) { $0 + Double($1.count) }
    }

    /// The log-likelihood-ratio cost in bits: 0 is perfect, 1 says nothing. Nil without pairs of both kinds.
    public var cost: Double? {
        Self.cost(groups.map { ($0.targets, $0.others) }, groups.map { $0.ratio * log(10) })
    }

    /// The cost after the best monotone recalibration: what the order of the ratios alone is worth.
    public var leastCost: Double? {
        let counts = groups.map { (targets: $0.targets, others: $0.others) }
        return Self.cost(counts, Self.recalibrated(counts))
    }

    /// - Parameter ratios: natural logarithms, one a group.
    static func cost(_ groups: [(targets: Double, others: Double)], _ ratios: [Double]) -> Double? {
        let (targets, others) = totals(groups)
        guard targets > 0, others > 0 else { return nil }
        var sum = 0.0
        for (group, ratio) in zip(groups, ratios) {
            if group.targets > 0 { sum += group.targets / targets * bits(-ratio) }
            if group.others > 0 { sum += group.others / others * bits(ratio) }
        }
        return sum / 2
    }

    /// What a true pair costs that was given this log10 ratio, and a pair that is not.
    static func bits(againstTrue ratio: Double) -> Double { bits(-ratio * log(10)) }
    static func bits(againstOther ratio: Double) -> Double { bits(ratio * log(10)) }

    /// log2(1 + e^x).
    private static func bits(_ x: Double) -> Double {
        guard x > -.infinity else { return 0 }
        return (x > 30 ? x : log1p(exp(x))) / log(2)
    }

    private static func totals(
        _ groups: [(targets: Double, others: Double)]
    ) -> (targets: Double, others: Double) {
        groups.reduce((0, 0)) { ($0.0 + $1.targets, $0.1 + $1.others) }
    }

    /// Natural logarithms of the ratios that pooled adjacent violators give, one a group; groups in rising order.
    static func recalibrated(_ groups: [(targets: Double, others: Double)]) -> [Double] {
        var pools: [(targets: Double, others: Double, size: Int)] = []
        for group in groups {
            pools.append((group.targets, group.others, 1))
            while pools.count > 1 {
                let (last, previous) = (pools[pools.count - 1], pools[pools.count - 2])
                let isOrdered =
                    previous.targets * (last.targets + last.others)
                    < last.targets * (previous.targets + previous.others)
                guard !isOrdered else { break }
                pools.removeLast(2)
                pools.append(
                    (
                        previous.targets + last.targets, previous.others + last.others,
                        previous.size + last.size
                    ))
            }
        }
        let (targets, others) = totals(groups)
        return pools.flatMap { pool in
            let ratio = log(pool.targets / targets) - log(pool.others / others)
            return [Double](repeating: ratio, count: pool.size)
        }
    }

    /// What was said, and what came of it, by decades of the ratio stated.
    public struct Bin: Hashable, Sendable, Codable {
        /// Log10 ratios from the first on, and below the second.
        public let from: Double
        public let below: Double
        public let targets: Int
        public let others: Int
        /// The mean log10 ratio stated, over pairs.
        public let stated: Double
        /// The log10 ratio that the counts support, half a pair added to each so that it is finite.
        public let supported: Double
        /// Its 95 % limits: those of the logarithm of a ratio of two shares (Katz, Baptista, Azen and Pike, Biometrics
        /// 1978), with the same halves.
        public let low: Double
        public let high: Double

        init(from: Double, groups: [Group], ofTargets allTargets: Double, ofOthers allOthers: Double) {
            let (mine, rest) = groups.reduce((0.0, 0.0)) { ($0.0 + $1.targets, $0.1 + $1.others) }
            (self.from, below, targets, others) = (from, from + 0.5, Int(mine), Int(rest))
            stated = groups.reduce(0) { $0 + $1.ratio * ($1.targets + $1.others) } / (mine + rest)
            supported =
                log10((mine + 0.5) / (allTargets + 1)) - log10((rest + 0.5) / (allOthers + 1))
            let variance = 1 / (mine + 0.5) - 1 / (allTargets + 1) + 1 / (rest + 0.5) - 1 / (allOthers + 1)
            let half = Interval.z * max(0, variance).squareRoot() / log(10)
            (low, high) = (supported - half, supported + half)
        }
    }

    public var bins: [Bin] {
        var bins: [Bin] = []
        for from in stride(from: -4.0, through: 6.0, by: 0.5) {
            let inside = groups.filter {
                ($0.ratio >= from || from == -4) && ($0.ratio < from + 0.5 || from == 6)
            }
            guard !inside.isEmpty else { continue }
            bins.append(Bin(from: from, groups: inside, ofTargets: targets, ofOthers: others))
        }
        return bins
    }
}
