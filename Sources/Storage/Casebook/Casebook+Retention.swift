import Access
import CallRecords
import Casework
import SQL

extension Casebook: RetentionStore {
    package func retention() async throws -> RetentionRules {
        try await database.read { try $0.retentionRules() }
    }

    package func setRetention(_ dataClass: DataClass, months: Int, at now: Instant, log: LogDraft)
        async throws
    {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO retention_rule (data_class, months) VALUES (?, ?)
                ON CONFLICT (data_class) DO UPDATE SET months = excluded.months
                """, [.text(dataClass.rawValue), .integer(Int64(months))])
            try connection.append(log, at: now)
        }
    }

    package func count(of dataClass: DataClass, in operation: Int64, before: Instant) async throws -> Int {
        let rows =
            switch dataClass {
            case .operation: "operation WHERE id = ? AND made_us <= ?"
            case .records:
                """
                operation_file o JOIN record_file f ON f.id = o.file_id
                WHERE o.operation_id = ? AND o.brought_us <= ? AND f.state = 'whole'
                """
            case .register:
                "line_card c JOIN line l ON l.id = c.line_id WHERE c.operation_id = ? AND l.recorded_us <= ?"
            case .people: "person WHERE operation_id = ? AND recorded_us <= ?"
            case .notes: "note WHERE operation_id = ? AND written_us <= ?"
            case .authorisations: "authorisation WHERE operation_id = ? AND granted_us <= ?"
            case .accounts, .log: ""
            }
        guard !rows.isEmpty else { return 0 }
        return try await database.read { connection in
            Int(
                try connection.first(
                    "SELECT COUNT(*) FROM \(rows)", [.integer(operation), .integer(before.microseconds)]
                ) { $0.integer(0) } ?? 0)
        }
    }

    package func hold(operation: Int64, isHeld: Bool, at now: Instant, log: LogDraft) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE operation SET is_held = ? WHERE id = ?",
                [.integer(isHeld ? 1 : 0), .integer(operation)])
            try connection.append(log, at: now)
        }
    }

    // MARK: Requests

    package func extent(of subject: Subject, in operation: Int64) async throws -> Tombstone {
        try await database.read { try Erasure(of: subject, in: operation, $0).extent($0) }
    }

    package func askDeletion(
        of subject: Subject, _ dataClass: DataClass, in operation: Int64, reason: String, by account: Int64,
        at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let known = try connection.first(
                """
                SELECT id FROM deletion
                WHERE state = 'asked' AND operation_id = ? AND subject_kind = ? AND subject_id = ?
                """, [.integer(operation), .text(subject.kind.rawValue), .integer(subject.id)]
            ) { $0.integer(0) }
            if let known { throw RetentionRefusal.askedAlready(known) }
            let id = try connection.insert(
                """
                INSERT INTO deletion (operation_id, subject_kind, subject_id, data_class, reason, asked_by, asked_us)
                VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(operation), .text(subject.kind.rawValue), .integer(subject.id),
                    .text(dataClass.rawValue), .text(reason), .integer(account), .integer(now.microseconds),
                ])
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func deletions(in operations: [Int64], limit: Int) async throws -> [Deletion] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            try connection.all(
                Self.deletionSQL
                    + """
                     WHERE d.operation_id IN (\(marks(operations)))
                    ORDER BY CASE WHEN d.state = 'asked' THEN 0 ELSE 1 END, d.id DESC LIMIT ?
                    """, operations.values + [.integer(Int64(limit))], Self.deletion)
        }
    }

    package func deletion(id: Int64) async throws -> Deletion? {
        try await database.read {
            try $0.first(Self.deletionSQL + " WHERE d.id = ?", [.integer(id)], Self.deletion)
        }
    }

    private static let deletionSQL = """
        SELECT d.id, d.operation_id, d.subject_kind, d.subject_id, d.data_class, d.reason, d.asked_by, a.name,
            d.asked_us, d.state, d.answered_by, b.name, d.answered_us, d.tombstone
        FROM deletion d JOIN account a ON a.id = d.asked_by LEFT JOIN account b ON b.id = d.answered_by
        """

    private static func deletion(_ row: any SQLRow) throws -> Deletion {
        guard let kind = Subject.Kind(rawValue: row.text(2)),
            let dataClass = DataClass(rawValue: row.text(4)),
            let state = DeletionState(rawValue: row.text(9))
        else { throw StorageError(code: .unexpected, context: "a deletion holds a word that is not known") }
        let answeredBy = row.optionalInteger(10).map {
            Deletion.Person(id: $0, name: row.optionalText(11) ?? "")
        }
        return Deletion(
            id: row.integer(0), operationID: row.integer(1), subject: Subject(kind, row.integer(3)),
            dataClass: dataClass, reason: row.text(5),
            askedBy: Deletion.Person(id: row.integer(6), name: row.text(7)), askedAt: row.instant(8),
            state: state,
            answeredBy: answeredBy, answeredAt: row.optionalInstant(12),
            tombstone: Tombstone(parsing: row.text(13)))
    }

    // MARK: Answers

    package func refuseDeletion(_ id: Int64, by account: Int64, at now: Instant, log: LogDraft) async throws {
        try await database.write { connection in
            try Self.answer(id, .refuse, by: account, at: now, connection)
            try connection.append(log, at: now)
        }
    }

    package func carryOut(
        deletion id: Int64, by account: Int64, at now: Instant,
        log: @escaping @Sendable (Tombstone) -> LogDraft
    ) async throws -> Tombstone {
        let tombstone = try await database.write { connection in
            let deletion = try Self.answer(id, .confirm, by: account, at: now, connection)
            guard try Self.isHeld(deletion.operationID, connection) == false else {
                throw RetentionRefusal.held
            }
            let erasure = try Erasure(of: deletion.subject, in: deletion.operationID, connection)
            let tombstone = try erasure.carryOut(connection)
            let erased = try erasure.eraseChanges(connection)
            let done = try DeletionState.next(after: .underWay, on: .finish)
            try connection.execute(
                "UPDATE deletion SET state = ?, tombstone = ? WHERE id = ?",
                [.text(done.to.rawValue), .text(tombstone.description), .integer(id)])
            let draft = log(tombstone)
            try connection.append([draft] + erased.acts.map { draft.saying($0) }, at: now)
            return tombstone
        }
        try await removeUnheldOriginals(tombstone.files.map(\.sha256))
        return tombstone
    }

    /// Takes the step that an answer is, and gives the request.
    @discardableResult
    private static func answer(
        _ id: Int64, _ event: DeletionState.Event, by account: Int64, at now: Instant,
        _ connection: any SQLConnection
    ) throws -> Deletion {
        let known = try connection.first(deletionSQL + " WHERE d.id = ?", [.integer(id)], deletion)
        guard let known else { throw RetentionRefusal.noSuchDeletion(id) }
        let rule = try DeletionState.next(after: known.state, on: event)
        if rule.takesAnother, known.askedBy.id == account { throw RetentionRefusal.samePerson }
        try connection.execute(
            "UPDATE deletion SET state = ?, answered_by = ?, answered_us = ? WHERE id = ?",
            [.text(rule.to.rawValue), .integer(account), .integer(now.microseconds), .integer(id)])
        return known
    }

    private static func isHeld(_ operation: Int64, _ connection: any SQLConnection) throws -> Bool? {
        try connection.first("SELECT is_held FROM operation WHERE id = ?", [.integer(operation)]) {
            $0.integer(0) == 1
        }
    }
}

extension LogDraft {
    /// The same, with another act: who, on what and why stay.
    fileprivate func saying(_ act: String) -> LogDraft {
        LogDraft(
            kind, act, by: actor, on: subject, operation: operationID, outcome: outcome, why: why,
            recipient: recipient)
    }
}
