import Foundation
import SQL

/// A kind of database that a conformance suite runs on: `@Test(arguments: TestDatabase.all)`.
package struct TestDatabase: Sendable, CustomStringConvertible {
    package let dialect: SQLDialect
    package var description: String { dialect.rawValue }

    package static let sqlite = TestDatabase(dialect: .sqlite)
    /// Needs `RINGFENCE_TEST_POSTGRES`; without it every use throws, so that nobody takes half a run for a whole one.
    package static let postgres = TestDatabase(dialect: .postgres)

    /// Both, or SQLite alone where `RINGFENCE_TEST_WITHOUT_POSTGRES=1` says so.
    package static let all = isWithoutPostgres ? [sqlite] : [sqlite, postgres]

    package static let isWithoutPostgres =
        ProcessInfo.processInfo.environment["RINGFENCE_TEST_WITHOUT_POSTGRES"] == "1"

    /// As many tests as ask run at once, and a server has so many connections.
    private static let gate = Gate(places: 12)

    /// Makes an empty database, to be removed with ``FreshDatabase/remove()``.
    package func make(poolSize: Int = 4) async throws -> FreshDatabase {
        if dialect == .postgres { await Self.gate.enter() }
        do { return try await made(poolSize: poolSize) } catch {
            if dialect == .postgres { await Self.gate.leave() }
            throw error
        }
    }

    fileprivate static func leave(_ dialect: SQLDialect) async {
        if dialect == .postgres { await gate.leave() }
    }

    private func made(poolSize: Int) async throws -> FreshDatabase {
        switch dialect {
        case .sqlite: try FreshDatabase(sqliteWithName: UUID().uuidString)
        case .postgres:
            try await FreshDatabase(
                postgresWithName: "test_" + UUID().uuidString.lowercased().replacing("-", with: "_"),
                poolSize: poolSize)
        }
    }

    /// Runs `body` on an empty database, which is removed after.
    package func with<Result>(
        poolSize: Int = 4, _ body: (any SQLDatabase) async throws -> Result
    ) async throws -> Result {
        try await withFresh(poolSize: poolSize) { try await body($0.database) }
    }

    /// As ``with(poolSize:_:)``, for tests that open the database more than once.
    package func withFresh<Result>(
        poolSize: Int = 4, _ body: (FreshDatabase) async throws -> Result
    ) async throws -> Result {
        let fresh = try await make(poolSize: poolSize)
        do {
            let result = try await body(fresh)
            try await fresh.remove()
            return result
        } catch {
            try? await fresh.remove()
            throw error
        }
    }
}

/// A database of one test's own.
package struct FreshDatabase: Sendable {
    package let database: any SQLDatabase
    /// The file of SQLite, the URL of PostgreSQL.
    package let address: String
    private let removal: @Sendable () async throws -> Void

    fileprivate init(sqliteWithName name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-test-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        address = folder.appending(path: "test.sqlite").path
        database = try SQLiteDatabase(path: address)
        removal = { try FileManager.default.removeItem(at: folder) }
    }

    fileprivate init(postgresWithName name: String, poolSize: Int) async throws {
        guard let server = ProcessInfo.processInfo.environment["RINGFENCE_TEST_POSTGRES"],
            var components = URLComponents(string: server)
        else { throw NoPostgres() }
        let maintenance = try PostgresDatabase(url: server, poolSize: 1)
        try await maintenance.executeOutsideTransaction(
            "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        components.path = "/\(name)"
        guard let url = components.string else { throw NoPostgres() }
        address = url
        database = try PostgresDatabase(url: url, poolSize: poolSize)
        removal = {
            try await maintenance.executeOutsideTransaction("DROP DATABASE \(name) WITH (FORCE)")
            await maintenance.close()
        }
    }

    /// Opens it once more, as another process would.
    package func openAgain(poolSize: Int = 4) throws -> any SQLDatabase {
        switch database.dialect {
        case .sqlite: try SQLiteDatabase(path: address)
        case .postgres: try PostgresDatabase(url: address, poolSize: poolSize)
        }
    }

    package func remove() async throws {
        await database.close()
        do { try await removal() } catch {
            await TestDatabase.leave(database.dialect)
            throw error
        }
        await TestDatabase.leave(database.dialect)
    }
}

/// Lets so many in at a time, in the order they came.
private actor Gate {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        places += 1
    }
}

private struct NoPostgres: Error, CustomStringConvertible {
    let description = """
        RINGFENCE_TEST_POSTGRES is not set to a PostgreSQL server's URL. Start one with \
        `scripts/postgres start --fast /tmp/pgtest` and set the variable to the URL it prints, \
        or set RINGFENCE_TEST_WITHOUT_POSTGRES=1 to leave PostgreSQL untested.
        """
}
