import ArgumentParser
import CallRecords
import Casework
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves the casebook's pages on this machine.",
        discussion: """
            There is no sign-in yet, so the server listens on the loopback address 127.0.0.1 only and answers to that \
            name and localhost. Stop it with Ctrl-C.
            """)

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is a number from 0 to 65535.")
        }
    }

    func run() async throws {
        let casebook = try await data.openOrMake()
        let intake = RecordIntake(
            store: casebook, layouts: try layouts.all(), open: { try RecordFile(path: $0) }, now: systemClock)
        let register = Register(store: casebook, software: Software.version, now: systemClock)
        let site = try await Site(register: register, intake: intake, software: Software.version)
        var logger = Logger(label: "ringfence")
        logger.logLevel = .warning
        let waiting = try await casebook.lines().flatMap(\.closures).first { $0.accepted.isEmpty }
        let application = Application(
            router: site.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "ringfence"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                print("Ringfence is at http://127.0.0.1:\(port) (this machine only; no sign-in yet)")
                if let waiting {
                    print("Look first at http://127.0.0.1:\(port)/closures/\(waiting.closure.id)")
                }
                print("Stop it with Ctrl-C.")
                fflush(nil)
            }, logger: logger)
        do { try await application.runService() } catch let error as IOError
            where error.errnoCode == EADDRINUSE
        {
            throw Refused(
                text: "Port \(port) is taken by another program. Stop that one, or name another port: "
                    + "“make run PORT=8081”, or “ringfence serve --port 8081”.", code: 69)
        } catch let error as IOError where error.errnoCode == EACCES {
            throw Refused(text: "Port \(port) is kept for the system. Name one from 1024 on.", code: 69)
        }
    }
}
