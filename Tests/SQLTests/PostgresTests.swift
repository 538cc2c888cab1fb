import Dispatch
import SQL
import TestDatabases
import Testing

/// What only PostgreSQL can do to us: servers go away.
@Suite(
    .disabled(
        if: TestDatabase.isWithoutPostgres, "PostgreSQL is untested: RINGFENCE_TEST_WITHOUT_POSTGRES=1"))
struct PostgresTests {
    private static let make = "CREATE TABLE thing (id BIGINT PRIMARY KEY)"

    private static func backend(_ connection: any SQLConnection) throws -> Int64 {
        try connection.first("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0
    }

    private static func end(_ backend: Int64, _ connection: any SQLConnection) throws {
        // Waits until it has gone, ten seconds at most.
        let sql = "SELECT pg_terminate_backend(CAST(? AS INTEGER), 10000)"
        try connection.each(sql, [.integer(backend)]) { _ in }
    }

    private static func count(_ database: any SQLDatabase) async throws -> Int64? {
        try await database.read { try $0.first("SELECT count(*) FROM thing") { $0.integer(0) } }
    }

    @Test("A connection lost within a transaction undoes it, and the next call has a new one")
    func lostWithin() async throws {
        try await TestDatabase.postgres.with(poolSize: 1) { database in
            try await database.write { try $0.execute(script: Self.make) }
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO thing VALUES (1)")
                    try connection.each("SELECT pg_terminate_backend(pg_backend_pid())", []) { _ in }
                    try connection.execute("INSERT INTO thing VALUES (2)")
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("A connection lost while idle is replaced, and nobody notices")
    func lostIdle() async throws {
        try await TestDatabase.postgres.withFresh(poolSize: 1) { fresh in
            let other = try fresh.openAgain(poolSize: 1)
            let idle = try await fresh.database.read { try Self.backend($0) }
            try await other.read { try Self.end(idle, $0) }
            #expect(try await fresh.database.read { try Self.backend($0) } != idle)
            await other.close()
        }
    }

    @Test("A connection lost within COMMIT leaves the outcome open, and says so")
    func lostInCommit() async throws {
        try await TestDatabase.postgres.with(poolSize: 1) { database in
            try await database.write { connection in
                try connection.execute(
                    script: """
                        \(Self.make);
                        CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END; $$;
                        CREATE CONSTRAINT TRIGGER vanish AFTER INSERT ON thing
                        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish();
                        """)
            }
            let error = await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute("INSERT INTO thing VALUES (1)") }
            }
            #expect(error?.code == .commitUnknown)
            #expect(try await Self.count(database) == 0)
        }
    }

    @Test("A connection lost within COPY undoes it")
    func lostInCopy() async throws {
        try await TestDatabase.postgres.withFresh(poolSize: 1) { fresh in
            let other = try fresh.openAgain(poolSize: 1)
            let database = fresh.database
            try await database.write { try $0.execute(script: Self.make) }
            let backend = try await database.read { try Self.backend($0) }
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            async let ending: Void = {
                for await _ in started { break }
                try await other.read { try Self.end(backend, $0) }
            }()
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.insertMany(into: "thing", columns: ["id"]) { append in
                        try append([1])
                        start.yield()
                        for number in Int64(2)..<100_000_000 { try append([.integer(number)]) }
                    }
                }
            }
            #expect(error?.code == .connectionLost)
            try await ending
            #expect(try await Self.count(database) == 0)
            await other.close()
        }
    }

    @Test("Who gives up waiting for a connection takes none with him")
    func cancellation() async throws {
        try await TestDatabase.postgres.with(poolSize: 1) { database in
            let (held, hold) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let holder: Void = database.read { _ in
                hold.yield()
                release.wait()
            }
            for await _ in held { break }
            let waiter = Task { try await database.read { _ in } }
            waiter.cancel()
            let outcome = await waiter.result
            #expect(throws: CancellationError.self) { try outcome.get() }
            release.signal()
            try await holder
            try await database.read { _ in }
        }
    }

    @Test("Writers that wait leave the connections to the readers")
    func readersGoOn() async throws {
        try await TestDatabase.postgres.with(poolSize: 2) { database in
            let (held, hold) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let holder: Void = database.write { _ in
                hold.yield()
                release.wait()
            }
            for await _ in held { break }
            let waiting = (0..<5).map { _ in Task { try await database.write { _ in } } }
            for _ in 0..<5 { try await database.read { _ in } }
            release.signal()
            try await holder
            for writer in waiting { try await writer.value }
        }
    }

    @Test("A listener whose connection was lost is told to read afresh, and hears again")
    func listenerLost() async throws {
        try await TestDatabase.postgres.with { database in
            var notices = database.notices(channel: "things").makeAsyncIterator()
            #expect(await notices.next() == .reconnected)
            try await database.read { connection in
                let listeners = try connection.all(
                    """
                    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'
                    """
                ) { $0.integer(0) }
                #expect(listeners.count == 1)
                for listener in listeners { try Self.end(listener, connection) }
            }
            #expect(await notices.next() == .reconnected)
            try await database.write { try $0.notify(channel: "things", payload: "again") }
            #expect(await notices.next() == .payload("again"))
        }
    }

    @Test("A table changed beneath a prepared statement is seen as it is, one error later at most")
    func stalePlan() async throws {
        try await TestDatabase.postgres.withFresh(poolSize: 1) { fresh in
            let other = try fresh.openAgain(poolSize: 1)
            try await other.write { try $0.execute(script: Self.make + "; INSERT INTO thing VALUES (7)") }
            let read: @Sendable (any SQLConnection) throws -> String? = { connection in
                try connection.first("SELECT CAST(id AS TEXT), thing.* FROM thing") { $0.text(0) }
            }
            _ = try await fresh.database.read(read)
            try await other.write { try $0.execute(script: "ALTER TABLE thing ADD COLUMN more TEXT") }
            _ = try? await fresh.database.read(read)
            #expect(try await fresh.database.read(read) == "7")
            await other.close()
        }
    }

    @Test("Values in the server's messages are not passed on")
    func noValues() async throws {
        try await TestDatabase.postgres.with { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.read { connection in
                    try connection.each("SELECT CAST(? AS BIGINT)", ["Jo Bloggs"]) { _ in }
                }
            }
            #expect(error?.code == .unexpected)
            #expect(error?.description.contains("22P02") == true)
            #expect(error?.description.contains("Bloggs") == false)
        }
    }

    @Test("A session is in UTC, UTF-8, and known by name")
    func session() async throws {
        try await TestDatabase.postgres.with { database in
            for (setting, value) in [
                ("TimeZone", "UTC"), ("client_encoding", "UTF8"), ("application_name", "ringfence"),
                ("statement_timeout", "0"), ("synchronous_commit", "on"),
            ] {
                let found = try await database.read { try $0.first("SHOW \(setting)") { $0.text(0) } }
                #expect(found == value, "\(setting)")
            }
        }
    }
}

struct PostgresAddressTests {
    @Test(
        "An address that cannot be read is refused, without its password",
        arguments: [
            "postgres://user:se@cret@127.0.0.1/db", "postgres://user:se/cret@127.0.0.1/db",
            "postgres://user:1/cret@127.0.0.1/db", "postgres://user:1@cret:2@127.0.0.1/db",
            "postgres://user:se%cret@127.0.0.1/db", "postgres://user:secret@127.0.0.1:x/db",
            "postgres://user:secret@127.0.0.1/", "host=127.0.0.1 password=secret", "mysql://user:secret@h/db",
        ])
    func unreadable(url: String) {
        let error = #expect(throws: StorageError.self) { try PostgresDatabase(url: url) }
        #expect(error?.code == .cannotConnect)
        #expect(error?.description.contains("cret") == false)
    }

    @Test("A server that is not there is said not to be, without the password")
    func absent() async throws {
        // Port 1 (tcpmux) has no server on it.
        let database = try PostgresDatabase(url: "postgres://user:secret@127.0.0.1:1/db")
        let error = await #expect(throws: StorageError.self) { try await database.read { _ in } }
        #expect(error?.code == .cannotConnect)
        #expect(error?.description.contains("127.0.0.1:1/db") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
