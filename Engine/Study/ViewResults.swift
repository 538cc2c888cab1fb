import LineMatching

/// What is found where less than the whole network's records is held, as docs/method/VIEWS.md prints it.
struct ViewResults {
    let markdown: String

    init(_ networks: [StudyNetwork], _ fits: [String: EvidenceSettings]) async {
        let asked = networks.flatMap { network in
            HeldRecords.studied.map { (network: network, held: $0) }
        }
        let sections = await inParallel(asked) { one in
            Self.section(one.network, one.held, fits[one.network.family] ?? .exploratory)
        }
        var text = Self.head
        for (place, one) in asked.enumerated() {
            if one.held == .network { text += "| \(one.network.name) | \(sections[place].after) |" }
            text += " \(sections[place].first) |" + (one.held == HeldRecords.studied.last ? "\n" : "")
        }
        for (place, one) in asked.enumerated() {
            if one.held == .network { text += "\n## \(one.network.name)\n\n" + Self.columns }
            text += sections[place].rows
        }
        markdown = text
    }

    private static let head = """
        # What is found when less is held

        Written by `make evaluate`. The networks, closures and fits of RESULTS.md; for each closure only the records of the closed number and of its
        contacts before the closure are kept, or of so many of the heaviest, and everything else is as if it had never been written. *View*: how many of the answers knew
        their view for a whole network's / the line's contacts' / a few contacts', by which the combination is chosen. *First*, *found at 1 %*, *Cllr*, *least*, *look-alikes at 1,000* (of a thousand, bold where the whole interval lies above the bound of one) are
        as in RESULTS.md; *as if all were held* is the same with the weights fitted for whole networks, and *best published* the highest of the nine other measures.
        A new number that none of the records kept names is a miss.

        First, and in brackets the best published:

        | network | after | all | its contacts' | its 15 heaviest | its 5 heaviest |
        |---|---|--:|--:|--:|--:|

        """

    /// One network, as much of it held.
    private struct Section {
        var rows = ""
        /// The moment that the first table shows, and what is found by then.
        var after = ""
        var first = ""
    }

    private static let columns = """
        | records held | after | asked | visible | view | first | as if all were held | best published | found at 1 % | best published | Cllr | least | as if all: Cllr | look-alikes at 1,000 |
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

        """

    /// Fewer than in RESULTS.md, so that four views of each network can be read side by side.
    private static let points: [EvaluationPoint] =
        [3_600, 86_400].map { .seconds($0) } + [5, 20, 50].map { .events($0) }

    private static func section(
        _ network: StudyNetwork, _ held: HeldRecords, _ settings: EvidenceSettings
    ) -> Section {
        let points = network.points.filter { Self.points.contains($0) }
        func evaluate(_ scorer: some SuccessorScorer) -> Evaluation {
            Evaluation(of: scorer, on: network.closures, at: points, in: network.network, holding: held)
        }
        var wide = settings
        wide.combinations = Combinations(all: settings.combinations.network)
        let (ours, plain) = (evaluate(OpenSetScorer(settings)), evaluate(OpenSetScorer(wide)))
        let rivals = NeighbourhoodMeasure.allCases.map { evaluate($0).summaries }
        let shown = points.contains(.seconds(86_400)) ? .seconds(86_400) : points.last
        var section = Section()
        for (place, summary) in ours.summaries.enumerated() where summary.asked > 0 {
            let other = plain.summaries[place]
            let views = ours.outcomes.filter { $0.point == summary.point }.compactMap(\.view)
            let shares = Ranking.View.Kind.allCases.map { kind in String(views.count { $0 == kind }) }
            let cells: [String] = [
                held.words, summary.point.words, String(summary.asked), String(summary.visible),
                shares.joined(separator: " / "), decimal(summary.top1, 2), decimal(other.top1, 2),
                best(rivals.map { $0[place].top1 }, 2), figure(summary.detectedAt1, 2),
                best(rivals.map { $0[place].detectedAt1 }, 2),
                figure(summary.calibration.cost, 3), figure(summary.calibration.leastCost, 3),
                figure(other.calibration.cost, 3),
                ours.uncertainty(at: summary.point).levels.last.map { Results.perThousand($0.lookAlikes, $0) }
                    ?? "–",
            ]
            section.rows += "| " + cells.joined(separator: " | ") + " |\n"
            if summary.point == shown {
                section.after = summary.point.words
                section.first = "\(decimal(summary.top1, 2)) (\(best(rivals.map { $0[place].top1 }, 2)))"
            }
        }
        return section
    }

    private static func best(_ values: [Double?], _ places: Int) -> String {
        figure(values.compactMap { $0 }.max(), places)
    }

    private static func figure(_ value: Double?, _ places: Int) -> String {
        value.map { decimal($0, places) } ?? "–"
    }
}
