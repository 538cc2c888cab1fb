import Dispatch
import Foundation
import Synchronization

/// Puts suggestions into the ledger and then tells of them, beside the counting, which does not wait for the disk: those
/// that come while it writes go together.
final class Teller: Sendable {
    private struct Waiting {
        var rows: [WatchSuggestion] = []
        var failure: WatchRefusal?
    }

    private struct Written {
        var ledger: Ledger
        /// In the ledger, and not yet in the log.
        var unlogged: [WatchSuggestion] = []
    }

    private let waiting = Mutex(Waiting())
    private let written: Mutex<Written>
    private let queue = DispatchQueue(label: "ringfence.teller")
    private let log: WatchLog
    private let tell: @Sendable ([WatchSuggestion]) -> Void

    /// - Parameter tell: does not wait for whoever hears of it.
    init(_ ledger: Ledger, log: WatchLog, tell: @escaping @Sendable ([WatchSuggestion]) -> Void) {
        written = Mutex(Written(ledger: ledger))
        (self.log, self.tell) = (log, tell)
    }

    func add(_ rows: [WatchSuggestion]) {
        guard !rows.isEmpty else { return }
        waiting.withLock { $0.rows += rows }
        queue.async { self.writeWaiting() }
    }

    /// - Throws: why the ledger or the log was not written. They are tried again, and all is well once they are.
    func check() throws {
        guard let failure = waiting.withLock({ $0.failure }) else { return }
        queue.async { self.writeWaiting() }
        throw failure
    }

    /// Returns when all that was added is in the ledger and told.
    func flush() throws {
        queue.sync { writeWaiting() }
        if let failure = waiting.withLock({ $0.failure }) { throw failure }
    }

    /// On the queue alone.
    private func writeWaiting() {
        let rows = waiting.withLock { $0.rows }
        do {
            let told = try written.withLock { written in
                try written.ledger.add(rows)
                written.unlogged += rows
                waiting.withLock { $0.rows.removeFirst(rows.count) }
                try log.add("told", each: written.unlogged.map { ["suggestion": "\($0.number)"] })
                defer { written.unlogged = [] }
                return written.unlogged
            }
            waiting.withLock { $0.failure = nil }
            if !told.isEmpty { tell(told) }
        } catch {
            let refusal = error as? WatchRefusal ?? .cannotWrite("the ledger", why: "\(error)")
            waiting.withLock { $0.failure = refusal }
        }
    }

    /// Those in the ledger, from a number on.
    func rows(after number: Int) -> [WatchSuggestion] {
        written.withLock { Array($0.ledger.rows.dropFirst(number)) }
    }
}
