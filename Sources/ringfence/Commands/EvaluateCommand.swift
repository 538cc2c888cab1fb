import ArgumentParser
import CallRecords
import Casework
import Foundation
import LineMatching
import Synthesis

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures how often, how soon and how honestly the scorer finds what is known.",
        discussion: """
            TRUTH.csv has the columns old,new,closed_at; numbers are written as in the records, and an empty “new” is a \
            closure after which nothing moved. Each closure is traced with only the records up to closure + horizon, or \
            up to the new number's so-manieth event, all other numbers being candidates. Ties count as the average of \
            the places they share; a number not yet visible is a miss.

              ringfence evaluate --records calls.csv --switches truth.csv --horizons 1h,7d --after-events 5,20

            Where no switch is known, --split makes a test of any file of events: at the cut some busy parties take up \
            a new number, half as many end, and look-alikes advertise to contacts of their own.

              ringfence evaluate --split calls.csv --cut 2026-03-20T00:00:00Z --seed 7 --plots out
            """)

    @OptionGroup var records: RecordsOption

    @Option(help: ArgumentHelp("The closures whose outcome is known.", valueName: "truth.csv"))
    var switches: String?

    @Option(
        help:
            "How long after each closure to look: hours (h), days (d), minutes (m), by commas. (default: \(Horizons.usual))",
        transform: Horizons.init(written:))
    var horizons = Horizons.usual

    @Option(
        help: "After how many events of the new number to look, by commas.",
        transform: EventCounts.init(written:))
    var afterEvents = EventCounts(all: [])

    @Option(
        help: ArgumentHelp(
            "Whose records are taken to be held: all, contacts (the line's), or a number of its heaviest contacts.",
            valueName: "all|contacts|N"))
    var held = HeldOption(.network)

    @Flag(help: "Measures the published ways of comparing lists of contacts too, in the same run.")
    var baselines = false

    @Option(
        help: ArgumentHelp(
            "Draws the measurement too: SVG files into this folder, those of the same names replaced.",
            valueName: "folder"))
    var plots: String?

    @OptionGroup var split: SplitOption

    @OptionGroup var output: FormatOption

    func validate() throws {
        guard !baselines || output.format != .csv else {
            throw ValidationError(
                "The CSV has a row for each closure, and no --baselines: take --format json.")
        }
        try refuseEmpty(plots, "--plots")
        try refuseEmpty(switches, "--switches")
        guard split.file == nil else {
            guard records.files.isEmpty, switches == nil else {
                throw ValidationError(
                    "--split makes its own closures of one file: leave out --records and --switches.")
            }
            return
        }
        guard switches != nil else {
            throw ValidationError("Name the known closures with --switches, or make a test with --split.")
        }
    }

    func run() async throws {
        let folder = try plotFolder()
        try split.refuseFiles()
        let test = try await test()
        test.records.tell(all: output.format == .table)
        let points =
            horizons.all.map { EvaluationPoint.seconds($0.seconds) } + afterEvents.all.map { .events($0) }
        let network = CallNetwork(test.records.columns)
        func measured(_ scorer: some SuccessorScorer) -> Evaluation {
            Evaluation(of: scorer, on: test.closures, at: points, in: network, holding: held.records)
        }
        let scorer = OpenSetScorer()
        let evaluation = measured(scorer)
        let rivals = baselines ? NeighbourhoodMeasure.allCases.map { ($0.rawValue, measured($0)) } : []
        let report = EvaluationReport(
            horizons: horizons, held: held, records: test.records, evaluation: evaluation, rivals: rivals)
        for point in points { report.shortOf(point).map { say($0) } }
        switch output.format {
        case .json: try printJSON(EvaluationReport.Answer(report, scorer.settings))
        case .csv: try printOut(report.pairs.csv, terminator: "")
        case .table:
            try printOut(report.summaries.plainText)
            if baselines { try printOut(report.comparison.plainText) }
            try printOut(report.pairs.plainText, terminator: "")
        }
        // Last: minutes of measuring are not lost to a folder that takes no file.
        if let folder { try draw(evaluation, scorer, in: folder) }
    }

    /// The folder for plots, made before anything is measured, so that minutes are not lost to a wrong name.
    private func plotFolder() throws -> URL? {
        guard let plots else { return nil }
        let folder = URL(filePath: plots)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        } catch { throw Refused.cannotWrite(folder) }
    }

    private func draw(_ evaluation: Evaluation, _ scorer: OpenSetScorer, in folder: URL) throws {
        let files = split.file.map { [$0] } ?? records.files
        let subject = PlotSubject(
            name: files.map { URL(filePath: $0).lastPathComponent }.joined(separator: ", "),
            evaluation: evaluation, moments: evaluation.points, caps: scorer.evidence.caps.range)
        do {
            for plot in EvaluationPlot.allCases {
                try Data(plot.svg([subject]).utf8).write(
                    to: folder.appending(path: plot.file), options: .atomic)
            }
        } catch { throw Refused.notWritten(folder, error) }
        say("Drawn in \(folder.path): \(EvaluationPlot.allCases.map(\.file).joined(separator: ", ")).")
    }

    private static func tooFew(_ made: SplitTest) -> String {
        let least = made.settings.leastContacts
        guard made.active > 0 else {
            return
                "nobody has \(least) contacts before the cut and an event after it. Choose another moment with --cut."
        }
        let needed = 2 + made.settings.rivals
        return
            "\(made.active) of its parties have \(least) contacts before the cut and an event after it, and it takes "
            + "\(needed) to rename one. Choose another moment with --cut, or fewer --rivals."
    }

    private func test() async throws -> (records: RecordsOption.Records, closures: [KnownClosure]) {
        guard let file = split.file else {
            let records = try await records.read()
            guard records.columns.count > 0 else {
                records.tell(all: true)
                throw Refused.data(
                    "No event was read, so nothing can be measured. \(LayoutsOption.mend)")
            }
            return (records, try KnownClosures.read(switches ?? "", records))
        }
        var asked = records
        asked.files = [file]
        var records = try await asked.read()
        let made = SplitTest(of: records.columns, split.settings(for: records.columns))
        guard !made.closures.isEmpty else {
            // Rows set aside may be why.
            records.tell(all: false)
            throw Refused.data("\(file): \(Self.tooFew(made))")
        }
        say(
            "\(made.settings.cut): \(made.closures.count { $0.new != nil }) renamed, \(made.closures.count { $0.new == nil }) ended, "
                + "\(Format.count(made.rivals.count, "look-alike")), of \(made.active) that could be.")
        try split.keep(made)
        records.columns = made.events
        return (
            records,
            made.closures.map { KnownClosure(old: $0.old, new: $0.new, closedAt: $0.closedAt) }
        )
    }
}

/// Horizons as typed, and in seconds.
struct Horizons: CustomStringConvertible {
    static let usual = Horizons(all: [
        ("1h", 3_600), ("6h", 21_600), ("24h", 86_400), ("72h", 259_200), ("7d", 604_800),
    ])

    let all: [(text: String, seconds: Int64)]

    init(all: [(text: String, seconds: Int64)]) { self.all = all }

    /// - Throws: `ValidationError`, which the argument parser shows.
    init(written: String) throws {
        var all: [(text: String, seconds: Int64)] = []
        for piece in written.split(separator: ",", omittingEmptySubsequences: false) {
            let text = String(piece).trimmed
            let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
                (1..<100_000).contains(count)
            else {
                throw ValidationError(
                    "“\(text)” is not a whole number from 1 to 99,999 and m, h or d, as 90m, 24h or 7d.")
            }
            if let same = all.first(where: { $0.seconds == count * unit }) {
                throw ValidationError("\(same.text) and \(text) are the same time. Name each once.")
            }
            all.append((text, count * unit))
        }
        self.all = all
    }

    var description: String { all.map(\.text).joined(separator: ",") }

    func text(_ seconds: Int64) -> String { all.first { $0.seconds == seconds }?.text ?? "\(seconds)s" }
}

/// Whose records are held, as typed.
struct HeldOption: ExpressibleByArgument, CustomStringConvertible {
    let records: HeldRecords

    init(_ records: HeldRecords) { self.records = records }

    init?(argument: String) {
        switch (argument, Int(argument)) {
        case ("all", _): records = .network
        case ("contacts", _): records = .contacts(most: nil)
        case (_, let most?) where most > 0: records = .contacts(most: most)
        default: return nil
        }
    }

    var description: String {
        switch records {
        case .network: "all"
        case .contacts(let most): most.map(String.init) ?? "contacts"
        }
    }
}

/// Numbers of events as typed.
struct EventCounts: CustomStringConvertible {
    let all: [Int]

    init(all: [Int]) { self.all = all }

    /// - Throws: `ValidationError`, which the argument parser shows.
    init(written: String) throws {
        var all: [Int] = []
        for piece in written.split(separator: ",", omittingEmptySubsequences: false) {
            let text = String(piece).trimmed
            guard let count = Int(text), (1..<1_000_000).contains(count) else {
                throw ValidationError("“\(text)” is not a whole number from 1 to 999,999.")
            }
            guard !all.contains(count) else {
                throw ValidationError("\(count) stands there twice. Name each number once.")
            }
            all.append(count)
        }
        self.all = all
    }

    var description: String { all.map(String.init).joined(separator: ",") }
}
