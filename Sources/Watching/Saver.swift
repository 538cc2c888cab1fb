import Dispatch
import Synchronization

/// Writes one state at a time, beside the counting.
final class Saver: Sendable {
    private struct State {
        var isBusy = false
        var failure: WatchRefusal?
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "ringfence.saver")

    var failure: WatchRefusal? { state.withLock { $0.failure } }

    /// Whether nothing is being written, so that the caller may.
    func begins() -> Bool {
        state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
    }

    /// - Precondition: ``begins()`` said so.
    func save(_ body: @escaping @Sendable () throws -> Void) {
        queue.async {
            do {
                try body()
                self.state.withLock { $0.isBusy = false }
            } catch {
                let refusal = error as? WatchRefusal ?? .cannotWrite("the state", why: "\(error)")
                self.state.withLock { $0.failure = refusal }
            }
        }
    }

    /// Returns when nothing is being written.
    func wait() throws {
        queue.sync {}
        if let failure { throw failure }
    }
}
