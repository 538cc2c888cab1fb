import LineMatching

/// One network, measured with our scorer and with every published measure.
struct Measured {
    let network: StudyNetwork
    let ours: Evaluation
    private let rivals: [(name: String, summaries: [Evaluation.Summary])]
    private let caps: ClosedRange<Double>

    /// Hours drawn beside those in the tables, so that a curve has a shape.
    private static let between = [3, 12, 72].map { EvaluationPoint.seconds($0 * 3_600) }

    init(_ network: StudyNetwork, _ settings: EvidenceSettings) {
        func evaluate(_ scorer: some SuccessorScorer, _ points: [EvaluationPoint]) -> Evaluation {
            Evaluation(of: scorer, on: network.closures, at: points, in: network.network)
        }
        let isDrawnByHours = network.points.count { if case .seconds = $0 { true } else { false } } > 1
        let drawn =
            isDrawnByHours
            ? network.points + Self.between.filter { !network.points.contains($0) } : network.points
        self.network = network
        caps = settings.caps.range
        ours = evaluate(OpenSetScorer(settings), drawn)
        rivals = NeighbourhoodMeasure.allCases.map { ($0.rawValue, evaluate($0, network.points).summaries) }
    }

    /// Drawn a day after the closure, or after as many events as were asked about where a day says nothing.
    var subject: PlotSubject {
        let day = EvaluationPoint.seconds(86_400)
        let moment = network.points.contains(day) ? day : network.points.last { !Self.isClocked($0) }
        return PlotSubject(
            name: network.name, evaluation: ours, moments: (moment ?? network.points.last).map { [$0] } ?? [],
            caps: caps)
    }

    private static func isClocked(_ point: EvaluationPoint) -> Bool {
        if case .seconds = point { true } else { false }
    }

    /// The points of the tables that anything was asked at, with their places.
    private var summaries: [(place: Int, summary: Evaluation.Summary)] {
        ours.summaries.prefix(network.points.count).enumerated().filter { $0.element.asked > 0 }.map {
            ($0.offset, $0.element)
        }
    }

    /// How many closures set the level of what is found at 1 %.
    var ended: String {
        let count = network.closures.count { $0.new == nil }
        return count == 0 ? "" : "\nOf the closures asked about, \(count) have no successor.\n"
    }

    /// How many are found.
    var found: String {
        var text = """

            | after | asked | visible | first | best published | found at 1 % | best published | said none: ended | moved | Cllr | least |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        for (place, summary) in summaries {
            let first = rivals.max { $0.summaries[place].top1 < $1.summaries[place].top1 }
            let found = rivals.max {
                ($0.summaries[place].detectedAt1 ?? -1) < ($1.summaries[place].detectedAt1 ?? -1)
            }
            let may = ours.uncertainty(at: summary.point).uncertainty
            let cells: [String] = [
                summary.point.words, String(summary.asked), String(summary.visible),
                Self.figure(summary.top1, may.top1, 2),
                first.map { "\(decimal($0.summaries[place].top1, 2)) \($0.name)" } ?? "–",
                Self.figure(summary.detectedAt1, may.detectedAt1, 2),
                found.flatMap { rival in
                    rival.summaries[place].detectedAt1.map { "\(decimal($0, 2)) \(rival.name)" }
                } ?? "–",
                summary.saidNoneOfEnded.map { decimal($0, 2) } ?? "–",
                summary.saidNoneOfMoved.map { decimal($0, 2) } ?? "–",
                Self.figure(summary.calibration.cost, may.cost, 3),
                Self.figure(summary.calibration.leastCost, may.leastCost, 3),
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    /// How often wrong numbers are said to be strong.
    var reached: String {
        var text = """

            | after | wrong | ≥ 10 (bound 100) | ≥ 100 (10) | ≥ 1,000 (1) | look-alikes | ≥ 10 (100) | ≥ 100 (10) | ≥ 1,000 (1) |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        for (_, summary) in summaries {
            text += Results.row([summary.point.words], ours.uncertainty(at: summary.point).levels)
        }
        return text
    }

    /// Such as `0.95 (0.83–0.99)`.
    private static func figure(_ value: Double?, _ interval: Interval?, _ places: Int) -> String {
        guard let value else { return "–" }
        guard let interval else { return decimal(value, places) }
        return
            "\(decimal(value, places)) (\(decimal(interval.low, places))–\(decimal(interval.high, places)))"
    }
}
