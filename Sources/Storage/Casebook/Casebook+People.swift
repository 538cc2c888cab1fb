import Access
import CallRecords
import Casework
import SQL

extension Casebook {
    package func people(in operations: [Int64], page: Int) async throws -> ListPage<Person> {
        guard !operations.isEmpty else { return ListPage(rows: [], total: 0, number: 1) }
        let filter = "WHERE p.operation_id IN (\(marks(operations)))"
        return try await database.read { connection in
            let page = try connection.page(
                "SELECT COUNT(*) FROM person p \(filter)",
                "SELECT p.id FROM person p \(filter) ORDER BY p.name, p.id",
                operations.values, number: page
            ) { $0.integer(0) }
            let people = try PersonReading(connection: connection).people(page.rows)
            return ListPage(rows: people, total: page.total, number: page.number)
        }
    }

    package func person(id: Int64) async throws -> Person? {
        try await database.read { try PersonReading(connection: $0).people([id]).first }
    }

    package func people(line: Int64) async throws -> [Person] {
        try await database.read { connection in
            let ids = try connection.all(
                "SELECT person_id FROM person_line WHERE line_id = ?", [.integer(line)]
            ) { $0.integer(0) }
            return try PersonReading(connection: connection).people(ids)
        }
    }

    package func addPerson(
        named name: String, roles: [PersonRole], in operation: Int64, at now: Instant,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let id = try connection.insert(
                "INSERT INTO person (operation_id, name, recorded_us) VALUES (?, ?, ?) RETURNING id",
                [.integer(operation), .text(name), .integer(now.microseconds)])
            try PersonReading(connection: connection).keep(roles, of: id)
            try connection.refreshSearch(ofPerson: id)
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func link(person: Int64, line: Int64, isLinked: Bool, log: LogDraft, at now: Instant) async throws
    {
        try await database.write { connection in
            let pair: [SQLValue] = [.integer(person), .integer(line)]
            let changed = try connection.execute(
                isLinked
                    ? "INSERT INTO person_line (person_id, line_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
                    : "DELETE FROM person_line WHERE person_id = ? AND line_id = ?", pair)
            if changed > 0 { try connection.append(log, at: now) }
        }
    }

    // MARK: Notes

    package func notes(on subject: Subject) async throws -> [Note] {
        try await database.read { connection in
            try connection.all(
                """
                SELECT id, text, written_by, written_us FROM note WHERE subject_kind = ? AND subject_id = ?
                ORDER BY id DESC
                """, [.text(subject.kind.rawValue), .integer(subject.id)]
            ) { Note(id: $0.integer(0), text: $0.text(1), by: $0.text(2), writtenAt: $0.instant(3)) }
        }
    }

    package func addNote(
        _ text: String, on subject: Subject, in operation: Int64, by name: String, at now: Instant,
        log: LogDraft
    ) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO note (operation_id, subject_kind, subject_id, text, written_by, written_us)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(operation), .text(subject.kind.rawValue), .integer(subject.id), .text(text),
                    .text(name),
                    .integer(now.microseconds),
                ])
            try connection.append(log, at: now)
        }
    }
}

/// Reads people with their roles and lines.
struct PersonReading {
    let connection: any SQLConnection

    /// By name.
    func people(_ ids: [Int64]) throws -> [Person] {
        guard !ids.isEmpty else { return [] }
        let roles = try roles(of: ids)
        var lines: [Int64: [Line]] = [:]
        try connection.each(
            """
            SELECT x.person_id, l.id, l.name, l.recorded_us FROM person_line x JOIN line l ON l.id = x.line_id
            WHERE x.person_id IN (\(marks(ids))) ORDER BY l.name, l.id
            """, ids.values
        ) { row in
            lines[row.integer(0), default: []].append(
                Line(id: row.integer(1), name: row.text(2), recordedAt: row.instant(3)))
        }
        return try connection.all(
            """
            SELECT id, operation_id, name, aliases FROM person WHERE id IN (\(marks(ids))) ORDER BY name, id
            """, ids.values
        ) { row in
            Person(
                id: row.integer(0), operationID: row.integer(1), name: row.text(2), aliases: row.list(3),
                roles: roles[row.integer(0)] ?? [], lines: lines[row.integer(0)] ?? [])
        }
    }

    func roles(of ids: [Int64]) throws -> [Int64: [PersonRole]] {
        var held: [Int64: Set<PersonRole>] = [:]
        try connection.each(
            "SELECT person_id, role FROM person_role WHERE person_id IN (\(marks(ids)))", ids.values
        ) { row in
            if let role = PersonRole(rawValue: row.text(1)) { held[row.integer(0), default: []].insert(role) }
        }
        return held.mapValues { roles in PersonRole.allCases.filter(roles.contains) }
    }

    func keep(_ roles: [PersonRole], of id: Int64) throws {
        try connection.execute("DELETE FROM person_role WHERE person_id = ?", [.integer(id)])
        for role in roles {
            try connection.execute(
                "INSERT INTO person_role (person_id, role) VALUES (?, ?)",
                [.integer(id), .text(role.rawValue)])
        }
    }
}
