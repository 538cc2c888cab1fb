import CallRecords
import Casework
import LineMatching

/// What an evaluation says, as tables and as JSON.
struct EvaluationReport {
    let horizons: Horizons
    let held: HeldOption
    let records: RecordsOption.Records
    let evaluation: Evaluation
    let rivals: [(name: String, evaluation: Evaluation)]

    func text(_ point: EvaluationPoint) -> String {
        switch point {
        case .seconds(let seconds): horizons.text(seconds)
        case .events(let count): Format.count(count, "event")
        }
    }

    /// Closures asked about with more time than the records cover.
    func beyondRecords(_ point: EvaluationPoint) -> Int {
        guard case .seconds(let seconds) = point, let last = records.columns.times.max() else { return 0 }
        return evaluation.outcomes.count {
            $0.point == point && $0.known.closedAt.adding(seconds: seconds).microseconds > last
        }
    }

    /// A sentence where records end before the point.
    func shortOf(_ point: EvaluationPoint) -> String? {
        let count = beyondRecords(point)
        guard count > 0, let last = records.columns.times.max() else { return nil }
        let end = Format.time(Instant(microseconds: last))
        return "\(text(point)): the records end on \(end), before that of \(Format.count(count, "closure")): "
            + "asked with what there is."
    }

    /// With its 95 % interval for people; by itself for programs.
    private static func decimal(_ value: Double?, _ interval: Interval?) -> Table.Cell {
        guard let value, let interval else { return decimal(value) }
        return .init(
            "\(Format.decimal(value, 3)) (\(Format.decimal(interval.low, 3))–\(Format.decimal(interval.high, 3)))",
            value: "\(value)")
    }

    private static func decimal(_ value: Double?) -> Table.Cell {
        .init(value.map { Format.decimal($0, 3) } ?? "–", value: value.map { "\($0)" } ?? "")
    }

    // MARK: Tables

    var summaries: Table {
        Table(
            "By horizon",
            [
                .text("Within", "horizon"), .number("Asked", "asked"), .number("Visible", "visible"),
                .number("First", "top1"), .number("In first five", "top5"), .number("Mean 1/rank", "mrr"),
                .number("Ended", "ended"), .number("No answer", "refused"), .number("Found at 1 %", "dir01"),
                .number("at 5 %", "dir05"),
                .number("Cllr", "cllr"), .number("least", "cllr_min"),
            ],
            evaluation.summaries.map { summary in
                let may = evaluation.uncertainty(at: summary.point).uncertainty
                return [
                    .init(text(summary.point)), .number(summary.asked), .number(summary.visible),
                    Self.decimal(summary.known(\.top1), may.top1), Self.decimal(summary.known(\.top5)),
                    Self.decimal(summary.known(\.meanReciprocalRank)), .number(summary.ended),
                    .number(summary.refused),
                    Self.decimal(summary.detectedAt1, may.detectedAt1), Self.decimal(summary.detectedAt5),
                    Self.decimal(summary.calibration.cost, may.cost),
                    Self.decimal(summary.calibration.leastCost),
                ]
            })
    }

    /// The scorer and the published measures, side by side.
    var comparison: Table {
        let all = [(name: OpenSetScorer.name, evaluation: evaluation)] + rivals
        return Table(
            "Against published measures",
            [
                .text("Scorer", "scorer"), .text("Within", "horizon"), .number("First", "top1"),
                .number("Mean 1/rank", "mrr"), .number("Found at 1 %", "dir01"),
            ],
            all.flatMap { entry in
                entry.evaluation.summaries.map { summary in
                    [
                        .init(entry.name), .init(text(summary.point)), Self.decimal(summary.known(\.top1)),
                        Self.decimal(summary.known(\.meanReciprocalRank)), Self.decimal(summary.detectedAt1),
                    ]
                }
            })
    }

    var pairs: Table {
        Table(
            "By closure",
            [
                .text("Within", "horizon"), .text("Old", "old"), .text("New", "new"),
                .text("Closed", "closed_at"),
                .number("Rank", "rank"), .number("Score", "score"), .text("Remark", "remark"),
            ],
            evaluation.outcomes.map { outcome in
                [
                    .init(text(outcome.point)), .init(records.written(outcome.known.old)),
                    .init(
                        outcome.known.new.map(records.written) ?? "–",
                        value: outcome.known.new.map(records.written) ?? ""),
                    .time(outcome.known.closedAt),
                    .init(
                        outcome.rank.map(Tables.rankText) ?? "–", value: outcome.rank.map { "\($0)" } ?? ""),
                    Self.decimal(outcome.known.new == nil ? outcome.best : outcome.score),
                    .init(remark(outcome)),
                ]
            })
    }

    private func remark(_ outcome: Evaluation.Outcome) -> String {
        if let refusal = outcome.refusal {
            return Words.sentence(refusal, records.written(outcome.known.old))
        }
        guard let new = outcome.known.new else { return "Nothing moved; the score is the best candidate's" }
        guard outcome.rank == nil else { return "" }
        if let last = records.columns.times.max(), outcome.known.closedAt.microseconds > last {
            return "Closed after the last record"
        }
        return records.columns.parties.find(new) != nil ? "Not yet visible" : "No record names the new number"
    }
}
