/// The one way to a database. SQL is written once, in the subset that SQLite and PostgreSQL both speak, with `?` for
/// every value; a driver does the rest.
package protocol SQLDatabase: Sendable {
    /// The folder of migrations written for this database.
    var dialect: String { get }
    /// Runs reads that all see one moment.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result
    /// Runs a transaction: all of it, or nothing where `body` throws.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result
}

/// A connection, inside ``SQLDatabase/read(_:)`` or ``SQLDatabase/write(_:)``. Not to be kept.
package protocol SQLConnection {
    func execute(_ sql: String, _ values: [SQLValue]) throws
    /// Runs several statements without values.
    func execute(script: String) throws
    /// A statement to run many times.
    func prepare(_ sql: String) throws -> any SQLStatement
    func hasTable(_ name: String) throws -> Bool
    /// Hands each row to `body`. A row is not to be kept.
    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws
}

/// A statement made ready once. Not to be kept beyond its connection.
package protocol SQLStatement {
    func execute(_ values: [SQLValue]) throws
}

/// One row of a result. Columns are counted from 0. A wrong type is the programmer's mistake and traps.
package protocol SQLRow {
    func integer(_ column: Int) -> Int64
    func optionalInteger(_ column: Int) -> Int64?
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
    func optionalText(_ column: Int) -> String?
}

package enum SQLValue: Sendable, Hashable {
    case integer(Int64)
    case real(Double)
    case text(String)
    case null

    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: UInt32?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
}

extension SQLConnection {
    package func execute(_ sql: String) throws { try execute(sql, []) }

    /// Every row, as `make` makes it.
    package func all<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try each(sql, values) { found.append(try make($0)) }
        return found
    }

    package func first<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value
    ) throws -> Value? {
        try all(sql, values, make).first
    }

    /// Inserts a row and gives its id. `sql` ends in `RETURNING id`.
    package func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64 {
        guard let id = try first(sql, values, { $0.integer(0) }) else {
            throw StorageError(code: .unexpected, context: "an insert gave no id")
        }
        return id
    }
}

/// What went wrong with the database or the folder it is in. Holds no personal data.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case cannotCreateFolder, notWritable, newerDatabase, changedMigration, notACasebook, noInput, full,
            unexpected
    }

    package let code: Code
    /// What was being done, and how to mend it.
    package let context: String
    package let underlying: String?

    package init(code: Code, context: String, underlying: (any Error)? = nil) {
        (self.code, self.context) = (code, context)
        self.underlying = underlying.map { "\($0)" }
    }

    package var description: String { context + (underlying.map { " (\($0))" } ?? "") }
}
