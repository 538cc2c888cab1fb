import CallRecords
import Casework
import Foundation
import LineMatching
import Storage

/// The inputs of one scan, and the lists it watches by.
struct ScanInputs: Sendable {
    private let options: StreamOptions
    private let paths: [String]
    private let all: [Layout]
    private let first: RecordStream
    /// Of the first input: parties are printed as it writes them.
    let layout: Layout
    let names = PartyNames()
    let watch: WatchList

    init(_ options: StreamOptions, _ paths: [String]) throws {
        (self.options, self.paths) = (options, paths)
        all = try options.layouts.all()
        var seen: Set<String> = []
        for path in paths where path != "-" {
            guard seen.insert(URL(filePath: path).resolvingSymlinksInPath().path).inserted else {
                throw Refused.data("\(path) is named twice. Name each file once.")
            }
            // What is not there is found before hours are spent on what is.
            _ = try RecordStream(path: path)
        }
        guard let path = paths.first else { throw Refused.noInput("Name at least one file of records.") }
        first = try RecordStream(path: path)
        layout = try options.layout(
            of: first.head, isWhole: first.isWhole, shown: Self.shown(path), among: all)
        watch = try options.watch(layout: layout, names: names)
    }

    /// Reads every input to its end, and says what was read of each.
    ///
    /// - Throws: where there are rows, and none can be read.
    func readAll<Sink: CallSink & ~Copyable>(
        inOrder: Bool, sink: @Sendable @escaping () -> Sink
    ) async throws {
        var (rows, events) = (0, 0)
        for (place, path) in paths.enumerated() {
            let source = place == 0 ? first : try RecordStream(path: path)
            let layout =
                place == 0
                ? layout
                : try options.layout(
                    of: source.head, isWhole: source.isWhole, shown: Self.shown(path), among: all)
            let stream: CallStream
            do throws(FileRefusal) {
                stream = try CallStream(
                    layout: layout, head: source.head, isWhole: source.isWhole, names: names)
            } catch { throw StreamOptions.refused(Self.shown(path), error) }
            let (reading, aside) = try await stream.read(source, inOrder: inOrder, sink: sink)
            for sentence in Self.sentences(Self.shown(path), layout, reading, aside) { say(sentence) }
            (rows, events) = (rows + reading.rows, events + reading.events)
        }
        // An empty answer would look like a finding.
        guard events > 0 || rows == 0 else {
            throw Refused.data("None of the rows could be read. \(LayoutsOption.mend)")
        }
    }

    private static func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

    /// What was read of an input, and the first rows that could not be.
    static func sentences(
        _ shown: String, _ layout: Layout, _ reading: Reading, _ aside: [QuarantinedRow]
    ) -> [String] {
        let codes = reading.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let rest =
            reading.quarantined == 0
            ? "none set aside" : "\(Format.number(reading.quarantined)) set aside (\(codes))"
        return [
            "\(shown): layout \(layout.name), \(Format.count(reading.rows, "row")) read, "
                + "\(Format.count(reading.events, "event")), \(rest)"
        ] + SetAside.sentences(aside, of: reading.quarantined)
    }
}

/// Every line and number first seen after its closure, nothing weighed.
struct TallyPrinter {
    let tally: StreamTally
    let inputs: ScanInputs

    func print() async throws {
        var text = "line,candidate,contacts,events,first,last\n"
        for candidate in await tally.candidates(names: inputs.names) {
            let cells = [
                tally.watch.lines[candidate.line].name, inputs.layout.asWritten(candidate.party),
                "\(candidate.contacts)", "\(candidate.events)", candidate.first.description,
                candidate.last.description,
            ]
            text += cells.map(RingfenceCSV.quoted).joined(separator: ",") + "\n"
            guard text.utf8.count > 1 << 20 else { continue }
            try StandardOutput.write(text)
            text = ""
        }
        try StandardOutput.write(text)
        let size = tally.size
        sayStream(size: (size.parties, size.bytes), inputs.watch)
    }
}

func sayStream(size: (parties: Int, bytes: Int), _ watch: WatchList) {
    say(
        "\(Format.number(size.parties)) parties seen, \(Format.count(watch.contacts.count, "contact")) watched, "
            + "\(Format.number(size.bytes / 1_000_000)) MB")
}
