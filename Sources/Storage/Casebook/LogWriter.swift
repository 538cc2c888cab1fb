import Access
import CallRecords
import SQL
import Synchronization

/// Writes looks to the log. Those that come while others are being written go together into the next transaction, so
/// that fifty people who look at once do not wait for fifty of them.
final class LogWriter: Sendable {
    /// The most entries that go into one transaction: whoever else writes waits no longer than this takes.
    private static let most = 500

    private let database: any SQLDatabase
    private let state = Mutex(State())

    private struct Waiting {
        let draft: LogDraft
        let at: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// In the order in which they came.
        var waiting: [Waiting] = []
        var isWriting = false

        /// The next to be written; none where the writing ends.
        mutating func next() -> [Waiting] {
            let group = Array(waiting.prefix(LogWriter.most))
            waiting.removeFirst(group.count)
            isWriting = !group.isEmpty
            return group
        }
    }

    init(database: any SQLDatabase) { self.database = database }

    /// Comes back once the entry is kept for good.
    func log(_ draft: LogDraft, at now: Instant) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let begins = state.withLock { state in
                state.waiting.append(Waiting(draft: draft, at: now, continuation: continuation))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            // A task of its own: a page that nobody waits for any more must not take the others' entries with it.
            if begins { Task { await writeAll() } }
        }
    }

    private func writeAll() async {
        while true {
            let group = state.withLock { $0.next() }
            guard !group.isEmpty else { return }
            let entries = group.map { (draft: $0.draft, at: $0.at) }
            let result: Result<Void, any Error>
            do {
                try await database.write { connection in
                    for entry in entries { try connection.append(entry.draft, at: entry.at) }
                }
                result = .success(())
            } catch { result = .failure(error) }
            for waiting in group { waiting.continuation.resume(with: result) }
        }
    }
}
