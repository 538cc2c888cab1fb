import CPostgres

/// One libpq connection. Every call blocks; only one thread may use it at a time.
final class PostgresConnection: SQLConnection {
    let dialect = SQLDialect.postgres
    let handle: OpaquePointer
    /// For messages.
    let description: String
    private var statements = PostgresStatements()
    /// The rows that are being handed out.
    private var stream: PostgresStream?
    private var isCopying = false
    /// Whether the schema changed beneath a prepared statement: none of them is to be used again.
    private var isStale = false

    init(handle: OpaquePointer, description: String) {
        (self.handle, self.description) = (handle, description)
    }

    deinit { PQfinish(handle) }

    var isConnected: Bool { PQstatus(handle) == CONNECTION_OK }

    /// Whether a new transaction may use it.
    var isFit: Bool { isConnected && !isStale && PQtransactionStatus(handle) == PQTRANS_IDLE }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        let parameters = try PostgresParameters(values)
        let name = try prepared(sql, parameters)
        let result = parameters.withPointers {
            PQexecPrepared(handle, name, $0.count, $0.values, $0.lengths, $0.formats, 0)
        }
        return try checked(result).changedRows
    }

    func execute(script: String) throws { try simply(script) }

    /// Runs statements by the simple protocol, and gives the last one's answer.
    @discardableResult
    func simply(_ sql: String) throws -> PostgresResult {
        try settle()
        return try checked(PQexec(handle, sql))
    }

    func prepare(_ sql: String) throws -> any SQLStatement { PostgresStatement(connection: self, sql: sql) }

    func hasTable(_ name: String) throws -> Bool {
        let sql = """
            SELECT count(*) FROM pg_catalog.pg_class
            WHERE relname = ? AND relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(oid)
            """
        return try first(sql, [.text(name)]) { $0.integer(0) } != 0
    }

    func each(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let parameters = try PostgresParameters(values)
        let name = try prepared(sql, parameters)
        let isSent = parameters.withPointers {
            PQsendQueryPrepared(handle, name, $0.count, $0.values, $0.lengths, $0.formats, 0) == 1
        }
        guard isSent, PQsetSingleRowMode(handle) == 1 else { throw StorageError.lost(description) }
        let (outer, rows) = (stream, PostgresStream(handle))
        stream = rows
        // The connection takes no other statement before the last row has been read.
        defer {
            rows.discard()
            stream = outer
        }
        while let result = rows.next() {
            if result.isFailure {
                rows.discard()
                throw failure(result)
            }
            for row in 0..<result.rowCount { try body(PostgresRow(result: result, row: row)) }
        }
    }

    func insertMany(
        into table: String, columns: [String], rows: (_ append: ([SQLValue]) throws -> Void) throws -> Void
    ) throws {
        checkNames(table, columns)
        try simply("COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN")
        isCopying = true
        defer { isCopying = false }
        do {
            var buffer = CopyBuffer()
            try rows { values in
                precondition(values.count == columns.count, "a row has as many values as there are columns")
                try buffer.append(values)
                if buffer.bytes.count >= CopyBuffer.full { try send(&buffer) }
            }
            try send(&buffer)
        } catch {
            PQputCopyEnd(handle, "given up")
            let answer = endOfCopy()
            guard error is CopyRefused else { throw error }
            throw answer ?? StorageError.lost(description)
        }
        PQputCopyEnd(handle, nil)
        if let answer = endOfCopy() { throw answer }
    }

    private func send(_ buffer: inout CopyBuffer) throws {
        defer { buffer.removeAll() }
        let isSent = buffer.bytes.withUnsafeBytes { bytes in
            PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
                == 1
        }
        guard isSent else { throw CopyRefused() }
    }

    /// The server's error, where it had one.
    private func endOfCopy() -> StorageError? {
        let answers = PostgresStream(handle)
        defer { answers.discard() }
        while let answer = answers.next() {
            if answer.isFailure { return failure(answer) }
        }
        return isConnected ? nil : .lost(description)
    }

    @discardableResult
    func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try simply("SAVEPOINT attempt")
        do {
            let result = try body()
            try simply("RELEASE attempt")
            return result
        } catch {
            // Fails where the connection is lost; the error is then what there is to say.
            _ = try? simply("ROLLBACK TO attempt; RELEASE attempt")
            throw error
        }
    }

    func notify(channel: String, payload: String) throws {
        try checkNotice(channel: channel, payload: payload)
        try each("SELECT pg_notify(?, ?)", [.text(channel), .text(payload)]) { _ in }
    }

    func explain(_ sql: String, _ values: [SQLValue]) throws -> [String] {
        try simply("SET LOCAL enable_seqscan = off")
        let lines = try all("EXPLAIN " + sql, values) { $0.text(0) }
        try simply("SET LOCAL enable_seqscan = on")
        return lines
    }

    /// The name of the statement on the server, which is prepared now if it is new. Ready to run at once after.
    private func prepared(_ sql: String, _ parameters: PostgresParameters) throws -> String {
        try settle()
        switch statements.look(up: sql, types: parameters.types) {
        case .ready(let name): return name
        case .new(let variant, let numbered):
            try checked(
                PQprepare(handle, variant.name, numbered, Int32(variant.types.count), variant.types))
            for name in statements.keep(variant, of: sql) { try simply("DEALLOCATE \(name)") }
            return variant.name
        }
    }

    /// Makes room for another statement.
    private func settle() throws {
        precondition(!isCopying, "the connection is used while rows are being appended")
        stream?.hold()
    }

    @discardableResult
    private func checked(_ pointer: OpaquePointer?) throws -> PostgresResult {
        guard let pointer else { throw StorageError.lost(description) }
        let result = PostgresResult(pointer)
        if result.isFailure { throw failure(result) }
        return result
    }

    private func failure(_ result: PostgresResult) -> StorageError {
        // "cached plan must not change result type", and "prepared statement does not exist".
        if ["0A000", "26000"].contains(result.field("C")) { isStale = true }
        return StorageError(result, isConnected: isConnected, database: description)
    }
}

private struct PostgresStatement: SQLStatement {
    let connection: PostgresConnection
    let sql: String

    func execute(_ values: [SQLValue]) throws -> Int { try connection.execute(sql, values) }
}

/// The server ended a COPY; its answer says why.
private struct CopyRefused: Error {}
