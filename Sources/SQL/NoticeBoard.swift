import Synchronization

/// Those who listen for notices, and the giving of notices to them.
final class NoticeBoard: Sendable {
    private struct Listener {
        let channel: String
        let continuation: AsyncStream<SQLNotice>.Continuation
        /// Whether it has had its first notice.
        var isTold = false
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var next = 0
        var isClosed = false
    }

    /// How far a consumer may be behind before it loses notices.
    private static let patience = 1000
    private let state = Mutex(State())

    deinit { close() }

    /// Adds a listener; it gets nothing until ``greet(channel:)``.
    ///
    /// - Parameter onChange: called after the set of listeners changed, from any thread.
    func listen(channel: String, onChange: @escaping @Sendable () -> Void) -> AsyncStream<SQLNotice> {
        precondition(isPlainName(channel), "a channel's name must be plain")
        let (stream, continuation) = AsyncStream.makeStream(
            of: SQLNotice.self, bufferingPolicy: .bufferingNewest(Self.patience))
        let id = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = Listener(channel: channel, continuation: continuation)
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            _ = state.withLock { $0.listeners.removeValue(forKey: id) }
            onChange()
        }
        onChange()
        return stream
    }

    var channels: Set<String> { state.withLock { Set($0.listeners.values.map(\.channel)) } }

    /// Tells the new listeners on a channel, or on every channel, that listening has begun.
    func greet(channel: String? = nil) {
        state.withLock { state in
            for (id, listener) in state.listeners
            where !listener.isTold && (channel == nil || channel == listener.channel) {
                state.listeners[id]?.isTold = true
                listener.continuation.yield(.reconnected)
            }
        }
    }

    /// Tells every listener to read afresh.
    func tellAll() { tell(.reconnected) { _ in true } }

    func tell(channel: String, payload: String) { tell(.payload(payload)) { $0.channel == channel } }

    private func tell(_ notice: SQLNotice, to isMeant: (Listener) -> Bool) {
        state.withLock { state in
            for listener in state.listeners.values where listener.isTold && isMeant(listener) {
                if case .dropped = listener.continuation.yield(notice) {
                    listener.continuation.yield(.reconnected)
                }
            }
        }
    }

    /// Ends every stream, and those begun later at once.
    func close() {
        let ending = state.withLock { state in
            state.isClosed = true
            return state.listeners.values.map(\.continuation)
        }
        // Outside the lock, which `onTermination` takes.
        for continuation in ending { continuation.finish() }
    }
}
