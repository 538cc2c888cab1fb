import Foundation
import ServiceLifecycle

extension ServiceGroup {
    /// Runs until it ends by itself or the process is told to end. A hang-up that was ignored before stays so: `nohup`.
    func runUntilStopped() async throws {
        let sources = [SIGTERM, SIGINT, SIGHUP].compactMap { number -> (any DispatchSourceSignal)? in
            let isIgnored = unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1
            guard number != SIGHUP || !isIgnored else { return nil }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { Task { await self.triggerGracefulShutdown() } }
            source.activate()
            return source
        }
        // What follows the group, the last state, is not cut off by a second signal: they stay ignored.
        defer { for source in sources { source.cancel() } }
        try await run()
    }
}
