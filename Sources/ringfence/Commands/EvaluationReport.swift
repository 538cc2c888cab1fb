import CallRecords
import Casework
import LineMatching

/// What an evaluation says, as tables and as JSON.
struct EvaluationReport {
    let horizons: Horizons
    let records: RecordsOption.Records
    let evaluation: Evaluation
    let rivals: [(name: String, evaluation: Evaluation)]

    func text(_ point: EvaluationPoint) -> String {
        switch point {
        case .seconds(let seconds): horizons.text(seconds)
        case .events(let count): Format.count(count, "event")
        }
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
                .number("Ended", "ended"), .number("Found at 1 %", "dir01"), .number("at 5 %", "dir05"),
                .number("Cllr", "cllr"), .number("least", "cllr_min"),
            ],
            evaluation.summaries.map { summary in
                [
                    .init(text(summary.point)), .number(summary.asked), .number(summary.visible),
                    Self.decimal(summary.top1), Self.decimal(summary.top5),
                    Self.decimal(summary.meanReciprocalRank), .number(summary.ended),
                    Self.decimal(summary.detectedAt1), Self.decimal(summary.detectedAt5),
                    Self.decimal(summary.calibration.cost), Self.decimal(summary.calibration.leastCost),
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
                        .init(entry.name), .init(text(summary.point)), Self.decimal(summary.top1),
                        Self.decimal(summary.meanReciprocalRank), Self.decimal(summary.detectedAt1),
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
        return records.columns.parties.find(new) != nil ? "Not yet visible" : "No record names the new number"
    }
}

extension EvaluationReport {
    /// The measurement as JSON. Described in docs/manual/json.md.
    struct Answer: Encodable {
        let software = Software.version
        let files: [RecordsOption.FileRead]
        let scorer: ScorerSettings
        let horizons: [Summary]
        let afterEvents: [Summary]
        let baselines: [Rival]
        let pairs: [Pair]

        enum CodingKeys: String, CodingKey {
            case software, files, scorer, horizons, baselines, pairs
            case afterEvents = "after_events"
        }

        init(_ report: EvaluationReport, _ settings: ScorerSettings) {
            files = report.records.files
            scorer = settings
            (horizons, afterEvents) = Self.summaries(report, report.evaluation)
            baselines = report.rivals.map {
                let (horizons, afterEvents) = Self.summaries(report, $0.evaluation)
                return Rival(scorer: $0.name, horizons: horizons, afterEvents: afterEvents)
            }
            pairs = report.evaluation.outcomes.map { Pair($0, report) }
        }

        private static func summaries(
            _ report: EvaluationReport, _ evaluation: Evaluation
        ) -> (horizons: [Summary], afterEvents: [Summary]) {
            var (horizons, counts): ([Summary], [Summary]) = ([], [])
            for summary in evaluation.summaries {
                switch summary.point {
                case .seconds:
                    horizons.append(Summary(summary, horizon: report.text(summary.point), events: nil))
                case .events(let count): counts.append(Summary(summary, horizon: nil, events: count))
                }
            }
            return (horizons, counts)
        }

        struct Rival: Encodable {
            let scorer: String
            let horizons: [Summary]
            let afterEvents: [Summary]

            enum CodingKeys: String, CodingKey {
                case scorer, horizons
                case afterEvents = "after_events"
            }
        }

        struct Summary: Encodable {
            let summary: Evaluation.Summary
            let horizon: String?
            let events: Int?

            enum CodingKeys: String, CodingKey {
                case horizon, events, asked, visible, top1, top5, mrr, ended, dir01, dir05, cllr, reliability
                case leastCllr = "cllr_min"
            }

            init(_ summary: Evaluation.Summary, horizon: String?, events: Int?) {
                (self.summary, self.horizon, self.events) = (summary, horizon, events)
            }

            /// Every key is there, null where nothing is known; `horizon` or `events` says when.
            func encode(to encoder: any Encoder) throws {
                var box = encoder.container(keyedBy: CodingKeys.self)
                if let horizon { try box.encode(horizon, forKey: .horizon) }
                if let events { try box.encode(events, forKey: .events) }
                try box.encode(summary.asked, forKey: .asked)
                try box.encode(summary.visible, forKey: .visible)
                try box.encode(summary.top1, forKey: .top1)
                try box.encode(summary.top5, forKey: .top5)
                try box.encode(summary.meanReciprocalRank, forKey: .mrr)
                try box.encode(summary.ended, forKey: .ended)
                try box.encode(summary.detectedAt1, forKey: .dir01)
                try box.encode(summary.detectedAt5, forKey: .dir05)
                try box.encode(summary.calibration.cost, forKey: .cllr)
                try box.encode(summary.calibration.leastCost, forKey: .leastCllr)
                try box.encode(summary.calibration.bins, forKey: .reliability)
            }
        }

        struct Pair: Encodable {
            let outcome: Evaluation.Outcome
            let report: EvaluationReport

            init(_ outcome: Evaluation.Outcome, _ report: EvaluationReport) {
                (self.outcome, self.report) = (outcome, report)
            }

            enum CodingKeys: String, CodingKey {
                case horizon, events, old, new, visible, rank, score, best, refusal
                case closedAt = "closed_at"
                case ratio = "log10_lr"
            }

            /// Every key is there, null where nothing is known; `horizon` or `events` says when.
            func encode(to encoder: any Encoder) throws {
                var box = encoder.container(keyedBy: CodingKeys.self)
                switch outcome.point {
                case .seconds: try box.encode(report.text(outcome.point), forKey: .horizon)
                case .events(let count): try box.encode(count, forKey: .events)
                }
                let written = report.records.written(outcome.known.old)
                try box.encode(written, forKey: .old)
                try box.encode(outcome.known.new.map(report.records.written), forKey: .new)
                try box.encode(outcome.known.closedAt.description, forKey: .closedAt)
                try box.encode(outcome.rank != nil, forKey: .visible)
                try box.encode(outcome.rank, forKey: .rank)
                try box.encode(outcome.score, forKey: .score)
                try box.encode(outcome.ratio, forKey: .ratio)
                try box.encode(outcome.best, forKey: .best)
                try box.encode(outcome.refusal.map { Words.sentence($0, written) }, forKey: .refusal)
            }
        }
    }
}
