import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import TestDatabases
import Testing

/// How the log is written: with what it tells of, without a gap, whoever else writes.
struct LogWriterTests {
    private static func look(_ number: Int64, why: String = "A test") -> LogDraft {
        LogDraft(
            .consultation, "see-line", by: Actor(userID: 1, login: "investigator", source: "test"),
            on: Subject(.line, number), why: why)
    }

    @Test("Looks of two hundred at once are all kept, one after the other", arguments: TestDatabase.all)
    func concurrent(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let before = try await book.casebook.logHead().sequence
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await book.casebook.log(Self.look(Int64(number)), at: TestBook.now)
                        // What has come back is kept: another connection sees it.
                        let found = try await book.casebook.logEntries(
                            LogFilter(subjects: [Subject(.line, Int64(number))]), .everything,
                            .newestFirst(before: nil), limit: 2)
                        #expect(found.count == 1)
                    }
                }
                try await group.waitForAll()
            }
            let report = try await StoredLog(database: book.casebook.database).verify()
            #expect(report.entries == before + 200)
        }
    }

    @Test("Two servers on one casebook write one chain", arguments: TestDatabase.all)
    func twoServers(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let other = try await Casebook(
                database: try book.fresh.openAgain(), originals: book.folder.path, now: TestBook.now)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let server = number.isMultiple(of: 2) ? book.casebook : other
                        try await server.log(Self.look(Int64(number)), at: TestBook.now)
                    }
                    group.addTask {
                        try await other.hold(
                            operation: book.operation, isHeld: false, at: TestBook.now, log: Self.look(1_000))
                    }
                }
                try await group.waitForAll()
            }
            _ = try await StoredLog(database: other.database).verify()
            await other.database.close()
        }
    }

    @Test("A change that fails leaves neither itself nor its entry", arguments: TestDatabase.all)
    func together(kind: TestDatabase) async throws {
        struct Stop: Error {}
        try await TestBook.with(kind) { book in
            let head = try await book.casebook.logHead()
            await #expect(throws: Stop.self) {
                try await book.casebook.database.write { connection in
                    try connection.append(Self.look(1), at: TestBook.now)
                    throw Stop()
                }
            }
            #expect(try await book.casebook.logHead() == head)
        }
    }

    @Test("Whoever looks is told when the look could not be logged", arguments: TestDatabase.all)
    func failing(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            await book.casebook.database.close()
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            try await book.casebook.log(Self.look(Int64(number)), at: TestBook.now)
                            return false
                        } catch { return true }
                    }
                }
                for await failed in group { #expect(failed) }
            }
        }
    }

    @Test("What a stranger types as a name is logged, a NUL too", arguments: TestDatabase.all)
    func strangeNames(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let names = ["a\u{0}b", "'; DROP TABLE log_entry; --", "e\u{301}", "\u{202E}x", "😀"]
            for name in names {
                try await book.casebook.log(
                    LogDraft(
                        .signIn, "sign-in", by: Actor(userID: 0, login: name, source: "192.0.2.7"),
                        on: Subject(.session), outcome: .refused), at: TestBook.now)
            }
            let found = try await book.casebook.logEntries(
                LogFilter(kind: .signIn), .everything, .newestFirst(before: nil), limit: 10)
            #expect(found.reversed().map(\.entry.draft.actor.login) == ["a\u{2400}b"] + names.dropFirst())
            _ = try await StoredLog(database: book.casebook.database).verify()
        }
    }

    @Test(
        "A reason is kept for the sitting and the thing, and the last one counts", arguments: TestDatabase.all
    )
    func reasons(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.casebook.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO session (id, digest, account_id, stage, form_secret, source, agent, began_us, used_us)
                    VALUES (7, 'd', 1, 'full', 'f', 'test', 'test', 0, 0)
                    """)
            }
            let line = Subject(.line, 3)
            #expect(try await book.casebook.reason(session: 7, subject: line) == nil)
            for reason in ["First", "Second"] {
                try await book.casebook.keepReason(reason, session: 7, subject: line, at: TestBook.now)
            }
            #expect(try await book.casebook.reason(session: 7, subject: line) == "Second")
            #expect(try await book.casebook.reason(session: 7, subject: Subject(.line, 4)) == nil)
            #expect(try await book.casebook.reason(session: 8, subject: line) == nil)
        }
    }
}
