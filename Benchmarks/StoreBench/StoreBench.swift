import ArgumentParser
import BigStore
import CallRecords
import Foundation
import SQL
import Storage
import Synthesis

/// store-bench load|clicks|plans: a casebook of the nation's size, people who click through it, and its query plans.
/// `scripts/bench` runs it; `Benchmarks/store.py` does the clicking.
@main
struct StoreBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-bench", abstract: "Fills a casebook for measuring, and looks at how it is read.",
        subcommands: [Load.self, MakeClicks.self, Plans.self])
}

/// The nation, and the casebook that holds it.
struct StoreOptions: ParsableArguments {
    @Option(help: "The casebook's folder; with --database, where its original files would be.")
    var data: String
    @Option(help: "A PostgreSQL database's URL; SQLite in the folder without it.")
    var database: String?
    @Option var lines = Nation.Size.whole.lines
    @Option var numbers = Nation.Size.whole.numbers
    @Option var events = Nation.Size.whole.events
    @Option(help: "Entries of the log.") var log = Nation.Size.whole.looks
    @Option(help: "Seconds since 1970 of the nation's present, the same for every step.") var now: Int64

    var instant: Instant { Instant(seconds: now) }

    func nation() -> Nation {
        Nation(
            Nation.Settings(
                seed: 1, now: instant,
                size: Nation.Size(lines: lines, numbers: numbers, events: events, looks: log)))
    }

    func open() throws -> any SQLDatabase {
        if let database { return try PostgresDatabase(url: database) }
        return try SQLiteDatabase(path: Casebook.database(in: data))
    }
}

struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes a casebook and fills it.")
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let start = ContinuousClock.now
        let casebook = try await makeCasebook()
        try await Loader(store.nation(), into: casebook.database) {
            print("\(ContinuousClock.now - start): \($0)")
        }.load()
        // A server in use has counted its log's hours long ago; one just filled would do so while it is looked at.
        print("\(ContinuousClock.now - start): the log by the hour")
        while try await !casebook.countLog(endedBefore: store.instant, pieces: 100) {}
        await casebook.database.close()
        print("\(ContinuousClock.now - start): done")
    }

    private func makeCasebook() async throws -> Casebook {
        guard store.database != nil else {
            return try await Casebook(folder: store.data, now: store.instant)
        }
        return try await Casebook(database: try store.open(), folder: store.data, now: store.instant)
    }
}

struct MakeClicks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clicks", abstract: "Signs people in, and prints as JSON what each of them opens.")
    @OptionGroup var store: StoreOptions
    @Option var people = 50

    func run() async throws {
        let database = try store.open()
        let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
        let clickers = try await Clicks(of: store.nation(), in: database, now: now).people(people)
        await database.close()
        print(String(decoding: try JSONEncoder().encode(clickers), as: UTF8.self))
    }
}

struct Plans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Opens every kind of page, and prints the plans of statements that read a large table whole.")
    @OptionGroup var store: StoreOptions
    @Flag(help: "Prints the plan of every statement.") var all = false
    @Option(help: "Prints statements that took longer, in milliseconds, with their plans.") var slow = 20.0

    func run() async throws {
        let recorder = RecordingDatabase(try store.open())
        let casebook = try await Casebook(database: recorder, folder: store.data, now: store.instant)
        var whole = 0
        for isWide in [false, true] {
            let (nation, now) = (store.nation(), store.instant)
            let tour = DeskTour(of: nation, in: casebook, isWide: isWide) { now }
            for stop in tour.stops {
                // Twice, so that the second time finds its statements prepared and its pages in memory.
                try await stop.visit()
                _ = recorder.take()
                let start = ContinuousClock.now
                try await stop.visit()
                let took = ContinuousClock.now - start
                whole += try await report(stop.name, isWide, took, recorder)
            }
        }
        await recorder.close()
        print("\(whole) statements read a large table whole.")
        if whole > 0 { throw ExitCode(1) }
    }

    /// Whoever may see all lines reads all of their rows for a list of them; nobody reads all events.
    private func report(
        _ name: String, _ isWide: Bool, _ took: Duration, _ recorder: RecordingDatabase
    ) async throws -> Int {
        let statements = recorder.take()
        print("\(Self.milliseconds(took)) ms  \(isWide ? "nation" : "force"): \(name)")
        let (showsAll, slow, isVast) = (all, Duration.milliseconds(slow), store.events >= 1_000_000)
        return try await recorder.read { connection in
            var whole = 0
            for statement in statements where QueryPlan.isPlanned(statement) {
                // Tables of a few thousand rows are rightly read whole, whatever they will be one day.
                let plan = try QueryPlan(
                    of: statement, connection, watching: isVast ? QueryPlan.vast : [], isFree: true)
                let forced = try QueryPlan(
                    of: statement, connection, watching: isWide ? QueryPlan.vast : QueryPlan.large)
                let scans = Set(plan.wholeScans + forced.wholeScans).sorted()
                if !scans.isEmpty { whole += 1 }
                guard showsAll || statement.longest > slow || !scans.isEmpty else { continue }
                print(
                    "    \(Self.milliseconds(statement.longest)) ms, \(statement.rows) rows, \(statement.runs) times"
                )
                if !scans.isEmpty { print("    WHOLE: \(scans.joined(separator: ", "))") }
                let lines = scans.isEmpty || !plan.wholeScans.isEmpty ? plan.lines : forced.lines
                for line in Self.shortened(statement.sql) + lines { print("      \(line)") }
            }
            return whole
        }
    }

    /// A statement without its hundreds of marks.
    private static func shortened(_ sql: String) -> [String] {
        sql.replacing(#/\?(, \?){3,}/#, with: "?, …").split(separator: "\n").map(String.init)
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(
            format: "%7.1f",
            Double(duration.components.attoseconds) / 1e15 + Double(duration.components.seconds) * 1e3)
    }
}
