import CallRecords
import Casework
import LineMatching
import Telephony

extension TraceCommand {
    /// The answer as JSON. Described in docs/manual/json.md.
    struct Answer: Encodable {
        let software = Software.version
        let files: [RecordsOption.FileRead]
        let closed: String
        let closedAt: String
        let until: OrNull<String>
        let scorer: ScorerSettings
        /// What its settings are for: `exploratory` or `confirmatory`.
        let settings: String
        let view: Ranking.View
        let successor: AnswerSuccessor
        /// Whose words `support` is in.
        let scale: String
        let candidates: [AnswerCandidate]
        let contacts: [AnswerLineContact]
        let unknown: AnswerUnknown

        init(
            _ command: TraceCommand, _ records: RecordsOption.Records, _ ranking: Ranking,
            _ suggestions: [Suggestion], _ contacts: [LineContact]
        ) {
            files = records.files
            closed = command.closed.number
            closedAt = command.closed.time.description
            until = OrNull(command.until?.description)
            scorer = ranking.settings
            settings = ranking.settings.name.rawValue
            view = ranking.view
            let worth = AnswerScale(ranking.settings, weighed: ranking.view.weighed)
            successor = AnswerSuccessor(best: ranking.candidates.first?.score, worth)
            scale = Words.scaleSource
            candidates = suggestions.map {
                AnswerCandidate(
                    $0, place: ranking.standing(of: $0.candidate.party), worth, closedAt: command.closed.time,
                    records)
            }
            self.contacts = contacts.map { AnswerLineContact($0, records) }
            unknown = AnswerUnknown(FurtherRecords(contacts), records)
        }
    }

    /// Whether a number is said to be the successor at all.
    struct AnswerSuccessor: Encodable {
        /// log10 of the least ratio from which one is; null where scores are no ratios.
        let leastLog10: OrNull<Double>
        /// Whether any candidate reaches it.
        let isReached: OrNull<Bool>

        init(best: Double?, _ scale: AnswerScale) {
            leastLog10 = OrNull(scale.leastOfASuccessor)
            isReached = OrNull(scale.leastOfASuccessor.map { _ in !scale.saysNone(best: best) })
        }
    }

    struct AnswerCandidate: Encodable {
        /// Among all numbers weighed.
        let rank: Double
        /// Among the candidates alone.
        let place: OrNull<Double>
        /// As the records write it.
        let number: String
        /// In canonical form.
        let party: String
        /// log10 of the likelihood ratio before it is capped.
        let score: Double
        /// The likelihood ratio's logarithm as it may be reported, and in words.
        let log10LikelihoodRatio: OrNull<Double>
        let support: String
        let firstContact: String
        let firstSeen: String
        let hoursAfterClosure: Double
        let contactsSince: Int
        let sharedContacts: [AnswerContact]
        let parts: [AnswerPart]
        let leaveOneOut: OrNull<AnswerRange>

        init(
            _ suggestion: Suggestion, place: Double?, _ scale: AnswerScale, closedAt: Instant,
            _ records: RecordsOption.Records
        ) {
            let candidate = suggestion.candidate
            (rank, self.place) = (suggestion.rank, OrNull(place))
            number = records.written(candidate.party)
            party = candidate.party.description
            score = candidate.score
            log10LikelihoodRatio = OrNull(scale.log10Ratio(candidate.score))
            support = scale.support(candidate.score)
            firstContact = candidate.firstContact.description
            firstSeen = candidate.firstSeen.description
            hoursAfterClosure = candidate.firstContact.hours(since: closedAt)
            contactsSince = candidate.contactsSince
            sharedContacts = candidate.sharedContacts.map { AnswerContact($0, records) }
            parts = suggestion.parts.map(AnswerPart.init)
            leaveOneOut = OrNull(suggestion.leaveOneOut.map { AnswerRange($0, records) })
        }
    }

    struct AnswerPart: Encodable {
        let part: String
        let log10: Double
        let bits: Double

        init(_ part: WeighedPart) { (self.part, log10, bits) = (part.name, part.log10, part.bits) }
    }

    /// Scores with each shared contact left out in turn.
    struct AnswerRange: Encodable {
        let lowest: Double
        let highest: Double
        /// Whose leaving changes the score most, and the score without it.
        let contact: String
        let without: Double
        let rival: OrNull<Double>
        let staysFirst: Bool

        init(_ range: LeaveOneOut, _ records: RecordsOption.Records) {
            (lowest, highest, without) = (range.lowest, range.highest, range.without)
            rival = OrNull(range.rival)
            (contact, staysFirst) = (records.written(range.contact), range.staysFirst)
        }
    }

    /// A contact that the closed number had before the closure.
    struct AnswerLineContact: Encodable {
        let number: String
        let events: Int
        let last: String
        let share: Double
        let popularity: Int
        let eventsSince: Int
        let informs: Double
        let movedTo: OrNull<String>

        init(_ contact: LineContact, _ records: RecordsOption.Records) {
            number = records.written(contact.party)
            (events, last, share) = (contact.events, contact.last.description, contact.share)
            (popularity, eventsSince) = (contact.popularity, contact.eventsSince)
            (informs, movedTo) = (contact.informs, OrNull(contact.movedTo.map(records.written)))
        }
    }

    /// Of which contacts nothing is known since the closure, and whose records would help most.
    struct AnswerUnknown: Encodable {
        let contacts: [String]
        let furtherRecords: [String]

        init(_ further: FurtherRecords, _ records: RecordsOption.Records) {
            contacts = further.unknown.map { records.written($0.party) }
            furtherRecords = further.wanted.map { records.written($0.party) }
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
