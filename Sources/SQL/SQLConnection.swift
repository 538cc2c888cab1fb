/// A connection, inside ``SQLDatabase/read(_:)`` or ``SQLDatabase/write(_:)``. Not to be kept.
///
/// After a statement failed, PostgreSQL refuses every other one of the transaction: to go on, run what may fail in
/// ``attempt(_:)``. A parameter that may be null, and whose type nothing else tells, is written
/// `CAST(? AS BIGINT) IS NULL`.
package protocol SQLConnection {
    var dialect: SQLDialect { get }

    /// Gives the number of rows inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Runs several statements without values.
    func execute(script: String) throws

    /// A statement to run many times.
    func prepare(_ sql: String) throws -> any SQLStatement

    func hasTable(_ name: String) throws -> Bool

    /// Hands each row to `body` as it comes; they are not held in memory, unless `body` runs another statement.
    /// A row is not to be kept.
    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws

    /// Inserts all that `rows` appends; `COPY` on PostgreSQL. `rows` must not use the connection.
    ///
    /// - Parameters:
    ///   - table: a plain lower-case name, as are the columns.
    ///   - rows: appends rows of as many values as there are columns.
    func insertMany(
        into table: String, columns: [String], rows: (_ append: ([SQLValue]) throws -> Void) throws -> Void)
        throws

    /// Runs `body` so that where it throws, only what it did is undone, and the transaction can go on.
    @discardableResult
    func attempt<Result>(_ body: () throws -> Result) throws -> Result

    /// Tells every listener on `channel`, once this transaction has been committed. Equal notices of one transaction
    /// are told once.
    ///
    /// - Parameters:
    ///   - channel: 1 to 63 lower-case letters, digits and `_`.
    ///   - payload: under 8000 bytes, as PostgreSQL has it. An identifier, never personal data.
    func notify(channel: String, payload: String) throws

    /// The plan for a query, a line each. PostgreSQL is told to avoid whole scans where it can, so that tables too
    /// small to need an index are planned as large ones are: `Seq Scan` then means that no index serves.
    func explain(_ sql: String, _ values: [SQLValue]) throws -> [String]
}

/// A statement made ready once. Not to be kept beyond its connection.
package protocol SQLStatement {
    @discardableResult
    func execute(_ values: [SQLValue]) throws -> Int
}

/// One row of a result. Columns are counted from 0. A wrong type is the programmer's mistake and traps.
package protocol SQLRow {
    /// A truth value gives 0 or 1.
    func integer(_ column: Int) -> Int64
    func optionalInteger(_ column: Int) -> Int64?
    func real(_ column: Int) -> Double
    func optionalReal(_ column: Int) -> Double?
    func text(_ column: Int) -> String
    func optionalText(_ column: Int) -> String?
    func blob(_ column: Int) -> [UInt8]
    func optionalBlob(_ column: Int) -> [UInt8]?
}

extension SQLConnection {
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// Every row, as `make` makes it.
    package func all<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try each(sql, values) { found.append(try make($0)) }
        return found
    }

    /// The first row. The others are read too: `sql` should ask for one.
    package func first<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value
    ) throws -> Value? {
        var found: Value?
        try each(sql, values) { if found == nil { found = try make($0) } }
        return found
    }

    /// Inserts a row and gives its id. `sql` ends in `RETURNING id`.
    package func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64 {
        guard let id = try first(sql, values, { $0.integer(0) }) else {
            throw StorageError(code: .unexpected, context: "an insert gave no id")
        }
        return id
    }
}

/// A name that needs no quotes in either dialect.
func isPlainName(_ name: String) -> Bool {
    (1...63).contains(name.utf8.count) && !(48...57).contains(name.utf8.first ?? 48)
        && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
}

/// What a row for ``SQLConnection/insertMany(into:columns:rows:)`` must be.
func checkNames(_ table: String, _ columns: [String]) {
    precondition(!columns.isEmpty && ([table] + columns).allSatisfy(isPlainName), "names must be plain")
}

func checkNotice(channel: String, payload: String) throws {
    precondition(isPlainName(channel), "a channel's name must be plain")
    guard payload.utf8.count < 8000, !payload.utf8.contains(0) else {
        throw StorageError(code: .invalidValue, context: "A notice is too long, or holds a NUL.")
    }
}
