/// PostgreSQL through libpq: a pool of connections, each on a thread of its own while it works.
package struct PostgresDatabase: SQLDatabase {
    package let dialect = SQLDialect.postgres
    private let sessions: [PostgresSession]
    private let pool: Lending<PostgresSession>
    /// The right to wait for the writers' lock. Without it, those who wait would hold every connection while one long
    /// import writes, and readers would have none.
    private let pen: Lending<Void>
    private let listener: PostgresListener

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - url: `postgres://user:password@host:port/database?options`, with libpq's options.
    ///   - poolSize: connections at most; one more is used while somebody listens for notices.
    /// - Throws: ``StorageError/Code/cannotConnect`` where the URL cannot be read.
    package init(url: String, poolSize: Int = 8) throws {
        precondition(poolSize > 0, "a pool has connections")
        let address = try PostgresAddress(url: url)
        sessions = (1...poolSize).map { PostgresSession(address: address, number: $0) }
        pool = Lending(sessions)
        pen = Lending([()])
        listener = PostgresListener(address: address)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await pool.lend { try await $0.run(.read, body) }
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await pen.lend { try await pool.lend { try await $0.run(.write, body) } }
    }

    @discardableResult
    package func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await pool.lend { try await $0.run(.writeConcurrently, body) }
    }

    package func notices(channel: String) -> AsyncStream<SQLNotice> { listener.notices(channel: channel) }

    package func integrityProblems() async throws -> [String] {
        let version = try await pool.lend { try await $0.serverVersion() }
        // 13 is the first whose manual still applies to what we use.
        let old = version < 130_000 ? ["PostgreSQL 13 or later is needed."] : []
        return try await old + read { try Self.problems($0) }
    }

    /// Runs one statement that PostgreSQL refuses within a transaction, such as `CREATE DATABASE` or `VACUUM`.
    package func executeOutsideTransaction(_ sql: String) async throws {
        try await pool.lend { try await $0.runOutsideTransaction(sql) }
    }

    package func close() async {
        await listener.close()
        pen.close()
        pool.close()
        for session in sessions { await session.close() }
    }

    private static func problems(_ connection: any SQLConnection) throws -> [String] {
        var problems: [String] = []
        let encoding = try connection.first("SHOW server_encoding") { $0.text(0) }
        if encoding != "UTF8" { problems.append("The database's encoding is not UTF8.") }
        for setting in ["fsync", "full_page_writes", "synchronous_commit"]
        where try connection.first("SHOW \(setting)", [], { $0.text(0) }) == "off" {
            problems.append("The server's setting \(setting) is off: a power cut may lose or break data.")
        }
        let invalid = """
            SELECT 'The constraint ' || conname || ' has not been checked.' FROM pg_catalog.pg_constraint
            WHERE NOT convalidated
            UNION ALL
            SELECT 'The index ' || relname || ' is not whole.' FROM pg_catalog.pg_index
            JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid WHERE NOT indisvalid
            """
        return try problems + connection.all(invalid) { $0.text(0) }
    }
}
