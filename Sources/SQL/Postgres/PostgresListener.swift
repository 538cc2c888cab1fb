import CPostgres
@preconcurrency import Dispatch

/// Listens for notices on one connection, while anybody wants them, and connects again when the server went away.
/// No thread waits: the socket wakes the queue.
actor PostgresListener {
    private let executor: QueueExecutor
    private let address: PostgresAddress
    private let board = NoticeBoard()
    private var connection: PostgresConnection?
    private var source: (any DispatchSourceRead)?
    /// Those the server has been told of.
    private var channels: Set<String> = []
    private var failures = 0
    /// Whether notices may have been missed.
    private var wasLost = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(address: PostgresAddress) {
        self.address = address
        executor = QueueExecutor(label: "ringfence.postgres.listener")
    }

    isolated deinit { source?.cancel() }

    nonisolated func notices(channel: String) -> AsyncStream<SQLNotice> {
        board.listen(channel: channel) { [weak self] in
            guard let self else { return }
            executor.queue.async { [weak self] in self?.assumeIsolated { $0.update() } }
        }
    }

    func close() {
        board.close()
        disconnect()
    }

    /// Brings the connection in line with what is wanted.
    private func update() {
        let wanted = board.channels
        guard !wanted.isEmpty else { return disconnect() }
        do {
            let connection = try connection ?? connect()
            for channel in channels.subtracting(wanted) { try connection.simply("UNLISTEN \(channel)") }
            for channel in wanted.subtracting(channels) { try connection.simply("LISTEN \(channel)") }
            channels = wanted
            failures = 0
            if wasLost { board.tellAll() }
            wasLost = false
            for channel in wanted { board.greet(channel: channel) }
            // What came while the statements ran is in libpq's memory, of which the socket tells nothing.
            deliver(from: connection)
        } catch {
            connectLater()
        }
    }

    private func connect() throws -> PostgresConnection {
        let new = try address.connectOnce()
        let source = DispatchSource.makeReadSource(
            fileDescriptor: PQsocket(new.handle), queue: executor.queue)
        source.setEventHandler { [weak self] in self?.assumeIsolated { $0.receive() } }
        // The descriptor is closed with the connection, and must not be watched any more by then.
        source.setCancelHandler { withExtendedLifetime(new) {} }
        source.resume()
        (connection, self.source) = (new, source)
        return new
    }

    private func disconnect() {
        source?.cancel()
        (connection, source, channels) = (nil, nil, [])
    }

    private func receive() {
        guard let connection else { return }
        guard PQconsumeInput(connection.handle) == 1, connection.isConnected else { return connectLater() }
        deliver(from: connection)
    }

    private func deliver(from connection: PostgresConnection) {
        while let notice = PQnotifies(connection.handle) {
            defer { PQfreemem(notice) }
            guard let channel = notice.pointee.relname, let payload = notice.pointee.extra else { continue }
            board.tell(channel: String(cString: channel), payload: String(cString: payload))
        }
    }

    /// At once the first time, then after a pause that grows to eight seconds.
    private func connectLater() {
        disconnect()
        wasLost = true
        let pause = failures == 0 ? 0 : 250 << min(failures - 1, 5)
        failures += 1
        executor.queue.asyncAfter(deadline: .now() + .milliseconds(pause)) { [weak self] in
            self?.assumeIsolated { $0.update() }
        }
    }
}
