@preconcurrency import Dispatch
import Synchronization

/// Hands values from one thread to another, few at a time: the giver waits while the taker is behind.
///
/// Both sides block, and so must run on threads of their own, as the closures given to a database do.
final class BlockPipe<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        /// Set once nothing more comes, with the reason where it was not the end.
        var end: Result<Void, any Error>?
        var isStopped = false
    }

    /// The taker has gone.
    struct Stopped: Error {}

    private let state = Mutex(State())
    // Made empty and filled after: one that ends lower than it was made stops the program.
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    init() { for _ in 0..<8 { room.signal() } }

    /// - Throws: ``Stopped``.
    func give(_ value: Value) throws {
        room.wait()
        let isStopped = state.withLock { state in
            if !state.isStopped { state.values.append(value) }
            return state.isStopped
        }
        guard !isStopped else { throw Stopped() }
        filled.signal()
    }

    /// Nothing more comes.
    func end(_ result: Result<Void, any Error> = .success(())) {
        state.withLock { $0.end = $0.end ?? result }
        filled.signal()
    }

    /// The next value; nil at the end.
    ///
    /// - Throws: the giver's error.
    func take() throws -> Value? {
        filled.wait()
        let (value, end) = state.withLock { state in
            (state.values.isEmpty ? nil : state.values.removeFirst(), state.end)
        }
        guard let value else {
            // So that taking again ends too.
            filled.signal()
            try end?.get()
            return nil
        }
        room.signal()
        return value
    }

    /// Lets the giver go, who is told at its next value.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
    }
}
