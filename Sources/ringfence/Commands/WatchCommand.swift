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
        guard fromByte >= 0 else { throw ValidationError("--from-byte is a number from 0 on.") }
        guard checkpointEvery >= 1 else {
            throw ValidationError("--checkpoint-every is a number from 1 on.")
        }
    }

    func run() async throws {
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
        try await service.run(watcher, folder: state, news: news) { try feed(watcher, layout) }
        try watcher.close()
    }

    /// Feeds standard input as it comes.
    private func feed(_ watcher: Watcher, _ layout: Layout) throws {
        var feed = try InputFeed(watcher, name: input, from: fromByte)
        do {
            var pipe = Pipe()
            while let bytes = try pipe.next() { try feed.take(bytes) }
            try feed.end()
        } catch let refusal as FileRefusal {
            throw Refused.data("\(input): \(Words.sentence(refusal))")
        }
        for sentence in ScanInputs.sentences(input, layout, feed.reading, feed.aside) { say(sentence) }
    }
}

/// Standard input, as much at a time as has come.
private struct Pipe {
    private var block = [UInt8](repeating: 0, count: 1 << 18)

    /// Nil at the end.
    mutating func next() throws -> [UInt8]? {
        while true {
            let room = block.count
            let count = block.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, room) }
            if count > 0 { return Array(block[..<count]) }
            if count == 0 { return nil }
            guard errno == EINTR else {
                throw Refused.noInput("Reading stopped: \(String(cString: strerror(errno))).")
            }
        }
    }
}
