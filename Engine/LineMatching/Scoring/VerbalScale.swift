import Foundation

/// A likelihood ratio in words.
///
/// Source: ENFSI, "Guideline for Evaluative Reporting in Forensic Science" (2015), its example of a scale for ratios
/// above one; a ratio below one is turned round and speaks for the alternative (facts 5.9: recalled, not read).
public enum VerbalScale {
    public enum Strength: String, CaseIterable, Sendable, Hashable {
        case none, weak, moderate
        case moderatelyStrong = "moderately strong"
        case strong
        case veryStrong = "very strong"
        case extremelyStrong = "extremely strong"
    }

    /// How many times, of the size of a ratio: two figures, since no more are borne out.
    public static func times(log10Ratio: Double) -> Double {
        let times = pow(10, abs(log10Ratio))
        let unit = pow(10, log10(times).rounded(.down) - 1)
        return (times / unit).rounded() * unit
    }

    /// - Parameter log10Ratio: of any sign; the strength is that of its size.
    public static func strength(log10Ratio: Double) -> Strength {
        switch abs(log10Ratio) {
        // A ratio below two speaks for neither side.
        case ..<log10(2): .none
        case ..<1: .weak
        case ..<2: .moderate
        case ..<3: .moderatelyStrong
        case ..<4: .strong
        case ..<6: .veryStrong
        default: .extremelyStrong
        }
    }
}

extension ScorerSettings {
    /// Log10. Where no candidate may be reported as so much, none of them is said to be the successor: the line may have
    /// ended, or its successor be out of sight.
    ///
    /// A hundred times, where the scale's “moderately strong” begins, since the best of many look-alikes reaches ten easily; and a
    /// tenth of the numbers weighed, where that is more: of very many the best reaches a hundred too. Were it as likely as not
    /// beforehand that the successor is among them, the best would then be it with odds of one to ten or better. Among few
    /// numbers, all that they support is enough.
    ///
    /// - Returns: nil where the scorer gives no likelihood ratio.
    public func leastOfASuccessor(weighed: Int) -> Double? {
        log10Ratio(of: max(2, log10(Double(max(1, weighed))) - 1), weighed: weighed)
    }

    /// Whether an answer is that no successor is among these; nil where the scorer gives no likelihood ratio.
    ///
    /// - Parameter best: the best candidate's score; nil where there is no candidate.
    public func saysNone(best: Double?, weighed: Int) -> Bool? {
        guard let least = leastOfASuccessor(weighed: weighed) else { return nil }
        return best.flatMap { log10Ratio(of: $0, weighed: weighed) }.map { $0 < least } ?? true
    }

    /// A log10 ratio held within the caps, and no further from nought than so many numbers can teach.
    static func reported(_ ratio: Double, within caps: ClosedRange<Double>, weighed: Int) -> Double {
        let supported = log10(Double(max(2, weighed)))
        return min(max(ratio, max(caps.lowerBound, -supported)), min(caps.upperBound, supported))
    }

    /// What a score says as a log10 likelihood ratio that may be reported: no further from nought than the settings'
    /// caps, nor than the size of the background supports (facts 5.8).
    ///
    /// - Returns: nil where the scorer gives no likelihood ratio.
    public func log10Ratio(of score: Double, weighed: Int) -> Double? {
        guard scorer == OpenSetScorer.name, let cap = parameters["cap"] else { return nil }
        // Answers from before there was a second cap were held by the one on either side.
        let caps = -(parameters["cap_against"] ?? cap)...cap
        return Self.reported(score, within: caps, weighed: weighed)
    }
}
