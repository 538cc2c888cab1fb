import Access
import CallRecords
import Telephony

/// The tables of what belongs to lines and operations.
extension Tables {
    package static func operations(_ entries: [OperationEntry]) -> Table {
        Table(
            "Operations",
            [
                .text("Operation", "operation"), .text("Force", "force"), .text("Status", "status"),
                .text("Open to", "open_to"), .time("Review", "review"), .time("Made", "made_at"),
            ],
            entries.map { entry in
                [
                    .init(entry.name, link: "/operations/\(entry.id)"), .init(entry.force.name),
                    .init(entry.status == .open ? "Open" : "Closed", value: entry.status.rawValue),
                    .init(openTo(entry)),
                    entry.reviewAt.map {
                        .init(Format.day(of: $0), value: Format.londonDay(of: $0).description)
                    }
                        ?? .init(""),
                    .time(entry.madeAt),
                ]
            })
    }

    private static func openTo(_ entry: OperationEntry) -> String {
        if entry.isRestricted { return "Named people" }
        let shares = entry.place.operation?.shares.count ?? 0
        return shares == 0 ? "Its force" : "Its force and \(Format.count(shares, "other"))"
    }

    package static func numbers(_ rows: [NumberRow]) -> Table {
        Table(
            "Numbers",
            [
                .party("Number", "number"), .text("Line", "line"), .time("From", "from"),
                .time("Until", "until"),
            ],
            rows.map { row in
                [
                    party(row.party, link: "/numbers/\(row.partyID)"),
                    .init(row.line.name, link: "/lines/\(row.line.id)"),
                    .time(row.from), row.until.map { .time($0) } ?? .init("In use", value: ""),
                ]
            })
    }

    package static func contacts(_ contacts: [(party: Party, events: Int)]) -> Table {
        Table(
            "In touch with it most", [.party("Contact", "contact"), .number("Events", "events")],
            contacts.map { contact in
                // Only what can be a number has a page.
                let link = contact.party.isLineCapable ? link(to: contact.party) : nil
                return [party(contact.party, link: link), .number(contact.events)]
            })
    }

    package static func people(_ people: [Person]) -> Table {
        Table(
            "People",
            [
                .text("Name", "name"), .text("Also known as", "aliases"), .text("Roles", "roles"),
                .text("Lines", "lines"),
            ],
            people.map { person in
                [
                    .init(person.name, link: "/people/\(person.id)"), list(person.aliases),
                    .init(
                        person.roles.map(\.title).joined(separator: ", "),
                        value: person.roles.map(\.rawValue).joined(separator: " ")),
                    list(person.lines.map(\.name)),
                ]
            })
    }

    private static func list(_ items: [String]) -> Table.Cell {
        .init(items.joined(separator: ", "), value: items.joined(separator: "; "))
    }

    package static func identifiers(_ uses: [IdentifierUse]) -> Table {
        Table(
            "Handsets, SIMs and other identifiers",
            [
                .text("Kind", "kind"), .text("Identifier", "identifier"), .text("What it is", "label"),
                .text("Line", "line"), .time("From", "from"), .time("Until", "until"),
                .text("Known from", "source"),
            ],
            uses.map { use in
                [
                    .init(name(of: use.entry.identifier.kind), value: use.entry.identifier.kind.rawValue),
                    .init(
                        value(of: use.entry.identifier), value: use.entry.identifier.description,
                        link: "/identifiers/\(use.entry.id)"),
                    .init(use.entry.label), .init(use.line.name, link: "/lines/\(use.line.id)"),
                    .time(use.from),
                    use.until.map { .time($0) } ?? .init("Still", value: ""), .init(use.source),
                ]
            })
    }

    package static func value(of identifier: Identifier) -> String {
        String(identifier.description.drop { $0 != ":" }.dropFirst())
    }

    package static func name(of kind: Identifier.Kind) -> String {
        switch kind {
        case .imei: "Handset (IMEI)"
        case .meid: "Handset (MEID)"
        case .esn: "Handset (ESN)"
        case .msisdn: "Number (MSISDN)"
        case .iccid: "SIM (ICCID)"
        case .imsi: "SIM (IMSI)"
        case .min: "Number (MIN or MSIN)"
        case .mac: "MAC address"
        case .udid: "Device (UDID)"
        case .androidID: "Device (Android ID)"
        case .other: "Other"
        }
    }

    /// - Parameter mayRecord: whether each leads to where it is recorded.
    package static func checkBacks(_ checks: [CheckBack], mayRecord: Bool = false) -> Table {
        Table(
            "Check-backs",
            [
                .text("Line", "line"), .party("Number", "number"), .number("Day", "day"),
                .time("Due", "due_at"),
                .text("Found", "result"), .text("How", "how"), .text("By", "by"), .time("Done", "done_at"),
            ],
            checks.map { check in
                [
                    .init(check.line.name, link: "/lines/\(check.line.id)"), party(check.party),
                    .number(check.day, link: mayRecord ? "/check-backs/\(check.id)" : nil),
                    .time(check.dueAt),
                    .init(check.result?.title ?? "Not done", value: check.result?.rawValue ?? ""),
                    .init(check.how),
                    .init(check.doneBy), .time(check.doneAt),
                ]
            })
    }

    package static func authorisations(_ all: [Authorisation], now: Instant) -> Table {
        Table(
            "Authorisations",
            [
                .text("Reference", "reference"), .text("Data", "data"), .number("Identifiers", "identifiers"),
                .time("Period from", "period_from"), .time("Period until", "period_until"),
                .time("Granted", "granted_at"), .time("Lapses", "lapses_at"), .text("Status", "status"),
            ],
            all.map { one in
                [
                    .init(one.reference, link: "/authorisations/\(one.id)"),
                    .init(name(of: one.dataKind), value: one.dataKind.rawValue),
                    .number(one.identifiers.count),
                    .time(one.periodFrom), .time(one.periodUntil), .time(one.grantedAt), .time(one.lapsesAt),
                    .init(status(of: one, now: now)),
                ]
            })
    }

    package static func name(of kind: Authorisation.DataKind) -> String {
        switch kind {
        case .entity: "Entity data"
        case .events: "Events data"
        }
    }

    package static func status(of one: Authorisation, now: Instant) -> String {
        if one.isCancelled { return "Cancelled" }
        return one.lapsesAt > now ? "In force" : "Lapsed"
    }

    package static func notes(_ notes: [Note]) -> Table {
        Table(
            "Notes", [.time("Written", "written_at"), .text("By", "by"), .text("Note", "note")],
            notes.map { [.time($0.writtenAt), .init($0.by), .init($0.text)] })
    }

    package static func history(_ entries: [HistoryEntry], of kind: Subject.Kind) -> Table {
        let all = Cards.fields(of: kind) + (kind == .operation ? Cards.openness : [])
        let fields = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
        return Table(
            "History",
            [
                .time("When", "at"), .text("Who", "who"), .text("What", "what"), .text("From", "old"),
                .text("To", "new"), .text("Reason", "why"),
            ],
            entries.flatMap { entry in
                entry.changes.map { change in
                    let field = fields[change.field]
                    return [
                        .time(entry.at), .init(entry.login),
                        .init(
                            title(of: change, field) + (entry.recipient.isEmpty ? "" : " \(entry.recipient)"),
                            value: change.field),
                        .init(shown(change.old, field), value: change.old),
                        .init(shown(change.new, field), value: change.new), .init(entry.why),
                    ]
                }
            })
    }

    private static func shown(_ value: String, _ field: Field?) -> String {
        field == Cards.restriction && value.isEmpty
            ? "Everybody whose role reaches it" : field?.shown(value) ?? value
    }

    /// What has no card of its own, such as the name with which a thing was made, is called by its key.
    private static func title(of change: Change, _ field: Field?) -> String {
        field?.title ?? (change.field.prefix(1).uppercased() + change.field.dropFirst())
    }

    package static func search(_ found: [(hit: SearchHit, operation: OperationEntry)]) -> Table {
        Table(
            "Found",
            [.text("Found", "text"), .text("What it is", "kind"), .text("Operation", "operation")],
            found.map { entry in
                [
                    .init(entry.hit.text, link: link(to: entry.hit.subject)),
                    .init(name(of: entry.hit.subject.kind), value: entry.hit.subject.kind.rawValue),
                    .init(entry.operation.name),
                ]
            })
    }

    package static func name(of kind: Subject.Kind) -> String {
        let text = kind.rawValue
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Where a subject's page is; nil for what has none.
    package static func link(to subject: Subject) -> String? {
        switch subject.kind {
        case .line: "/lines/\(subject.id)"
        case .number: "/numbers/\(subject.id)"
        case .identifier: "/identifiers/\(subject.id)"
        case .closure: "/closures/\(subject.id)"
        case .person: "/people/\(subject.id)"
        case .operation: "/operations/\(subject.id)"
        case .authorisation: "/authorisations/\(subject.id)"
        case .file: "/files/\(subject.id)"
        default: nil
        }
    }
}
