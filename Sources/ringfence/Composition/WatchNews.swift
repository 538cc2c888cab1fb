import Foundation
import Synchronization
import Watching

/// Wakes whoever sends suggestions on, and prints them, a line of JSON each. Nobody waits for whoever reads what is
/// printed: that may stop reading for hours.
final class WatchNews: Sendable {
    let stream: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let queue = DispatchQueue(label: "ringfence.printing")
    private let printing = DispatchGroup()
    private let hasFailed = Atomic(false)

    init() {
        (stream, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func tell(_ new: [WatchSuggestion]) {
        guard !new.isEmpty else { return }
        wake.yield()
        queue.async(group: printing) { self.print(new) }
    }

    private func print(_ new: [WatchSuggestion]) {
        var text = Data()
        for row in new {
            guard let line = try? row.json() else { continue }
            text += line
            text.append(10)
        }
        // Whoever read them may be gone; they are in the ledger, on the page and in the outbox all the same.
        do { try FileHandle.standardOutput.write(contentsOf: text) } catch {
            guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
            say("Suggestions cannot be printed (\(Failure.reason(error))). They are in suggestions.jsonl.")
        }
    }

    /// Returns when all is printed, or after so many seconds.
    func finish(within seconds: Int?) {
        guard let seconds else { return printing.wait() }
        _ = printing.wait(timeout: .now() + .seconds(seconds))
    }
}
