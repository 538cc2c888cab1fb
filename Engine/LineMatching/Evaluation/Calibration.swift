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
    public var cost: Double? { cost { $0.ratio * log(10) } }

    /// The cost after the best monotone recalibration: what the order of the ratios alone is worth.
    public var leastCost: Double? {
        let fitted = fitted
        return cost { fitted[$0.ratio] ?? 0 }
    }

    /// - Parameter ratio: natural logarithm.
    private func cost(_ ratio: (Group) -> Double) -> Double? {
        guard targets > 0, others > 0 else { return nil }
        var sum = 0.0
        for group in groups {
            let ratio = ratio(group)
            if group.targets > 0 { sum += group.targets / targets * Self.bits(-ratio) }
            if group.others > 0 { sum += group.others / others * Self.bits(ratio) }
        }
        return sum / 2
    }

    /// log2(1 + e^x).
    private static func bits(_ x: Double) -> Double {
        guard x > -.infinity else { return 0 }
        return (x > 30 ? x : log1p(exp(x))) / log(2)
    }

    /// Natural logarithms of the ratios that pooled adjacent violators give, by the log10 ratio stated.
    private var fitted: [Double: Double] {
        var pools: [(targets: Double, others: Double, ratios: [Double])] = []
        for group in groups {
            pools.append((group.targets, group.others, [group.ratio]))
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
                        previous.ratios + last.ratios
                    ))
            }
        }
        var fitted: [Double: Double] = [:]
        for pool in pools {
            let value = log(pool.targets / targets) - log(pool.others / others)
            for ratio in pool.ratios { fitted[ratio] = value }
        }
        return fitted
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
    }

    public var bins: [Bin] {
        var bins: [Bin] = []
        for from in stride(from: -4.0, through: 6.0, by: 0.5) {
            let inside = groups.filter {
                ($0.ratio >= from || from == -4) && ($0.ratio < from + 0.5 || from == 6)
            }
            let (mine, rest) = (inside.reduce(0) { $0 + $1.targets }, inside.reduce(0) { $0 + $1.others })
            guard mine + rest > 0 else { continue }
            bins.append(
                Bin(
                    from: from, below: from + 0.5, targets: Int(mine), others: Int(rest),
                    stated: inside.reduce(0) { $0 + $1.ratio * ($1.targets + $1.others) } / (mine + rest),
                    supported: log10((mine + 0.5) / (targets + 1)) - log10((rest + 0.5) / (others + 1))))
        }
        return bins
    }
}
