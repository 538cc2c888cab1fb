import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import Gateways
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves the casebook's pages.",
        discussion: """
            It listens on this machine only, unless it is given a TLS certificate. Where nobody can sign in yet, it \
            prints a link with which the first administrator chooses a password. Stop it with Ctrl-C.
            """)

    @OptionGroup var server: ServerSettings
    @OptionGroup var provider: ProviderSettings
    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption

    @Flag(help: "Refuse a casebook that an earlier version made, instead of bringing it up to date.")
    var noMigrate = false

    @Option(help: ArgumentHelp("Minutes between two signed checkpoints of the log.", valueName: "number"))
    var checkpointMinutes = 15

    func validate() throws {
        guard (1...1_440).contains(checkpointMinutes) else {
            throw ValidationError("--checkpoint-minutes is a number from 1 to 1440.")
        }
    }

    func run() async throws {
        let openID = try provider.openID()
        let builder = try server.server()
        let casebook = try await data.openOrMake(schema: noMigrate ? .mustBeCurrent : .bringUpToDate)
        let client = GatewayClient()
        do {
            try await serve(
                casebook, builder, openID.map { OpenIDProvider($0, client: client, now: systemClock) })
        } catch {
            try? await client.shutDown()
            throw told(error)
        }
        try? await client.shutDown()
    }

    private func serve(
        _ casebook: Casebook, _ builder: HTTPServerBuilder, _ provider: OpenIDProvider?
    ) async throws {
        let intake = RecordIntake(
            store: casebook, layouts: try layouts.all(), open: { try RecordFile(path: $0) }, now: systemClock)
        let site = try await Site(
            store: casebook, intake: intake, signIn: .of(casebook), provider: provider, settings: server.site,
            now: systemClock)
        var logger = Logger(label: "ringfence")
        logger.logLevel = .warning
        let first = try await FirstUser.state(in: casebook)
        let server = self.server
        let writer = try checkpoints.writer(for: casebook, in: data.folder)
        let application = Application(
            router: site.router(), server: builder,
            configuration: .init(
                address: .hostname(server.address, port: server.port), serverName: "ringfence"),
            services: [
                Checkpoints(
                    writer: writer, ticks: Checkpoints.every(minutes: checkpointMinutes), logger: logger),
                LogCounting(casebook: casebook, ticks: Checkpoints.every(minutes: 5), logger: logger),
            ],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                var lines = [server.announcement(port: port)]
                switch first {
                case .there: break
                case .begins(let link):
                    lines.append("Nobody can sign in yet. The first administrator begins here, within a day:")
                    lines.append("\(server.url(port: port))/set-up?link=\(link)")
                case .waits:
                    lines.append(
                        "Nobody can sign in yet, but with the link printed before. “ringfence setup”, with the same --data or "
                            + "--database, prints another in its place."
                    )
                }
                lines.append("Stop it with Ctrl-C.")
                // Who started it may be gone; it serves all the same.
                try? printOut(lines.joined(separator: "\n"))
            }, logger: logger)
        try await application.runService()
    }

    /// What the operator can mend, in a sentence.
    private func told(_ error: any Error) -> any Error {
        guard let error = error as? IOError else { return error }
        switch error.errnoCode {
        case EADDRINUSE:
            return Refused.portTaken(
                server.port, ": “make run PORT=8081”, or “ringfence serve --port 8081”.")
        case EACCES:
            return Refused(
                text: "Port \(server.port) is kept for the system. Name one from 1024 on.", code: 69)
        case EADDRNOTAVAIL:
            return Refused(text: "This machine has no address \(server.address).", code: 69)
        default: return error
        }
    }
}
