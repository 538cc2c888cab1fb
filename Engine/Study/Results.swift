import Foundation
import LineMatching

/// What was measured, as docs/method/RESULTS.md, VIEWS.md and COURT.md print it, and the plots beside them.
struct Results {
    let markdown: String
    let views: String
    let court: String
    let plots: [(file: String, svg: String)]

    init(_ study: Study) async {
        let families = Set(study.tests.map(\.family)).sorted()
        let found = await inParallel(families) { study.fit(without: $0) }
        let fits = Dictionary(uniqueKeysWithValues: zip(families, found))
        let measured = await inParallel(study.tests) { Measured($0, fits[$0.family] ?? .exploratory) }
        views = await ViewResults(study.tests, fits).markdown
        court = await CourtResults(measured, fits).markdown
        let subjects = measured.map(\.subject)
        plots = EvaluationPlot.allCases.map { ($0.file, $0.svg(subjects)) }
        var text = Self.head
        for name in study.missing { text += "\n\(name) was not there and is left out.\n" }
        text += Self.bounds(measured)
        for plot in EvaluationPlot.allCases {
            text += "\n## \(plot.title)\n\n\(plot.explanation)\n\n![\(plot.title)](plots/\(plot.file))\n"
        }
        for measured in measured {
            text += "\n## \(measured.network.name)\n" + measured.ended + measured.found + measured.reached
        }
        markdown = text
    }

    private static let head = """
        # Results

        Written by `make evaluate`; every figure can be had again with the same files. Each family of networks is measured with weights fitted
        on all the others: nothing here was fitted on what it is measured on. What other families learn of a public network are earlier cuts and other seeds, and of `moved-dpdk` and `moved-uboot`,
        which are two families and have no others, the same closures that are asked about here. All is asked with the settings for searching; COURT.md has those for court.
        The method is in docs/manual/matching.md, the invented traffic in SYNTHESIS.md, [how to read this](validation.md) in the method paper.

        *First*: the true number is first. *Found at 1 %*: it is first and above the level that only 1 % of closures without successor reach (with
        fewer than a hundred of them, the highest that any reaches). *Best published*: the highest figure any of the nine measures in
        `Engine/LineMatching/Baselines` reaches in the same run. *Said none*: how often no number is said to be a hundred times or a tenth of the numbers weighed, whichever is more, which is the right answer of closures without successor (*ended*) and the wrong one of others
        (*moved*), unless the new number is not yet visible. *Cllr*, *least*: the log-likelihood-ratio cost and what it would be after the best
        monotone recalibration. *Look-alikes*: wrong numbers that share a contact with the closed one. *Wrong*: all wrong numbers weighed. By
        events, only closures whose new number ever has so many are asked about, and nothing that a clock tells is used.

        In brackets: 95 % intervals, Wilson's for shares, and for Cllr those of drawing the closures again, a thousand times (fewer than five are
        not drawn from). For how often a ratio is reached, the wider of the two.

        """

    /// The test of honesty that needs no recalibration: P(LR ≥ k | wrong) ≤ 1/k.
    private static func bounds(_ measured: [Measured]) -> String {
        var text = """

            ## Does a ratio keep its word?

            A ratio that keeps its word is reached by few who do not deserve it: of all wrong numbers weighed, at most one in *k* has a ratio of *k* or
            more. That is arithmetic, and it is what “bound” says here, of a thousand. Among look-alikes alone arithmetic promises less, since
            sharing a contact is itself a part of what is weighed; it is the harder test and the one that matters in a case, so it is held to the
            same bound. **Bold**: above the bound, and not by chance, since the whole interval lies above. Among fewer than a
            thousand numbers no ratio of a thousand is ever reported: on vast2008 (some 400) and email-eu (810 to 970), that nobody reaches one is no finding. This table shows one moment of
            each network; those below show all.

            | | | all wrong numbers | | | | look-alikes | | | |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|
            | network | after | how many | ≥ 10 (bound 100) | ≥ 100 (10) | ≥ 1,000 (1) | how many | ≥ 10 (100) | ≥ 100 (10) | ≥ 1,000 (1) |

            """
        for measured in measured {
            for moment in measured.subject.moments {
                text += row(
                    [measured.network.name, moment.words], measured.ours.uncertainty(at: moment).levels)
            }
        }
        return text
    }

    /// How often wrong numbers reach each ratio, of a thousand.
    static func row(_ head: [String], _ levels: [Evaluation.Level]) -> String {
        let cells =
            head + [grouped(levels.first?.others.all ?? 0)] + levels.map { perThousand($0.others, $0) }
            + [grouped(levels.first?.lookAlikes.all ?? 0)] + levels.map { perThousand($0.lookAlikes, $0) }
        return "| " + cells.joined(separator: " | ") + " |\n"
    }

    /// Such as `5.1 (3.2–7.7)`.
    static func perThousand(_ reach: Evaluation.Reach, _ level: Evaluation.Level) -> String {
        guard let share = reach.share, let interval = reach.interval else { return "–" }
        let places = share < 0.01 ? 2 : 1
        let text = decimal(1_000 * share, places)
        return (interval.low > level.bound ? "**\(text)**" : text)
            + " (\(decimal(1_000 * interval.low, places))–\(decimal(1_000 * interval.high, places)))"
    }
}

/// A number with so many places after the point.
func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }

/// A count with a comma at each thousand.
func grouped(_ count: Int) -> String {
    var text = String(count)
    var place = text.count - 3
    while place > 0 {
        text.insert(",", at: text.index(text.startIndex, offsetBy: place))
        place -= 3
    }
    return text
}
