import Access
import CallRecords
import SQL

/// The log in a database, read only: in a casebook, or in a copy of one far from its server.
package struct StoredLog: Sendable {
    let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Follows the whole chain, as it is at one moment. A few minutes for ten million entries.
    ///
    /// - Throws: ``LogBreak``, or ``StorageError``.
    package func verify(checkpoints: [Checkpoint] = [], publicKey: String? = nil) async throws
        -> LogVerifier.Report
    {
        try await database.read { connection in
            var verifier = try LogVerifier(checkpoints: checkpoints, publicKey: publicKey)
            try Self.each("1 = 1", [], connection) { try verifier.check($0) }
            guard let head = try Self.head(connection) else {
                throw LogBreak.headMissing(endsAt: try Self.last(connection))
            }
            return try verifier.finish(head: head)
        }
    }

    package static func head(_ connection: any SQLConnection) throws -> (sequence: Int64, digest: String)? {
        try connection.first("SELECT sequence, digest FROM log_head WHERE id = 1") {
            (sequence: $0.integer(0), digest: $0.text(1))
        }
    }

    private static func last(_ connection: any SQLConnection) throws -> Int64 {
        try connection.first("SELECT sequence FROM log_entry ORDER BY sequence DESC LIMIT 1") {
            $0.integer(0)
        } ?? 0
    }

    /// Hands over entries in order, each with the old and new values beside it.
    ///
    /// - Parameter condition: of `log_entry e`.
    /// - Throws: ``LogBreak/unreadable(_:)`` for an entry that is none.
    static func each(
        _ condition: String, _ values: [SQLValue], _ connection: any SQLConnection,
        _ body: (KeptEntry) throws -> Void
    ) throws {
        var building: Building?
        let sql = """
            SELECT e.sequence, e.at_us, e.kind, e.outcome, e.account_id, e.login, e.source, e.subject_kind,
                e.subject_id, e.operation_id, e.act, e.why, e.recipient, e.changes_digest, e.previous, e.digest,
                c.place, c.field, c.old_value, c.new_value, c.salt
            FROM log_entry e LEFT JOIN log_change c ON c.sequence = e.sequence
            WHERE \(condition) ORDER BY e.sequence, c.place
            """
        try connection.each(sql, values) { row in
            if let open = building, open.sequence == row.integer(0) {
                try building?.add(row)
            } else {
                if let finished = building { try body(try finished.kept) }
                building = try Building(row)
            }
        }
        if let finished = building { try body(try finished.kept) }
    }

    /// An entry whose changes are still coming.
    private struct Building {
        private let entry: LogEntry
        private var changes: [Change] = []
        private var salt = ""

        var sequence: Int64 { entry.sequence }

        init(_ row: any SQLRow) throws {
            let sequence = row.integer(0)
            guard let kind = LoggedKind(rawValue: row.text(2)), let outcome = Outcome(rawValue: row.text(3)),
                let subject = Subject.Kind(rawValue: row.text(7))
            else { throw LogBreak.unreadable(sequence) }
            let draft = LogDraft(
                kind, row.text(10),
                by: Actor(userID: row.integer(4), login: row.text(5), source: row.text(6)),
                on: Subject(subject, row.integer(8)), operation: row.integer(9), outcome: outcome,
                why: row.text(11), recipient: row.text(12))
            entry = LogEntry(
                sequence: sequence, at: row.instant(1), draft: draft, changesDigest: row.text(13),
                previous: row.text(14), digest: row.text(15))
            if row.optionalInteger(16) != nil {
                salt = row.text(20)
                try add(row)
            }
        }

        mutating func add(_ row: any SQLRow) throws {
            // Values that were put in another order, or under another salt, are not the ones the entry was sealed with.
            guard row.optionalInteger(16) == Int64(changes.count), row.text(20) == salt else {
                throw LogBreak.changesAltered(sequence)
            }
            changes.append(Change(row.text(17), from: row.text(18), to: row.text(19)))
        }

        var kept: KeptEntry {
            get throws {
                guard let bytes = [UInt8](hexadecimal: salt) else { throw LogBreak.changesAltered(sequence) }
                let draft = entry.draft
                let whole = LogDraft(
                    draft.kind, draft.act, by: draft.actor, on: draft.subject, operation: draft.operationID,
                    outcome: draft.outcome, why: draft.why, recipient: draft.recipient, changes: changes)
                return KeptEntry(
                    entry: LogEntry(
                        sequence: sequence, at: entry.at, draft: whole, changesDigest: entry.changesDigest,
                        previous: entry.previous, digest: entry.digest), salt: bytes)
            }
        }
    }
}
