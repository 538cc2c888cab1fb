import ArgumentParser
import Casework
import Foundation
import Storage

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a whole casebook into one file, as it is at one moment, while the server works.",
        discussion: """
              ringfence backup --to /media/disk/casebook-2026-03-28.rfbackup

            The file is a tar archive of plain text and the original files; docs/manual/operating.md describes it. It \
            holds personal data, is not encrypted, and holds no key that signs checkpoints. A file that is there is not \
            written over.

            Exit codes: 0 the backup holds everything; 1 it does, but for originals that the casebook itself had lost.
            """)

    @Option(help: ArgumentHelp("The file to write.", valueName: "file.rfbackup"))
    var to: String

    @OptionGroup var data: DataOption

    func run() async throws {
        let casebook = try await data.place.open(schema: .asItIs)
        let backup = try await casebook.backUp(
            to: to, software: "ringfence \(Software.version)", now: systemClock())
        let manifest = backup.manifest
        try printOut("The backup is whole: \(manifest.summary).")
        try printOut("\(to), \(Format.bytes(backup.byteCount))")
        try printOut("Its seal, to be kept apart from it: \(backup.seal)")
        try manifest.lost.tell()
    }
}

extension BackupManifest {
    var summary: String {
        "\(Format.count(tables.count, "table")) with \(Format.count(rows, "row")), "
            + Format.count(originals.count, "original file")
            + (log.map { ", the log up to entry \(Format.number(Int($0.sequence)))" } ?? "")
    }
}

extension [String] {
    /// Says which originals a casebook had lost before it was copied.
    func tell() throws {
        guard !isEmpty else { return }
        throw Refused(
            text: "The casebook had lost \(Format.count(count, "original")), which could not be copied: "
                + "\(prefix(5).joined(separator: ", "))\(count > 5 ? ", …" : ""). “ringfence doctor --deep” says of "
                + "which files.", code: 1)
    }
}
