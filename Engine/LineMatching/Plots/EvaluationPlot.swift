import Foundation

/// A measurement to be drawn.
public struct PlotSubject: Sendable {
    /// Such as the network's name.
    public let name: String
    public let evaluation: Evaluation
    /// The moments drawn by those plots that show one moment a panel.
    public let moments: [EvaluationPoint]
    /// The log10 ratios beyond which none is reported.
    public let caps: ClosedRange<Double>

    public init(name: String, evaluation: Evaluation, moments: [EvaluationPoint], caps: ClosedRange<Double>) {
        (self.name, self.evaluation, self.moments, self.caps) = (name, evaluation, moments, caps)
    }
}

/// What a measurement can be drawn as. Each is one SVG file of small panels; the same measurement gives the same bytes.
public enum EvaluationPlot: String, CaseIterable, Sendable {
    /// How many successors are first, and found at 1 %, by the hours that records may cover, or by events.
    case detection
    /// The share of true numbers, and of wrong ones, that are said to be at least so strong.
    case tippett
    /// What was said against what came of it.
    case reliability
    /// How often wrong numbers reach a ratio, against how often they may.
    case bound

    public var file: String { rawValue + ".svg" }

    public var title: String {
        switch self {
        case .detection: "How soon, and how often, the successor is found"
        case .tippett: "Tippett plots: how strong true and wrong numbers are said to be"
        case .reliability: "Reliability: the ratio stated against the ratio that the counts bear out"
        case .bound: "Wrong numbers that reach a ratio, against the bound 1/LR"
        }
    }

    /// How to read it, in words.
    public var explanation: String {
        switch self {
        case .detection:
            "By the time that records may cover: the share of true successors that are first, and of those found, that is "
                + "first and above the level that 1 % of closures without successor reach. Bands are 95 % intervals."
        case .tippett:
            "By likelihood ratio: the share of visible true successors, and of all wrong numbers weighed, whose ratio "
                + "is at least so great. The further apart, the better. Dotted: beyond it none is reported."
        case .reliability:
            "Ratios stated, by half decades, against the ratio that the counts in each bear out, with 95 % intervals. On the "
                + "diagonal a ratio keeps its word; below it, it says too much. At the edge, how many were true / wrong; where one "
                + "of them is nought, only the interval is drawn."
        case .bound:
            "By likelihood ratio: the share of wrong numbers whose ratio is at least so great, of all weighed and of those "
                + "that share a contact. Of all, a ratio that keeps its word leaves no more than the dotted line 1/LR; "
                + "look-alikes are the harder test."
        }
    }

    /// The whole file. Where there is nothing to show it says so.
    public func svg(_ subjects: [PlotSubject]) -> String {
        let panels =
            self == .detection
            ? subjects.compactMap(\.detectionByHours) + subjects.compactMap(\.detectionByEvents)
            : subjects.flatMap { subject in subject.moments.map { panel(subject, $0) } }
        return PlotPage(title: title, description: explanation, panels: panels).svg
    }

    private func panel(_ subject: PlotSubject, _ moment: EvaluationPoint) -> PlotPanel {
        switch self {
        case .detection: subject.detection([moment])
        case .tippett: subject.tippett(at: moment)
        case .reliability: subject.reliability(at: moment)
        case .bound: subject.bound(at: moment)
        }
    }
}

extension PlotSubject {
    func outcomes(at moment: EvaluationPoint) -> [Evaluation.Outcome] {
        evaluation.outcomes.filter { $0.point == moment }
    }

    /// Beyond them none is reported: the settings' caps, or the size of the background where that is less (facts 5.8).
    func limits(_ outcomes: [Evaluation.Outcome]) -> [Double] {
        let weighed = outcomes.map { outcome in
            outcome.others.reduce(outcome.ratio == nil ? 0 : 1) { $0 + $1.count }
        }
        return [caps.lowerBound, caps.upperBound].map {
            ScorerSettings.reported($0, within: caps, weighed: weighed.max() ?? 0)
        }
    }

    func counts(_ outcomes: [Evaluation.Outcome], at moment: EvaluationPoint) -> String {
        let others = outcomes.reduce(0) { $0 + $1.others.reduce(0) { $0 + $1.count } }
        return
            "after \(moment.words): \(grouped(outcomes.count { $0.ratio != nil })) true, \(grouped(others)) wrong"
    }
}
