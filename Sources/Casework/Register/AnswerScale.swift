import LineMatching

/// What the scores of one answer are worth: that depends on the scorer and on how many numbers it weighed.
package struct AnswerScale: Sendable, Hashable {
    let settings: ScorerSettings
    let weighed: Int

    package init(_ settings: ScorerSettings, weighed: Int) {
        (self.settings, self.weighed) = (settings, weighed)
    }

    /// Of no answer.
    package static let none = AnswerScale(ScorerSettings(scorer: "", version: 0, parameters: [:]), weighed: 0)

    /// The log10 likelihood ratio that may be reported; nil where the scorer of the day gave none.
    package func log10Ratio(_ score: Double) -> Double? { settings.log10Ratio(of: score, weighed: weighed) }

    /// The log10 ratio below which nobody is said to be the successor; nil where scores are no ratios.
    package var leastOfASuccessor: Double? { settings.leastOfASuccessor(weighed: weighed) }

    /// Whether the answer is that no successor is found among the candidates.
    ///
    /// - Parameter best: the best score; nil where there is no candidate.
    package func saysNone(best: Double?) -> Bool { settings.saysNone(best: best, weighed: weighed) ?? false }

    /// In words; empty where the scorer of the day gave no likelihood ratio.
    package func support(_ score: Double) -> String {
        log10Ratio(score).map(Words.strength(log10Ratio:)) ?? ""
    }
}

extension Trace {
    package var scale: AnswerScale { AnswerScale(settings, weighed: view.weighed) }

    /// Whether any candidate reaches the level from which a number is called the successor; nil where scores are no ratios.
    package var isSuccessorFound: Bool? {
        scale.leastOfASuccessor.map { _ in !scale.saysNone(best: suggestions.map(\.candidate.score).max()) }
    }
}
