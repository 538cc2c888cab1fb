import Access
import CallRecords
import Casework

extension APIModels {
    static let operationRow = APIModel<OperationEntry>(
        "Operation",
        [
            .id("id") { $0.id }, .text("name") { $0.name }, .model("force", force) { $0.force },
            .choice("status") { $0.status }, .truth("is_restricted") { $0.isRestricted },
            .truth("is_held") { $0.isHeld }, .optionalTime("review_at") { $0.reviewAt },
            .time("made_at") { $0.madeAt },
        ])

    static let share = APIModel<(force: Force, reach: Place.Share)>(
        "Share", [.model("force", force) { $0.force }, .choice("reach") { $0.reach }])

    static let colleague = APIModel<(id: Int64, name: String, login: String)>(
        "Colleague", [.id("id") { $0.id }, .text("name") { $0.name }, .text("login") { $0.login }])

    static let operationView = APIModel<OperationView>(
        "OperationView",
        [
            .model("operation", operationRow) { $0.entry }, .models("fields", field) { $0.card.fields },
            .models("shares", share) { $0.shares },
            .optionalModels("named", colleague) { $0.entry.isRestricted ? $0.named : nil },
            .count("lines") { $0.lines },
            .optionalModels("authorisations", authorisation) { $0.authorisations },
            .optionalModels("notes", note) { $0.notes },
        ])

    // MARK: People

    static let person = APIModel<Person>(
        "Person",
        [
            .id("id") { $0.id }, .id("operation") { $0.operationID }, .text("name") { $0.name },
            .texts("aliases") { $0.aliases }, .choices("roles") { $0.roles },
            .models("lines", line) { $0.lines },
        ])

    static let personView = APIModel<PersonView>(
        "PersonView",
        [
            .model("person", person) { $0.person }, .model("operation", operation) { $0.operation },
            .models("fields", field) { $0.card.fields }, .optionalModels("notes", note) { $0.notes },
        ])

    // MARK: Authorisations

    static let authorisation = APIModel<Authorisation>(
        "Authorisation",
        [
            .id("id") { $0.id }, .id("operation") { $0.operationID }, .text("reference") { $0.reference },
            .choice("data_kind") { $0.dataKind }, .texts("identifiers") { $0.identifiers },
            .optionalTime("period_from") { $0.periodFrom }, .optionalTime("period_until") { $0.periodUntil },
            .time("granted_at") { $0.grantedAt }, .time("lapses_at") { $0.lapsesAt },
            .truth("is_urgent") { $0.isUrgent }, .truth("is_cancelled") { $0.isCancelled },
            .text("purpose") { $0.purpose },
        ])

    typealias AuthorisationView = (authorisation: Authorisation, card: Card, operation: OperationEntry)

    static let authorisationView = APIModel<AuthorisationView>(
        "AuthorisationView",
        [
            .model("authorisation", authorisation) { $0.authorisation },
            .model("operation", operation) { $0.operation }, .models("fields", field) { $0.card.fields },
        ])

    // MARK: Files

    static let file = APIModel<OperationFile>(
        "File",
        [
            .id("id") { $0.entry.id }, .text("name") { $0.entry.name }, .text("sha256") { $0.entry.sha256 },
            .count("bytes") { $0.entry.byteCount }, .text("layout") { $0.entry.layout },
            .text("zone") { $0.entry.zone }, .id("operation") { $0.operationID },
            .optionalID("authorisation") { $0.authorisationID }, .text("by") { $0.by }, .time("at") { $0.at },
            .model("reading", reading) { $0.entry.reading },
            .count("other_numbers") { $0.check.otherNumbers },
            .count("outside_period") { $0.check.outsidePeriod },
            .truth("is_removed") { $0.isRemoved },
        ])

    static let reading = APIModel<Reading>(
        "Reading",
        [
            .count("rows") { $0.rows }, .count("events") { $0.events },
            .count("quarantined") { $0.quarantined },
            .count("preamble_lines") { $0.preambleLines }, .count("blank_lines") { $0.blankLines },
            .models("reasons", reasonCount) { $0.reasons.sorted { $0.key < $1.key } },
            .optionalTime("first_event") { $0.firstEvent }, .optionalTime("last_event") { $0.lastEvent },
        ])

    static let reasonCount = APIModel<(key: String, value: Int)>(
        "ReasonCount", [.text("reason") { $0.key }, .count("rows") { $0.value }])

    static let fileView = APIModel<FileView>(
        "FileView",
        [
            .model("file", file) { $0.file }, .model("operation", operation) { $0.operation },
            .optionalModel("authorisation", authorisation) { $0.authorisation },
            .texts("warnings") {
                [Words.warning($0.file.entry.reading), Words.warning($0.file.check)].compactMap { $0 }
            },
        ])

    static let quarantined = APIModel<QuarantineEntry>(
        "QuarantinedRow",
        [
            .count("row") { $0.row }, .count("line") { $0.line }, .count("byte_offset") { $0.byteOffset },
            .count("bytes") { $0.byteCount }, .optionalText("column") { $0.column },
            .text("raw_text") { $0.rawText }, .text("reason") { $0.reason },
        ])

    /// Long work, and where its result is once it is done.
    struct JobView: Sendable {
        enum State: String, CaseIterable { case running, done, refused, abandoned }

        let job: Job
        let now: Instant

        var state: State {
            switch job.state {
            case .running: job.isAbandoned(at: now) ? .abandoned : .running
            case .done: .done
            case .refused: .refused
            }
        }

        var result: String? { if case .done(let place) = job.state { place } else { nil } }
        var refusal: String? { if case .refused(let sentence) = job.state { sentence } else { nil } }
    }

    static let job = APIModel<JobView>(
        "Job",
        [
            .text("id") { $0.job.id }, .text("name") { $0.job.name }, .id("operation") { $0.job.operationID },
            .choice("state") { $0.state }, .count("bytes_read") { $0.job.done },
            .count("bytes") { $0.job.total },
            .optionalText("result") { $0.result }, .optionalText("refusal") { $0.refusal },
        ])
}
