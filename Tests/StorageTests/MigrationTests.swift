import Casework
import CallRecords
import Foundation
import Storage
import Testing

struct MigrationTests {
    /// Digests of the files as released. A released migration is never edited: write the next one.
    private static let released: [String: String] = [
        "0001-casebook": "bc599d89efecbc1f3f7c37c3bdd1a963768286e9bf4a45dfdb9212aeb914a3b0"
    ]

    @Test("No released migration has been edited, and HEAD names the last")
    func digests() throws {
        let migrations = try Migrator.migrations(dialect: "sqlite")
        for migration in migrations {
            #expect(Self.released[migration.name] == migration.digest, "\(migration.name)")
        }
        #expect(migrations.map(\.number) == Array(1...Int64(migrations.count)))
        let head = try String(contentsOf: Self.folder.appending(path: "Migrations/HEAD"), encoding: .utf8)
        #expect(head == (migrations.last?.name ?? "") + "\n")
    }

    @Test("The migrated schema is the golden one")
    func goldenSchema() async throws {
        let book = try await TemporaryCasebook()
        let schema =
            try await book.casebook.database.read { connection in
                try connection.all(
                    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name"
                ) { $0.text(0) }
            }.joined(separator: ";\n\n") + ";\n"
        try expectGolden(schema, "schema.sql")
    }

    @Test("A casebook made by a newer version is refused in one sentence")
    func newer() async throws {
        let book = try await TemporaryCasebook()
        try await book.casebook.database.write { connection in
            try connection.execute("INSERT INTO schema_migration VALUES (9999, '9999-later', 'x', 0)")
        }
        do {
            _ = try await Casebook(folder: book.folder.path, now: TemporaryCasebook.now)
            Issue.record("not refused")
        } catch let error as StorageError {
            #expect(error.code == .newerDatabase)
            #expect(error.description.contains("newer version"))
        }
    }

    @Test("A casebook whose steps were changed is refused")
    func changed() async throws {
        let book = try await TemporaryCasebook()
        try await book.casebook.database.write { try $0.execute("UPDATE schema_migration SET digest = 'x'") }
        await #expect(throws: StorageError.self) {
            _ = try await Casebook(folder: book.folder.path, now: TemporaryCasebook.now)
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
            _ = try await Casebook(folder: folder.path, now: TemporaryCasebook.now)
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
