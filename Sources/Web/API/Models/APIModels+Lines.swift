import Access
import CallRecords
import Casework
import LineActivity
import LineMatching
import Telephony

extension APIModels {
    static let lineRow = APIModel<LineRow>(
        "Line",
        [
            .id("id") { $0.line.id }, .text("name") { $0.line.name }, .id("operation") { $0.operationID },
            .optionalParty("number_now") { $0.numberNow }, .text("business") { $0.business },
            .texts("aliases") { $0.aliases }, .count("closures") { $0.closures },
            .optionalID("last_closure") { $0.lastClosureID },
            .optionalTime("last_closed_at") { $0.lastClosedAt },
            .optionalTime("refound_at") { $0.refoundAt },
            .optionalNumber("hours_to_refinding") { $0.hoursToRefinding },
        ])

    static let episode = APIModel<Episode>(
        "Episode",
        [
            .party("number") { $0.party }, .time("from") { $0.from }, .optionalTime("until") { $0.until },
            .optionalID("decision") { $0.decisionID },
        ])

    static let closure = APIModel<Closure>(
        "Closure",
        [
            .id("id") { $0.id }, .id("line") { $0.lineID }, .party("number") { $0.party },
            .time("closed_at") { $0.closedAt }, .choice("kind") { $0.kind },
            .time("recorded_at") { $0.recordedAt },
        ])

    static let closureFile = APIModel<ClosureFile>(
        "ClosureFile",
        [
            .model("closure", closure) { $0.closure }, .models("decisions", decision) { $0.decisions },
            .texts("accepted") { $0.accepted.map(\.party.description) },
            .optionalNumber("hours_to_refinding") { $0.hoursToRefinding },
        ])

    static let lineView = APIModel<LineView>(
        "LineView",
        [
            .id("id") { $0.file.line.id }, .text("name") { $0.file.line.name },
            .time("recorded_at") { $0.file.line.recordedAt }, .model("operation", operation) { $0.operation },
            .models("fields", field) { $0.card.fields }, .models("numbers", episode) { $0.file.episodes },
            .models("closures", closureFile) { $0.file.closures },
            .models("identifiers", identifierUse) { $0.identifiers },
            .optionalModels("people", person) { $0.people }, .optionalModels("notes", note) { $0.notes },
        ])

    static let activity = APIModel<DailyActivity>(
        "DailyActivity",
        [
            .date("day") { $0.day }, .count("incoming") { $0.incoming }, .count("outgoing") { $0.outgoing },
            .count("contacts") { $0.contacts },
        ])

    // MARK: Numbers and identifiers

    static let number = APIModel<NumberRow>(
        "Number",
        [
            .id("id") { $0.partyID }, .party("number") { $0.party }, .model("line", line) { $0.line },
            .id("operation") { $0.operationID }, .time("from") { $0.from },
            .optionalTime("until") { $0.until },
        ])

    static let contact = APIModel<(party: Party, events: Int)>(
        "Contact", [.party("number") { $0.party }, .count("events") { $0.events }])

    static let numberView = APIModel<NumberView>(
        "NumberView",
        [
            .id("id") { $0.partyID }, .party("number") { $0.party }, .models("uses", number) { $0.uses },
            .optionalTime("first_event") { $0.firstEvent }, .optionalTime("last_event") { $0.lastEvent },
            .count("events") { $0.events }, .models("contacts", contact) { $0.contacts },
        ])

    static let identifier = APIModel<IdentifierEntry>(
        "Identifier",
        [
            .id("id") { $0.id }, .id("operation") { $0.operationID }, .choice("kind") { $0.identifier.kind },
            .text("identifier") { $0.identifier.description }, .text("written") { $0.written },
            .text("label") { $0.label },
        ])

    static let identifierUse = APIModel<IdentifierUse>(
        "IdentifierUse",
        [
            .id("id") { $0.id }, .model("identifier", identifier) { $0.entry },
            .model("line", line) { $0.line },
            .time("from") { $0.from }, .optionalTime("until") { $0.until }, .text("source") { $0.source },
        ])

    typealias IdentifierView = (card: Card, entry: IdentifierEntry, uses: [IdentifierUse])

    static let identifierView = APIModel<IdentifierView>(
        "IdentifierView",
        [
            .model("identifier", identifier) { $0.entry }, .models("fields", field) { $0.card.fields },
            .models("uses", identifierUse) { $0.uses },
        ])
}
