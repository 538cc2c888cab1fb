import ArgumentParser
import Casework
import Foundation
import Storage

struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Copies a casebook into another database, and proves that nothing was lost.",
        discussion: """
              ringfence move --from var --to postgres://ringfence@localhost/ringfence
              ringfence move --from postgres://ringfence@localhost/ringfence --to casebook

            Stop the casebook's servers first: what is done in it while it is copied makes the copy be given up. The \
            casebook that is copied stays as it is; do not work in it any more. Keep a password out of the command in \
            ~/.pgpass, where PostgreSQL's own programs look for it.
            """)

    @Option(help: ArgumentHelp("The casebook: its folder, or its PostgreSQL database.", valueName: "place"))
    var from: String

    @Option(
        help: ArgumentHelp(
            "Where it goes: an empty folder, or an empty PostgreSQL database.", valueName: "place"))
    var to: String

    @Option(
        help: ArgumentHelp(
            "The folder of the casebook's originals. (default: “originals” in its folder; for a database, "
                + "RINGFENCE_ORIGINALS, else “originals” in RINGFENCE_DATA or var)", valueName: "folder"))
    var fromOriginals: String?

    @Option(
        help: ArgumentHelp(
            "The folder for its originals. (default: “originals” in its folder; for a database, where they are)",
            valueName: "folder"))
    var toOriginals: String?

    @Flag(help: "Move it although originals are missing, without them.")
    var leaveMissing = false

    func run() async throws {
        let source = place(from, originals: fromOriginals, otherwise: Self.usualOriginals)
        let target = place(to, originals: toOriginals, otherwise: source.originals)
        guard Self.identity(of: source) != Self.identity(of: target) else { throw MovingRefusal.samePlace }
        let casebook = try await source.open()
        let missing = leaveMissing ? 0 : try await casebook.missingOriginals().count
        guard missing == 0 else {
            throw Refused.data(
                "\(Format.count(missing, "original")) of the casebook \(missing == 1 ? "is" : "are") not in "
                    + "\(source.originals). Name their folder with --from-originals, or move it without them with "
                    + "--leave-missing.")
        }
        let moved = try await casebook.move(
            into: try target.openDatabase(), originals: target.originals, now: systemClock())
        try printOut(
            "Moved to \(target.name): \(Format.count(moved.tables.count, "table")) with "
                + "\(Format.count(moved.rows, "row")), \(Format.count(moved.originals, "original file")). What was read "
                + "back is what was there, and the log is whole.")
        try printOut("\(source.name) stays as it is. Do not work in it any more.")
        try moved.lost.tell()
    }

    private func place(_ text: String, originals: String?, otherwise: String) -> CasebookPlace {
        let isAddress = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        guard isAddress else { return CasebookPlace(folder: text, originals: originals) }
        return CasebookPlace(
            folder: URL(filePath: otherwise).deletingLastPathComponent().path, address: text,
            originals: originals ?? otherwise)
    }

    private static var usualOriginals: String {
        let named = Setting("originals", typed: nil, option: "", variable: "RINGFENCE_ORIGINALS")?.value
        let folder = Setting("data", typed: nil, option: "", variable: "RINGFENCE_DATA")?.value
        return named ?? Casebook.originals(in: folder ?? "var")
    }

    private static func identity(of place: CasebookPlace) -> String {
        place.address ?? URL(filePath: place.folder).resolvingSymlinksInPath().standardized.path
    }
}
