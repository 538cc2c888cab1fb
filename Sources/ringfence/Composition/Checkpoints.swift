import Access
import ArgumentParser
import Casework
import Foundation
import Logging
import SQL
import ServiceLifecycle
import Storage

/// Where checkpoints of the log go, and what signs them.
struct CheckpointOptions: ParsableArguments {
    @Option(
        name: .customLong("checkpoint-to"),
        help: ArgumentHelp(
            "A further folder for signed checkpoints of the log, on another machine or a disk that is carried away; "
                + "may be given several times.", valueName: "folder"))
    var folders: [String] = []

    @Option(
        help: ArgumentHelp(
            "The file of the key that signs checkpoints, made where there is none. (default: log-signing.key in the "
                + "casebook's folder)", valueName: "file"))
    var signingKey: String?

    func key(in folder: String) throws -> SigningKey {
        try SigningKeyFile.openOrMake(
            signingKey ?? URL(filePath: folder).appending(path: SigningKeyFile.name).path)
    }

    func writer(for casebook: Casebook, in folder: String) throws -> CheckpointWriter {
        let own = URL(filePath: folder).appending(path: CheckpointFile.name).path
        // Several machines may send theirs to one folder.
        let host = ProcessInfo.processInfo.hostName.filter {
            $0.isLetter || $0.isNumber || $0 == "-" || $0 == "."
        }
        let others = folders.map { URL(filePath: $0).appending(path: "checkpoints-\(host).jsonl").path }
        return CheckpointWriter(
            to: [own] + others, key: try key(in: folder), head: { try await casebook.logHead() },
            now: systemClock)
    }
}

/// Signs the end of the log while the server works: when it starts, at every tick, and when it stops.
struct Checkpoints: Service {
    private let writer: CheckpointWriter
    private let ticks: AsyncStream<Void>
    private let logger: Logger

    init(writer: CheckpointWriter, ticks: AsyncStream<Void>, logger: Logger) {
        (self.writer, self.ticks, self.logger) = (writer, ticks, logger)
    }

    /// A tick every so many minutes.
    static func every(minutes: Int) -> AsyncStream<Void> {
        AsyncStream(unfolding: {
            do { return try await ContinuousClock().sleep(for: .seconds(60 * minutes)) } catch { return nil }
        })
    }

    func run() async throws {
        await sign()
        for await _ in ticks.cancelOnGracefulShutdown() { await sign() }
        await sign()
    }

    /// A checkpoint that cannot be written must not stop the work it is a checkpoint of.
    private func sign() async {
        do {
            for failure in try await writer.sign().failures {
                logger.error("a checkpoint of the log was not written", metadata: ["why": "\(failure)"])
            }
        } catch {
            logger.error("the log was not signed", metadata: ["error": "\(type(of: error))"])
        }
    }
}
