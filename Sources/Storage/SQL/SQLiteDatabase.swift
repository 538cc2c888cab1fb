import Casework
import Foundation
import GRDB

/// SQLite in a file: write-ahead log, full synchronisation, foreign keys checked.
package struct SQLiteDatabase: SQLDatabase {
    package let dialect = "sqlite"
    private let pool: DatabasePool

    /// - Throws: ``StorageError``.
    package init(path: String) throws {
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
        do { pool = try DatabasePool(path: path, configuration: configuration) } catch let error
            as DatabaseError
        {
            throw Self.error(error, path)
        }
    }

    private static func error(_ error: DatabaseError, _ path: String) -> StorageError {
        switch error.resultCode {
        case .SQLITE_NOTADB:
            StorageError(code: .notACasebook, context: "\(path) is not a casebook's database.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            StorageError(
                code: .notWritable, context: "\(path) cannot be opened for writing. Check who owns it.")
        case .SQLITE_FULL:
            StorageError(code: .full, context: "The disk that holds \(path) is full. Nothing was changed.")
        default:
            // The code and its meaning; the statement's text says nothing to a user.
            StorageError(
                code: .unexpected,
                context:
                    "The database \(path) gave the error “\(error.message ?? "unknown")” (\(error.resultCode))."
            )
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await pool.read { try body(SQLiteConnection(database: $0)) }
        } catch let error as DatabaseError { throw Self.error(error, pool.path) }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await pool.write { try body(SQLiteConnection(database: $0)) }
        } catch let error as DatabaseError { throw Self.error(error, pool.path) }
    }
}

private struct SQLiteConnection: SQLConnection {
    let database: Database

    func execute(_ sql: String, _ values: [SQLValue]) throws {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(values))
    }

    func hasTable(_ name: String) throws -> Bool { try database.tableExists(name) }

    func execute(script: String) throws { try database.execute(sql: script) }

    func prepare(_ sql: String) throws -> any SQLStatement {
        SQLiteStatement(statement: try database.makeStatement(sql: sql))
    }

    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let statement = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(values))
        while let row = try rows.next() { try body(SQLiteRow(row: row)) }
    }
}

private struct SQLiteStatement: SQLStatement {
    let statement: Statement

    func execute(_ values: [SQLValue]) throws { try statement.execute(arguments: StatementArguments(values)) }
}

private struct SQLiteRow: SQLRow {
    let row: Row

    func integer(_ column: Int) -> Int64 { row[column] }
    func optionalInteger(_ column: Int) -> Int64? { row[column] }
    func real(_ column: Int) -> Double { row[column] }
    func text(_ column: Int) -> String { row[column] }
    func optionalText(_ column: Int) -> String? { row[column] }
}

extension SQLValue: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue {
        switch self {
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .null: .null
        }
    }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> SQLValue? {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .real(value)
        case .string(let value): .text(value)
        case .blob: nil
        }
    }
}
