/// A 95 % interval round a figure that was measured.
public struct Interval: Hashable, Sendable, Codable {
    public let low: Double
    public let high: Double

    public init(low: Double, high: Double) { (self.low, self.high) = (low, high) }

    /// The normal distribution's 97.5 % point.
    static let z = 1.959_963_984_540_054

    /// Wilson's score interval for a share of so many independent trials. Nil of none.
    ///
    /// Source: Wilson, "Probable inference, the law of succession, and statistical inference" (JASA 1927); its merits at
    /// small numbers: Newcombe, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine 1998).
    public static func wilson(share: Double, of trials: Int) -> Interval? {
        guard trials > 0 else { return nil }
        let (count, square) = (Double(trials), z * z)
        let middle = (share + square / (2 * count)) / (1 + square / count)
        let half =
            z / (1 + square / count)
            * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
        // At nought and one the limit is exact, whatever the last bits say.
        return Interval(
            low: share <= 0 ? 0 : max(0, middle - half), high: share >= 1 ? 1 : min(1, middle + half))
    }

    /// The narrowest interval that holds both.
    func covering(_ other: Interval?) -> Interval {
        guard let other else { return self }
        return Interval(low: min(low, other.low), high: max(high, other.high))
    }
}
