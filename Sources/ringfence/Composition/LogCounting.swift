import CallRecords
import Casework
import Logging
import ServiceLifecycle
import Storage

/// Counts the log's hours while the server works, so that an auditor waits for none of it: when it starts, and at every
/// tick. A casebook that an earlier version filled is counted piece by piece, and asked meanwhile.
struct LogCounting: Service {
    private let casebook: Casebook
    private let ticks: AsyncStream<Void>
    private let logger: Logger

    init(casebook: Casebook, ticks: AsyncStream<Void>, logger: Logger) {
        (self.casebook, self.ticks, self.logger) = (casebook, ticks, logger)
    }

    func run() async throws {
        await count()
        for await _ in ticks.cancelOnGracefulShutdown() { await count() }
    }

    /// What is not counted now is counted at the next tick, and is right in any answer.
    private func count() async {
        do {
            var isLeft = true
            while isLeft, !Task.isCancelled, !Task.isShuttingDownGracefully {
                let end = systemClock().adding(seconds: -UnusualRule.slack)
                isLeft = try await !casebook.countLog(endedBefore: end, pieces: 1)
            }
        } catch {
            logger.error("the log's hours were not counted", metadata: ["error": "\(type(of: error))"])
        }
    }
}
