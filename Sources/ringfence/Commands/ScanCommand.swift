import ArgumentParser
import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Telephony

struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Reads a stream of records once and finds numbers that took up closed lines' contacts.",
        discussion: """
            LINES.csv has the columns line,number,closed_at; CONTACTS.csv has line,contact. Numbers are written as in \
            the records. Nothing is kept. docs/manual/scan.md says what counts.

              ringfence scan --lines lines.csv --contacts contacts.csv --tally calls.csv
              zcat calls.csv.gz | ringfence scan --lines lines.csv --contacts contacts.csv --tally -
            """)

    @Option(
        help: ArgumentHelp("The closed lines, their numbers and when they closed.", valueName: "lines.csv"))
    var lines: String

    @Option(help: ArgumentHelp("Whose contacts are watched.", valueName: "contacts.csv"))
    var contacts: String

    @Option(
        help:
            "The records' layout, or auto to tell it by the header and first rows. “ringfence layouts” lists them."
    )
    var layout = "auto"

    @OptionGroup var layouts: LayoutsOption

    @Flag(
        help:
            "Print, for every line and number first seen after its closure, what they share, as CSV: nothing weighed."
    )
    var tally = false

    @Argument(
        help: ArgumentHelp("Files of records, read in turn; - for standard input.", valueName: "records"))
    var records: [String]

    func validate() throws {
        guard tally else { throw ValidationError("Say --tally.") }
        guard records.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input (-) is read once.")
        }
    }

    func run() async throws {
        let scan = try Scan(self)
        for path in records { try await scan.read(path) }
        try scan.printTally()
    }
}

/// One scan: the lists, what is counted, and the inputs as they are read.
private struct Scan {
    private let command: ScanCommand
    private let all: [Layout]
    private let first: (source: RecordStream, layout: Layout)
    private let names = PartyNames()
    private let tally: StreamTally

    init(_ command: ScanCommand) throws {
        self.command = command
        all = try command.layouts.all()
        var seen: Set<String> = []
        for path in command.records where path != "-" {
            guard seen.insert(URL(filePath: path).resolvingSymlinksInPath().path).inserted else {
                throw Refused.data("\(path) is named twice. Name each file once.")
            }
            // What is not there is found before hours are spent on what is.
            _ = try RecordStream(path: path)
        }
        guard let path = command.records.first else {
            throw Refused.noInput("Name at least one file of records.")
        }
        let source = try RecordStream(path: path)
        first = (source, try Self.layout(command.layout, of: source, path, among: all))
        let watch = try WatchLists(command.lines, command.contacts, layout: first.layout, names: names).list
        tally = StreamTally(watch)
    }

    private static func layout(
        _ name: String, of source: RecordStream, _ path: String, among all: [Layout]
    ) throws -> Layout {
        if name != "auto" {
            guard let found = all.first(where: { $0.name == name }) else {
                throw Refused.data(Words.sentence(IntakeRefusal.noSuchLayout(name, known: all.map(\.name))))
            }
            return found
        }
        let head = source.head
        do throws(FileRefusal) {
            return try LayoutChooser.choose(head.span.bytes, isWhole: source.isWhole, among: all)
        } catch { throw Refused.data("\(Self.shown(path)): \(Words.sentence(error))") }
    }

    /// Reads one input to its end, and says what was read of it.
    func read(_ path: String) async throws {
        let isFirst = path == command.records.first
        let source = isFirst ? first.source : try RecordStream(path: path)
        let layout = isFirst ? first.layout : try Self.layout(command.layout, of: source, path, among: all)
        let stream: CallStream
        do throws(FileRefusal) {
            stream = try CallStream(layout: layout, head: source.head, isWhole: source.isWhole, names: names)
        } catch { throw Refused.data("\(Self.shown(path)): \(Words.sentence(error))") }
        let tally = self.tally
        let (reading, aside) = try await stream.read(source, sink: { tally.sink() })
        say(Self.summary(path, layout, reading))
        for row in aside.prefix(3) {
            let place = row.column.map { ", \($0)" } ?? ""
            say("  line \(row.line)\(place): \(Words.sentence(row.reason))")
        }
        if reading.quarantined > 3 { say("  and \(Format.number(reading.quarantined - 3)) more rows") }
    }

    private static func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

    private static func summary(_ path: String, _ layout: Layout, _ reading: Reading) -> String {
        let codes = reading.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let aside =
            reading.quarantined == 0
            ? "none set aside" : "\(Format.number(reading.quarantined)) set aside (\(codes))"
        return "\(shown(path)): layout \(layout.name), \(Format.count(reading.rows, "row")) read, "
            + "\(Format.count(reading.events, "event")), \(aside)"
    }

    /// Every line and number first seen after its closure, nothing weighed.
    func printTally() throws {
        var text = "line,candidate,contacts,events,first,last\n"
        for candidate in tally.candidates(names: names) {
            let cells = [
                tally.watch.lines[candidate.line].name, written(candidate.party), "\(candidate.ties.count)",
                "\(candidate.events)", candidate.first.description, candidate.last.description,
            ]
            text += cells.map(RingfenceCSV.quoted).joined(separator: ",") + "\n"
            guard text.utf8.count > 1 << 20 else { continue }
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
            text = ""
        }
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        let size = tally.size
        say(
            "\(Format.number(size.parties)) parties seen, \(Format.number(tally.watch.contacts.count)) contacts watched, "
                + "\(Format.number(size.bytes / 1_000_000)) MB")
    }

    /// A party as the records write it: a token without its prefix where every party is one.
    private func written(_ party: Party) -> String {
        if first.layout.parties.form == .opaque, case .opaque(let identifier) = party {
            return identifier.token
        }
        return party.description
    }
}
