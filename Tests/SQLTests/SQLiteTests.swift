import Foundation
import SQL
import TestDatabases
import Testing

struct SQLiteTests {
    @Test("A copy holds what was committed, and is a database of its own")
    func backup() async throws {
        try await TestDatabase.sqlite.withFresh { fresh in
            guard let database = fresh.database as? SQLiteDatabase else { return }
            try await database.write { connection in
                try connection.execute(script: "CREATE TABLE thing (id BIGINT PRIMARY KEY)")
                try connection.insertMany(into: "thing", columns: ["id"]) { append in
                    for number in Int64(0)..<5000 { try append([.integer(number)]) }
                }
            }
            let path = fresh.address + ".copy"
            try await database.backup(to: path)
            try await database.write { try $0.execute("DELETE FROM thing") }
            let copy = try SQLiteDatabase(path: path)
            #expect(
                try await copy.read { try $0.first("SELECT count(*) FROM thing") { $0.integer(0) } } == 5000)
            #expect(try await copy.integrityProblems() == [])
            await copy.close()
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let again = await #expect(throws: StorageError.self) { try await database.backup(to: path) }
            #expect(again?.code == .notWritable)
        }
    }

    @Test("A row whose parent is missing is found")
    func orphan() async throws {
        try await TestDatabase.sqlite.with { database in
            try await database.write { connection in
                try connection.execute(
                    script: """
                        CREATE TABLE parent (id INTEGER PRIMARY KEY);
                        CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER);
                        INSERT INTO child VALUES (1, 77);
                        PRAGMA writable_schema = ON;
                        UPDATE sqlite_schema SET sql =
                            'CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id))'
                        WHERE name = 'child';
                        PRAGMA writable_schema = RESET;
                        """)
            }
            #expect(
                try await database.integrityProblems() == [
                    "A row of child refers to one of parent that is not there."
                ])
        }
    }

    @Test("What a trigger refuses is a conflict")
    func trigger() async throws {
        try await TestDatabase.sqlite.with { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute(
                        script: """
                            CREATE TABLE thing (id INTEGER PRIMARY KEY);
                            CREATE TRIGGER keep BEFORE DELETE ON thing
                            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                            INSERT INTO thing VALUES (1);
                            """)
                    try connection.execute("DELETE FROM thing")
                }
            }
            #expect(error?.violation == .trigger)
            #expect(error?.description.contains("append-only") == true)
        }
    }
}
