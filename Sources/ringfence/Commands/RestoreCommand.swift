import ArgumentParser
import CallRecords
import Casework
import Storage

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes a casebook of a backup, in a folder or a database that holds none yet.",
        discussion: """
              ringfence restore --from casebook-2026-03-28.rfbackup --data casebook
              ringfence restore --from casebook-2026-03-28.rfbackup --check

            Everything in the backup is held against its list of contents first, and what was written against the \
            backup last; ended at any moment, the casebook is empty, or whole. A backup of a casebook in a file restores \
            into PostgreSQL as well, and the other way round.
            """)

    @Option(help: ArgumentHelp("The backup.", valueName: "file.rfbackup"))
    var from: String

    @Option(
        help: ArgumentHelp(
            "The seal that “ringfence backup” printed: proves that nobody altered the backup since.",
            valueName: "hex"))
    var seal: String?

    @Flag(help: "Only look whether the backup is whole.")
    var check = false

    @OptionGroup var data: DataOption

    func validate() throws {
        guard seal.map({ $0.count == 64 && $0.allSatisfy(\.isHexDigit) }) ?? true else {
            throw ValidationError("--seal is 64 hexadecimal digits.")
        }
    }

    func run() async throws {
        let backup = try BackupReader(path: from, seal: seal)
        let manifest = backup.manifest
        let made = (try? Instant(parsing: manifest.made)).map { Format.time($0) } ?? manifest.made
        try printOut("The backup of \(made) is whole: \(manifest.summary).")
        try printOut("Its seal: \(backup.seal)")
        guard !check else { return }
        let place = data.place
        _ = try await Casebook.restore(
            backup, into: try place.openDatabase(), originals: place.originals, now: systemClock())
        try printOut(
            "It is restored in \(place.name): what was read back is what the backup holds, and the log is whole."
        )
        try manifest.lost.tell()
    }
}
