import Access
import CallRecords
import Casework
import SQL
import Telephony

extension Casebook {
    package func card(of subject: Subject) async throws -> Card? {
        try await database.read { try CardTable.of(subject.kind)?.read(subject, $0) }
    }

    package func change(
        _ field: Field, of subject: Subject, from old: String, to new: String, log: LogDraft, at now: Instant
    ) async throws {
        try await database.write { connection in
            guard let table = CardTable.of(subject.kind), let card = try table.read(subject, connection)
            else {
                throw RegisterRefusal.noSuchSubject(subject.kind.rawValue)
            }
            let known = card.values[field.key] ?? ""
            guard known == old else { throw FieldRefusal.changedMeanwhile(field, now: field.shown(known)) }
            try table.write(field, new, subject, connection)
            switch subject.kind {
            case .line: try connection.refreshSearch(ofLine: subject.id)
            case .person: try connection.refreshSearch(ofPerson: subject.id)
            default: break
            }
            try connection.append(log, at: now)
        }
    }

    package func history(of subject: Subject, limit: Int) async throws -> [HistoryEntry] {
        try await database.read { connection in
            let entries = try connection.all(
                """
                SELECT sequence, at_us, login, act, why, recipient FROM log_entry WHERE subject_kind = ? AND subject_id = ?
                    AND changes_digest <> '' AND outcome = 'done' ORDER BY sequence DESC LIMIT ?
                """, [.text(subject.kind.rawValue), .integer(subject.id), .integer(Int64(limit))]
            ) { ($0.integer(0), $0.instant(1), $0.text(2), $0.text(3), $0.text(4), $0.text(5)) }
            guard !entries.isEmpty else { return [] }
            var changes: [Int64: [Change]] = [:]
            try connection.each(
                """
                SELECT sequence, field, old_value, new_value FROM log_change
                WHERE sequence IN (\(marks(entries))) ORDER BY sequence, place
                """, entries.map { .integer($0.0) }
            ) { row in
                changes[row.integer(0), default: []].append(
                    Change(row.text(1), from: row.text(2), to: row.text(3)))
            }
            return entries.map { sequence, at, login, act, why, recipient in
                HistoryEntry(
                    at: at, login: login, act: act, why: why, recipient: recipient,
                    changes: changes[sequence] ?? [])
            }
        }
    }
}

/// Where a kind of card is kept: the columns its fields stand in. The rest of a card's code is one for all.
private struct CardTable {
    let table: String
    /// The column that a subject's id stands in.
    let id: String
    /// Gives the operation and the title of the row aliased `t`.
    let operation: String
    let title: String
    /// A field's column, and how it is stored.
    let columns: [String: Column]

    enum Column {
        case text(String)
        /// A day: nine in the morning of it by London's clock, as every other deadline.
        case day(String)
        /// `yes` or `no`.
        case flag(String)
        /// A row each in `person_role`.
        case roles
    }

    static func of(_ kind: Subject.Kind) -> CardTable? {
        switch kind {
        case .operation:
            CardTable(
                table: "operation", id: "id", operation: "t.id", title: "t.name",
                columns: [
                    "summary": .text("summary"), "status": .text("status"), "review": .day("review_us"),
                ])
        case .line:
            CardTable(
                table: "line_card", id: "line_id", operation: "t.operation_id",
                title: "(SELECT l.name FROM line l WHERE l.id = t.line_id)",
                columns: [
                    "aliases": .text("aliases"), "status": .text("status"), "reach": .text("reach"),
                    "exporting_place": .text("exporting_place"),
                    "importing_places": .text("importing_places"),
                    "summary": .text("summary"),
                ])
        case .closure:
            CardTable(
                table: "closure_card", id: "closure_id",
                operation: """
                    (SELECT c.operation_id FROM closure x JOIN line_card c ON c.line_id = x.line_id
                    WHERE x.id = t.closure_id)
                    """,
                title:
                    "(SELECT p.name FROM closure x JOIN party p ON p.id = x.party_id WHERE x.id = t.closure_id)",
                columns: ["coding": .text("coding"), "note": .text("note")])
        case .person:
            CardTable(
                table: "person", id: "id", operation: "t.operation_id", title: "t.name",
                columns: [
                    "name": .text("name"), "aliases": .text("aliases"), "born": .text("born"),
                    "summary": .text("summary"), "roles": .roles,
                ])
        case .identifier:
            CardTable(
                table: "identifier", id: "id", operation: "t.operation_id", title: "t.value",
                columns: ["label": .text("label")])
        case .authorisation:
            CardTable(
                table: "authorisation", id: "id", operation: "t.operation_id", title: "t.reference",
                columns: [
                    "identifiers": .text("identifiers"), "purpose": .text("purpose"),
                    "cancelled": .flag("is_cancelled"),
                ])
        default: nil
        }
    }

    func read(_ subject: Subject, _ connection: any SQLConnection) throws -> Card? {
        let fields = columns.sorted { $0.key < $1.key }
        let selected = fields.map { field in
            switch field.value {
            case .text(let name), .day(let name), .flag(let name): "t.\(name)"
            case .roles: "0"
            }
        }
        let found = try connection.first(
            "SELECT \((["\(operation)", "\(title)"] + selected).joined(separator: ", ")) FROM \(table) t WHERE t.\(id) = ?",
            [.integer(subject.id)]
        ) { row in
            var values: [String: String] = [:]
            for (place, field) in fields.enumerated() {
                switch field.value {
                case .text: values[field.key] = row.text(place + 2)
                case .day:
                    values[field.key] = row.optionalInstant(place + 2).map {
                        Format.londonDay(of: $0).description
                    }
                case .flag: values[field.key] = row.integer(place + 2) == 1 ? "yes" : "no"
                case .roles: break
                }
            }
            return (operation: row.integer(0), title: row.text(1), values: values)
        }
        guard var found else { return nil }
        if case .roles = columns["roles"] {
            let roles = try PersonReading(connection: connection).roles(of: [subject.id])[subject.id] ?? []
            found.values["roles"] = roles.map(\.rawValue).joined(separator: "\n")
        }
        return Card(subject: subject, operationID: found.operation, title: found.title, values: found.values)
    }

    func write(_ field: Field, _ value: String, _ subject: Subject, _ connection: any SQLConnection) throws {
        func set(_ column: String, _ value: SQLValue) throws {
            try connection.execute(
                "UPDATE \(table) SET \(column) = ? WHERE \(id) = ?", [value, .integer(subject.id)])
        }
        switch columns[field.key] {
        case .text(let column): try set(column, .text(value))
        case .day(let column): try set(column, SQLValue(Self.morning(of: value)))
        case .flag(let column): try set(column, value == "yes" ? 1 : 0)
        case .roles:
            try PersonReading(connection: connection).keep(
                value.split(separator: "\n").compactMap { PersonRole(rawValue: String($0)) }, of: subject.id)
        case nil: throw FieldRefusal.noSuchField(field.key)
        }
    }

    /// - Parameter day: as ``CivilDate`` prints it, or empty.
    private static func morning(of day: String) -> Instant? {
        try? WrittenTime.parse(day + " 09:00")
    }
}
