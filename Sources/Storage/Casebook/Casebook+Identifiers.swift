import Access
import CallRecords
import Casework
import SQL
import Telephony

/// Handsets, SIMs and other things with an identifier; and the authorisations under which records are obtained.
extension Casebook: CardStore {
    package func identifiers(in operations: [Int64], page: Int) async throws -> ListPage<IdentifierUse> {
        guard !operations.isEmpty else { return ListPage(rows: [], total: 0, number: 1) }
        let filter = "WHERE i.operation_id IN (\(marks(operations)))"
        return try await database.read { connection in
            try connection.page(
                "SELECT COUNT(*) FROM identifier_use u JOIN identifier i ON i.id = u.identifier_id \(filter)",
                "\(Self.identifierSQL) \(filter) ORDER BY i.value, u.from_us, u.id", operations.values,
                number: page,
                Self.identifierUse)
        }
    }

    package func identifier(id: Int64) async throws -> (entry: IdentifierEntry, uses: [IdentifierUse])? {
        try await database.read { connection in
            let uses = try connection.all(
                Self.identifierSQL + " WHERE i.id = ? ORDER BY u.from_us, u.id", [.integer(id)],
                Self.identifierUse)
            return uses.first.map { ($0.entry, uses) }
        }
    }

    package func identifiers(line: Int64) async throws -> [IdentifierUse] {
        try await database.read { connection in
            try connection.all(
                Self.identifierSQL + " WHERE u.line_id = ? ORDER BY u.from_us, u.id", [.integer(line)],
                Self.identifierUse)
        }
    }

    private static let identifierSQL = """
        SELECT i.id, i.operation_id, i.value, i.written, i.label, u.id, l.id, l.name, l.recorded_us, u.from_us,
            u.until_us, u.source
        FROM identifier_use u JOIN identifier i ON i.id = u.identifier_id JOIN line l ON l.id = u.line_id
        """

    private static func identifierUse(_ row: any SQLRow) throws -> IdentifierUse {
        IdentifierUse(
            id: row.integer(5),
            entry: IdentifierEntry(
                id: row.integer(0), operationID: row.integer(1),
                identifier: try Identifier(parsing: row.text(2)),
                written: row.text(3), label: row.text(4)),
            line: Line(id: row.integer(6), name: row.text(7), recordedAt: row.instant(8)),
            from: row.instant(9),
            until: row.optionalInstant(10), source: row.text(11))
    }

    package func addIdentifier(
        _ identifier: Identifier, written: String, line: Int64, from: Instant, until: Instant?,
        source: String,
        in operation: Int64, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let values: [SQLValue] = [.integer(operation), .text(identifier.description)]
            let known = try connection.first(
                "SELECT id FROM identifier WHERE operation_id = ? AND value = ?", values
            ) { $0.integer(0) }
            let id =
                if let known { known } else {
                    try connection.insert(
                        """
                        INSERT INTO identifier (operation_id, value, kind, written, recorded_us) VALUES (?, ?, ?, ?, ?)
                        RETURNING id
                        """,
                        values + [
                            .text(identifier.kind.rawValue), .text(written), .integer(now.microseconds),
                        ])
                }
            try connection.execute(
                """
                INSERT INTO identifier_use (identifier_id, line_id, from_us, until_us, source, recorded_us)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(id), .integer(line), .integer(from.microseconds), SQLValue(until), .text(source),
                    .integer(now.microseconds),
                ])
            try connection.refreshSearch(
                of: Subject(.identifier, id), in: operation, names: [],
                digits: [String(identifier.description.drop { $0 != ":" }.dropFirst())])
            try connection.append(log(id), at: now)
            return id
        }
    }

    // MARK: Authorisations

    package func authorisations(in operations: [Int64]) async throws -> [Authorisation] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                "\(Self.authorisationSQL) WHERE operation_id IN (\(marks(operations))) ORDER BY granted_us DESC, id DESC",
                operations.values, Self.authorisation)
        }
    }

    package func authorisations(
        lapsingAfter: Instant, before: Instant, in operations: [Int64], limit: Int
    ) async throws -> [Authorisation] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                """
                \(Self.authorisationSQL) WHERE operation_id IN (\(marks(operations))) AND is_cancelled = 0
                    AND lapses_us > ? AND lapses_us < ? ORDER BY lapses_us, id LIMIT ?
                """,
                operations.values + [
                    .integer(lapsingAfter.microseconds), .integer(before.microseconds),
                    .integer(Int64(limit)),
                ], Self.authorisation)
        }
    }

    package func authorisation(id: Int64) async throws -> Authorisation? {
        try await database.read { connection in
            try connection.first(Self.authorisationSQL + " WHERE id = ?", [.integer(id)], Self.authorisation)
        }
    }

    private static let authorisationSQL = """
        SELECT id, operation_id, reference, data_kind, identifiers, period_from_us, period_until_us, granted_us,
            is_urgent, is_cancelled, purpose FROM authorisation
        """

    private static func authorisation(_ row: any SQLRow) throws -> Authorisation {
        Authorisation(
            id: row.integer(0), operationID: row.integer(1), reference: row.text(2),
            dataKind: Authorisation.DataKind(rawValue: row.text(3)) ?? .entity, identifiers: row.list(4),
            periodFrom: row.optionalInstant(5), periodUntil: row.optionalInstant(6),
            grantedAt: row.instant(7),
            isUrgent: row.integer(8) == 1, isCancelled: row.integer(9) == 1, purpose: row.text(10))
    }

    package func addAuthorisation(
        _ authorisation: Authorisation, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let name: [SQLValue] = [
                .integer(authorisation.operationID), .text(comparable(authorisation.reference)),
            ]
            let isTaken = try connection.first(
                "SELECT 1 FROM authorisation WHERE operation_id = ? AND reference_key = ?", name,
                { $0.integer(0) })
            guard isTaken == nil else { throw RegisterRefusal.taken(authorisation.reference) }
            let id = try connection.insert(
                """
                INSERT INTO authorisation (operation_id, reference_key, reference, data_kind, identifiers,
                    period_from_us, period_until_us, granted_us, lapses_us, is_urgent, purpose, recorded_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
                name + [
                    .text(authorisation.reference), .text(authorisation.dataKind.rawValue),
                    .text(authorisation.identifiers.joined(separator: "\n")),
                    SQLValue(authorisation.periodFrom),
                    SQLValue(authorisation.periodUntil), .integer(authorisation.grantedAt.microseconds),
                    .integer(authorisation.lapsesAt.microseconds), .integer(authorisation.isUrgent ? 1 : 0),
                    .text(authorisation.purpose), .integer(now.microseconds),
                ])
            try connection.refreshSearch(
                of: Subject(.authorisation, id), in: authorisation.operationID,
                names: [authorisation.reference])
            try connection.append(log(id), at: now)
            return id
        }
    }
}
