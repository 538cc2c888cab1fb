import CallRecords
import Telephony

/// What the measurement at one point might have been with other closures of the same kind: the closures are drawn again,
/// with replacement, and the spread of what they give is the interval.
///
/// A closure is drawn with all its candidates, since those are not independent, and a line that split is one closure.
/// Source: the percentile interval of Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. It takes
/// closures of one moment for independent, which they are not quite.
struct Resampling {
    let cost: Interval?
    let leastCost: Interval?
    /// Of the shares that ``Evaluation/levels(at:)`` gives, by level: of look-alikes, and of all wrong numbers.
    let lookAlikes: [Interval?]
    let others: [Interval?]

    /// Fewer closures with a successor than this are not drawn from: an assumption.
    static let fewest = 5
    static let rounds = 1_000

    init?(_ outcomes: [Evaluation.Outcome], levels: [Double], seed: UInt64) {
        let order = Order(ratios: outcomes.compactMap(\.ratio))
        let clusters = Self.clusters(outcomes, order, levels)
        guard clusters.count(where: { $0.targets > 0 }) >= Self.fewest else { return nil }
        var source = SplitMix(state: seed)
        var rounds = Rounds(levels: levels.count, places: order.count)
        for _ in 0..<Self.rounds {
            var times = [Double](repeating: 0, count: clusters.count)
            for _ in clusters { times[source.below(clusters.count)] += 1 }
            rounds.add(clusters, times)
        }
        cost = Self.interval(rounds.costs)
        leastCost = Self.interval(rounds.leastCosts)
        lookAlikes = rounds.lookAlikes.map(Self.interval)
        others = rounds.others.map(Self.interval)
    }

    /// The middle 95 % of what the rounds gave.
    private static func interval(_ values: [Double]) -> Interval? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let edge = sorted.count / 40
        return Interval(low: sorted[edge], high: sorted[sorted.count - 1 - edge])
    }
}

extension Resampling {
    /// What one closure adds to every sum.
    struct Cluster {
        var targets = 0.0
        var others = 0.0
        /// Bits of the cost, over true pairs and over others.
        var targetBits = 0.0
        var otherBits = 0.0
        /// Pairs by their place in the order of ratios, for the least cost.
        var places: [(place: Int, targets: Double, others: Double)] = []
        var lookAlikes = 0.0
        var lookAlikesReaching: [Double]
        var othersReaching: [Double]
    }

    static func clusters(
        _ outcomes: [Evaluation.Outcome], _ order: Order, _ levels: [Double]
    ) -> [Cluster] {
        var index: [Key: Int] = [:]
        var clusters: [Cluster] = []
        for outcome in outcomes {
            let key = Key(old: outcome.known.old, closedAt: outcome.known.closedAt)
            let place = index[key] ?? clusters.count
            if place == clusters.count {
                index[key] = place
                let none = [Double](repeating: 0, count: levels.count)
                clusters.append(Cluster(lookAlikesReaching: none, othersReaching: none))
            }
            clusters[place].add(outcome, order, levels)
        }
        return clusters
    }

    private struct Key: Hashable {
        let old: Party
        let closedAt: Instant
    }

    /// Places in the order of ratios: each distinct ratio of a true pair has one, and so has each gap between two.
    ///
    /// Within a gap there are only wrong pairs, which the best monotone recalibration never tells apart.
    struct Order {
        let ratios: [Double]

        init(ratios: [Double]) { self.ratios = Set(ratios).sorted() }

        var count: Int { 2 * ratios.count + 1 }

        func place(_ ratio: Double) -> Int {
            var (low, high) = (0, ratios.count)
            while low < high {
                let middle = (low + high) / 2
                if ratios[middle] < ratio { low = middle + 1 } else { high = middle }
            }
            return low < ratios.count && ratios[low] == ratio ? 2 * low + 1 : 2 * low
        }
    }

    /// What each round gave, where it drew pairs of both kinds.
    private struct Rounds {
        var costs: [Double] = []
        var leastCosts: [Double] = []
        var lookAlikes: [[Double]]
        var others: [[Double]]
        private let places: Int

        init(levels: Int, places: Int) {
            self.places = places
            lookAlikes = [[Double]](repeating: [], count: levels)
            others = lookAlikes
        }

        mutating func add(_ clusters: [Cluster], _ times: [Double]) {
            func sum(_ value: (Cluster) -> Double) -> Double {
                zip(clusters, times).reduce(0) { $0 + $1.1 * value($1.0) }
            }
            let (targets, wrong, alike) = (sum(\.targets), sum(\.others), sum(\.lookAlikes))
            for level in lookAlikes.indices {
                if alike > 0 { lookAlikes[level].append(sum { $0.lookAlikesReaching[level] } / alike) }
                if wrong > 0 { others[level].append(sum { $0.othersReaching[level] } / wrong) }
            }
            guard targets > 0, wrong > 0 else { return }
            costs.append((sum(\.targetBits) / targets + sum(\.otherBits) / wrong) / 2)
            if let least = Resampling.leastCost(clusters, times, places: places) { leastCosts.append(least) }
        }
    }

    /// The least cost with each closure taken so many times.
    static func leastCost(_ clusters: [Cluster], _ times: [Double], places: Int) -> Double? {
        var pools = [(targets: Double, others: Double)](repeating: (0, 0), count: places)
        for (cluster, times) in zip(clusters, times) where times > 0 {
            for pair in cluster.places {
                pools[pair.place].targets += times * pair.targets
                pools[pair.place].others += times * pair.others
            }
        }
        let ordered = pools.filter { $0.targets + $0.others > 0 }
        return Calibration.cost(ordered, Calibration.recalibrated(ordered))
    }
}

extension Resampling.Cluster {
    fileprivate mutating func add(
        _ outcome: Evaluation.Outcome, _ order: Resampling.Order, _ levels: [Double]
    ) {
        var found: [Int: (targets: Double, others: Double)] = [:]
        if let ratio = outcome.ratio {
            targets += 1
            targetBits += Calibration.bits(againstTrue: ratio)
            found[order.place(ratio), default: (0, 0)].targets += 1
        }
        for (ratio, count) in outcome.others {
            let count = Double(count)
            others += count
            otherBits += count * Calibration.bits(againstOther: ratio)
            found[order.place(ratio), default: (0, 0)].others += count
            for (place, level) in levels.enumerated() where ratio >= level { othersReaching[place] += count }
        }
        lookAlikes += Double(outcome.lookAlikes.count)
        for (place, level) in levels.enumerated() {
            lookAlikesReaching[place] += Double(outcome.lookAlikes.count { $0 >= level })
        }
        places += found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.targets, $0.value.others) }
    }
}

/// Source: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
private struct SplitMix {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
