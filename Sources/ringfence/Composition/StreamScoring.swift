import CallRecords
import Casework
import Foundation
import LineMatching
import Synchronization

/// One scorer for several threads that take turns, and what it prints.
final class StreamScoring: Sendable {
    private struct State: ~Copyable {
        var scorer: StreamScorer
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let printer: SuggestionPrinter

    init(_ watch: WatchList, names: PartyNames, settings: StreamSettings, printer: SuggestionPrinter) throws {
        state = Mutex(State(scorer: StreamScorer(watch, names: names, settings: settings)))
        self.printer = printer
        try printer.begin()
    }

    struct Sink: CallSink, ~Copyable {
        fileprivate let scoring: StreamScoring

        mutating func take(_ calls: [Call]) { scoring.take(calls) }
        mutating func finish() {}
    }

    func sink() -> Sink { Sink(scoring: self) }

    private func take(_ calls: [Call]) {
        state.withLock { state in
            var alerts: [StreamAlert] = []
            state.scorer.take(calls) { alerts.append($0) }
            do { try printer.print(alerts) } catch { state.failure = state.failure ?? error }
        }
    }

    func printTable(best: Int) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            try printer.printTable(state.scorer.suggestions(best: best))
            let size = state.scorer.size
            sayStream(size: (size.parties, size.bytes), state.scorer.watch)
        }
    }
}

/// Prints alerts as they come, and the table at the end.
struct SuggestionPrinter: Sendable {
    let inputs: ScanInputs
    let isText: Bool
    let tellsAlerts: Bool

    private func written(_ row: StreamRow) -> String { inputs.layout.asWritten(row.candidate) }

    func begin() throws {
        if !isText { try write(Tables.stream([], written: inputs.layout.asWritten).csv) }
    }

    func print(_ alerts: [StreamAlert]) throws {
        guard tellsAlerts, !alerts.isEmpty else { return }
        let rows = alerts.map { StreamRow($0, of: inputs.watch) }
        try write(isText ? rows.map { $0.sentence(written($0)) + "\n" }.joined() : csv(rows))
    }

    func printTable(_ found: [StreamSuggestion]) throws {
        let rows = found.map { StreamRow(final: $0, of: inputs.watch) }
        guard isText else { return try write(csv(rows)) }
        let whole = Tables.stream(rows, written: inputs.layout.asWritten)
        // A person sees that this is the table, and when the last event was.
        let table = Table(
            whole.caption, Array(whole.columns.dropFirst(2)), whole.rows.map { Array($0.dropFirst(2)) })
        try write((tellsAlerts ? "\n" : "") + table.plainText + "\n" + Words.scoreCaution + "\n")
    }

    /// The rows without their header.
    private func csv(_ rows: [StreamRow]) -> String {
        let text = Tables.stream(rows, written: inputs.layout.asWritten).csv
        return String(text.drop { $0 != "\r\n" }.dropFirst())
    }

    private func write(_ text: String) throws {
        try StandardOutput.write(text)
    }
}
