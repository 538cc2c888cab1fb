import Dispatch
import SQL
import Synchronization
import TestDatabases
import Testing

struct TransactionTests {
    private struct GivenUp: Error {}

    private static func makeCounter(_ database: any SQLDatabase) async throws {
        try await database.write { connection in
            try connection.execute(
                script: """
                    CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0));
                    CREATE TABLE child (counter_id BIGINT REFERENCES counter (id));
                    INSERT INTO counter VALUES (1, 0);
                    """)
        }
    }

    private static func value(_ connection: any SQLConnection, id: Int64 = 1) throws -> Int64? {
        try connection.first("SELECT value FROM counter WHERE id = ?", [.integer(id)]) { $0.integer(0) }
    }

    @Test("What throws leaves nothing behind", arguments: TestDatabase.all)
    func rollback(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            await #expect(throws: GivenUp.self) {
                try await database.write { connection in
                    try connection.execute("UPDATE counter SET value = 5")
                    try connection.execute(script: "CREATE TABLE other (id BIGINT)")
                    throw GivenUp()
                }
            }
            #expect(try await database.read { try Self.value($0) } == 0)
            #expect(try await database.read { try $0.hasTable("other") } == false)
            #expect(try await database.read { try $0.hasTable("counter") })
        }
    }

    @Test("Reads see one moment, whatever is written meanwhile", arguments: TestDatabase.all)
    func oneMoment(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let written = DispatchSemaphore(value: 0)
            async let write: Void = {
                for await _ in started { break }
                defer { written.signal() }
                try await database.write { try $0.execute("UPDATE counter SET value = 1") }
            }()
            let seen = try await database.read { connection in
                let first = try Self.value(connection)
                start.yield()
                written.wait()
                return [first, try Self.value(connection)]
            }
            try await write
            #expect(seen == [0, 0])
            #expect(try await database.read { try Self.value($0) } == 1)
        }
    }

    @Test("A read may not write", arguments: TestDatabase.all)
    func readOnly(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            await #expect(throws: StorageError.self) {
                try await database.read { try $0.execute("UPDATE counter SET value = 1") }
            }
            #expect(try await database.read { try Self.value($0) } == 0)
        }
    }

    @Test(
        "A constraint's refusal can be told from other errors, and tells no values",
        arguments: TestDatabase.all,
        [
            ("INSERT INTO counter VALUES (1, 771771771)", StorageError.Violation.unique),
            ("INSERT INTO counter VALUES (2, -771771771)", .check),
            ("INSERT INTO counter VALUES (771771771, NULL)", .notNull),
            ("INSERT INTO child VALUES (771771771)", .foreignKey),
        ])
    func conflict(kind: TestDatabase, refused: (sql: String, violation: StorageError.Violation)) async throws
    {
        try await kind.with { database in
            try await Self.makeCounter(database)
            let error = await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute(refused.sql) }
            }
            #expect(error?.code == .conflict)
            #expect(error?.violation == refused.violation)
            #expect(error?.description.contains("771771771") == false)
        }
    }

    @Test("A failed attempt is undone alone, and the transaction goes on", arguments: TestDatabase.all)
    func attempt(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            try await database.write { connection in
                try connection.execute("INSERT INTO counter VALUES (2, 2)")
                let error = #expect(throws: StorageError.self) {
                    try connection.attempt {
                        try connection.execute("INSERT INTO counter VALUES (3, 3)")
                        try connection.execute("INSERT INTO counter VALUES (1, 1)")
                    }
                }
                #expect(error?.code == .conflict)
                try connection.attempt { try connection.execute("INSERT INTO counter VALUES (4, 4)") }
            }
            let ids = try await database.read { connection in
                try connection.all("SELECT id FROM counter ORDER BY id") { $0.integer(0) }
            }
            #expect(ids == [1, 2, 4])
        }
    }

    @Test("A swallowed error does not pass for a kept change", arguments: TestDatabase.all)
    func swallowed(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            let isTold: Bool
            do {
                try await database.write { connection in
                    try connection.execute("INSERT INTO counter VALUES (2, 2)")
                    _ = try? connection.execute("INSERT INTO counter VALUES (1, 1)")
                }
                isTold = false
            } catch { isTold = true }
            let isKept = try await database.read { try Self.value($0, id: 2) } != nil
            #expect(isTold != isKept)
        }
    }

    @Test("Writers that check and then write lose nothing", arguments: TestDatabase.all)
    func serialised(kind: TestDatabase) async throws {
        try await kind.withFresh { fresh in
            try await Self.makeCounter(fresh.database)
            let other = try fresh.openAgain()
            try await withThrowingTaskGroup { group in
                for turn in 0..<40 {
                    let database = turn.isMultiple(of: 2) ? fresh.database : other
                    group.addTask {
                        try await database.write { connection in
                            let value = try Self.value(connection) ?? 0
                            try connection.execute("UPDATE counter SET value = ?", [.integer(value + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            await other.close()
            #expect(try await fresh.database.read { try Self.value($0) } == 40)
        }
    }

    @Test("Concurrent writers that lock each other out are run again", arguments: TestDatabase.all)
    func deadlock(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            try await database.write { try $0.execute("INSERT INTO counter VALUES (2, 0)") }
            try await withThrowingTaskGroup { group in
                for (first, second) in [(1, 2), (2, 1)] as [(Int64, Int64)] {
                    group.addTask {
                        try await database.writeConcurrently { connection in
                            let step = "UPDATE counter SET value = value + 1 WHERE id = ?"
                            try connection.execute(step, [.integer(first)])
                            try connection.execute(step, [.integer(second)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try Self.value($0) } == 2)
            #expect(try await database.read { try Self.value($0, id: 2) } == 2)
        }
    }

    @Test("Many tasks are served by few connections", arguments: TestDatabase.all)
    func manyTasks(kind: TestDatabase) async throws {
        try await kind.with(poolSize: 3) { database in
            try await Self.makeCounter(database)
            let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
                for task in 0..<50 {
                    group.addTask {
                        try await database.read { connection in
                            try connection.first("SELECT CAST(? AS BIGINT)", [.integer(Int64(task))]) {
                                $0.integer(0)
                            } ?? 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 1225)
        }
    }

    @Test("A closed database says so", arguments: TestDatabase.all)
    func closed(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.makeCounter(database)
            await database.close()
            let error = await #expect(throws: StorageError.self) {
                try await database.read { try Self.value($0) }
            }
            #expect(error?.code == .closed)
        }
    }
}
