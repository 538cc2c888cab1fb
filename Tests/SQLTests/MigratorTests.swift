import Foundation
import SQL
import TestDatabases
import Testing

struct MigratorTests {
    private static func with<Result>(
        _ files: [String: String], _ body: ([Migrator.Migration]) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "migrations-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, sql) in files { try Data(sql.utf8).write(to: folder.appending(path: name)) }
        return try await body(Migrator.migrations(in: folder))
    }

    private static let files = [
        "0002-second.sql": "INSERT INTO thing VALUES (2); INSERT INTO thing VALUES (3);",
        "0001-first.sql": "CREATE TABLE thing (id BIGINT PRIMARY KEY);\nINSERT INTO thing VALUES (1); -- ?",
        "README.md": "not one",
    ]

    private static func ids(_ database: any SQLDatabase) async throws -> [Int64] {
        try await database.read { try $0.all("SELECT id FROM thing ORDER BY id") { $0.integer(0) } }
    }

    @Test("Steps are applied once, in order, and told", arguments: TestDatabase.all)
    func once(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.with(Self.files) { migrations in
                var state = try await Migrator.state(of: database, with: migrations)
                #expect(state.applied.isEmpty)
                #expect(state.pending.map(\.name) == ["0001-first", "0002-second"])
                try await Migrator.migrate(database, with: Array(migrations.prefix(1)), nowMicroseconds: 5)
                state = try await Migrator.state(of: database, with: migrations)
                #expect(state.applied.map(\.name) == ["0001-first"])
                #expect(state.applied.map(\.atMicroseconds) == [5])
                #expect(state.pending.map(\.name) == ["0002-second"])
                for _ in 0..<2 { try await Migrator.migrate(database, with: migrations, nowMicroseconds: 6) }
                #expect(try await Migrator.state(of: database, with: migrations).pending.isEmpty)
            }
            #expect(try await Self.ids(database) == [1, 2, 3])
        }
    }

    @Test("Servers that start at once do not both migrate", arguments: TestDatabase.all)
    func atOnce(kind: TestDatabase) async throws {
        try await kind.withFresh { fresh in
            try await Self.with(Self.files) { migrations in
                let others = try (0..<4).map { _ in try fresh.openAgain(poolSize: 1) }
                try await withThrowingTaskGroup { group in
                    for database in others + [fresh.database] {
                        group.addTask {
                            try await Migrator.migrate(database, with: migrations, nowMicroseconds: 0)
                        }
                    }
                    try await group.waitForAll()
                }
                for database in others { await database.close() }
            }
            #expect(try await Self.ids(fresh.database) == [1, 2, 3])
        }
    }

    @Test("A step that fails leaves the database as it was", arguments: TestDatabase.all)
    func failing(kind: TestDatabase) async throws {
        try await kind.with { database in
            let files = Self.files.merging(["0003-wrong.sql": "INSERT INTO thing VALUES (1);"]) { $1 }
            try await Self.with(files) { migrations in
                let error = await #expect(throws: StorageError.self) {
                    try await Migrator.migrate(database, with: migrations, nowMicroseconds: 0)
                }
                #expect(error?.code == .conflict)
                let names = ["thing", "schema_migration"]
                let found = try await database.read { connection in
                    try names.filter { try connection.hasTable($0) }
                }
                #expect(found == [])
            }
        }
    }

    @Test("A newer database and a changed step are refused", arguments: TestDatabase.all)
    func refused(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.with(Self.files) { migrations in
                try await Migrator.migrate(database, with: migrations, nowMicroseconds: 0)
                let older = await #expect(throws: StorageError.self) {
                    try await Migrator.migrate(
                        database, with: Array(migrations.prefix(1)), nowMicroseconds: 0)
                }
                #expect(older?.code == .newerDatabase)
            }
            try await Self.with(Self.files.merging(["0002-second.sql": "SELECT 1"]) { $1 }) { migrations in
                let changed = await #expect(throws: StorageError.self) {
                    _ = try await Migrator.state(of: database, with: migrations)
                }
                #expect(changed?.code == .changedMigration)
            }
        }
    }
}
