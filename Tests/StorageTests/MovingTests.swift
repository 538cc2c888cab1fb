import CallRecords
import Foundation
import SQL
import TestDatabases
import Testing

@testable import Storage

/// Backing up, restoring and moving, from either database to either.
struct MovingTests {
    /// All pairs of databases.
    private static let ways = TestDatabase.all.flatMap { from in
        TestDatabase.all.map { Way(from: from, to: $0) }
    }

    struct Way: Sendable, CustomTestStringConvertible {
        let from: TestDatabase
        let to: TestDatabase
        var testDescription: String { "\(from) to \(to)" }
    }

    @Test("Both databases have the same tables, columns and keys")
    func oneShape() async throws {
        var shapes: [[TableShape]] = []
        for kind in TestDatabase.all {
            try await kind.with { database in
                try await Migrator.migrate(
                    database, with: Migrator.migrations(in: Casebook.migrations(for: database.dialect)),
                    nowMicroseconds: 0)
                shapes.append(try await database.read { try $0.shape() })
            }
        }
        for shape in shapes {
            #expect(shape.count > 40)
            #expect(shape.map(\.name) == shapes[0].map(\.name))
            for (one, other) in zip(shape, shapes[0]) { #expect(one.fits(other), "\(one) \(other)") }
        }
    }

    @Test(
        "The book of these tests has a row in every table, so that none is forgotten",
        arguments: TestDatabase.all)
    func everything(kind: TestDatabase) async throws {
        try await FullBook.with(kind) { full in
            for (table, lines) in try await FullBook.lines(full.casebook.database) {
                #expect(!lines.isEmpty || table == "operation_erased", "\(table) is empty")
            }
        }
    }

    @Test("What is restored is what was backed up, and one entry of the log tells of it", arguments: ways)
    func restored(way: Way) async throws {
        try await FullBook.with(way.from) { full in
            let path = full.path("casebook.rfbackup")
            let backup = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
            #expect(backup.manifest.lost.isEmpty)
            let before = try await FullBook.lines(full.casebook.database)
            try await way.to.with { database in
                let reader = try BackupReader(path: path, seal: backup.seal)
                let folder = full.path("restored")
                let casebook = try await Casebook.restore(
                    reader, into: database, originals: folder, now: TestBook.now)
                try await Self.expectSame(before, try await FullBook.lines(casebook.database), more: 1)
                #expect(FullBook.files(in: folder) == FullBook.files(in: full.originals))
                #expect(try await casebook.database.integrityProblems().filter { $0.contains("not") }.isEmpty)
                _ = try await StoredLog(database: casebook.database).verify()
                try await Self.expectUsable(casebook)
            }
        }
    }

    @Test("What is moved is what was there, to the last digest", arguments: ways)
    func moved(way: Way) async throws {
        try await FullBook.with(way.from) { full in
            try await way.to.with { database in
                let folder = full.path("moved")
                let moved = try await full.casebook.move(into: database, originals: folder, now: TestBook.now)
                #expect(moved.originals == 1 && moved.lost.isEmpty)
                let before = try await FullBook.lines(full.casebook.database)
                try await Self.expectSame(before, try await FullBook.lines(database), more: 0)
                #expect(FullBook.files(in: folder) == FullBook.files(in: full.originals))
                let casebook = try await Casebook(database: database, originals: folder, now: TestBook.now)
                try await Self.expectUsable(casebook)
            }
        }
    }

    private static func expectSame(
        _ before: [String: [Substring]], _ after: [String: [Substring]], more: Int
    ) async throws {
        #expect(before.keys.sorted() == after.keys.sorted())
        for (table, lines) in before where table != "log_head" || more == 0 {
            let found = after[table] ?? []
            let added = table == "log_entry" ? more : 0
            #expect(found.count == lines.count + added, "\(table)")
            #expect(Array(found.prefix(lines.count)) == lines, "\(table)")
        }
    }

    /// New rows get new ids, and history is still kept.
    private static func expectUsable(_ casebook: Casebook) async throws {
        let book = try await casebook.database.read { connection in
            (
                operations: try connection.first("SELECT MAX(id) FROM operation", [], { $0.integer(0) }),
                notes: try connection.first("SELECT MAX(id) FROM note", [], { $0.integer(0) })
            )
        }
        let next = try await casebook.database.write { connection in
            try connection.insert(
                """
                INSERT INTO note (operation_id, subject_kind, subject_id, text, written_by, written_us)
                VALUES (1, 'line', 1, 'after', 'x', 0) RETURNING id
                """, [])
        }
        #expect(next == (book.notes ?? 0) + 1 && book.operations == 1)
        await #expect(throws: StorageError.self) {
            try await casebook.database.write { try $0.execute("DELETE FROM log_entry") }
        }
        await #expect(throws: StorageError.self, "references are held again") {
            try await casebook.database.write { connection in
                try connection.execute(
                    "INSERT INTO operation_share (operation_id, force_id, reach) VALUES (99, 99, 'see')")
            }
        }
    }

    @Test("A backup taken while others write is of one moment", arguments: TestDatabase.all)
    func whileWriting(kind: TestDatabase) async throws {
        try await FullBook.with(kind) { full in
            let database = full.casebook.database
            // A pair of rows comes in each transaction: any one moment has as many of the one as of the other.
            let writing = Task {
                for number in 0..<60 {
                    try await database.write { connection in
                        try connection.execute(
                            "INSERT INTO setting VALUES (?, 'x')", [.text("pair \(number)")])
                        try connection.execute(
                            "INSERT INTO handset (body) VALUES (?)", [.integer(Int64(number) + 1_000)])
                    }
                }
            }
            for round in 0..<3 {
                let path = full.path("round-\(round).rfbackup")
                let backup = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
                let rows = Dictionary(
                    uniqueKeysWithValues: backup.manifest.tables.map { ($0.shape.name, $0.rows) })
                #expect((rows["setting"] ?? 0) - 1 == (rows["handset"] ?? 0) - 1)
                _ = try BackupReader(path: path)
            }
            try await writing.value
        }
    }

    @Test("A casebook of an older schema is backed up as it is, restored, and brought up to date")
    func older() async throws {
        try await TestDatabase.sqlite.withFresh { fresh in
            let migrations = try Migrator.migrations(in: Casebook.migrations(for: .sqlite))
            try await Migrator.migrate(fresh.database, with: [migrations[0]], nowMicroseconds: 0)
            try await fresh.database.write { connection in
                try connection.execute(
                    "INSERT INTO line (name, name_key, recorded_us) VALUES ('Ash', 'ash', 1)")
            }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let old = try await Casebook(
                database: fresh.database, folder: folder.path, now: TestBook.now, schema: .asItIs)
            let path = folder.appending(path: "old.rfbackup").path
            let backup = try await old.backUp(to: path, software: "test", now: TestBook.now)
            #expect(backup.manifest.schema == "0001-casebook" && backup.manifest.log == nil)
            for kind in TestDatabase.all {
                try await kind.with { database in
                    let casebook = try await Casebook.restore(
                        BackupReader(path: path), into: database, originals: folder.path, now: TestBook.now)
                    let names = try await casebook.database.read { connection in
                        try connection.all("SELECT name_key FROM line_card") { $0.text(0) }
                    }
                    #expect(names == ["ash"])
                }
            }
        }
    }
}
