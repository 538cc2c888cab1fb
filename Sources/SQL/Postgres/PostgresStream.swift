import CPostgres

/// The answers to one statement, as they come.
final class PostgresStream {
    private let handle: OpaquePointer
    private var held: [PostgresResult] = []
    /// The next of those held.
    private var place = 0
    private var isAtEnd = false

    init(_ handle: OpaquePointer) { self.handle = handle }

    func next() -> PostgresResult? {
        guard place < held.count else { return receive() }
        defer { place += 1 }
        return held[place]
    }

    /// Reads what is left into memory, so that the connection is free.
    func hold() {
        while let result = receive() { held.append(result) }
    }

    /// Reads what is left and forgets it.
    func discard() {
        place = held.count
        while receive() != nil {}
    }

    private func receive() -> PostgresResult? {
        guard !isAtEnd, let result = PQgetResult(handle).map({ PostgresResult($0) }) else {
            isAtEnd = true
            return nil
        }
        // libpq gives this without end while a COPY goes on.
        isAtEnd = result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT
        return result
    }
}
