import Foundation
import GRDB

/// SQLite in a file: write-ahead log, full synchronisation, foreign keys checked.
package struct SQLiteDatabase: SQLDatabase {
    package let dialect = SQLDialect.sqlite
    private let pool: DatabasePool
    private let watch: SQLiteWatch

    /// - Throws: ``StorageError``.
    package init(path: String) throws {
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration())
            watch = try SQLiteWatch(pool)
        } catch let error as DatabaseError {
            throw StorageError(error, path: path)
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        // Another process, such as an import beside the server, may hold the writer's place for a while.
        configuration.busyMode = .timeout(60)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // REPLACE then fires the delete triggers that keep history.
            try database.execute(sql: "PRAGMA recursive_triggers = ON")
            // Kibibytes. An import fills two indexes in no order; without room it writes each page many times.
            try database.execute(sql: "PRAGMA cache_size = -262144")
        }
        return configuration
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let path = pool.path
        return try await translating {
            try await pool.read { try body(SQLiteConnection($0, path: path)) }
        }
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let (path, board) = (pool.path, watch.board)
        return try await translating {
            try await pool.write { database in
                let connection = SQLiteConnection(database, path: path)
                let result = try body(connection)
                let notices = connection.notices
                guard !notices.isEmpty else { return result }
                database.afterNextTransaction { _ in
                    for notice in notices { board.tell(channel: notice.channel, payload: notice.payload) }
                }
                return result
            }
        }
    }

    @discardableResult
    package func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    package func notices(channel: String) -> AsyncStream<SQLNotice> { watch.notices(channel: channel) }

    package func integrityProblems() async throws -> [String] {
        try await translating {
            try await pool.read { database in
                let structure = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                    .filter { $0 != "ok" }
                let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
                    let (child, parent) = (row["table"] as String, row["parent"] as String)
                    return "A row of \(child) refers to one of \(parent) that is not there."
                }
                return structure + orphans
            }
        }
    }

    /// Copies the database to a new file, as it is at one moment, while others read and write.
    ///
    /// - Throws: ``StorageError/Code/notWritable`` where there is such a file already.
    package func backup(to path: String) async throws {
        // Made here so that nobody else on the machine may read it.
        guard !FileManager.default.fileExists(atPath: path),
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw StorageError(
                code: .notWritable, context: "\(path) cannot be made, or there is such a file already.")
        }
        try await translating {
            let copy = try DatabaseQueue(path: path)
            try await pool.read { source in
                try copy.writeWithoutTransaction { try source.backup(to: $0) }
            }
            try copy.close()
        }
    }

    /// Transactions under way keep their connections, which end with the last use of this value.
    package func close() async {
        watch.close()
        try? pool.close()
    }

    private func translating<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as DatabaseError {
            throw error.told(path: pool.path)
        }
    }
}

extension DatabaseError {
    func told(path: String) -> any Error {
        // Only the task's cancellation interrupts a statement.
        resultCode == .SQLITE_INTERRUPT ? CancellationError() : StorageError(self, path: path)
    }
}

extension StorageError {
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self.init(code: .notACasebook, context: "\(path) is not a casebook's database.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self.init(
                code: .notWritable, context: "\(path) cannot be opened for writing. Check who owns it.")
        case .SQLITE_FULL:
            self.init(code: .full, context: "The disk that holds \(path) is full. Nothing was changed.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                code: .busy, context: "Another process was writing to \(path) for too long. Try again.")
        case .SQLITE_CONSTRAINT:
            self.init(
                code: .conflict,
                context: "The database \(path) refused a change: \(error.message ?? "a constraint").",
                violation: Violation(error.extendedResultCode))
        case .SQLITE_MISUSE where error.message == "Connection is closed":
            self.init(code: .closed, context: "The database \(path) was closed.")
        default:
            // The code and its meaning; the statement's text says nothing to a user.
            self.init(
                code: .unexpected,
                context:
                    "The database \(path) gave the error “\(error.message ?? "unknown")” (\(error.resultCode))."
            )
        }
    }
}

extension StorageError.Violation {
    init(_ code: ResultCode) {
        self =
            switch code {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: .unique
            case .SQLITE_CONSTRAINT_CHECK: .check
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKey
            case .SQLITE_CONSTRAINT_NOTNULL: .notNull
            case .SQLITE_CONSTRAINT_TRIGGER: .trigger
            default: .other
            }
    }
}
