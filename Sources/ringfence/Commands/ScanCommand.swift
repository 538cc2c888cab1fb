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

              ringfence scan --lines lines.csv --contacts contacts.csv --alert-at 100 --alert-at 1000 calls.csv
              zcat calls.csv.gz | ringfence scan --lines lines.csv --contacts contacts.csv --format csv -
              ringfence scan --lines lines.csv --contacts contacts.csv --tally calls.csv
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable { case text, csv }

    @OptionGroup var stream: StreamOptions

    @Flag(
        help:
            "Print, for every line and number first seen after its closure, what they share, as CSV: nothing weighed."
    )
    var tally = false

    @Option(help: ArgumentHelp("Numbers of a line in the table at the end, at most.", valueName: "number"))
    var best = 10

    @Option(help: "How to print: text for people, csv for programs.")
    var format = Form.text

    @Argument(
        help: ArgumentHelp("Files of records, read in turn; - for standard input.", valueName: "records"))
    var records: [String]

    func validate() throws {
        guard !tally || stream.alertAt.isEmpty else {
            throw ValidationError("--tally weighs nothing: leave --alert-at out.")
        }
        for file in records { try refuseEmpty(file, "A file of records") }
        guard best >= 1 else { throw ValidationError("--best is a number from 1 on.") }
        guard records.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input (-) is read once.")
        }
    }

    func run() async throws {
        let inputs = try ScanInputs(stream, records)
        if tally {
            let tally = StreamTally(inputs.watch)
            try await inputs.readAll(inOrder: false) { tally.sink() }
            try await TallyPrinter(tally: tally, inputs: inputs).print()
        } else {
            let scoring = try StreamScoring(
                inputs.watch, names: inputs.names, settings: stream.settings(),
                printer: SuggestionPrinter(
                    inputs: inputs, isText: format == .text, tellsAlerts: !stream.alertAt.isEmpty))
            try await inputs.readAll(inOrder: true) { scoring.sink() }
            try scoring.printTable(best: best)
        }
    }
}
