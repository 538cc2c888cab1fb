import Foundation
import Synchronization
import Watching

/// Prints suggestions as they are told, a line of JSON each, and wakes whoever sends them on.
final class WatchNews: Sendable {
    let stream: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (stream, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func tell(_ new: [WatchSuggestion]) {
        guard !new.isEmpty else { return }
        var text = Data()
        for row in new {
            guard let line = try? row.json() else { continue }
            text += line
            text.append(10)
        }
        // Whoever read them may be gone; they are in the ledger, on the page and in the outbox all the same.
        try? FileHandle.standardOutput.write(contentsOf: text)
        wake.yield()
    }
}
