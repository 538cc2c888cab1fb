import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import TestDatabases
import Testing

/// What somebody with the database's file in hand can do to the log, and where it is found.
struct LogStoredTamperingTests {
    /// Twelve entries, of which the ninth and tenth have old and new values; the triggers that protect them are gone.
    private static func tampered(
        _ kind: TestDatabase, _ script: String, checkpointAfter: Int64? = nil
    ) async throws -> LogBreak? {
        let box = Box()
        try await TestBook.with(kind) { book in
            try await fill(book)
            let database = book.casebook.database
            var checkpoints: [Checkpoint] = []
            if let checkpointAfter {
                let entry = try #require(try await book.casebook.logEntry(checkpointAfter)).entry
                checkpoints = [
                    try Checkpoint(
                        sequence: entry.sequence, digest: entry.digest, at: TestBook.now, key: SigningKey())
                ]
            }
            try await database.write { connection in
                try strip(connection)
                try connection.execute(script: script)
            }
            do { _ = try await StoredLog(database: database).verify(checkpoints: checkpoints) } catch let
                found as LogBreak
            {
                await box.put(found)
            }
        }
        return await box.found
    }

    private actor Box {
        private(set) var found: LogBreak?
        func put(_ found: LogBreak) { self.found = found }
    }

    private static func fill(_ book: TestBook) async throws {
        let first = try await book.casebook.logHead().sequence + 1
        for number in first...12 {
            let changes =
                (9...10).contains(number)
                ? [Change("status", from: "active", to: "dormant"), Change("name", from: "Ash", to: "Oak")]
                : []
            try await book.casebook.log(
                LogDraft(
                    changes.isEmpty ? .consultation : .alteration, "test",
                    by: Actor(userID: 1, login: "investigator", source: "192.0.2.1"),
                    on: Subject(.line, number),
                    operation: book.operation, why: "A test", recipient: "", changes: changes),
                at: TestBook.now)
        }
    }

    /// Takes every trigger off the log's tables, as its owner can.
    private static func strip(_ connection: any SQLConnection) throws {
        switch connection.dialect {
        case .sqlite:
            for name in try connection.all(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'log_%'", [],
                { $0.text(0) })
            { try connection.execute(script: "DROP TRIGGER \(name)") }
        case .postgres:
            for table in ["log_entry", "log_change", "log_head"] {
                try connection.execute(script: "ALTER TABLE \(table) DISABLE TRIGGER ALL")
            }
        }
    }

    private static let zeros = String(repeating: "0", count: 64)

    @Test(
        "An altered column is found in its entry, whichever it is", arguments: TestDatabase.all,
        [
            "at_us = at_us + 1", "kind = 'erasure'", "outcome = 'refused'", "account_id = 2",
            "login = 'analyst'",
            "source = '192.0.2.2'", "subject_kind = 'person'", "subject_id = 99", "operation_id = 0",
            "act = 'nothing'",
            "why = ''", "recipient = 'x'", "changes_digest = '\(zeros)'", "digest = '\(zeros)'",
        ])
    func column(kind: TestDatabase, change: String) async throws {
        let script = "UPDATE log_entry SET \(change) WHERE sequence = 8"
        #expect(try await Self.tampered(kind, script) == .altered(8))
    }

    @Test(
        "A word that no version wrote is found", arguments: TestDatabase.all,
        ["kind = 'x'", "outcome = ''", "subject_kind = 'LINE'"])
    func word(kind: TestDatabase, change: String) async throws {
        let script = "UPDATE log_entry SET \(change) WHERE sequence = 8"
        #expect(try await Self.tampered(kind, script) == .unreadable(8))
    }

    @Test(
        "Rows taken out, put in or moved are found where they were",
        arguments: TestDatabase.all,
        [
            (
                "DELETE FROM log_change WHERE sequence = 1; DELETE FROM log_entry WHERE sequence = 1",
                LogBreak.missing(from: 1, to: 1)
            ),
            ("DELETE FROM log_entry WHERE sequence = 7", .missing(from: 7, to: 7)),
            ("DELETE FROM log_entry WHERE sequence IN (5, 6, 7)", .missing(from: 5, to: 7)),
            ("DELETE FROM log_entry WHERE sequence = 12", .truncated(endsAt: 11, known: 12, by: .head)),
            ("DELETE FROM log_change; DELETE FROM log_entry", .truncated(endsAt: 0, known: 12, by: .head)),
            ("UPDATE log_entry SET previous = '\(zeros)' WHERE sequence = 8", .unlinked(8)),
            (
                """
                UPDATE log_entry SET sequence = 99 WHERE sequence = 7;
                UPDATE log_entry SET sequence = 7 WHERE sequence = 8;
                UPDATE log_entry SET sequence = 8 WHERE sequence = 99
                """, .unlinked(7)
            ),
            (
                "DELETE FROM log_entry WHERE sequence = 7; UPDATE log_entry SET sequence = 7 WHERE sequence = 8",
                .unlinked(7)
            ),
            (
                """
                INSERT INTO log_entry SELECT 13, at_us, kind, outcome, account_id, login, source, subject_kind,
                    subject_id, operation_id, act, why, recipient, changes_digest, previous, digest
                FROM log_entry WHERE sequence = 12
                """, .unlinked(13)
            ),
        ])
    func rows(kind: TestDatabase, tampering: (script: String, found: LogBreak)) async throws {
        #expect(try await Self.tampered(kind, tampering.script) == tampering.found)
    }

    @Test(
        "A tail that was cut, and the note of the end with it, is found by a checkpoint",
        arguments: TestDatabase.all)
    func truncated(kind: TestDatabase) async throws {
        let script = """
            DELETE FROM log_entry WHERE sequence > 11;
            UPDATE log_head SET sequence = 11, digest = (SELECT digest FROM log_entry WHERE sequence = 11)
            """
        #expect(try await Self.tampered(kind, script) == nil)
        #expect(
            try await Self.tampered(kind, script, checkpointAfter: 12)
                == .truncated(endsAt: 11, known: 12, by: .checkpoint(at: TestBook.now)))
    }

    @Test(
        "The note of the end is held against the entries", arguments: TestDatabase.all,
        [
            ("DELETE FROM log_head", LogBreak.headMissing(endsAt: 12)),
            ("UPDATE log_head SET sequence = 11", .beyondHead(12)),
            ("UPDATE log_head SET sequence = 13", .truncated(endsAt: 12, known: 13, by: .head)),
            ("UPDATE log_head SET digest = '\(zeros)'", .rewritten(12)),
        ])
    func head(kind: TestDatabase, tampering: (script: String, found: LogBreak)) async throws {
        #expect(try await Self.tampered(kind, tampering.script) == tampering.found)
    }

    @Test(
        "Old and new values that are not the ones sealed are found", arguments: TestDatabase.all,
        [
            (
                "UPDATE log_change SET new_value = 'ended' WHERE sequence = 9 AND place = 0",
                LogBreak.changesAltered(9)
            ),
            ("UPDATE log_change SET old_value = '' WHERE sequence = 9 AND place = 1", .changesAltered(9)),
            ("UPDATE log_change SET field = 'x' WHERE sequence = 10 AND place = 1", .changesAltered(10)),
            ("UPDATE log_change SET salt = 'ab' WHERE sequence = 9 AND place = 1", .changesAltered(9)),
            ("UPDATE log_change SET salt = 'xy' WHERE sequence = 9", .changesAltered(9)),
            ("UPDATE log_change SET place = place + 1 WHERE sequence = 9 AND place = 1", .changesAltered(9)),
            ("DELETE FROM log_change WHERE sequence = 9 AND place = 1", .changesAltered(9)),
            ("DELETE FROM log_change WHERE sequence = 9 AND place = 0", .changesAltered(9)),
            ("DELETE FROM log_change WHERE sequence = 10", .changesMissing(10)),
            (
                "INSERT INTO log_change SELECT 8, place, field, old_value, new_value, salt FROM log_change WHERE sequence = 9",
                .changesAltered(8)
            ),
        ])
    func changes(kind: TestDatabase, tampering: (script: String, found: LogBreak)) async throws {
        #expect(try await Self.tampered(kind, tampering.script) == tampering.found)
    }

    @Test(
        "While the triggers are there, none of it can be done by a slip", arguments: TestDatabase.all,
        [
            "UPDATE log_entry SET why = 'x' WHERE sequence = 1", "DELETE FROM log_entry WHERE sequence = 2",
            "UPDATE log_change SET new_value = 'x'", "DELETE FROM log_change", "DELETE FROM log_head",
        ])
    func triggers(kind: TestDatabase, script: String) async throws {
        try await TestBook.with(kind) { book in
            let error = await #expect(throws: StorageError.self) {
                try await book.casebook.database.write { try $0.execute(script: script) }
            }
            #expect(error?.code == .conflict)
            _ = try await StoredLog(database: book.casebook.database).verify()
        }
    }

    /// The past is written anew by whoever owns the machine and knows how: every digest after the change is right.
    @Test(
        "A past written anew is found by a checkpoint that was kept, and by nothing else",
        arguments: TestDatabase.all)
    func rewritten(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await Self.fill(book)
            let database = book.casebook.database
            let known = try #require(try await book.casebook.logEntry(10)).entry
            let checkpoint = try Checkpoint(
                sequence: 10, digest: known.digest, at: TestBook.now, key: SigningKey())
            let entries = try await book.casebook.logEntries(
                LogFilter(), .everything, .oldestFirst(after: 4, upTo: 12), limit: 20)
            let before = try #require(try await book.casebook.logEntry(4)).entry.digest
            try await database.write { connection in
                try Self.strip(connection)
                var previous = before
                for kept in entries {
                    let draft = kept.entry.draft
                    let forged = LogChain.seal(
                        LogDraft(
                            draft.kind, draft.act, by: draft.actor, on: draft.subject,
                            operation: draft.operationID,
                            outcome: draft.outcome, why: "Forged", recipient: draft.recipient,
                            changes: draft.changes),
                        sequence: kept.entry.sequence, at: kept.entry.at, previous: previous, salt: kept.salt)
                    try connection.execute(
                        "UPDATE log_entry SET why = 'Forged', previous = ?, digest = ? WHERE sequence = ?",
                        [.text(forged.previous), .text(forged.digest), .integer(forged.sequence)])
                    previous = forged.digest
                }
                try connection.execute("UPDATE log_head SET digest = ?", [.text(previous)])
            }
            let log = StoredLog(database: database)
            #expect(try await log.verify().entries == 12)
            await #expect(throws: LogBreak.rewritten(10)) { try await log.verify(checkpoints: [checkpoint]) }
        }
    }
}
