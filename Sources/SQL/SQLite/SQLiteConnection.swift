import Foundation
import GRDB

final class SQLiteConnection: SQLConnection {
    let dialect = SQLDialect.sqlite
    /// What to tell after the commit, in order, each once.
    private(set) var notices: [(channel: String, payload: String)] = []
    private let database: Database
    private let path: String
    /// Texts of queries whose rows are being handed out: GRDB's cached statement is then in use.
    private var underWay: Set<String> = []
    private var isAppending = false

    init(_ database: Database, path: String) { (self.database, self.path) = (database, path) }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try run { try execute(database.cachedStatement(sql: sql), values) }
    }

    func execute(script: String) throws { try run { try database.execute(sql: script) } }

    func prepare(_ sql: String) throws -> any SQLStatement {
        SQLiteStatement(statement: try run { try database.makeStatement(sql: sql) }, connection: self)
    }

    func hasTable(_ name: String) throws -> Bool { try run { try database.tableExists(name) } }

    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let isFirst = underWay.insert(sql).inserted
        defer { if isFirst { underWay.remove(sql) } }
        try run {
            let statement =
                try isFirst ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
            let rows = try Row.fetchCursor(statement, arguments: arguments(values))
            while let row = try rows.next() { try body(SQLiteRow(row: row)) }
        }
    }

    func insertMany(
        into table: String, columns: [String], rows: (_ append: ([SQLValue]) throws -> Void) throws -> Void
    ) throws {
        checkNames(table, columns)
        try run {
            let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
            let names = columns.joined(separator: ", ")
            let statement = try database.cachedStatement(
                sql: "INSERT INTO \(table) (\(names)) VALUES (\(places))")
            isAppending = true
            defer { isAppending = false }
            try rows { values in
                precondition(values.count == columns.count, "a row has as many values as there are columns")
                try statement.execute(arguments: arguments(values))
            }
        }
    }

    @discardableResult
    func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        let told = notices
        try execute(script: "SAVEPOINT attempt")
        do {
            let result = try body()
            try execute(script: "RELEASE attempt")
            return result
        } catch {
            notices = told
            // Fails where the error ended the whole transaction; the error is then what there is to say.
            try? execute(script: "ROLLBACK TO attempt; RELEASE attempt")
            throw error
        }
    }

    func notify(channel: String, payload: String) throws {
        try checkNotice(channel: channel, payload: payload)
        guard !notices.contains(where: { $0 == (channel, payload) }) else { return }
        notices.append((channel, payload))
    }

    func explain(_ sql: String, _ values: [SQLValue]) throws -> [String] {
        try all("EXPLAIN QUERY PLAN " + sql, values) { $0.text(3) }
    }

    fileprivate func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try run {
            let before = database.totalChangesCount
            try statement.execute(arguments: arguments(values))
            // What is not a change leaves the count of the change before it.
            return database.totalChangesCount == before ? 0 : database.changesCount
        }
    }

    private func arguments(_ values: [SQLValue]) throws -> StatementArguments {
        for value in values { try value.check() }
        return StatementArguments(values)
    }

    private func run<Result>(_ body: () throws -> Result) throws -> Result {
        precondition(!isAppending, "the connection is used while rows are being appended")
        do { return try body() } catch let error as DatabaseError { throw error.told(path: path) }
    }
}

private struct SQLiteStatement: SQLStatement {
    let statement: Statement
    let connection: SQLiteConnection

    func execute(_ values: [SQLValue]) throws -> Int { try connection.execute(statement, values) }
}

private struct SQLiteRow: SQLRow {
    let row: Row

    func integer(_ column: Int) -> Int64 { row[column] }
    func optionalInteger(_ column: Int) -> Int64? { row[column] }
    func real(_ column: Int) -> Double { row[column] }
    func optionalReal(_ column: Int) -> Double? { row[column] }
    func text(_ column: Int) -> String { row[column] }
    func optionalText(_ column: Int) -> String? { row[column] }
    func blob(_ column: Int) -> [UInt8] { Array(row[column] as Data) }
    func optionalBlob(_ column: Int) -> [UInt8]? { (row[column] as Data?).map { Array($0) } }
}

extension SQLValue: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue {
        switch self {
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        case .null: .null
        }
    }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> SQLValue? {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .real(value)
        case .string(let value): .text(value)
        case .blob(let value): .blob(Array(value))
        }
    }
}
