import ArgumentParser
import CallRecords
import Casework
import LineMatching
import Telephony

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Ranks the numbers that may have replaced a closed one, from files, keeping nothing.",
        discussion: """
            Give it the records of the closed number and of as many of its contacts as are held. The number is written \
            as it is in the records.

              ringfence trace --records calls.csv \\
                --closed 07700900123@2026-03-28T13:07:00Z
            """)

    @OptionGroup var records: RecordsOption

    @Option(
        help: ArgumentHelp("The number closed and when: \(NumberAtTime.form).", valueName: "number@time"),
        transform: NumberAtTime.init(written:))
    var closed: NumberAtTime

    @Option(help: "Use no record after this moment. (default: all)", transform: writtenTime)
    var until: Instant?

    @Option(help: "How many candidates to print.")
    var top = 10

    @Option(help: "The settings: exploratory for searching, confirmatory for court.")
    var settings = SettingsName.exploratory

    @OptionGroup var output: FormatOption

    /// Reasons printed for the first candidate.
    private static let contactsShown = 12

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top is a number from 1.") }
    }

    func run() async throws {
        let records = try await records.read()
        records.tell(all: output.format == .table)
        let party = try records.party(closed.number)
        let scorer = OpenSetScorer(settings.evidence)
        let (ranking, explanation): (Ranking, Explanation)
        do throws(QuestionRefusal) {
            (ranking, explanation) = try scorer.answer(
                SuccessorQuestion(closed: party, closedAt: closed.time, until: until), in: records.columns)
        } catch { throw Refused.data(Words.sentence(error, "“\(closed.number)”")) }
        let suggestions = ranking.candidates.prefix(top).enumerated().map {
            Suggestion(
                place: $0.offset + 1, rank: ranking.rank(of: $0.element.party) ?? 0, candidate: $0.element,
                leaveOneOut: explanation.leaveOneOut[$0.element.party])
        }
        switch output.format {
        case .json:
            try printJSON(
                Answer(self, records, ranking, suggestions, explanation.contacts))
        case .csv:
            let table = Tables.candidates(
                placed(suggestions, ranking),
                of: AnswerScale(ranking.settings, weighed: ranking.view.weighed),
                closedAt: closed.time,
                file: nil)
            try printOut(table.csv, terminator: "")
        case .table:
            try explain(records, ranking, suggestions, FurtherRecords(explanation.contacts))
        }
    }

    /// With their places among the candidates alone, as a person reads them.
    private func placed(_ suggestions: [Suggestion], _ ranking: Ranking) -> [Suggestion] {
        suggestions.map {
            Suggestion(
                place: $0.place, rank: ranking.standing(of: $0.candidate.party) ?? $0.rank,
                candidate: $0.candidate, leaveOneOut: $0.leaveOneOut)
        }
    }

    private func explain(
        _ records: RecordsOption.Records, _ ranking: Ranking, _ suggestions: [Suggestion],
        _ further: FurtherRecords
    ) throws {
        try printOut("Closed: \(closed.number), \(Format.time(closed.time))")
        try printOut("\(Words.sentence(settings)) \(Words.sentence(ranking.view))\n")
        let scale = AnswerScale(ranking.settings, weighed: ranking.view.weighed)
        let none = Words.none(among: suggestions.map(\.candidate.score), scale)
        guard let best = suggestions.first else {
            try printOut("No number was in touch with any of its contacts after the closure.\n")
            try printOut(none + "\n")
            return try tell(further, of: ranking.view)
        }
        try printOut(
            Tables.candidates(placed(suggestions, ranking), of: scale, closedAt: closed.time, file: nil)
                .plainText)
        if !none.isEmpty { try printOut(none + "\n") }
        try printOut("Why \(Format.party(best.candidate.party)) is first:")
        let shown = Self.contactsShown
        let reasons = Tables.sharedContacts(best.candidate)
        try printOut(Table(reasons.caption, reasons.columns, Array(reasons.rows.prefix(shown))).plainText)
        if reasons.rows.count > shown {
            try printOut("… and \(Format.number(reasons.rows.count - shown)) more; --format json has all.\n")
        }
        try weigh(best, scale)
        try tell(further, of: ranking.view)
    }

    /// What is unknown, and whose records would help.
    private func tell(_ further: FurtherRecords, of view: Ranking.View) throws {
        try printOut(Words.sentence(further, of: view))
        if !further.wanted.isEmpty { try printOut("\n" + Tables.furtherRecords(further).plainText) }
    }

    /// What each part of the evidence adds to the first candidate, and what hangs on a single contact.
    private func weigh(_ best: Suggestion, _ scale: AnswerScale) throws {
        let parts = Tables.parts(best, of: scale)
        // What each part weighs is told by the manual and the page: a terminal has no room for it.
        try printOut(
            Table(parts.caption, parts.columns.dropLast(), parts.rows.map { Array($0.dropLast()) }).plainText)
        if let ratio = scale.log10Ratio(best.candidate.score) {
            try printOut("\(Words.sentence(log10Ratio: ratio)) \(Words.scoreCaution)")
            try printOut("The words for a ratio are those of: \(Words.scaleSource)")
        }
        if let range = best.leaveOneOut {
            try printOut(
                Words.sentence(
                    range, of: best.candidate.score, contacts: best.candidate.sharedContacts.count,
                    isFirst: true, scale))
        }
    }
}

extension SettingsName: ExpressibleByArgument {}
