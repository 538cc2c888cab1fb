import Synchronization

/// Lends out things of which there are few, first come first served. The last one given back is lent first, so that
/// few connections are kept busy and the others need not be made.
final class Lending<Item: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Item, any Error>

    private struct State {
        var idle: [Item]
        /// In order of coming.
        var waiting: [(id: Int, waiter: Waiter)] = []
        /// Those who gave up before they came to wait.
        var cancelled: Set<Int> = []
        var next = 0
        var isClosed = false
    }

    private let state: Mutex<State>

    init(_ items: [Item]) { state = Mutex(State(idle: items.reversed())) }

    /// - Throws: `CancellationError`; ``StorageError/Code/closed``; what `body` throws.
    func lend<Result: Sendable>(_ body: (Item) async throws -> Result) async throws -> Result {
        let item = try await take()
        defer { giveBack(item) }
        return try await body(item)
    }

    private func take() async throws -> Item {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        defer { _ = state.withLock { $0.cancelled.remove(id) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enter(id, $0) }
        } onCancel: {
            cancel(id)
        }
    }

    private func enter(_ id: Int, _ waiter: Waiter) {
        let outcome = state.withLock { state -> Swift.Result<Item, any Error>? in
            if state.cancelled.contains(id) { return .failure(CancellationError()) }
            if state.isClosed { return .failure(Self.closed) }
            if let item = state.idle.popLast() { return .success(item) }
            state.waiting.append((id, waiter))
            return nil
        }
        if let outcome { waiter.resume(with: outcome) }
    }

    /// May come before ``enter(_:_:)``, and also after the item was lent: it then changes nothing.
    private func cancel(_ id: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let place = state.waiting.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.waiting.remove(at: place).waiter
        }
        waiter?.resume(throwing: CancellationError())
    }

    private func giveBack(_ item: Item) {
        let waiter = state.withLock { state -> Waiter? in
            guard !state.waiting.isEmpty else {
                state.idle.append(item)
                return nil
            }
            return state.waiting.removeFirst().waiter
        }
        waiter?.resume(returning: item)
    }

    /// Refuses those who wait and those who come later.
    func close() {
        let refused = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for (_, waiter) in refused { waiter.resume(throwing: Self.closed) }
    }

    private static var closed: StorageError {
        StorageError(code: .closed, context: "The database was closed.")
    }
}
