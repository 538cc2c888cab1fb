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

    @Option(help: "The settings: exploratory for searching, confirmatory (frozen) for court.")
    var settings = EvidenceName.exploratory

    @OptionGroup var output: FormatOption

    /// Reasons printed for the first candidate.
    private static let contactsShown = 12

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top is a number from 1.") }
    }

    func run() async throws {
        let records = try await records.read()
        let party = try records.party(closed.number)
        let scorer = OpenSetScorer(settings.evidence)
        let ranking: Ranking
        do throws(QuestionRefusal) {
            ranking = try scorer.rank(
                SuccessorQuestion(closed: party, closedAt: closed.time, until: until), in: records.columns)
        } catch { throw Refused.data(Words.sentence(error, "“\(closed.number)”")) }
        let suggestions = ranking.candidates.prefix(top).enumerated().map {
            Suggestion(
                place: $0.offset + 1, rank: ranking.rank(of: $0.element.party) ?? 0, candidate: $0.element)
        }
        switch output.format {
        case .json: try printJSON(Answer(self, records, scorer.settings, ranking, suggestions))
        case .csv:
            let table = Tables.candidates(
                suggestions, of: AnswerScale(scorer.settings, weighed: ranking.view.weighed),
                closedAt: closed.time,
                file: nil)
            print(table.csv, terminator: "")
        case .table: explain(records, ranking, suggestions, scorer.settings)
        }
    }

    private func explain(
        _ records: RecordsOption.Records, _ ranking: Ranking, _ suggestions: [Suggestion],
        _ settings: ScorerSettings
    ) {
        for file in records.files { say(file.summary) }
        print("Closed: \(closed.number), \(Format.time(closed.time))")
        print(Words.sentence(ranking.view) + "\n")
        guard let best = suggestions.first else {
            print("No number was in touch with any of its contacts after the closure.")
            return
        }
        let scale = AnswerScale(settings, weighed: ranking.view.weighed)
        let placed = suggestions.map {
            Suggestion(
                place: $0.place, rank: ranking.standing(of: $0.candidate.party) ?? $0.rank,
                candidate: $0.candidate)
        }
        print(Tables.candidates(placed, of: scale, closedAt: closed.time, file: nil).plainText)
        print("Why \(Format.party(best.candidate.party)) is first:")
        let shown = Self.contactsShown
        let reasons = Tables.sharedContacts(best.candidate)
        print(Table(reasons.caption, reasons.columns, Array(reasons.rows.prefix(shown))).plainText)
        if reasons.rows.count > shown {
            print("… and \(reasons.rows.count - shown) more; --format json has all.\n")
        }
        if let ratio = scale.log10Ratio(best.candidate.score) {
            print("\(Words.sentence(log10Ratio: ratio)) \(Words.scoreCaution)")
        }
    }
}

/// The scorer's settings by name.
enum EvidenceName: String, ExpressibleByArgument, CaseIterable {
    case exploratory, confirmatory

    var evidence: EvidenceSettings {
        switch self {
        case .exploratory: .exploratory
        case .confirmatory: .confirmatory
        }
    }
}

extension TraceCommand {
    /// The answer as JSON. Described in docs/manual/json.md.
    struct Answer: Encodable {
        let software = Software.version
        let files: [RecordsOption.FileRead]
        let closed: String
        let closedAt: String
        let until: String?
        let scorer: ScorerSettings
        let view: Ranking.View
        let candidates: [AnswerCandidate]

        init(
            _ command: TraceCommand, _ records: RecordsOption.Records, _ settings: ScorerSettings,
            _ ranking: Ranking, _ suggestions: [Suggestion]
        ) {
            files = records.files
            closed = command.closed.number
            closedAt = command.closed.time.description
            until = command.until?.description
            scorer = settings
            view = ranking.view
            let scale = AnswerScale(settings, weighed: ranking.view.weighed)
            candidates = suggestions.map {
                AnswerCandidate($0, scale, closedAt: command.closed.time, records)
            }
        }
    }

    struct AnswerCandidate: Encodable {
        let rank: Double
        /// As the records write it.
        let number: String
        /// In canonical form.
        let party: String
        /// log10 of the likelihood ratio before it is capped.
        let score: Double
        /// The likelihood ratio's logarithm as it may be reported, and in words.
        let log10LikelihoodRatio: Double?
        let support: String
        let firstContact: String
        let firstSeen: String
        let hoursAfterClosure: Double
        let contactsSince: Int
        let sharedContacts: [AnswerContact]

        init(
            _ suggestion: Suggestion, _ scale: AnswerScale, closedAt: Instant,
            _ records: RecordsOption.Records
        ) {
            let candidate = suggestion.candidate
            rank = suggestion.rank
            number = records.written(candidate.party)
            party = candidate.party.description
            score = candidate.score
            log10LikelihoodRatio = scale.log10Ratio(candidate.score)
            support = scale.support(candidate.score)
            firstContact = candidate.firstContact.description
            firstSeen = candidate.firstSeen.description
            hoursAfterClosure = candidate.firstContact.hours(since: closedAt)
            contactsSince = candidate.contactsSince
            sharedContacts = candidate.sharedContacts.map { AnswerContact($0, records) }
        }
    }

    struct AnswerContact: Encodable {
        let number: String
        let eventsWithClosed: Int
        let lastWithClosed: String
        let eventsWithCandidate: Int
        let firstWithCandidate: String
        let popularity: Int
        let wereInTouchBefore: Bool
        let weight: Double

        init(_ contact: SharedContact, _ records: RecordsOption.Records) {
            number = records.written(contact.party)
            eventsWithClosed = contact.eventsWithClosed
            lastWithClosed = contact.lastWithClosed.description
            eventsWithCandidate = contact.eventsWithCandidate
            firstWithCandidate = contact.firstWithCandidate.description
            popularity = contact.popularity
            wereInTouchBefore = contact.wereInTouchBefore
            weight = contact.weight
        }
    }
}
