import LineMatching

/// What is found with the settings for court, beside those for searching, as docs/method/COURT.md prints it.
struct CourtResults {
    let markdown: String

    /// - Parameter measured: with the settings for searching, fitted as `fits` are, by family.
    init(_ measured: [Measured], _ fits: [String: EvidenceSettings]) async {
        let sections = await inParallel(measured) {
            Self.section($0, fits[$0.network.family] ?? .exploratory)
        }
        markdown = Self.head + sections.joined()
    }

    private static let head = """
        # What is found with the settings for court

        Written by `make evaluate`. The networks, closures and fits of RESULTS.md, asked again with the settings for court: no contact is followed to a new number, and the order of
        a broadcast, handset, SIM, place and hours are not weighed. In brackets: the same with the settings for searching, as RESULTS.md has it. *First*, *found at 1 %*, *Cllr*, *least* are as there;
        *look-alikes at 1,000* are how many of a thousand reach it, with the interval of RESULTS.md, **bold** where all of it lies above the bound of one.

        | network | after | asked | first | found at 1 % | Cllr | least | look-alikes at 1,000 |
        |---|---|--:|--:|--:|--:|--:|--:|

        """

    private static func section(_ measured: Measured, _ fitted: EvidenceSettings) -> String {
        var settings = EvidenceSettings.confirmatory
        settings.combinations = fitted.combinations
        let network = measured.network
        let court = Evaluation(
            of: OpenSetScorer(settings), on: network.closures, at: network.points, in: network.network)
        var text = ""
        for (summary, other) in zip(court.summaries, measured.ours.summaries) where summary.asked > 0 {
            func figure(_ value: (Evaluation.Summary) -> Double?, _ places: Int) -> String {
                guard let ours = value(summary), let searching = value(other) else { return "–" }
                return "\(decimal(ours, places)) (\(decimal(searching, places)))"
            }
            let cells: [String] = [
                network.name, summary.point.words, String(summary.asked),
                figure({ $0.top1 }, 2), figure({ $0.detectedAt1 }, 2),
                figure({ $0.calibration.cost }, 3), figure({ $0.calibration.leastCost }, 3),
                court.uncertainty(at: summary.point).levels.last.map {
                    Results.perThousand($0.lookAlikes, $0)
                }
                    ?? "–",
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }
}
