import CallRecords
import LineMatching
import Synchronization

/// What handset, place and hours add, as docs/method/ATTRIBUTES.md prints it.
///
/// On traffic that states them: invented traffic of the held-out seeds, and the one public network with cells. No
/// traffic at hand states SIMs.
struct AttributeResults {
    let markdown: String

    private static let kinds: [(name: String, aside: Set<EvidencePart>)] = [
        ("contacts alone", [.handset, .sim, .place, .hours]), ("and handset", [.sim, .place, .hours]),
        ("and place", [.handset, .sim, .hours]), ("and hours", [.handset, .sim, .place]),
        ("and all three", []),
    ]

    init(_ networks: [StudyNetwork]) {
        var text = """
            # What handset, place and hours add

            Written by `match-study attributes FOLDER FILE`. The figures they are weighed by are stated, not fitted, and nothing here was used to set
            them: each row is the shipped combination of contacts, alone or with a part of the evidence added to it. *First*, *found at 1 %*,
            *Cllr*, *least* and *at 1,000* are as in RESULTS.md. By events, hours are left out.

            Invented handsets, places and hours follow assumptions of ours (SYNTHESIS.md), other ones than those they are weighed by, and more regular than
            life: a line's number keeps to four cells, and most people to theirs. The figures show that the parts do what they should where there are such
            habits, and not how much they would find in a force's own records. Of the one public network only the caller's cell is known, and it is a
            contest's invention too. No traffic at hand states SIMs; hand-made cases alone test them.

            """
        for network in networks { text += Self.section(network) }
        markdown = text
    }

    private static func section(_ network: StudyNetwork) -> String {
        var text = """

            ## \(network.name)

            | after | weighed | asked | first | found at 1 % | Cllr | least | at 1,000 |
            |---|---|--:|--:|--:|--:|--:|--:|

            """
        let answers = (Answers(), Answers())
        let rows = kinds.map { name, aside in
            let evaluation = Evaluation(
                of: PartScorer(aside: aside, answers: answers), on: network.closures, at: network.points,
                in: network.network)
            return (name: name, summaries: evaluation.summaries, evaluation: evaluation)
        }
        for (place, point) in network.points.enumerated() {
            for (name, summaries, evaluation) in rows where summaries[place].asked > 0 {
                let summary = summaries[place]
                let cells: [String] = [
                    point.words, name, String(summary.asked), decimal(summary.top1, 2),
                    summary.detectedAt1.map { decimal($0, 2) } ?? "–",
                    summary.calibration.cost.map { decimal($0, 3) } ?? "–",
                    summary.calibration.leastCost.map { decimal($0, 3) } ?? "–",
                    evaluation.uncertainty(at: point).levels.last?.lookAlikes.share.map {
                        decimal(1_000 * $0, 1)
                    } ?? "–",
                ]
                text += "| " + cells.joined(separator: " | ") + " |\n"
            }
        }
        return text
    }
}

/// Answers given once, since each is asked for with one part set aside after another.
private final class Answers: Sendable {
    private let known = Mutex<[SuccessorQuestion: Ranking]>([:])

    func ranking(_ question: SuccessorQuestion) -> Ranking? { known.withLock { $0[question] } }
    func keep(_ ranking: Ranking, _ question: SuccessorQuestion) { known.withLock { $0[question] = ranking } }
}

/// The scorer as it ships, with some parts set aside.
private struct PartScorer: SuccessorScorer {
    let aside: Set<EvidencePart>
    /// With a clock and without.
    let answers: (clocked: Answers, unclocked: Answers)
    private var scorer = OpenSetScorer()

    init(aside: Set<EvidencePart>, answers: (Answers, Answers)) {
        (self.aside, self.answers) = (aside, answers)
    }

    var withoutClock: PartScorer {
        var other = self
        other.scorer = scorer.withoutClock
        return other
    }

    var settings: ScorerSettings { scorer.settings }
    var halfLifeDays: Double { scorer.halfLifeDays }

    func rank(
        _ question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Ranking {
        let answers = scorer.evidence.basis.usesClock ? answers.clocked : answers.unclocked
        if let known = answers.ranking(question) { return known.settingAside(aside) }
        let ranking = try scorer.rank(question, in: &background)
        answers.keep(ranking, question)
        return ranking.settingAside(aside)
    }
}

extension StudyNetwork {
    /// The one public network that states cells and whose switches are known; none where it is not in the folder.
    static func published(in folder: String) throws -> [StudyNetwork] {
        let networks = PublicNetworks(folder: folder)
        guard let events = try networks.events("vast2008", "vast2008/calls.csv") else { return [] }
        return [
            StudyNetwork(
                name: "vast2008: the five published switches", family: "vast2008",
                network: CallNetwork(events), closures: try networks.truth("vast2008", "vast2008/truth.csv"),
                points: [6, 12, 24, 72].map { .seconds($0 * 3_600) })
        ]
    }
}
