import ArgumentParser
import CallRecords
import Casework
import LineMatching
import Storage
import Telephony

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures how often, and how soon, the scorer finds switches that are known.",
        discussion: """
            TRUTH.csv has the columns old,new,closed_at; numbers are written as in the records. For every horizon each \
            pair is traced with only the records up to closure + horizon, all other numbers being candidates. Ties \
            count as the average of the places they share; a number not yet visible is a miss.

              ringfence evaluate --records calls.csv --switches truth.csv --horizons 1h,7d
            """)

    @OptionGroup var records: RecordsOption

    @Option(help: ArgumentHelp("The switches known to have happened.", valueName: "truth.csv"))
    var switches: String

    @Option(help: "How long after each closure to look: hours (h), days (d), minutes (m), by commas.")
    var horizons = Horizons(argument: "1h,6h,24h,72h,7d") ?? Horizons(all: [])

    @OptionGroup var output: FormatOption

    func run() async throws {
        let records = try await records.read()
        let truth = try truth(records)
        let evaluation = Evaluation(
            of: CommunityOverlap(), on: truth, horizons: horizons.all.map(\.seconds), in: records.columns)
        switch output.format {
        case .json: try printJSON(Answer(evaluation, horizons, records, CommunityOverlap().settings))
        case .csv: print(pairs(evaluation, records).csv, terminator: "")
        case .table:
            for file in records.files { say(file.summary) }
            print(summaries(evaluation).plainText)
            print(pairs(evaluation, records).plainText, terminator: "")
        }
    }

    private func truth(_ records: RecordsOption.Records) throws -> [KnownSwitch] {
        var file = try RecordFile(path: switches)
        var bytes: [UInt8] = []
        while case let block = try file.next(1 << 20), !block.isEmpty { bytes += block }
        let text: DelimitedText
        do throws(FileRefusal) {
            text = try DelimitedText(bytes, columns: ["old", "new", "closed_at"], name: "switches")
        } catch { throw Refused.data("\(switches): \(Words.sentence(error))") }
        guard !text.rows.isEmpty else { throw Refused.data("\(switches) names no switch.") }
        return try text.rows.map { row in
            let place = "\(switches), line \(row.line)"
            let (old, new) = (row["old"] ?? "", row["new"] ?? "")
            guard !old.isEmpty, !new.isEmpty else {
                throw Refused.data("\(place): the old or the new number is missing.")
            }
            guard old != new else { throw Refused.data("\(place): the old and the new number are the same.") }
            return KnownSwitch(
                old: try party(old, records, place), new: try party(new, records, place),
                closedAt: try time(row["closed_at"] ?? "", place))
        }
    }

    private func time(_ text: String, _ place: String) throws -> Instant {
        do { return try Instant(parsing: text) } catch {
            throw Refused.data("\(place): “\(text)” is not read as a time: \(Words.sentence(error)).")
        }
    }

    private func party(_ text: String, _ records: RecordsOption.Records, _ place: String) throws -> Party {
        do { return try records.layout.party(written: text) } catch {
            throw Refused.data("\(place): “\(text)” is not read as a number: \(Words.sentence(error)).")
        }
    }

    // MARK: Tables

    private func summaries(_ evaluation: Evaluation) -> Table {
        Table(
            "By horizon",
            [
                .text("Within", "horizon"), .number("Asked", "asked"), .number("Visible", "visible"),
                .number("First", "top1"), .number("In first five", "top5"), .number("Mean 1/rank", "mrr"),
            ],
            zip(horizons.all, evaluation.summaries).map { horizon, summary in
                [
                    .init(horizon.text), .number(summary.asked), .number(summary.visible),
                    .init(Format.decimal(summary.top1, 3)), .init(Format.decimal(summary.top5, 3)),
                    .init(Format.decimal(summary.meanReciprocalRank, 3)),
                ]
            })
    }

    private func pairs(_ evaluation: Evaluation, _ records: RecordsOption.Records) -> Table {
        Table(
            "By pair",
            [
                .text("Within", "horizon"), .text("Old", "old"), .text("New", "new"),
                .text("Closed", "closed_at"),
                .number("Rank", "rank"), .number("Score", "score"), .text("Remark", "remark"),
            ],
            evaluation.outcomes.map { outcome in
                [
                    .init(horizons.text(outcome.horizon)), .init(records.written(outcome.known.old)),
                    .init(records.written(outcome.known.new)), .time(outcome.known.closedAt),
                    .init(
                        outcome.rank.map(Tables.rankText) ?? "–", value: outcome.rank.map { "\($0)" } ?? ""),
                    .init(
                        outcome.score.map { Format.decimal($0, 3) } ?? "–",
                        value: outcome.score.map { "\($0)" } ?? ""),
                    .init(remark(outcome, records)),
                ]
            })
    }

    private func remark(_ outcome: Evaluation.Outcome, _ records: RecordsOption.Records) -> String {
        if let refusal = outcome.refusal {
            return Words.sentence(refusal, records.written(outcome.known.old))
        }
        guard outcome.rank == nil else { return "" }
        let isKnown = records.columns.parties.find(outcome.known.new) != nil
        return isKnown ? "Not yet visible" : "No record names the new number"
    }
}

/// Horizons as typed, and in seconds.
struct Horizons: ExpressibleByArgument, CustomStringConvertible {
    let all: [(text: String, seconds: Int64)]

    init(all: [(text: String, seconds: Int64)]) { self.all = all }

    init?(argument: String) {
        var all: [(text: String, seconds: Int64)] = []
        for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let text = String(piece).trimmed
            let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
                count < 100_000
            else { return nil }
            // The same time written twice, such as 24h,1d, would be counted twice.
            guard !all.contains(where: { $0.seconds == count * unit }) else { return nil }
            all.append((text, count * unit))
        }
        self.all = all
    }

    var description: String { all.map(\.text).joined(separator: ",") }

    func text(_ seconds: Int64) -> String { all.first { $0.seconds == seconds }?.text ?? "\(seconds)s" }
}

extension EvaluateCommand {
    /// The measurement as JSON. Described in docs/manual/json.md.
    struct Answer: Encodable {
        let software = Software.version
        let files: [RecordsOption.FileRead]
        let scorer: ScorerSettings
        let horizons: [Summary]
        let pairs: [Pair]

        struct Summary: Encodable {
            let horizon: String
            let asked: Int
            let visible: Int
            let top1: Double
            let top5: Double
            let mrr: Double
        }

        struct Pair: Encodable {
            let horizon: String
            let old: String
            let new: String
            let closedAt: String
            let visible: Bool
            let rank: Double?
            let score: Double?
            let refusal: String?

            enum CodingKeys: String, CodingKey {
                case horizon, old, new, visible, rank, score, refusal
                case closedAt = "closed_at"
            }

            /// Every key is there, null where nothing is known.
            func encode(to encoder: any Encoder) throws {
                var box = encoder.container(keyedBy: CodingKeys.self)
                try box.encode(horizon, forKey: .horizon)
                try box.encode(old, forKey: .old)
                try box.encode(new, forKey: .new)
                try box.encode(closedAt, forKey: .closedAt)
                try box.encode(visible, forKey: .visible)
                try box.encode(rank, forKey: .rank)
                try box.encode(score, forKey: .score)
                try box.encode(refusal, forKey: .refusal)
            }
        }

        init(
            _ evaluation: Evaluation, _ asked: Horizons, _ records: RecordsOption.Records,
            _ settings: ScorerSettings
        ) {
            files = records.files
            scorer = settings
            horizons = zip(asked.all, evaluation.summaries).map { horizon, summary in
                Summary(
                    horizon: horizon.text, asked: summary.asked, visible: summary.visible, top1: summary.top1,
                    top5: summary.top5, mrr: summary.meanReciprocalRank)
            }
            pairs = evaluation.outcomes.map { outcome in
                Pair(
                    horizon: asked.text(outcome.horizon), old: records.written(outcome.known.old),
                    new: records.written(outcome.known.new), closedAt: outcome.known.closedAt.description,
                    visible: outcome.rank != nil, rank: outcome.rank, score: outcome.score,
                    refusal: outcome.refusal.map { Words.sentence($0, records.written(outcome.known.old)) })
            }
        }
    }
}
