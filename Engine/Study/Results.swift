import Foundation
import LineMatching

/// What was measured, as docs/method/RESULTS.md prints it.
struct Results {
    let markdown: String

    init(_ study: Study) {
        var text = """
            # Results

            Written by `make evaluate`; every figure can be had again with the same files. Each family of networks is measured with weights fitted
            on all the others: nothing here was fitted on what it is measured on, and public networks are fitted on earlier cuts and other seeds.
            *First*: the true number is first. *Found at 1 %*: it is first and above the level that only 1 % of closures without successor reach (with
            fewer than a hundred of them, the highest that any reaches). *Best published*: the highest figure any of the nine measures in
            `Engine/LineMatching/Baselines` reaches in the same run. *Cllr*, *least*: the log-likelihood-ratio cost and what it would be after the best
            monotone recalibration. *At 1,000*: how many of a thousand wrong numbers that share a contact are said to be 1,000 or more. By
            events, only closures whose new number ever has so many are asked about, and nothing that a clock tells is used.
            The method is in docs/manual/matching.md, the invented traffic in SYNTHESIS.md.

            """
        for name in study.missing { text += "\n\(name) was not there and is left out.\n" }
        var fits: [String: EvidenceSettings] = [:]
        for network in study.tests {
            let settings = fits[network.family] ?? study.fit(without: network.family)
            fits[network.family] = settings
            text += Self.section(network, settings)
        }
        markdown = text
    }

    private static func section(_ network: StudyNetwork, _ settings: EvidenceSettings) -> String {
        func evaluate(_ scorer: some SuccessorScorer) -> Evaluation {
            Evaluation(of: scorer, on: network.closures, at: network.points, in: network.network)
        }
        let ours = evaluate(OpenSetScorer(settings))
        let rivals = NeighbourhoodMeasure.allCases.map {
            (name: $0.rawValue, summaries: evaluate($0).summaries)
        }
        var text = """

            ## \(network.name)

            | after | asked | visible | first | best published | found at 1 % | best published | Cllr | least | at 1,000 |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        for (place, summary) in ours.summaries.enumerated() where summary.asked > 0 {
            let first = rivals.max { $0.summaries[place].top1 < $1.summaries[place].top1 }
            let found = rivals.max {
                ($0.summaries[place].detectedAt1 ?? -1) < ($1.summaries[place].detectedAt1 ?? -1)
            }
            let cells: [String] = [
                words(summary.point), String(summary.asked), String(summary.visible),
                decimal(summary.top1, 2),
                first.map { "\(decimal($0.summaries[place].top1, 2)) \($0.name)" } ?? "–",
                summary.detectedAt1.map { decimal($0, 2) } ?? "–",
                found.flatMap { rival in
                    rival.summaries[place].detectedAt1.map { "\(decimal($0, 2)) \(rival.name)" }
                } ?? "–",
                summary.calibration.cost.map { decimal($0, 3) } ?? "–",
                summary.calibration.leastCost.map { decimal($0, 3) } ?? "–",
                summary.lookAlikesAt1000.map { decimal(1_000 * $0, 1) } ?? "–",
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    static func words(_ point: EvaluationPoint) -> String {
        switch point {
        case .seconds(let seconds) where seconds < 86_400: "\(seconds / 3_600) h"
        case .seconds(let seconds): "\(seconds / 86_400) d"
        case .events(let count): "\(count) events"
        }
    }
}

/// A number with so many places after the point.
func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }
