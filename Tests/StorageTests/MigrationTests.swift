import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Synchronization
import Telephony
import TestDatabases
import Testing

struct MigrationTests {
    /// Digests of the files as released. A released migration is never edited: write the next one.
    private static let released: [SQLDialect: [String: String]] = [
        .sqlite: [
            "0001-casebook": "bc599d89efecbc1f3f7c37c3bdd1a963768286e9bf4a45dfdb9212aeb914a3b0",
            "0002-shared": "5b5875bbad58a989bdb7613038bd9ff7c7f5c432e505f52afe946b4a284ac259",
            "0003-counts": "690c332b16b408c99f09707abcbe9906e5461e8a50f74997b4a9f6078c138324",
            "0004-explanation": "62f642a2ac56899146cfcb44abd22d8a2ea886b29a74ab5212b73d0f625cd3de",
            "0005-sims": "d81a379684ea43874d2a89d61efe2bbaa57ce9983533cf1213dd18a52b4a666a",
        ],
        .postgres: [
            "0001-casebook": "8b9182e0b15775377f885779240f6c40ff99c3a4a352506e003fbd42d5b584bd",
            "0002-shared": "e345ab271fe87b07a66be421a75a589aed4b221e2088a7eb74e7a4807b456a7a",
            "0003-counts": "95e24c6c2188d37c42afbcaf52f39c5e697fb60d1c9663e47a021ee0cdb34166",
            "0004-explanation": "dd984df6ae330a33aa842128911bda24ca34f1aa65ce50ee6d16f7e419f0bc01",
            "0005-sims": "7d39fa20013aabe9d9fdfe0d385f08bc2737c675b95d2b711aa40eba663b655d",
        ],
    ]

    private static func migrations(_ dialect: SQLDialect) throws -> [Migrator.Migration] {
        try Migrator.migrations(in: Casebook.migrations(for: dialect))
    }

    @Test("No released migration has been edited, and HEAD names the last", arguments: SQLDialect.allCases)
    func digests(dialect: SQLDialect) throws {
        let migrations = try Self.migrations(dialect)
        for migration in migrations {
            #expect(Self.released[dialect]?[migration.name] == migration.digest, "\(migration.name)")
        }
        #expect(migrations.map(\.number) == Array(1...Int64(migrations.count)))
        let head = try String(contentsOf: Self.folder.appending(path: "Migrations/HEAD"), encoding: .utf8)
        #expect(head == (migrations.last?.name ?? "") + "\n")
    }

    @Test("The migrated schema is the golden one")
    func goldenSchema() async throws {
        try await TestBook.with(.sqlite) { book in
            let schema =
                try await book.casebook.database.read { connection in
                    try connection.all(
                        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name"
                    ) { $0.text(0) }
                }.joined(separator: ";\n\n") + ";\n"
            try expectGolden(schema, "schema.sql")
        }
    }

    /// The columns that a table has, whatever the dialect calls their types.
    @Test("Both databases have the same tables, with the same columns in the same order")
    func sameTables() async throws {
        guard !TestDatabase.isWithoutPostgres else { return }
        let kept = Mutex<[SQLDialect: [String]]>([:])
        for kind in TestDatabase.all {
            try await TestBook.with(kind) { book in
                let columns = try await book.casebook.database.read { connection in
                    try connection.all(
                        kind.dialect == .sqlite
                            ? """
                            SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'grdb_%'
                            ORDER BY m.name, c.cid
                            """
                            : """
                            SELECT table_name || '.' || column_name FROM information_schema.columns
                            WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", ordinal_position
                            """
                    ) { $0.text(0) }
                }
                kept.withLock { $0[kind.dialect] = columns }
            }
        }
        let columns = kept.withLock { $0 }
        #expect(columns[.sqlite] == columns[.postgres])
        #expect((columns[.sqlite]?.count ?? 0) > 200)
    }

    @Test(
        "What the first version held is there after the second step, in an operation",
        arguments: TestDatabase.all)
    func fromTheFirst(kind: TestDatabase) async throws {
        try await kind.with { database in
            let all = try Self.migrations(kind.dialect)
            try await Migrator.migrate(database, with: Array(all.prefix(1)), nowMicroseconds: 0)
            try await database.write { connection in
                try connection.execute(script: Self.oldRows)
                try connection.restartIDs(
                    of: ["party", "record_file", "line", "episode", "closure", "decision"], kind)
            }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let book = try await Casebook(database: database, folder: folder.path, now: TestBook.now)
            let operations = try await book.operations()
            #expect(operations.map(\.name) == ["Before operations"])
            let rows = try await book.lines(in: [1], LineQuery()).rows
            #expect(rows.map(\.line.name) == ["Ash", "Elder"])
            #expect(rows.map { $0.numberNow?.description } == ["+447700900002", "+447700900003"])
            #expect(rows.map(\.closures) == [1, 0])
            #expect(rows.first?.hoursToRefinding == 1)
            let file = try #require(try await book.line(id: 1))
            #expect(file.closures.first?.decisions.map(\.verdict) == [.accept, .accept, .undo])
            // The number accepted and undone for Elder serves nobody.
            #expect(try await book.numbers(in: [1], page: 1).rows.count == 3)
            #expect(try await book.files(in: [1], page: 1).rows.map(\.entry.name) == ["old.csv"])
            #expect(try await book.events(in: 1, until: nil).0.count == 1)
            // And what comes after has a row of its own.
            let id = try await book.addLine(
                named: "Rowan", number: try Party(parsing: "07700 900009"), from: TestBook.now, in: 1,
                at: TestBook.now, check: { _ in },
                log: { LogDraft(.alteration, "add-line", by: TestBook.system, on: Subject(.line, $0)) })
            #expect(id == 3)
        }
    }

    @Test(
        "A log of the second version is whole after the third step, and is counted",
        arguments: TestDatabase.all)
    func fromTheSecond(kind: TestDatabase) async throws {
        try await kind.with { database in
            let all = try Self.migrations(kind.dialect)
            try await Migrator.migrate(database, with: Array(all.prefix(2)), nowMicroseconds: 0)
            let night = Instant(seconds: 1_780_005_600)
            try await database.write { connection in
                for number in Int64(1)...3 {
                    let draft = LogDraft(
                        .consultation, "see-line", by: Actor(userID: 1, login: "officer", source: "test"),
                        on: Subject(.line, number), operation: number)
                    try connection.append(draft, at: night)
                }
            }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let later = night.adding(seconds: 86_400)
            let book = try await Casebook(database: database, folder: folder.path, now: later)
            let isCounted = try await book.countLog(endedBefore: later, pieces: 9)
            #expect(isCounted)
            let rows = try await database.read { connection in
                try connection.all(
                    "SELECT hour_us, operation_id, subjects FROM log_hour ORDER BY operation_id"
                ) {
                    [
                        $0.integer(0) / 1_000_000 - night.microseconds / 3_600_000_000 * 3_600, $0.integer(1),
                        $0.integer(2),
                    ]
                }
            }
            #expect(rows == [[0, 1, 1], [0, 2, 1], [0, 3, 1]])
            _ = try await StoredLog(database: database).verify()
        }
    }

    /// Two lines as 0.1.0 wrote them: one closed and found again, one with an acceptance that was undone.
    private static let oldRows = """
        INSERT INTO party (id, name) VALUES (1, '+447700900001'), (2, '+447700900002'), (3, '+447700900003'),
            (4, '+447700900004');
        INSERT INTO record_file (id, sha256, name, byte_count, layout, zone, imported_us, row_count, event_count,
            quarantine_count, preamble_lines, blank_lines, reasons)
            VALUES (1, '\(String(repeating: "a", count: 64))', 'old.csv', 9, 'ringfence', 'stated', 5, 1, 1, 0, 0, 0, '{}');
        INSERT INTO event (file_id, row_number, time_us, kind, from_party, to_party) VALUES (1, 1, 7, 0, 1, 2);
        INSERT INTO line (id, name, name_key, recorded_us) VALUES (1, 'Ash', 'ash', 1), (2, 'Elder', 'elder', 1);
        INSERT INTO episode (id, line_id, party_id, from_us, recorded_us) VALUES (1, 1, 1, 1, 1), (2, 2, 3, 1, 1);
        INSERT INTO closure (id, line_id, episode_id, party_id, closed_us, kind, recorded_us)
            VALUES (1, 1, 1, 1, 3600000000, 'order', 2);
        INSERT INTO decision (id, closure_id, party_id, verdict, reason, decided_by, decided_us)
            VALUES (1, 1, 2, 'accept', 'r', 'b', 7200000000), (2, 1, 4, 'accept', 'r', 'b', 1), (3, 1, 4, 'undo', 'r', 'b', 2);
        INSERT INTO episode (id, line_id, party_id, from_us, decision_id, recorded_us)
            VALUES (3, 1, 2, 3600000000, 1, 1), (4, 1, 4, 3600000000, 2, 1);
        """

    @Test("A casebook made by a newer version is refused in one sentence", arguments: TestDatabase.all)
    func newer(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.casebook.database.write { connection in
                try connection.execute("INSERT INTO schema_migration VALUES (9999, '9999-later', 'x', 0)")
            }
            do {
                _ = try await Casebook(
                    database: book.casebook.database, folder: book.folder.path, now: TestBook.now)
                Issue.record("not refused")
            } catch let error as StorageError {
                #expect(error.code == .newerDatabase)
                #expect(error.description.contains("newer version"))
            }
        }
    }

    @Test("A casebook whose steps were changed is refused", arguments: TestDatabase.all)
    func changed(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.casebook.database.write {
                try $0.execute("UPDATE schema_migration SET digest = 'x'")
            }
            await #expect(throws: StorageError.self) {
                _ = try await Casebook(
                    database: book.casebook.database, folder: book.folder.path, now: TestBook.now)
            }
        }
    }

    @Test("A file that is no database is refused, and left as it is")
    func notADatabase() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "ringfence.sqlite")
        let text = String(repeating: "not a database ", count: 100)
        try Data(text.utf8).write(to: file)
        do {
            _ = try await Casebook(folder: folder.path, now: TestBook.now)
            Issue.record("not refused")
        } catch let error as StorageError {
            #expect(error.code == .notACasebook)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Storage")
}

/// Holds a text against a kept file. `RECORD_GOLDEN=1` rewrites the file and fails, so that a person reads the change.
func expectGolden(_ text: String, _ name: String, file: StaticString = #filePath) throws {
    let golden = URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(
            at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: golden)
        Issue.record("\(name) was rewritten: read the change, then run without RECORD_GOLDEN")
        return
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == text)
}
