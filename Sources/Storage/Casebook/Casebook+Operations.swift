import Access
import CallRecords
import Casework
import SQL

extension Casebook: OperationStore {
    package func forces() async throws -> [Force] {
        try await database.read { connection in
            try connection.all("SELECT id, name FROM force ORDER BY name_key") {
                Force(id: $0.integer(0), name: $0.text(1))
            }
        }
    }

    package func operations() async throws -> [OperationEntry] {
        try await database.read { try Self.operations($0, "", []) }
    }

    package func operation(id: Int64) async throws -> OperationEntry? {
        try await database.read { try Self.operations($0, "WHERE o.id = ?", [.integer(id)]).first }
    }

    /// - Parameter filter: a condition on `o`, the operation.
    private static func operations(
        _ connection: any SQLConnection, _ filter: String, _ values: [SQLValue]
    ) throws -> [OperationEntry] {
        var shares: [Int64: [Int64: Place.Share]] = [:]
        try connection.each(
            """
            SELECT s.operation_id, s.force_id, s.reach FROM operation_share s
            JOIN operation o ON o.id = s.operation_id \(filter)
            """, values
        ) { shares[$0.integer(0), default: [:]][$0.integer(1)] = Place.Share(rawValue: $0.text(2)) }
        var named: [Int64: Set<Int64>] = [:]
        try connection.each(
            """
            SELECT n.operation_id, n.account_id FROM operation_named n
            JOIN operation o ON o.id = n.operation_id \(filter)
            """, values
        ) { named[$0.integer(0), default: []].insert($0.integer(1)) }
        return try connection.all(
            """
            SELECT o.id, f.id, f.name, o.name, o.status, o.is_restricted, o.is_held, o.review_us, o.made_us,
                CASE WHEN EXISTS (SELECT 1 FROM deletion d WHERE d.state = 'done' AND d.operation_id = o.id
                    AND d.subject_kind = 'operation') THEN 1 ELSE 0 END
            FROM operation o JOIN force f ON f.id = o.force_id \(filter) ORDER BY o.name_key, o.id
            """, values
        ) { row in
            OperationEntry(
                id: row.integer(0), force: Force(id: row.integer(1), name: row.text(2)), name: row.text(3),
                status: OperationEntry.Status(rawValue: row.text(4)) ?? .closed,
                isRestricted: row.integer(5) == 1,
                isHeld: row.integer(6) == 1, isRemoved: row.integer(9) == 1, reviewAt: row.optionalInstant(7),
                madeAt: row.instant(8),
                shares: shares[row.integer(0)] ?? [:], named: named[row.integer(0)] ?? [])
        }
    }

    package func addOperation(
        named name: String, force: Int64, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let values: [SQLValue] = [.integer(force), .text(comparable(name))]
            let isTaken =
                try connection.first(
                    "SELECT 1 FROM operation WHERE force_id = ? AND name_key = ?", values, { $0.integer(0) })
                != nil
            guard !isTaken else { throw RegisterRefusal.taken(name) }
            let id = try connection.insert(
                "INSERT INTO operation (force_id, name_key, name, made_us, review_us) VALUES (?, ?, ?, ?, ?) RETURNING id",
                values + [
                    .text(name), .integer(now.microseconds),
                    .integer(try connection.retentionRules().firstReview(madeAt: now).microseconds),
                ])
            try connection.refreshSearch(of: Subject(.operation, id), in: id, names: [name])
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func share(
        operation: Int64, with force: Int64, reach: Place.Share?, at now: Instant, log: LogDraft
    ) async throws {
        try await database.write { connection in
            let pair: [SQLValue] = [.integer(operation), .integer(force)]
            try connection.execute(
                "DELETE FROM operation_share WHERE operation_id = ? AND force_id = ?", pair)
            if let reach {
                try connection.execute(
                    "INSERT INTO operation_share (operation_id, force_id, reach) VALUES (?, ?, ?)",
                    pair + [.text(reach.rawValue)])
            }
            try connection.append(log, at: now)
        }
    }

    package func restrict(operation: Int64, to people: [Int64]?, at now: Instant, log: LogDraft) async throws
    {
        try await database.write { connection in
            try connection.execute(
                "UPDATE operation SET is_restricted = ? WHERE id = ?",
                [.integer(people == nil ? 0 : 1), .integer(operation)])
            try connection.execute(
                "DELETE FROM operation_named WHERE operation_id = ?", [.integer(operation)])
            for person in people ?? [] {
                try connection.execute(
                    "INSERT INTO operation_named (operation_id, account_id) VALUES (?, ?)",
                    [.integer(operation), .integer(person)])
            }
            try connection.append(log, at: now)
        }
    }

    package func people(named operation: Int64) async throws -> [(id: Int64, name: String, login: String)] {
        try await database.read { connection in
            try connection.all(
                """
                SELECT a.id, a.name, a.login FROM account a JOIN operation_named n ON n.account_id = a.id
                WHERE n.operation_id = ? ORDER BY a.name, a.id
                """, [.integer(operation)]
            ) { (id: $0.integer(0), name: $0.text(1), login: $0.text(2)) }
        }
    }

    package func people(reaching operation: Int64) async throws -> [(id: Int64, name: String, login: String)]
    {
        try await database.read { connection in
            try connection.all(
                """
                SELECT a.id, a.name, a.login FROM account a WHERE a.is_suspended = 0 AND EXISTS (
                    SELECT 1 FROM account_grant g WHERE g.account_id = a.id AND g.role NOT IN ('administrator', 'auditor')
                    AND (g.operation_id = ? OR (g.operation_id IS NULL AND g.force_id IS NULL)
                        OR g.force_id = (SELECT force_id FROM operation WHERE id = ?)
                        OR g.force_id IN (SELECT force_id FROM operation_share WHERE operation_id = ?)))
                ORDER BY a.name, a.id
                """, [operation, operation, operation].values
            ) { (id: $0.integer(0), name: $0.text(1), login: $0.text(2)) }
        }
    }
}
