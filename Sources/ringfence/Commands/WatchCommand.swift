import ArgumentParser
import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Watching

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watches a stream of records for months, and gives out nothing but suggestions.",
        discussion: """
            It runs at a provider, under a named order. Records come down a pipe or by POST; suggestions are printed, \
            shown on a page, and posted to a webhook where one is named. What it has counted is kept in a folder, so \
            that it can be stopped or killed and started again. docs/manual/watch.md says how.

              tail -n +1 -F calls.csv | ringfence watch --lines lines.csv --contacts contacts.csv \\
                --order DDTRO/2026/17 --state watching --alert-at 1000
            """)

    @OptionGroup var stream: StreamOptions

    @Option(help: ArgumentHelp("The order under which the stream is watched.", valueName: "reference"))
    var order: String

    @Option(
        help: ArgumentHelp("The folder of what was counted, made if it is not there.", valueName: "folder"))
    var state: String

    @Option(
        help: ArgumentHelp(
            "What the input is called: a new file has a new name. What was counted of it before is read past.",
            valueName: "name"))
    var input = "standard input"

    @Option(
        help: ArgumentHelp(
            "The byte of the input that comes first, where it is not sent from its beginning.",
            valueName: "number"))
    var fromByte = 0

    @Option(help: ArgumentHelp("Records between two checkpoints, at least.", valueName: "number"))
    var checkpointEvery = 1_000_000

    @OptionGroup var service: WatchServiceOptions

    func validate() throws {
        guard !order.trimmed.isEmpty else {
            throw ValidationError("Name the order under which the stream is watched, with --order.")
        }
        guard !state.trimmed.isEmpty else {
            throw ValidationError("Name the folder of what was counted, with --state.")
        }
        try refuseEmpty(input, "--input")
        guard fromByte >= 0 else { throw ValidationError("--from-byte is a number from 0 on.") }
        guard checkpointEvery >= 1 else {
            throw ValidationError("--checkpoint-every is a number from 1 on.")
        }
    }

    func run() async throws {
        // Whoever reads suggestions may be gone: writing then fails, and nothing else does.
        signal(SIGPIPE, SIG_IGN)
        let all = try stream.layouts.all()
        // A service is told how its records are written, or takes our own form; it does not guess.
        let name = stream.layout == "auto" ? "ringfence" : stream.layout
        guard let layout = all.first(where: { $0.name == name }) else {
            throw Refused.data(Words.sentence(IntakeRefusal.noSuchLayout(name, known: all.map(\.name))))
        }
        let settings = WatchSettings(
            order: order.trimmed, layout: layout, stream: try stream.settings(),
            checkpointEvery: checkpointEvery, now: systemClock)
        let news = WatchNews()
        let watcher = try Watcher(
            folder: state, settings: settings,
            lists: { try stream.watch(layout: layout, names: $0) }, tell: { news.tell($0) })
        let records = try StandardInput()
        do {
            try await service.run(watcher, folder: state, news: news, input: records) {
                try feed(records, to: watcher, layout)
            }
        } catch {
            // What was counted before is kept; why it ended matters more than a state that cannot be written.
            try? watcher.close()
            news.finish(within: Self.patience)
            throw error
        }
        try watcher.close()
        news.finish(within: records.isStopped || service.listen != nil ? Self.patience : nil)
    }

    /// Seconds that whoever reads suggestions has to take the last ones when the watch is stopped.
    private static let patience = 2

    /// Feeds standard input as it comes.
    private func feed(_ records: StandardInput, to watcher: Watcher, _ layout: Layout) throws {
        do {
            var feed = try InputFeed(watcher, name: input, from: fromByte)
            while let bytes = try records.next() { try feed.take(bytes) }
            if !records.isStopped { try feed.end() }
            for sentence in sentences(on: feed, layout) { say(sentence) }
        } catch let refusal as FileRefusal {
            let isOtherLayout = if case .noHeader = refusal { true } else { false }
            throw Refused.data(
                "\(input): \(WatchWords.sentence(refusal))"
                    + (isOtherLayout ? " \(LayoutsOption.mend)" : ""))
        }
    }

    /// What was read of the input. No cell of it is named: these sentences go to a log at the provider.
    private func sentences(on feed: borrowing InputFeed, _ layout: Layout) -> [String] {
        let reading = feed.reading
        let rest =
            reading.quarantined == 0
            ? "none set aside"
            : "\(Format.number(reading.quarantined)) set aside (\(WatchWords.codes(reading.reasons)))"
        var sentences = [
            "\(input): layout \(layout.name), \(Format.count(reading.rows, "row")) read, "
                + "\(Format.count(reading.events, "event")), \(rest)"
        ]
        sentences += WatchWords.sentences(feed.aside.prefix(3))
        if reading.quarantined > 3 {
            sentences.append("  and \(Format.number(reading.quarantined - 3)) more rows")
        }
        if feed.endsInRow {
            sentences.append(
                "\(input): the input ended in the middle of a row; it is read when the rest comes.")
        }
        return sentences
    }
}
