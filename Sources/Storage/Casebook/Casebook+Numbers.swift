import Access
import CallRecords
import Casework
import SQL
import Telephony

/// Numbers, and whether closed ones are still dead.
extension Casebook {
    package func numbers(in operations: [Int64], page: Int) async throws -> ListPage<NumberRow> {
        guard !operations.isEmpty else { return ListPage(rows: [], total: 0, number: 1) }
        let filter = "WHERE operation_id IN (\(marks(operations)))"
        // The page is found in the index alone, and only its rows are joined.
        return try await database.read { connection in
            try connection.page(
                "SELECT COUNT(*) FROM episode_card \(filter)",
                """
                \(Self.useSQL) WHERE e.episode_id IN (
                    SELECT episode_id FROM episode_card \(filter) ORDER BY party_name, from_us, episode_id
                """, operations.values, number: page,
                closing: ") ORDER BY e.party_name, e.from_us, e.episode_id", Self.use)
        }
    }

    package func uses(of party: Party, in operations: [Int64]) async throws -> [NumberRow] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                """
                \(Self.useSQL) WHERE e.party_id = (SELECT id FROM party WHERE name = ?)
                    AND e.operation_id IN (\(marks(operations))) ORDER BY e.from_us, e.episode_id
                """, [.text(party.description)] + operations.values, Self.use)
        }
    }

    private static let useSQL = """
        SELECT e.party_id, e.party_name, l.id, l.name, l.recorded_us, e.operation_id, e.from_us, e.until_us
        FROM episode_card e JOIN line l ON l.id = e.line_id
        """

    private static func use(_ row: any SQLRow) throws -> NumberRow {
        NumberRow(
            partyID: row.integer(0), party: try row.party(1),
            line: Line(id: row.integer(2), name: row.text(3), recordedAt: row.instant(4)),
            operationID: row.integer(5), from: row.instant(6), until: row.optionalInstant(7))
    }

    package func party(id: Int64) async throws -> Party? {
        try await database.read { connection in
            try connection.first("SELECT name FROM party WHERE id = ?", [.integer(id)]) { try $0.party(0) }
        }
    }

    package func id(of party: Party) async throws -> Int64? {
        try await database.read { connection in
            try connection.first("SELECT id FROM party WHERE name = ?", [.text(party.description)]) {
                $0.integer(0)
            }
        }
    }

    // MARK: Check-backs

    package func checkBacks(closure: Int64) async throws -> [CheckBack] {
        try await database.read { connection in
            try connection.all(
                Self.checkSQL + " WHERE b.closure_id = ? ORDER BY b.day", [.integer(closure)], Self.checkBack)
        }
    }

    package func checkBack(id: Int64) async throws -> CheckBack? {
        try await database.read { connection in
            try connection.first(Self.checkSQL + " WHERE b.id = ?", [.integer(id)], Self.checkBack)
        }
    }

    package func checkBacks(
        dueBefore: Instant, in operations: [Int64], limit: Int
    ) async throws -> [CheckBack] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                """
                \(Self.checkSQL) WHERE b.operation_id IN (\(marks(operations))) AND b.outcome = '' AND b.due_us <= ?
                ORDER BY b.due_us, b.id LIMIT ?
                """, operations.values + [.integer(dueBefore.microseconds), .integer(Int64(limit))],
                Self.checkBack)
        }
    }

    package func recordCheckBack(
        id: Int64, _ result: CheckBack.Result, how: String, by name: String, at now: Instant, log: LogDraft
    ) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE check_back SET outcome = ?, how = ?, done_by = ?, done_us = ? WHERE id = ?",
                [
                    .text(result.rawValue), .text(how), .text(name), .integer(now.microseconds), .integer(id),
                ])
            try connection.append(log, at: now)
        }
    }

    private static let checkSQL = """
        SELECT b.id, b.closure_id, b.operation_id, p.name, l.id, l.name, l.recorded_us, b.day, b.due_us, b.outcome,
            b.how, b.done_by, b.done_us
        FROM check_back b JOIN closure c ON c.id = b.closure_id JOIN party p ON p.id = c.party_id
        JOIN line l ON l.id = c.line_id
        """

    private static func checkBack(_ row: any SQLRow) throws -> CheckBack {
        CheckBack(
            id: row.integer(0), closureID: row.integer(1), operationID: row.integer(2),
            party: try row.party(3),
            line: Line(id: row.integer(4), name: row.text(5), recordedAt: row.instant(6)),
            day: Int(row.integer(7)),
            dueAt: row.instant(8), result: CheckBack.Result(rawValue: row.text(9)), how: row.text(10),
            doneBy: row.text(11), doneAt: row.optionalInstant(12))
    }
}
