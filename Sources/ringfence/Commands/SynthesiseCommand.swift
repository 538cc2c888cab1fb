import ArgumentParser
import CallRecords
import Casework
import Foundation
import Synthesis

struct SynthesiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesise",
        abstract: "Writes invented call records, with the truth beside them.",
        discussion: """
            The same preset, seed and start give the same bytes on every machine. Nobody has these numbers: they are \
            Ofcom's drama numbers, or stand under +999, a country code that belongs to no country.

            Presets: example, the worked example's county of four lines; \
            \(TrafficSettings.presets.map { "\($0.name), \($0.title)" }.joined(separator: "; ")). \
            docs/method/SYNTHESIS.md prints every figure they are drawn from.

              ringfence synthesise --preset nation --rows 100000000 --seed 1 --output nation
            """)

    @Option(help: "Which world: the same seed, the same records.")
    var seed: UInt64

    @Option(
        name: [.customLong("output"), .customLong("out")],
        help: ArgumentHelp("The folder to write into; made if it is not there.", valueName: "folder"))
    var output: String

    @Option(help: ArgumentHelp("example, county, evaluation or nation.", valueName: "name"))
    var preset = "example"

    @Option(help: "About how many rows; not for the example. (default: what the preset gives)")
    var rows: Int?

    @Option(
        help:
            "The moment the first day begins; but for the example, a midnight, UTC. (default: 2026-03-02T00:00:00Z)",
        transform: writtenTime)
    var start = Instant(seconds: 1_772_409_600)  // 2 March 2026, a Monday

    @Option(help: "How many days of records, at least 20; for the example only. (default: 28)")
    var days: Int?

    @Option(help: "How many people have a telephone, at least 200; for the example only. (default: 560)")
    var residents: Int?

    /// Those that the layout of the records allows, a year kept clear for the longest example.
    private static let starts = Instant(seconds: 631_152_000)...Instant(seconds: 4_068_144_000)

    func validate() throws {
        try refuseEmpty(output, "--output")
        guard Self.starts.contains(start) else {
            throw ValidationError("--start is from 1990-01-01 to 2098-11-30: records are of those years.")
        }
        let names = ["example"] + TrafficSettings.presets.map(\.name)
        guard names.contains(preset) else {
            throw ValidationError("--preset is one of \(names.joined(separator: ", ")).")
        }
        guard preset != "example" || rows == nil else {
            throw ValidationError("--rows is not for the example.")
        }
        guard preset == "example" || (days == nil && residents == nil) else {
            throw ValidationError("--days and --residents are for the example only.")
        }
        guard (20...400).contains(days ?? 20) else {
            throw ValidationError("--days is a number from 20 to 400.")
        }
        guard (200...1_000_000).contains(residents ?? 200) else {
            throw ValidationError("--residents is a number from 200 to 1,000,000.")
        }
    }

    func run() async throws {
        let folder = URL(filePath: output)
        guard let settings = TrafficSettings.presets.first(where: { $0.name == preset })?.settings else {
            return try example(in: folder)
        }
        try NewFiles.refuse(["records.csv"] + Self.truthFiles, in: folder)
        let traffic = try traffic(settings)
        let written: CallTraffic.Written
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            written = try await records(of: traffic, in: folder)
            do { try NewFiles.write(try truth(of: traffic, written), in: folder) } catch {
                NewFiles.remove(["records.csv"], from: folder)
                throw error
            }
        } catch { throw Refused.notWritten(folder, error) }
        let (closures, records) = (traffic.truth.closures, folder.appending(path: "records.csv"))
        try printOut("\(Format.count(written.rows, "event")) in \(records.path), the truth beside it.")
        try printOut(
            "\(Format.count(closures.count, "closure")), \(closures.count { $0.successors.isEmpty }) of them without a successor."
        )
    }

    // MARK: Presets

    private func traffic(_ preset: TrafficSettings) throws -> CallTraffic {
        var settings = preset
        settings.startSeconds = start.microseconds / 1_000_000
        do throws(TrafficRefusal) {
            guard let rows else { return try CallTraffic(settings, seed: seed) }
            return try CallTraffic(settings, seed: seed, rows: rows)
        } catch {
            switch error {
            case .rowsOutOfReach(_, let least, let most):
                let (least, most) = (Format.count(least, "row"), Format.count(most, "row"))
                throw Refused.data("The preset \(self.preset) gives from \(least) to \(most).")
            case .startsAtNoMidnight:
                throw Refused.data(
                    "The first day of a preset begins at a midnight: --start 2026-03-02T00:00:00Z.")
            default: throw Refused.data("The preset \(self.preset) cannot be made: \(error).")
            }
        }
    }

    /// Under another name until it is whole.
    private func records(of traffic: CallTraffic, in folder: URL) async throws -> CallTraffic.Written {
        let partial = folder.appending(path: "records.csv.partial")
        try Data().write(to: partial)
        let file = try FileHandle(forWritingTo: partial)
        let threads = ProcessInfo.processInfo.activeProcessorCount
        do {
            let written = try await traffic.write(threads: threads) { try file.write(contentsOf: $0) }
            try file.close()
            try FileManager.default.moveItem(at: partial, to: folder.appending(path: "records.csv"))
            return written
        } catch {
            try? FileManager.default.removeItem(at: partial)
            throw error
        }
    }

    private static let truthFiles = [
        "truth.csv", "lines.csv", "contacts.csv", "numbers.csv", "closures.csv", "rivals.csv",
        "followers.csv", "moved.csv",
        "settings.json",
    ]

    private func truth(
        of traffic: CallTraffic, _ written: CallTraffic.Written
    ) throws -> [(name: String, data: Data)] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let settings = String(decoding: try encoder.encode(traffic.settings), as: UTF8.self) + "\n"
        let truth = traffic.truth
        let texts = [
            truth.switchesCSV, truth.linesCSV, written.contactsCSV, truth.numbersCSV, truth.closuresCSV,
            truth.rivalsCSV, truth.followersCSV, truth.movedCSV, settings,
        ]
        return zip(Self.truthFiles, texts).map { (name: $0, data: Data($1.utf8)) }
    }

    // MARK: The worked example

    private func example(in folder: URL) throws {
        let names = ["records.csv", "truth.csv", "lines.csv"]
        try NewFiles.refuse(names, in: folder)
        let county = County(
            County.Settings(
                seed: seed, start: start, days: days ?? County.Settings.worked.days,
                residents: residents ?? County.Settings.worked.residents))
        let files = names.map { folder.appending(path: $0) }
        do {
            let data = [
                Data(RingfenceCSV.bytes(county.events)), Data(county.truthCSV.utf8),
                Data(county.linesCSV.utf8),
            ]
            try NewFiles.write(zip(names, data).map { (name: $0, data: $1) }, in: folder)
        } catch { throw Refused.notWritten(folder, error) }
        try printOut(
            "\(Format.count(county.events.count, "event")) in \(files[0].path), the truth in \(files[1].path) and \(files[2].path)"
        )
        for known in county.switches {
            try printOut(
                "The \(known.line) line left \(Format.party(known.old)) at \(known.closedAt) for \(Format.party(known.new))."
            )
        }
    }
}
