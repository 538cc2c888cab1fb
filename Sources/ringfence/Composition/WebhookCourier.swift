import Access
import CallRecords
import Foundation
import Gateways
import ServiceLifecycle
import Watching

/// Posts suggestions to the one address given, in their order, each until it is taken. What was not taken when the watch
/// stops is posted when it runs again.
struct WebhookCourier: Service, CustomStringConvertible {
    /// What the service group calls it: else all it holds, the secret too, could be written to a log.
    let description = "webhook"
    private let watcher: Watcher
    private let address: String
    private let signature: WebhookSignature
    private let news: AsyncStream<Void>
    private let outbox: Post

    /// What was taken, for one courier.
    private actor Post {
        private var outbox: Outbox
        init(_ outbox: Outbox) { self.outbox = outbox }
        var delivered: Int { outbox.delivered }
        func took(_ number: Int) throws { try outbox.took(number) }
    }

    init(
        watcher: Watcher, outbox: Outbox, address: String, signature: WebhookSignature,
        news: AsyncStream<Void>
    ) {
        (self.watcher, self.address, self.signature, self.news) = (watcher, address, signature, news)
        self.outbox = Post(outbox)
    }

    /// Posts until the watch is stopped.
    func run() async throws {
        try await posting { client in
            try await deliverAll(client, patient: true)
            for await _ in news.cancelOnGracefulShutdown() { try await deliverAll(client, patient: true) }
        }
    }

    /// Posts what is left, each tried once.
    func deliverRest() async throws {
        try await posting { try await deliverAll($0, patient: false) }
    }

    private func posting(_ body: (GatewayClient) async throws -> Void) async throws {
        let client = GatewayClient()
        do { try await body(client) } catch is CancellationError {
            // Stopped while it waited: what is left stays in the outbox.
        } catch {
            try? await client.shutDown()
            throw error
        }
        try await client.shutDown()
    }

    /// - Parameter patient: whether one that is not taken is tried again; else it is left for the next run.
    private func deliverAll(_ client: GatewayClient, patient: Bool) async throws {
        var failures = 0
        while let next = watcher.suggestions(after: await outbox.delivered).first {
            do {
                let body = try next.json()
                try await client.deliver(
                    body, to: address,
                    headers: [
                        (WebhookSignature.header, signature.value(for: body, at: systemClock())),
                        (WebhookSignature.numberHeader, "\(next.number)"),
                    ])
                try await outbox.took(next.number)
                failures = 0
            } catch let refusal as WatchRefusal { throw refusal } catch {
                guard !Task.isCancelled else { return }
                failures += 1
                say(
                    "The webhook did not take suggestion \(next.number) (\(Self.why(error))); it is kept, and tried again."
                )
                guard patient else { return }
                let pause = Outbox.pause(after: failures)
                try await cancelWhenGracefulShutdown {
                    try await ContinuousClock().sleep(for: .seconds(pause))
                }
            }
        }
    }

    private static func why(_ error: any Error) -> String {
        switch error as? ProviderFailure {
        case .refused(let status): "it answered \(status)"
        case .unreachable: "it cannot be reached, or gave no answer within ten seconds"
        default: "\(error)"
        }
    }
}
