import ArgumentParser
import CallRecords
import Casework
import Foundation
import Synthesis

struct SynthesiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesise",
        abstract: "Writes an invented county's records, with the truth beside them.",
        discussion: """
            The same seed and start give the same bytes. Numbers are Ofcom's drama numbers, which cannot be dialled; \
            beyond a thousand people, numbers under +999, a country code that belongs to nobody.
            """)

    @Option(help: "Which county: the same seed, the same records.")
    var seed: UInt64

    @Option(help: ArgumentHelp("The folder to write into; made if it is not there.", valueName: "folder"))
    var out: String

    @Option(help: "The moment the first day begins. (default: 2026-03-02T00:00:00Z)", transform: writtenTime)
    var start = Instant(seconds: 1_772_409_600)  // 2 March 2026, a Monday

    @Option(help: "How many days of records, at least 20.")
    var days = County.Settings.worked.days

    @Option(help: "How many people have a telephone, at least 200.")
    var residents = County.Settings.worked.residents

    func validate() throws {
        guard (20...400).contains(days) else { throw ValidationError("--days is a number from 20 to 400.") }
        guard (200...1_000_000).contains(residents) else {
            throw ValidationError("--residents is a number from 200 to 1,000,000.")
        }
    }

    func run() throws {
        let folder = URL(filePath: out)
        let files = ["records.csv", "truth.csv", "lines.csv"].map { folder.appending(path: $0) }
        for file in files where FileManager.default.fileExists(atPath: file.path) {
            throw Refused.data("\(file.path) is there already, and is left as it is. Name another folder.")
        }
        let county = County(County.Settings(seed: seed, start: start, days: days, residents: residents))
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try county.recordsCSV.write(to: files[0])
            try Data(county.truthCSV.utf8).write(to: files[1])
            try Data(county.linesCSV.utf8).write(to: files[2])
        } catch {
            throw Refused(
                text: "\(folder.path) cannot be written to. Name a folder you may write to.", code: 73)
        }
        print(
            "\(Format.count(county.events.count, "event")) in \(files[0].path), the truth in \(files[1].path) and \(files[2].path)"
        )
        for known in county.switches {
            print(
                "The \(known.line) line left \(Format.party(known.old)) at \(known.closedAt) for \(Format.party(known.new))."
            )
        }
    }
}

extension County {
    /// The records in the `ringfence` layout.
    var recordsCSV: Data {
        var data = Data(RingfenceCSV.header.utf8)
        for event in events { data.append(contentsOf: RingfenceCSV.row(event).utf8) }
        return data
    }
}
