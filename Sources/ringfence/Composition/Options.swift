import ArgumentParser
import CallRecords
import Casework
import Foundation
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
        case .table: print(table.plainText, terminator: "")
        case .csv: print(table.csv, terminator: "")
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
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// The system clock, read here and nowhere else.
func systemClock() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }

struct DataOption: ParsableArguments {
    @Option(help: "The casebook's folder. (default: the environment's RINGFENCE_DATA, else var)")
    var data: String?

    var folder: String { data ?? ProcessInfo.processInfo.environment["RINGFENCE_DATA"] ?? "var" }

    func open() async throws -> Casebook { try await Casebook(folder: folder, now: systemClock()) }

    func register() async throws -> Register {
        Register(store: try await open(), software: Software.version, now: systemClock)
    }
}

struct LayoutsOption: ParsableArguments {
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
        return try files.map { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            do throws(LayoutError) { return try Layout(yaml: text) } catch {
                throw Refused.data(Words.sentence(error, file: file.path))
            }
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
        throw Refused.noInput("No folder of layouts is found. Name one with --layouts.")
    }
}

/// A number and a time, written `NUMBER@TIME`. The number is read later, as the records write it.
struct NumberAtTime: ExpressibleByArgument {
    let number: String
    let time: Instant

    init?(argument: String) {
        guard let at = argument.lastIndex(of: "@") else { return nil }
        number = String(argument[..<at]).trimmed
        guard !number.isEmpty,
            let time = try? WrittenTime.parse(String(argument[argument.index(after: at)...]))
        else {
            return nil
        }
        self.time = time
    }

    static let form =
        "NUMBER@TIME; the time like 2026-03-28T13:07:00Z, or '28/03/2026 13:07' by London's clock"
}

extension Instant: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard let time = try? WrittenTime.parse(argument) else { return nil }
        self = time
    }
}
