import SQL
import Synchronization

/// A statement as it was run.
package struct RecordedStatement: Sendable, Hashable {
    package let sql: String
    /// The values of the first time.
    package let values: [SQLValue]
    package var runs = 1
    package var rows = 0
    package var longest = Duration.zero
}

/// Keeps every statement that is run on the database behind it.
package final class RecordingDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let statements = Mutex<[String: RecordedStatement]>([:])

    package init(_ base: any SQLDatabase) { self.base = base }

    package var dialect: SQLDialect { base.dialect }

    /// Gives what was recorded since it was last asked for, and forgets it.
    package func take() -> [RecordedStatement] {
        statements.withLock { statements in
            defer { statements = [:] }
            return statements.values.sorted { $0.sql < $1.sql }
        }
    }

    fileprivate func keep(_ sql: String, _ values: [SQLValue], rows: Int, took: Duration) {
        statements.withLock { statements in
            var known = statements[sql] ?? RecordedStatement(sql: sql, values: values, runs: 0)
            known.runs += 1
            known.rows += rows
            known.longest = max(known.longest, took)
            statements[sql] = known
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await base.read { try body(RecordingConnection(base: $0, database: self)) }
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await base.write { try body(RecordingConnection(base: $0, database: self)) }
    }

    @discardableResult
    package func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await base.writeConcurrently { try body(RecordingConnection(base: $0, database: self)) }
    }

    package func notices(channel: String) -> AsyncStream<SQLNotice> { base.notices(channel: channel) }

    package func integrityProblems() async throws -> [String] { try await base.integrityProblems() }

    package func close() async { await base.close() }
}

private struct RecordingConnection: SQLConnection {
    let base: any SQLConnection
    let database: RecordingDatabase

    var dialect: SQLDialect { base.dialect }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        let start = ContinuousClock.now
        let changed = try base.execute(sql, values)
        database.keep(sql, values, rows: changed, took: ContinuousClock.now - start)
        return changed
    }

    func execute(script: String) throws { try base.execute(script: script) }

    func prepare(_ sql: String) throws -> any SQLStatement {
        RecordingStatement(base: try base.prepare(sql), sql: sql, database: database)
    }

    func hasTable(_ name: String) throws -> Bool { try base.hasTable(name) }

    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let start = ContinuousClock.now
        var rows = 0
        try base.each(sql, values) {
            rows += 1
            try body($0)
        }
        database.keep(sql, values, rows: rows, took: ContinuousClock.now - start)
    }

    func insertMany(
        into table: String, columns: [String], rows: (_ append: ([SQLValue]) throws -> Void) throws -> Void
    ) throws {
        try base.insertMany(into: table, columns: columns, rows: rows)
    }

    @discardableResult
    func attempt<Result>(_ body: () throws -> Result) throws -> Result { try base.attempt(body) }

    func notify(channel: String, payload: String) throws {
        try base.notify(channel: channel, payload: payload)
    }

    func explain(_ sql: String, _ values: [SQLValue]) throws -> [String] { try base.explain(sql, values) }
}

private struct RecordingStatement: SQLStatement {
    let base: any SQLStatement
    let sql: String
    let database: RecordingDatabase

    func execute(_ values: [SQLValue]) throws -> Int {
        let start = ContinuousClock.now
        let changed = try base.execute(values)
        database.keep(sql, values, rows: changed, took: ContinuousClock.now - start)
        return changed
    }
}
