import ArgumentParser
import Foundation
import Gateways
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Watching
import Web

/// How a watch is reached, and where it sends suggestions. Nothing leaves by itself.
struct WatchServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take records by POST, and show suggestions, at this address of this machine; port 0 for any that is free.",
            valueName: "127.0.0.1:port"))
    var listen: String?

    @Flag(help: "Read standard input as well as listening. Without --listen it is always read.")
    var pipe = false

    @Option(
        help: ArgumentHelp(
            "The file of the token that posting and looking need: at least 32 characters.", valueName: "file")
    )
    var token: String?

    @Option(
        help: ArgumentHelp("Post each suggestion to this address, over TLS.", valueName: "url"))
    var webhook: String?

    @Option(
        help: ArgumentHelp(
            "The file of the secret that signs what is posted: at least 32 characters.", valueName: "file"))
    var webhookSecret: String?

    func validate() throws {
        guard (listen == nil) == (token == nil) else {
            throw ValidationError("--listen and --token go together.")
        }
        guard (webhook == nil) == (webhookSecret == nil) else {
            throw ValidationError("--webhook and --webhook-secret go together.")
        }
        if let webhook, !GatewayClient.isAllowed(webhook) {
            throw ValidationError(
                "--webhook is an https address, or one of this machine, without a name or password in it.")
        }
        if listen != nil { _ = try address() }
    }

    private func address() throws -> (host: String, port: Int) {
        let text = listen ?? ""
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw ValidationError("--listen is an address and a port, as 127.0.0.1:8090.") }
        let host = String(text[..<colon])
        guard ["127.0.0.1", "localhost"].contains(host) else {
            throw ValidationError(
                "A watch listens on this machine only: 127.0.0.1. Let a proxy on this machine do TLS for others."
            )
        }
        return (host, port)
    }

    private static func secret(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refused.noInput("There is no file \(path).")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count >= 32 else {
            throw Refused.data(
                "\(path) holds fewer than 32 characters. Make one: head -c 32 /dev/urandom | base64")
        }
        return Array(text.utf8)
    }

    /// Runs until the input ends, or where it listens, until it is stopped.
    func run(
        _ watcher: Watcher, folder: String, news: WatchNews, input: StandardInput,
        feed: @escaping @Sendable () throws -> Void
    ) async throws {
        let courier = try webhook.map { address in
            WebhookCourier(
                watcher: watcher, outbox: try Outbox(folder: folder), address: address,
                signature: WebhookSignature(secret: try Self.secret(webhookSecret ?? "")), news: news.stream)
        }
        let pipe = PipeService(input: input, feed: feed, endsWithInput: listen == nil)
        guard listen != nil else { return try await pipeAlone(courier, pipe) }
        try await serve(watcher, courier, pipe)
    }

    /// How long what was begun is waited for when the watch is stopped.
    private static let farewell = Duration.seconds(5)
    /// How long a connection may send nothing.
    private static let silence = TimeAmount.seconds(30)

    /// Reads the input to its end, or until it is stopped. A posting under way is waited for, and where the input ended,
    /// what is left is tried once more.
    private func pipeAlone(_ courier: WebhookCourier?, _ pipe: PipeService) async throws {
        var logger = Logger(label: "ringfence")
        logger.logLevel = .critical
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(
                service: pipe, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        ]
        // The last is stopped first: the input.
        if let courier { services.insert(.init(service: courier), at: 0) }
        try await ServiceGroup(configuration: .init(services: services, logger: logger)).runUntilStopped()
        if !pipe.input.isStopped { try await courier?.deliverRest() }
    }

    private func serve(_ watcher: Watcher, _ courier: WebhookCourier?, _ input: PipeService) async throws {
        let (host, port) = try address()
        let site = WatchSite(watcher, token: try Self.secret(token ?? ""))
        var logger = Logger(label: "ringfence")
        logger.logLevel = .warning
        var services: [any Service] = []
        if let courier { services.append(courier) }
        if pipe { services.append(input) }
        let application = Application(
            router: site.router(), server: .http1(configuration: .init(idleTimeout: Self.silence)),
            configuration: .init(address: .hostname(host, port: port), serverName: "ringfence"),
            services: services,
            onServerRunning: { channel in
                say(
                    "Ringfence watches at http://127.0.0.1:\(channel.localAddress?.port ?? 0) (this machine only)"
                )
            }, logger: logger)
        var group = ServiceGroupConfiguration(services: [application], logger: logger)
        group.maximumGracefulShutdownDuration = Self.farewell
        do { try await ServiceGroup(configuration: group).runUntilStopped() } catch let error as IOError
            where error.errnoCode == EADDRINUSE
        {
            throw Refused.portTaken(port, " with --listen.")
        }
    }

    /// Reading waits for whoever writes, on a thread of its own.
    static func detached(_ feed: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try feed() }) }
        }
    }
}

/// Feeds standard input while the service runs.
struct PipeService: Service, CustomStringConvertible {
    let description = "input"
    let input: StandardInput
    let feed: @Sendable () throws -> Void
    /// Else the service goes on when the input has ended.
    let endsWithInput: Bool

    func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await WatchServiceOptions.detached(feed)
            } onGracefulShutdown: {
                input.stop()
            }
        } onCancel: {
            input.stop()
        }
        if !endsWithInput { try await gracefulShutdown() }
    }
}
