import Access
import CallRecords
import Casework
import SQL

extension SQLConnection {
    /// Adds an entry to the end of the log, in the transaction of what it tells of: both are kept, or neither.
    @discardableResult
    package func append(_ draft: LogDraft, at now: Instant) throws -> LogEntry {
        let head = try lockedHead()
        let salt = draft.changes.isEmpty ? [] : Self.salt()
        let entry = LogChain.seal(
            draft.withoutNulls, sequence: head.sequence + 1, at: now, previous: head.digest, salt: salt)
        try insert(entry)
        for (place, change) in entry.draft.changes.enumerated() {
            try insert(change, at: place, of: entry.sequence, salt: salt)
        }
        try execute(
            "UPDATE log_head SET sequence = ?, digest = ? WHERE id = 1",
            [.integer(entry.sequence), .text(entry.digest)])
        try tell(of: draft)
        return entry
    }

    /// Adds entries in their order.
    @discardableResult
    package func append(_ drafts: [LogDraft], at now: Instant) throws -> [LogEntry] {
        try drafts.map { try append($0, at: now) }
    }

    /// Where the log ends. Writing the row keeps every other writer of the log waiting until this transaction ends.
    private func lockedHead() throws -> (sequence: Int64, digest: String) {
        let head = try first(
            "UPDATE log_head SET sequence = sequence WHERE id = 1 RETURNING sequence, digest"
        ) {
            (sequence: $0.integer(0), digest: $0.text(1))
        }
        guard let head else {
            throw StorageError(
                code: .unexpected, context: "The log's head is missing. “ringfence verify” says what else is."
            )
        }
        return head
    }

    private func insert(_ entry: LogEntry) throws {
        let draft = entry.draft
        try execute(
            """
            INSERT INTO log_entry (sequence, at_us, kind, outcome, account_id, login, source, subject_kind, subject_id,
                operation_id, act, why, recipient, changes_digest, previous, digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(entry.sequence), .integer(entry.at.microseconds), .text(draft.kind.rawValue),
                .text(draft.outcome.rawValue), .integer(draft.actor.userID), .text(draft.actor.login),
                .text(draft.actor.source), .text(draft.subject.kind.rawValue), .integer(draft.subject.id),
                .integer(draft.operationID), .text(draft.act), .text(draft.why), .text(draft.recipient),
                .text(entry.changesDigest), .text(entry.previous), .text(entry.digest),
            ])
    }

    private func insert(_ change: Change, at place: Int, of sequence: Int64, salt: [UInt8]) throws {
        try execute(
            "INSERT INTO log_change (sequence, place, field, old_value, new_value, salt) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(sequence), .integer(Int64(place)), .text(change.field), .text(change.old),
                .text(change.new), .text(LogChain.written(salt)),
            ])
    }

    /// Sixteen bytes that nobody can guess.
    private static func salt() -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<16).map { _ in .random(in: 0...255, using: &source) }
    }
}

extension LogDraft {
    /// With a mark for every NUL, which no database keeps: what a stranger types as a sign-in name is logged too.
    fileprivate var withoutNulls: LogDraft {
        func kept(_ text: String) -> String { text.replacing("\u{0}", with: "\u{2400}") }
        return LogDraft(
            kind, kept(act),
            by: Actor(userID: actor.userID, login: kept(actor.login), source: kept(actor.source)),
            on: subject,
            operation: operationID, outcome: outcome, why: kept(why), recipient: kept(recipient),
            changes: changes.map { Change(kept($0.field), from: kept($0.old), to: kept($0.new)) })
    }
}

extension Casebook: LookStore {
    package func log(_ draft: LogDraft, at now: Instant) async throws {
        try await logWriter.log(draft, at: now)
    }

    package func reason(session: Int64, subject: Subject) async throws -> String? {
        try await database.read { connection in
            try connection.first(
                "SELECT reason FROM session_reason WHERE session_id = ? AND subject_kind = ? AND subject_id = ?",
                [.integer(session), .text(subject.kind.rawValue), .integer(subject.id)]
            ) { $0.text(0) }
        }
    }

    package func keepReason(_ reason: String, session: Int64, subject: Subject, at now: Instant) async throws
    {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO session_reason (session_id, subject_kind, subject_id, reason, given_us)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (session_id, subject_kind, subject_id)
                DO UPDATE SET reason = excluded.reason, given_us = excluded.given_us
                """,
                [
                    .integer(session), .text(subject.kind.rawValue), .integer(subject.id), .text(reason),
                    .integer(now.microseconds),
                ])
        }
    }
}
