import Access
import CallRecords
import Casework
import SQL
import Telephony

extension Casebook: RegisterStore {
    // MARK: Lists

    package func lines(in operations: [Int64], _ query: LineQuery) async throws -> ListPage<LineRow> {
        guard !operations.isEmpty else { return ListPage(rows: [], total: 0, number: 1) }
        let condition =
            switch query.state {
            case .all: ""
            case .waiting: " AND c.refound_us IS NULL AND c.last_closed_us IS NOT NULL"
            case .refound: " AND c.refound_us IS NOT NULL"
            }
        let filter = "WHERE c.operation_id IN (\(marks(operations)))\(condition)"
        return try await database.read { connection in
            try connection.page(
                "SELECT COUNT(*) FROM line_card c \(filter)",
                """
                \(Self.rowSQL) WHERE c.line_id IN (
                    SELECT c.line_id FROM line_card c \(filter) ORDER BY c.name_key, c.line_id
                """, operations.values, number: query.page, closing: ") ORDER BY c.name_key, l.id",
                Self.lineRow)
        }
    }

    package func waiting(in operations: [Int64], limit: Int) async throws -> [LineRow] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                """
                \(Self.rowSQL) WHERE c.operation_id IN (\(marks(operations))) AND c.refound_us IS NULL
                    AND c.last_closed_us IS NOT NULL ORDER BY c.last_closed_us LIMIT ?
                """, operations.values + [.integer(Int64(limit))], Self.lineRow)
        }
    }

    private static let rowSQL = """
        SELECT l.id, l.name, l.recorded_us, c.operation_id, p.name, c.closure_count, c.last_closure_id,
            c.last_closed_us, c.refound_us, c.status, c.aliases
        FROM line_card c JOIN line l ON l.id = c.line_id LEFT JOIN party p ON p.id = c.number_now
        """

    private static func lineRow(_ row: any SQLRow) throws -> LineRow {
        LineRow(
            line: Line(id: row.integer(0), name: row.text(1), recordedAt: row.instant(2)),
            operationID: row.integer(3),
            numberNow: try row.optionalText(4).map { try Party(parsing: $0) }, closures: Int(row.integer(5)),
            lastClosureID: row.optionalInteger(6), lastClosedAt: row.optionalInstant(7),
            refoundAt: row.optionalInstant(8), business: row.text(9), aliases: row.list(10))
    }

    // MARK: One line

    package func line(id: Int64) async throws -> LineFile? {
        try await database.read { try LineReading(connection: $0).files(lines: [id]).first }
    }

    package func line(named name: String, in operations: [Int64]) async throws -> LineFile? {
        guard !operations.isEmpty else { return nil }
        return try await database.read { connection in
            let id = try connection.first(
                """
                SELECT line_id FROM line_card WHERE name_key = ? AND operation_id IN (\(marks(operations)))
                ORDER BY line_id LIMIT 1
                """, [.text(comparable(name))] + operations.values
            ) { $0.integer(0) }
            return try id.flatMap { try LineReading(connection: connection).files(lines: [$0]).first }
        }
    }

    package func closure(id: Int64) async throws -> ClosureFile? {
        try await database.read { connection in
            let reading = LineReading(connection: connection)
            guard let line = try reading.line(ofClosure: id) else { return nil }
            return try reading.files(lines: [line]).first?.closures.first { $0.closure.id == id }
        }
    }

    // MARK: Adding

    package func addLine(
        named name: String, number: Party, from: Instant, in operation: Int64, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let party = try connection.id(of: number)
            try check(
                try LineReading(connection: connection).files(touching: party, name: name, in: operation))
            let id = try connection.insertLine(name, in: operation, at: now)
            try connection.insertEpisode(id, party, from, nil, at: now)
            try connection.refreshLine(id)
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func addEpisode(
        line: Int64, number: Party, from: Instant, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void, log: LogDraft
    ) async throws {
        try await database.write { connection in
            let party = try connection.id(of: number)
            let reading = LineReading(connection: connection)
            try check(try reading.files(touching: party, name: nil, in: try reading.operation(ofLine: line)))
            try connection.insertEpisode(line, party, from, nil, at: now)
            try connection.refreshLine(line)
            try connection.append(log, at: now)
        }
    }

    package func addClosure(
        of party: Party, closedAt: Instant, kind: Closure.Kind, checkBacks: [(day: Int, due: Instant)],
        in operation: Int64, at now: Instant, check: @escaping @Sendable ([LineFile]) throws -> ClosedEpisode,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let partyID = try connection.id(of: party)
            let files = try LineReading(connection: connection).files(
                touching: partyID, name: nil, in: operation)
            let (lineID, episodeID) =
                switch try check(files) {
                case .known(let line, let episode): (line, episode)
                case .unrecorded(let name, let from):
                    try connection.insertUnrecorded(name, partyID, from, in: operation, at: now)
                }
            let id = try connection.insert(
                """
                INSERT INTO closure (line_id, episode_id, party_id, closed_us, kind, recorded_us)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(lineID), .integer(episodeID), .integer(partyID), .integer(closedAt.microseconds),
                    .text(kind.rawValue), .integer(now.microseconds),
                ])
            // An order alone is Type 2 (facts 3.4); what else it was, a person says.
            try connection.execute(
                "INSERT INTO closure_card (closure_id, coding) VALUES (?, ?)",
                [.integer(id), .text(kind == .order ? "type-2" : "")])
            for check in checkBacks {
                try connection.execute(
                    "INSERT INTO check_back (closure_id, operation_id, day, due_us) VALUES (?, ?, ?, ?)",
                    [
                        .integer(id), .integer(operation), .integer(Int64(check.day)),
                        .integer(check.due.microseconds),
                    ])
            }
            try connection.refreshLine(lineID)
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func withdrawClosure(
        id: Int64, at now: Instant, check: @escaping @Sendable ([LineFile]) throws -> Void, log: LogDraft
    ) async throws {
        try await database.write { connection in
            let reading = LineReading(connection: connection)
            let found = try connection.first(
                """
                SELECT c.line_id, c.party_id, e.from_us, e.decision_id FROM closure c
                JOIN episode e ON e.id = c.episode_id JOIN closure_card k ON k.closure_id = c.id
                WHERE c.id = ? AND k.withdrawn_us IS NULL
                """, [.integer(id)]
            ) { (line: $0.integer(0), party: $0.integer(1), from: $0.instant(2)) }
            guard let found else { throw RegisterRefusal.noSuchClosure(id) }
            try check(
                try reading.files(
                    touching: found.party, name: nil, in: try reading.operation(ofLine: found.line)))
            try connection.execute(
                "UPDATE closure_card SET withdrawn_us = ? WHERE closure_id = ?",
                [.integer(now.microseconds), .integer(id)])
            try connection.execute(
                "DELETE FROM check_back WHERE closure_id = ? AND outcome = ''", [.integer(id)])
            // The episode that the closure ended stays with it; a new one goes on in its place.
            try connection.insertEpisode(found.line, found.party, found.from, nil, at: now)
            try connection.refreshLine(found.line)
            try connection.append(log, at: now)
        }
    }

    package func addDecision(
        _ decision: Decision, episodeFrom: Instant?, check: @escaping @Sendable ([LineFile]) throws -> Void,
        log: LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let reading = LineReading(connection: connection)
            guard let line = try reading.line(ofClosure: decision.closureID) else {
                throw RegisterRefusal.noSuchClosure(decision.closureID)
            }
            let party = try connection.id(of: decision.party)
            let operation = try reading.operation(ofLine: line)
            try check(try reading.files(touching: party, line: line, in: operation))
            let id = try connection.insert(
                """
                INSERT INTO decision (closure_id, party_id, verdict, reason, decided_by, decided_us)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(decision.closureID), .integer(party), .text(decision.verdict.rawValue),
                    .text(decision.reason), .text(decision.by), .integer(decision.decidedAt.microseconds),
                ])
            if let episodeFrom {
                try connection.insertEpisode(line, party, episodeFrom, id, at: decision.decidedAt)
            }
            try connection.refreshLine(line)
            try connection.append(log, at: decision.decidedAt)
            return id
        }
    }
}

extension SQLConnection {
    fileprivate func insertUnrecorded(
        _ name: String, _ party: Int64, _ from: Instant, in operation: Int64, at now: Instant
    ) throws -> (line: Int64, episode: Int64) {
        let known = try first(
            "SELECT line_id FROM line_card WHERE operation_id = ? AND name_key = ?",
            [.integer(operation), .text(comparable(name))]
        ) { $0.integer(0) }
        let line = if let known { known } else { try insertLine(name, in: operation, at: now) }
        return (line, try insertEpisode(line, party, from, nil, at: now))
    }

    fileprivate func insertLine(_ name: String, in operation: Int64, at now: Instant) throws -> Int64 {
        let id = try insert(
            "INSERT INTO line (name, name_key, recorded_us) VALUES (?, ?, ?) RETURNING id",
            [.text(name), .text("\(operation):\(comparable(name))"), .integer(now.microseconds)])
        try execute(
            "INSERT INTO line_card (line_id, operation_id, name_key) VALUES (?, ?, ?)",
            [.integer(id), .integer(operation), .text(comparable(name))])
        return id
    }

    @discardableResult
    fileprivate func insertEpisode(
        _ line: Int64, _ party: Int64, _ from: Instant, _ decision: Int64?, at now: Instant
    ) throws -> Int64 {
        try insert(
            """
            INSERT INTO episode (line_id, party_id, from_us, decision_id, recorded_us) VALUES (?, ?, ?, ?, ?)
            RETURNING id
            """,
            [
                .integer(line), .integer(party), .integer(from.microseconds), SQLValue(decision),
                .integer(now.microseconds),
            ])
    }
}

/// A name as compared: one space between words, capitals no matter.
func comparable(_ name: String) -> String {
    name.split { $0.isWhitespace }.joined(separator: " ").lowercased()
}
