import CPostgres

/// One place in the pool: a connection, made when it is first needed and again when it was lost.
actor PostgresSession {
    enum Kind {
        case read, write, writeConcurrently
    }

    /// Constant for ever: servers of different versions must exclude each other. The ASCII of `ringfenc`.
    private static let writersLock = 0x7269_6e67_6665_6e63

    private let executor: QueueExecutor
    private let address: PostgresAddress
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(address: PostgresAddress, number: Int) {
        self.address = address
        executor = QueueExecutor(label: "ringfence.postgres.\(number)")
    }

    func run<Result: Sendable>(
        _ kind: Kind, _ body: @Sendable (any SQLConnection) throws -> Result
    ) throws -> Result {
        guard kind == .writeConcurrently else { return try runOnce(kind, body) }
        for _ in 1..<5 {
            do { return try runOnce(kind, body) } catch let error as StorageError where error.code == .busy {}
        }
        return try runOnce(kind, body)
    }

    func runOutsideTransaction(_ sql: String) throws { try fit().simply(sql) }

    func close() { connection = nil }

    func serverVersion() throws -> Int32 { PQserverVersion(try fit().handle) }

    private func runOnce<Result: Sendable>(
        _ kind: Kind, _ body: @Sendable (any SQLConnection) throws -> Result
    ) throws -> Result {
        let connection = try begin(kind)
        let result: Result
        do { result = try body(connection) } catch {
            _ = try? connection.simply("ROLLBACK")
            throw error
        }
        try commit(kind, connection)
        return result
    }

    private func begin(_ kind: Kind) throws -> PostgresConnection {
        let begin =
            switch kind {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            // Each statement of this level sees what was committed before it began, and so all that the lock's
            // earlier holders did.
            case .write:
                """
                BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '60s';
                SELECT pg_advisory_xact_lock(\(Self.writersLock))
                """
            case .writeConcurrently: "BEGIN ISOLATION LEVEL READ COMMITTED"
            }
        do {
            let connection = try fit()
            try connection.simply(begin)
            return connection
        } catch let error as StorageError where error.code == .connectionLost {
            // It was idle while the server restarted. Nothing has been done, so that a second try is safe.
            connection = nil
            let connection = try fit()
            try connection.simply(begin)
            return connection
        }
    }

    /// The connection, or a new one where there is none that can be used.
    private func fit() throws -> PostgresConnection {
        if let connection, connection.isFit { return connection }
        // First, so that the old one's place at the server is free.
        connection = nil
        let new = try address.connect()
        connection = new
        return new
    }

    private func commit(_ kind: Kind, _ connection: PostgresConnection) throws {
        do {
            // After a failed statement whose error was caught, COMMIT succeeds and keeps nothing.
            guard try connection.simply("COMMIT").tag == "COMMIT" else {
                throw StorageError(
                    code: .unexpected, context: "A statement failed and the transaction went on without it.")
            }
        } catch let error as StorageError where error.code == .connectionLost {
            self.connection = nil
            // What a read has read is so whether or not its end was heard.
            if kind != .read { throw StorageError.commitUnknown(connection.description) }
        }
    }
}
