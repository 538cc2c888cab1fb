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

    /// Why the last state was not written; nil once one is.
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
                self.state.withLock { $0 = State() }
            } catch { self.fails(with: error) }
        }
    }

    /// - Precondition: ``begins()`` said so.
    func fails(with error: any Error) {
        let refusal = error as? WatchRefusal ?? .cannotWrite("the state", why: "\(error)")
        state.withLock { $0 = State(isBusy: false, failure: refusal) }
    }

    /// Returns when nothing is being written.
    func wait() { queue.sync {} }
}
