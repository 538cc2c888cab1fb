import ArgumentParser
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Telephony

/// How a command prints its answer.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

struct FormatOption: ParsableArguments {
    @Option(
        help:
            "How to print: table for people, json or csv for programs. docs/manual/json.md describes the JSON."
    )
    var format = OutputFormat.table

    /// Prints a table, or the same rows as CSV or JSON objects.
    func show(_ table: Table) throws {
        switch format {
        case .table: try printOut(table.plainText, terminator: "")
        case .csv: try printOut(table.csv, terminator: "")
        case .json:
            let rows = table.rows.map { cells in
                Dictionary(
                    zip(table.columns.map(\.key), cells.map(\.value)), uniquingKeysWith: { first, _ in first }
                )
            }
            try printJSON(rows)
        }
    }
}

/// Prints a value as JSON, keys in order, so that two answers can be compared.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try printOut(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Says something beside the answer. Where standard error is lost there is nobody left to tell.
func say(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text.shownSafely + "\n").utf8))
}

/// The system clock, read here and nowhere else.
func systemClock() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }

/// Random bytes fit for secrets, from the system.
func systemRandom(_ count: Int) -> [UInt8] {
    var source = SystemRandomNumberGenerator()
    return (0..<count).map { _ in .random(in: 0...255, using: &source) }
}

/// The casebook a command works on.
struct DataOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The casebook's folder. (default: the environment's RINGFENCE_DATA, else var)",
            valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The PostgreSQL database that holds the casebook, as postgres://user:password@host:port/database. "
                + "(default: the environment's RINGFENCE_DATABASE, else a file in the folder)",
            valueName: "url"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "The folder of original files, which all servers of one casebook share. (default: the environment's "
                + "RINGFENCE_ORIGINALS, else “originals” in the casebook's folder)", valueName: "folder"))
    var originals: String?

    /// What lies beside the database: originals, the key that signs checkpoints.
    var folder: String { folderSetting.value }

    private var folderSetting: Setting {
        Setting("data", typed: data, option: "--data", variable: "RINGFENCE_DATA") ?? Setting("data", "var")
    }
    /// An empty one is the file in the folder, whatever the environment says.
    private var databaseSetting: Setting? {
        let setting = Setting(
            "database", typed: database, option: "--database", variable: "RINGFENCE_DATABASE")
        return setting.flatMap { $0.value.isEmpty ? nil : $0 }
    }
    private var originalsSetting: Setting? {
        Setting("originals", typed: originals, option: "--originals", variable: "RINGFENCE_ORIGINALS")
    }

    var place: CasebookPlace {
        CasebookPlace(
            folder: folder, address: databaseSetting?.value, originals: originalsSetting?.value)
    }

    /// Everything that is set, without a password.
    var settings: [Setting] {
        let database = databaseSetting.map {
            Setting("database", CasebookPlace.name(ofAddress: $0.value), $0.source)
        }
        return [
            folderSetting, database ?? Setting("database", Casebook.database(in: folder)),
            originalsSetting ?? Setting("originals", place.originals),
        ]
    }

    /// The casebook there is.
    func open() async throws -> Casebook { try await place.open() }

    func openOrMake(schema: Casebook.SchemaUse = .bringUpToDate) async throws -> Casebook {
        try await place.openOrMake(schema: schema)
    }

    /// Opens the database to look at, and brings nothing up to date.
    func openDatabase() throws -> any SQLDatabase {
        guard place.address != nil || Casebook.exists(in: folder) else { throw place.noCasebook }
        return try place.openDatabase()
    }
}

struct LayoutsOption: ParsableArguments {
    /// How to mend that nothing is read.
    static let mend = "Name the records' own layout with --layout; “ringfence layouts” lists them."

    @Option(
        help:
            "The folder of layouts. (default: the environment's RINGFENCE_LAYOUTS, else Layouts here or beside the program)"
    )
    var layouts: String?

    /// Every layout in the folder, by name.
    func all() throws -> [Layout] {
        let folder = try self.folder()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
        guard !files.isEmpty else { throw Refused.noInput("There is no layout (.yaml) in \(folder.path).") }
        var fileOf: [String: URL] = [:]
        return try files.map { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            let layout: Layout
            do throws(LayoutError) { layout = try Layout(yaml: text) } catch {
                throw Refused.data(Words.sentence(error, file: file.path))
            }
            if let other = fileOf.updateValue(file, forKey: layout.name) {
                throw Refused.data(
                    "\(other.path) and \(file.path) are both named “\(layout.name)”. A layout is asked for by its name: "
                        + "give one of them another.")
            }
            return layout
        }
    }

    private func folder() throws -> URL {
        if let named = layouts ?? ProcessInfo.processInfo.environment["RINGFENCE_LAYOUTS"] {
            guard FileManager.default.fileExists(atPath: named) else {
                throw Refused.noInput("There is no folder of layouts \(named).")
            }
            return URL(filePath: named)
        }
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath() ?? URL(filePath: ".")
        var places = [URL(filePath: FileManager.default.currentDirectoryPath)]
        var place = program.deletingLastPathComponent()
        for _ in 0..<5 {
            places.append(place)
            place = place.deletingLastPathComponent()
        }
        for place in places {
            let folder = place.appending(path: "Layouts")
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        throw Refused.noInput(
            "No folder “Layouts” is found here, nor beside the program or above it. It comes with the program: copy it "
                + "there, or name it with --layouts or RINGFENCE_LAYOUTS.")
    }
}

/// - Throws: `ValidationError` for an empty text, which would be taken for the folder the command runs in.
func refuseEmpty(_ path: String?, _ option: String) throws {
    if path?.isEmpty == true { throw ValidationError("\(option) is empty: name a file or a folder.") }
}

/// A number and a time, written `NUMBER@TIME`. The number is read later, as the records write it.
struct NumberAtTime {
    let number: String
    let time: Instant

    static let form =
        "NUMBER@TIME; the time like 2026-03-28T13:07:00Z, or '28/03/2026 13:07' by London's clock"

    /// - Throws: `ValidationError`, which the argument parser shows.
    init(written text: String) throws {
        guard let at = text.lastIndex(of: "@"), at > text.startIndex else {
            throw ValidationError("It is written \(Self.form).")
        }
        number = String(text[..<at]).trimmed
        time = try writtenTime(String(text[text.index(after: at)...]))
    }
}

/// A moment as typed: with its zone, or by London's clock.
func writtenTime(_ text: String) throws -> Instant {
    do throws(TimeRefusal) { return try WrittenTime.parse(text) } catch {
        throw ValidationError(
            "“\(text)” is not read as a time: \(Words.sentence(error)). \(WrittenTime.hint).")
    }
}
