import ArgumentParser
import CallRecords
import Casework
import Storage
import Telephony

struct LinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lines",
        abstract: "Lists the lines, their numbers now, and hours from closure to re-finding.")

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws { try output.show(Tables.lines(try await data.open().lines())) }
}

struct LineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line",
        abstract:
            "Shows one line: its numbers over time, its closures and its activity; or records a new one.",
        discussion: """
              ringfence line Ash
              ringfence line Ash --number 07700900123 --from 2026-03-01T00:00:00Z    records the line
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable { case numbers, closures, activity }

    @Argument(help: "The line's name.")
    var name: String

    @Option(help: "Record the line as new, with this number.")
    var number: String?

    @Option(help: "When that number began to serve it.", transform: writtenTime)
    var from: Instant?

    @Option(help: "Which part to print as CSV or JSON.")
    var part = Part.numbers

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard (number == nil) == (from == nil) else {
            throw ValidationError("--number and --from go together.")
        }
    }

    func run() async throws {
        let register = DataOption.register(try await number == nil ? data.open() : data.openOrMake())
        let file: LineFile
        if let number, let from {
            file = try await register.addLine(
                named: name, number: try await register.party(written: number), from: from)
        } else {
            file = try await register.line(named: name)
        }
        let activity = Tables.activity(try await register.activity(of: file), of: file.line.name)
        guard output.format == .table else {
            switch part {
            case .numbers: return try output.show(Tables.episodes(of: file))
            case .closures: return try output.show(Tables.closures(of: file))
            case .activity: return try output.show(activity)
            }
        }
        print("\(file.line.name) line: \(Tables.status(of: file))\n")
        for table in [Tables.episodes(of: file), Tables.closures(of: file), activity] {
            print("\(table.caption)\n\(table.plainText)")
        }
    }
}

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Records that a number stopped serving its line, and looks for the number that replaced it."
    )

    @Argument(
        help: ArgumentHelp("The number closed and when: \(NumberAtTime.form).", valueName: "number@time"),
        transform: NumberAtTime.init(written:))
    var closed: NumberAtTime

    @Option(help: "The line it served, where that is not recorded yet; made if it is new.")
    var line: String?

    @Option(help: "How it was closed: order, seizure, provider or abandoned.")
    var kind = Closure.Kind.order

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let register = DataOption.register(try await data.openOrMake())
        let closure = try await register.close(
            try await register.party(written: closed.number), at: closed.time, kind: kind, lineName: line)
        say(
            "Closure \(closure.id) recorded: \(Format.party(closure.party)), \(Format.time(closure.closedAt))."
        )
        let trace: Trace
        do { trace = try await register.trace(closure: closure.id) } catch let RegisterRefusal.question(
            refusal, party)
        {
            say("Not traced: \(Words.sentence(refusal, Format.party(party)))")
            return
        }
        say(Words.sentence(trace.view))
        let file = try await register.closure(closure.id)
        try output.show(Tables.candidates(trace.suggestions, closedAt: closure.closedAt, file: file))
        if output.format == .table { print("\n" + Words.scoreCaution) }
    }
}

struct DecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Accepts or rejects a candidate with a reason, or undoes a decision; all stays on record.",
        discussion: """
              ringfence decide accept 1 07700900561 --by "A. Analyst" --reason "Same list"
            """)

    @Argument(help: "accept, reject or undo.")
    var verdict: Decision.Verdict

    @Argument(help: "The closure's number, as “ringfence line” shows it.")
    var closure: Int64

    @Argument(help: "The candidate.")
    var number: String

    @Option(help: "Why, in words another officer or a court can follow.")
    var reason: String

    @Option(help: "Your name. There is no sign-in yet, so it is recorded as typed.")
    var by: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let register = DataOption.register(try await data.open())
        try await register.decide(
            verdict, on: try await register.party(written: number), closure: closure, reason: reason, by: by)
        try output.show(Tables.decisions(try await register.closure(closure).decisions))
    }
}

extension Closure.Kind: ExpressibleByArgument {}
extension Decision.Verdict: ExpressibleByArgument {}
