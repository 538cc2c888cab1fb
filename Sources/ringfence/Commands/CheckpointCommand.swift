import Access
import ArgumentParser
import Casework
import SQL
import Storage

struct CheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Signs the end of the log, so that a past written anew is found out.",
        discussion: """
            A checkpoint is one line of JSON, kept in checkpoints.jsonl in the casebook's folder and wherever \
            --checkpoint-to says. “ringfence serve” does this by itself. Keep the lines, and the public key, where the \
            administrator of this machine cannot change them.
            """)

    @Flag(help: "Print the public key that checkpoints are signed with, and sign nothing.")
    var printPublicKey = false

    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var data: DataOption

    func run() async throws {
        let casebook = try await data.open()
        guard !printPublicKey else { return try printOut(checkpoints.key(in: data.folder).publicKey) }
        let (checkpoint, failures) = try await checkpoints.writer(for: casebook, in: data.folder).sign()
        if let failure = failures.first { throw failure }
        guard let checkpoint else { throw Refused.data("The log has no entry yet.") }
        try printOut(checkpoint.line)
    }
}
