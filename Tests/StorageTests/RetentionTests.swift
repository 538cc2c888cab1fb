import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Telephony
import TestDatabases
import Testing

/// Deletion by two people, legal hold, and what is left.
struct RetentionTests {
    /// An operation with everything in it: records, a line closed, traced, re-found and closed again, people, notes.
    private static func full(
        _ kind: TestDatabase,
        _ body: @escaping @Sendable (TestBook, OperationFile, Int64) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            // The last row is of two numbers that no answer names.
            let stray = "\(TestBook.closedAt.adding(seconds: 60)),text,07700900091,07700900092,,,,,\n"
            let file = try await book.take(TestBook.records + stray)
            let desk = book.desk()
            let closure = try await desk.close(
                try Party(parsing: "07700 900001"), at: TestBook.closedAt, kind: .order, lineName: "Ash",
                in: book.operation)
            _ = try await desk.trace(closure: closure.id)
            let successor = try Party(parsing: "07700 900002")
            try await desk.decide(.accept, on: successor, closure: closure.id, reason: "Same contacts")
            _ = try await desk.close(
                successor, at: TestBook.now.adding(seconds: -60), kind: .seizure, in: book.operation)
            let person = try await desk.addPerson(
                named: "Robin Example", roles: [.runner], in: book.operation)
            try await desk.link(person: person, line: closure.lineID, isLinked: true)
            try await desk.change("summary", of: Subject(.person, person), to: "Secret words")
            for subject in [Subject(.person, person), Subject(.line, closure.lineID)] {
                try await desk.addNote("More secret words", on: subject)
            }
            _ = try await desk.addIdentifier(
                .imei, written: "490154203237518", line: closure.lineID, from: TestBook.closedAt, until: nil)
            try await body(book, file, person)
        }
    }

    private static func rows(_ book: TestBook, _ table: String, _ condition: String = "1 = 1") async throws
        -> Int64
    {
        try await book.casebook.database.read { connection in
            try connection.first("SELECT COUNT(*) FROM \(table) WHERE \(condition)") { $0.integer(0) } ?? -1
        }
    }

    /// What may hold rows after everything of a casebook's only operation was deleted. A new table is not among them
    /// unless somebody says so here.
    private static let staying: Set<String> = [
        "account", "api_key", "deletion", "force", "log_entry", "log_head", "operation", "record_file",
        "retention_rule",
        "schema_migration", "setting",
    ]

    private static func tables(_ book: TestBook) async throws -> [String] {
        try await book.casebook.database.read { connection in
            let sql =
                switch connection.dialect {
                case .sqlite:
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                case .postgres:
                    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
                }
            return try connection.all(sql) { $0.text(0) }
        }
    }

    /// What is wrong with the rows; a test's own server is set to be fast, not to be safe.
    private static func problems(_ book: TestBook) async throws -> [String] {
        try await book.casebook.database.integrityProblems().filter { !$0.hasPrefix("The server's setting") }
    }

    private static func delete(_ subject: Subject, in book: TestBook) async throws -> Tombstone {
        let request = try await book.desk(.investigator).askDeletion(
            of: subject, in: book.operation, reason: "No longer needed")
        return try await book.desk(.legal).confirmDeletion(request)
    }

    // MARK: One file

    @Test(
        "A deleted file leaves its digest, its counts and nothing of its content", arguments: TestDatabase.all
    )
    func file(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            let path = book.casebook.pathOfOriginal(sha256: file.entry.sha256)
            #expect(FileManager.default.fileExists(atPath: path))
            let tombstone = try await Self.delete(Subject(.file, file.entry.id), in: book)
            #expect(tombstone.files == [.init(sha256: file.entry.sha256, byteCount: file.entry.byteCount)])
            #expect(tombstone.counts.contains(.init("events", 11)))
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(try await Self.rows(book, "event") == 0)
            #expect(try await Self.rows(book, "operation_file") == 0)
            #expect(try await Self.rows(book, "record_file", "state = 'removed' AND name = '(removed)'") == 1)
            // The answer that rests on it still says so.
            #expect(try await Self.rows(book, "trace_file") == 1)
            // A number that only the file named is gone; those of the answer stay.
            #expect(try await Self.rows(book, "party", "name LIKE '%900091'") == 0)
            #expect(try await Self.rows(book, "party", "name LIKE '%900001'") == 1)
            #expect(try await Self.problems(book) == [])
            _ = try await Self.verified(book)
        }
    }

    @Test("A file that another operation holds stays there", arguments: TestDatabase.all)
    func sharedFile(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            try await book.casebook.database.write { connection in
                let other = try connection.insert(
                    """
                    INSERT INTO operation (force_id, name, name_key, made_us) VALUES (2, 'Rowan', 'rowan', 0)
                    RETURNING id
                    """, [])
                try connection.execute(
                    """
                    INSERT INTO operation_file (operation_id, file_id, brought_by, brought_us)
                    VALUES (?, ?, 'test', 0)
                    """, [.integer(other), .integer(file.entry.id)])
            }
            let tombstone = try await Self.delete(Subject(.file, file.entry.id), in: book)
            #expect(tombstone.files.isEmpty)
            #expect(tombstone.counts == [.init("files", 1)])
            #expect(try await Self.rows(book, "event") == 11)
            #expect(try await Self.rows(book, "record_file", "state = 'whole'") == 1)
            #expect(
                FileManager.default.fileExists(
                    atPath: book.casebook.pathOfOriginal(sha256: file.entry.sha256)))
        }
    }

    @Test(
        "A crash between the deletion and the bytes is made good when the casebook is opened",
        arguments: TestDatabase.all)
    func crash(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            let path = book.casebook.pathOfOriginal(sha256: file.entry.sha256)
            let bytes = try #require(FileManager.default.contents(atPath: path))
            _ = try await Self.delete(Subject(.file, file.entry.id), in: book)
            #expect(FileManager.default.createFile(atPath: path, contents: bytes))
            try await book.casebook.finishDeletions()
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    // MARK: One person

    @Test("A deleted person is gone from the log's old and new values too", arguments: TestDatabase.all)
    func person(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, _, person in
            #expect(try await Self.rows(book, "log_change", "new_value = 'Robin Example'") == 1)
            let tombstone = try await Self.delete(Subject(.person, person), in: book)
            #expect(tombstone.count("people") == 1)
            #expect(tombstone.count("notes") == 1)
            for table in ["person", "person_role", "person_line"] {
                #expect(try await Self.rows(book, table) == 0, "\(table)")
            }
            #expect(try await Self.rows(book, "log_change", "new_value = 'Robin Example'") == 0)
            #expect(try await Self.rows(book, "note") == 1)
            #expect(try await Self.rows(book, "search_entry", "subject_kind = 'person'") == 0)
            #expect(try await Self.rows(book, "line") == 1)
            _ = try await Self.verified(book)
        }
    }

    // MARK: An operation whole

    @Test(
        "A deleted operation leaves a husk, and of everything else only counts", arguments: TestDatabase.all)
    func operation(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            let subject = Subject(.operation, book.operation)
            let tombstone = try await Self.delete(subject, in: book)
            let expected: [(String, Int)] = [
                ("lines", 1), ("closures", 2), ("episodes", 2), ("decisions", 1), ("answers", 1),
                ("people", 1),
                ("identifiers", 1), ("authorisations", 1), ("files", 1), ("notes", 2), ("events", 11),
            ]
            for (name, count) in expected { #expect(tombstone.count(name) == count, "\(name)") }
            for table in try await Self.tables(book) where !Self.staying.contains(table) {
                #expect(try await Self.rows(book, table) == 0, "\(table)")
            }
            #expect(try await Self.rows(book, "operation", "name = '(removed)' AND status = 'closed'") == 1)
            #expect(
                !FileManager.default.fileExists(
                    atPath: book.casebook.pathOfOriginal(sha256: file.entry.sha256)))
            #expect(try await Self.problems(book) == [])
            // The log proves what class of thing was removed, and its chain is whole.
            let acts = try await book.log(2)
            #expect(acts[0].hasPrefix("erasure delete operation notes=2 "))
            #expect(acts[1].hasPrefix("erasure erase-changes "))
            #expect(try await Self.verified(book).erased > 5)
        }
    }

    @Test("What two operations share stays with the other", arguments: TestDatabase.all)
    func sharedNumbers(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, _, _ in
            let other = try await book.desk().makeOperation(named: "Rowan", force: 1)
            _ = try await book.desk().addLine(
                named: "Oak", number: try Party(parsing: "07700 900001"), from: TestBook.now, in: other)
            _ = try await Self.delete(Subject(.operation, book.operation), in: book)
            #expect(try await Self.rows(book, "line") == 1)
            #expect(try await Self.rows(book, "party") == 1)
            #expect(try await book.desk().line(named: "Oak").file.currentEpisode != nil)
        }
    }

    private static func verified(_ book: TestBook) async throws -> LogVerifier.Report {
        try await StoredLog(database: book.casebook.database).verify()
    }

    // MARK: Refusals

    @Test("Nobody confirms what they asked for themselves, by whatever way", arguments: TestDatabase.all)
    func samePerson(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            let legal = book.desk(.legal)
            let request = try await legal.askDeletion(
                of: Subject(.file, file.entry.id), in: book.operation, reason: "No longer needed")
            await #expect(throws: RetentionRefusal.samePerson) { try await legal.confirmDeletion(request) }
            await #expect(throws: RetentionRefusal.samePerson) {
                try await legal.refuseDeletion(request, reason: "No")
            }
            await #expect(throws: RetentionRefusal.samePerson) {
                try await book.casebook.carryOut(
                    deletion: request, by: legal.who.id, at: TestBook.now,
                    log: { _ in LogDraft(.erasure, "x", by: legal.actor, on: Subject(.file)) })
            }
            // And were the rules gone, the database itself would refuse.
            await #expect(throws: StorageError.self) {
                try await book.casebook.database.write {
                    try $0.execute(
                        "UPDATE deletion SET answered_by = asked_by WHERE id = ?", [.integer(request)])
                }
            }
            #expect(try await Self.rows(book, "event") == 11)
        }
    }

    @Test("Under a legal hold nothing is asked for or deleted", arguments: TestDatabase.all)
    func held(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, person in
            let subject = Subject(.file, file.entry.id)
            let request = try await book.desk().askDeletion(of: subject, in: book.operation, reason: "Old")
            try await book.desk(.legal).hold(operation: book.operation, isHeld: true, reason: "Appeal")
            await #expect(throws: RetentionRefusal.held) {
                try await book.desk(.legal).confirmDeletion(request)
            }
            await #expect(throws: RetentionRefusal.held) {
                try await book.casebook.carryOut(
                    deletion: request, by: 4, at: TestBook.now,
                    log: { _ in LogDraft(.erasure, "x", by: TestBook.system, on: subject) })
            }
            await #expect(throws: RetentionRefusal.held) {
                try await book.desk().askDeletion(
                    of: Subject(.person, person), in: book.operation, reason: "Old")
            }
            #expect(try await Self.rows(book, "event") == 11)
            #expect(try await Self.rows(book, "deletion", "state = 'asked'") == 1)
            try await book.desk(.legal).hold(operation: book.operation, isHeld: false, reason: "Appeal over")
            _ = try await book.desk(.legal).confirmDeletion(request)
            #expect(try await Self.rows(book, "event") == 0)
        }
    }

    @Test("A request is answered once, and asked once at a time", arguments: TestDatabase.all)
    func once(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, person in
            let subject = Subject(.person, person)
            let first = try await book.desk().askDeletion(of: subject, in: book.operation, reason: "Old")
            await #expect(throws: RetentionRefusal.askedAlready(first)) {
                try await book.desk(.legal).askDeletion(of: subject, in: book.operation, reason: "Older")
            }
            try await book.desk(.legal).refuseDeletion(first, reason: "Needed for trial")
            for _ in 0..<2 {
                await #expect(throws: RetentionRefusal.stepNotAllowed(from: .refused)) {
                    try await book.desk(.legal).confirmDeletion(first)
                }
            }
            let second = try await book.desk().askDeletion(of: subject, in: book.operation, reason: "Old")
            _ = try await book.desk(.legal).confirmDeletion(second)
            await #expect(throws: RetentionRefusal.stepNotAllowed(from: .done)) {
                try await book.desk(.legal).confirmDeletion(second)
            }
            await #expect(throws: RetentionRefusal.noSuchDeletion(99)) {
                try await book.desk(.legal).confirmDeletion(99)
            }
            await #expect(throws: RetentionRefusal.noSuchSubject(.person)) {
                try await book.desk().askDeletion(of: subject, in: book.operation, reason: "Old")
            }
            await #expect(throws: RetentionRefusal.notDeletable(.line)) {
                try await book.desk().askDeletion(of: Subject(.line, 1), in: book.operation, reason: "Old")
            }
            await #expect(throws: RegisterRefusal.reasonMissing) {
                try await book.desk().askDeletion(
                    of: Subject(.file, file.entry.id), in: book.operation, reason: " ")
            }
        }
    }

    @Test("Only the roles that may ask and confirm do so", arguments: TestDatabase.all)
    func roles(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            let subject = Subject(.file, file.entry.id)
            let request = try await book.desk().askDeletion(of: subject, in: book.operation, reason: "Old")
            for role in Role.allCases where role != .legal {
                await #expect(throws: AccessRefusal.self, "\(role)") {
                    try await book.desk(role, .everywhere).confirmDeletion(request)
                }
                await #expect(throws: AccessRefusal.self, "\(role)") {
                    try await book.desk(role, .everywhere).hold(
                        operation: book.operation, isHeld: true, reason: "Appeal")
                }
            }
            await #expect(throws: AccessRefusal.elsewhere) {
                try await book.desk(.legal, .force(2)).confirmDeletion(request)
            }
            await #expect(throws: AccessRefusal.self) {
                try await book.desk(.analyst).askDeletion(of: subject, in: book.operation, reason: "Old")
            }
            await #expect(throws: AccessRefusal.self) {
                try await book.desk(.investigator).setRetention("records", months: "3")
            }
        }
    }

    @Test("History cannot be deleted but while a deletion is under way", arguments: TestDatabase.all)
    func triggers(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, file, _ in
            _ = try await book.desk().askDeletion(
                of: Subject(.file, file.entry.id), in: book.operation, reason: "Old")
            for script in ["DELETE FROM event", "DELETE FROM note", "DELETE FROM log_change"] {
                await #expect(throws: StorageError.self, "\(script)") {
                    try await book.casebook.database.write { try $0.execute(script: script) }
                }
            }
        }
    }

    // MARK: Reviews

    @Test("A review falls due, and says what has reached its time", arguments: TestDatabase.all)
    func reviews(kind: TestDatabase) async throws {
        try await Self.full(kind) { book, _, _ in
            #expect(try await book.desk().reviewsDue().isEmpty)
            let rules = try await book.desk().retention()
            let due = rules.firstReview(madeAt: TestBook.now)
            let found = try await book.desk(now: due).reviewsDue()
            #expect(found.map(\.operation.id) == [book.operation])
            #expect(found.first?.due.map(\.dataClass) == [.records])
            #expect(found.first?.due.map(\.count) == [1])
            let later = try await book.desk(now: due.adding(seconds: 4 * 366 * 86_400)).reviewsDue()
            #expect(later.first?.due.map(\.dataClass) == DataClass.ofCases)
        }
    }

    @Test(
        "An administrator sets a period; it counts for operations made from then on",
        arguments: TestDatabase.all)
    func periods(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let administrator = book.desk(.administrator, .everywhere)
            try await administrator.setRetention("records", months: " 3 ")
            #expect(try await book.desk().retention().months(.records) == 3)
            for wrong in ["", "0", "-1", "1201", "1.5", "three"] {
                await #expect(throws: RetentionRefusal.months(longest: 1_200)) {
                    try await administrator.setRetention("records", months: wrong)
                }
            }
            await #expect(throws: RetentionRefusal.noSuchClass("x")) {
                try await administrator.setRetention("x", months: "3")
            }
            let operation = try await book.desk().makeOperation(named: "Rowan", force: 1)
            #expect(
                try await book.casebook.operation(id: operation)?.reviewAt
                    == RetentionRules(overrides: [.records: 3]).firstReview(madeAt: TestBook.now))
        }
    }
}

extension Tombstone {
    fileprivate func count(_ name: String) -> Int { counts.first { $0.name == name }?.count ?? 0 }
}
