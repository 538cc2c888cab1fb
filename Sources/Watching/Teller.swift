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

    private let waiting = Mutex(Waiting())
    private let ledger: Mutex<Ledger>
    private let queue = DispatchQueue(label: "ringfence.teller")
    private let log: WatchLog
    private let tell: @Sendable ([WatchSuggestion]) -> Void

    init(_ ledger: Ledger, log: WatchLog, tell: @escaping @Sendable ([WatchSuggestion]) -> Void) {
        self.ledger = Mutex(ledger)
        (self.log, self.tell) = (log, tell)
    }

    func add(_ rows: [WatchSuggestion]) throws {
        guard !rows.isEmpty else { return }
        let failure = waiting.withLock { waiting in
            waiting.rows += rows
            return waiting.failure
        }
        if let failure { throw failure }
        queue.async { self.writeWaiting() }
    }

    /// Returns when all that was added is in the ledger and told.
    func flush() throws {
        queue.sync { writeWaiting() }
        if let failure = waiting.withLock({ $0.failure }) { throw failure }
    }

    private func writeWaiting() {
        let rows = waiting.withLock { waiting in
            guard waiting.failure == nil else { return [WatchSuggestion]() }
            defer { waiting.rows = [] }
            return waiting.rows
        }
        guard !rows.isEmpty else { return }
        do {
            try ledger.withLock { try $0.add(rows) }
            for row in rows { try log.add("told", ["suggestion": "\(row.number)"]) }
        } catch {
            let refusal = error as? WatchRefusal ?? .cannotWrite("the ledger", why: "\(error)")
            waiting.withLock { $0.failure = refusal }
            return
        }
        tell(rows)
    }

    /// Those in the ledger, from a number on.
    func rows(after number: Int) -> [WatchSuggestion] { ledger.withLock { Array($0.rows.dropFirst(number)) } }
}
