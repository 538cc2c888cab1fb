import CallRecords
import Casework
import LineMatching

extension EvaluationReport {
    /// The measurement as JSON. Described in docs/manual/json.md.
    struct Answer: Encodable {
        let software = Software.version
        let files: [RecordsOption.FileRead]
        let scorer: ScorerSettings
        let held: String
        let horizons: [Summary]
        let afterEvents: [Summary]
        let baselines: [Rival]
        let pairs: [Pair]

        enum CodingKeys: String, CodingKey {
            case software, files, scorer, held, horizons, baselines, pairs
            case afterEvents = "after_events"
        }

        init(_ report: EvaluationReport, _ settings: ScorerSettings) {
            files = report.records.files
            scorer = settings
            held = report.held.description
            (horizons, afterEvents) = Self.summaries(report, report.evaluation, givesRatios: true)
            baselines = report.rivals.map {
                let (horizons, afterEvents) = Self.summaries(
                    report, $0.evaluation, givesRatios: false)
                return Rival(scorer: $0.name, horizons: horizons, afterEvents: afterEvents)
            }
            pairs = report.evaluation.outcomes.map { Pair($0, report) }
        }

        private static func summaries(
            _ report: EvaluationReport, _ evaluation: Evaluation, givesRatios: Bool
        ) -> (horizons: [Summary], afterEvents: [Summary]) {
            var (horizons, counts): ([Summary], [Summary]) = ([], [])
            for summary in evaluation.summaries {
                // A measure of similarity states no ratio: what its costs might have been is worth no wait.
                let (may, levels) = evaluation.uncertainty(
                    at: summary.point, drawingAgain: givesRatios)
                func told(horizon: String?, events: Int?) -> Summary {
                    Summary(
                        summary: summary, intervals: Intervals(may),
                        reached: givesRatios ? levels.map(Level.init) : [],
                        horizon: horizon, events: events,
                        beyondRecords: report.beyondRecords(summary.point))
                }
                switch summary.point {
                case .seconds: horizons.append(told(horizon: report.text(summary.point), events: nil))
                case .events(let count): counts.append(told(horizon: nil, events: count))
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

        struct Pair: Encodable {
            let outcome: Evaluation.Outcome
            let report: EvaluationReport

            init(_ outcome: Evaluation.Outcome, _ report: EvaluationReport) {
                (self.outcome, self.report) = (outcome, report)
            }

            enum CodingKeys: String, CodingKey {
                case horizon, events, old, new, visible, rank, score, best, view, refusal
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
                try box.encode(outcome.view?.rawValue, forKey: .view)
                try box.encode(outcome.refusal.map { Words.sentence($0, written) }, forKey: .refusal)
            }
        }
    }
}
