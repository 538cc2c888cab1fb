/// Functions of real numbers that give the same bits on every machine.
///
/// The C library's `exp` and `log` may differ in the last bit from one system to the next, and one bit can turn one
/// event into another. These use only +, −, ×, ÷ and square root, which IEEE 754 rounds exactly. They are accurate
/// to about 1 part in 10^14, which is more than any table here needs.
enum PortableMath {
    private static let ln2 = 0.693_147_180_559_945_3

    /// Zero below e^-700; `x` is at most 700 here.
    static func exp(_ x: Double) -> Double {
        guard x > -700 else { return 0 }
        let power = (x / ln2).rounded(.toNearestOrEven)
        let rest = x - power * ln2
        var term = 1.0
        var sum = 1.0
        for n in 1...18 {
            term = term * rest / Double(n)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
    }

    /// - Precondition: `x` > 0.
    static func log(_ x: Double) -> Double {
        precondition(x > 0, "the logarithm of nothing")
        var exponent = x.exponent
        var part = x.significand
        if part > 1.414_213_562_373_095 {
            part /= 2
            exponent += 1
        }
        let ratio = (part - 1) / (part + 1)
        let square = ratio * ratio
        var power = ratio
        var sum = 0.0
        for n in stride(from: 1, through: 41, by: 2) {
            sum += power / Double(n)
            power *= square
        }
        return 2 * sum + Double(exponent) * ln2
    }

    static func power(_ base: Double, _ exponent: Double) -> Double { exp(exponent * log(base)) }

    /// The value below which a standard normal variable falls with probability `p`, 0 < p < 1, to seven digits.
    ///
    /// Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution" (Applied Statistics 37,
    /// 1988), the shorter of its two forms.
    static func normalQuantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a probability between 0 and 1")
        let q = p - 0.5
        if q.magnitude <= 0.425 {
            let r = 0.180_625 - q * q
            let above = ((59.109_374_720 * r + 159.291_132_02) * r + 50.434_271_938) * r + 3.387_132_717_9
            let below = ((67.187_563_600 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1
            return q * above / below
        }
        let tail = (-log(q < 0 ? p : 1 - p)).squareRoot()
        let size: Double
        if tail <= 5 {
            let r = tail - 1.6
            let above = ((0.170_238_211_03 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7
            size = above / ((0.120_211_329_75 * r + 0.737_001_642_50) * r + 1)
        } else {
            let r = tail - 5
            let above =
                ((0.017_337_203_997 * r + 0.428_682_943_37) * r + 3.081_226_386_0) * r + 6.657_905_115_0
            size = above / ((0.012_258_202_635 * r + 0.241_978_942_25) * r + 1)
        }
        return q < 0 ? -size : size
    }
}

/// The middles of `count` equal parts of a distribution: a draw is one look-up.
struct QuantileTable: Sendable {
    /// Shape: [a power of two], rising.
    let values: [Double]
    private let mask: Int

    /// - Precondition: `bits` in 4...14.
    init(bits: Int = 12, _ quantile: (Double) -> Double) {
        precondition((4...14).contains(bits), "a table of sixteen to sixteen thousand parts")
        let count = 1 << bits
        values = (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) }
        mask = count - 1
    }

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    @inline(__always)
    func pick(_ bits: UInt64) -> Double { values[Int(truncatingIfNeeded: bits) & mask] }

    /// A log-normal variable, by its median and the standard deviation of its natural logarithm.
    static func logNormal(median: Double, sigma: Double, within: ClosedRange<Double>) -> QuantileTable {
        QuantileTable {
            let value = median * PortableMath.exp(sigma * PortableMath.normalQuantile($0))
            return min(max(value, within.lowerBound), within.upperBound)
        }
    }

    /// A log-logistic variable, cut at `longest` (Vaz de Melo and others, ECML PKDD 2010: lengths of calls).
    static func logLogistic(median: Double, shape: Double, longest: Double) -> QuantileTable {
        QuantileTable { min(longest, median * PortableMath.power($0 / (1 - $0), 1 / shape)) }
    }

    /// A variable with density in proportion to t^-`exponent` between two bounds, the exponent not 1.
    static func powerLaw(exponent: Double, within: ClosedRange<Double>) -> QuantileTable {
        let rest = 1 - exponent
        let low = PortableMath.power(within.lowerBound, rest)
        let high = PortableMath.power(within.upperBound, rest)
        return QuantileTable { PortableMath.power(low + $0 * (high - low), 1 / rest) }
    }
}
