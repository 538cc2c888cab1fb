import Access
import ArgumentParser
import CallRecords
import Casework
import Storage
import Telephony

struct LinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lines",
        abstract: "Lists the lines, their numbers now, and hours from closure to re-finding.")

    @Option(help: "Which lines: all, waiting to be found again, or refound.")
    var state = LineQuery.State.all

    @OptionGroup var operation: OperationOption
    @OptionGroup var page: PageOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let list = try await desk.lines(
            LineQuery(state: state, page: page.page), in: try await operation.named(at: desk))
        try output.show(Tables.lines(list.rows, try await desk.operations(for: .seeLines)))
        page.tell(list)
    }
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

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case numbers, closures, activity, identifiers, people, notes
    }

    @Argument(help: "The line's name.")
    var name: String

    @Option(help: "Record the line as new, with this number.")
    var number: String?

    @Option(help: "When that number began to serve it.", transform: writtenTime)
    var from: Instant?

    @Option(help: "Which part to print as CSV or JSON.")
    var part = Part.numbers

    @OptionGroup var operation: OperationOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard (number == nil) == (from == nil) else {
            throw ValidationError("--number and --from go together.")
        }
    }

    func run() async throws {
        let desk = try await who.desk()
        let view: LineView
        if let number, let from {
            let operation = try await operation.one(at: desk, for: .editLines)
            let id = try await desk.addLine(
                named: name, number: try await desk.party(written: number), from: from, in: operation.id)
            view = try await desk.line(id)
        } else {
            view = try await desk.line(named: name, in: try await operation.named(at: desk))
        }
        let tables = try await tables(of: view, at: desk)
        guard output.format == .table else {
            guard let table = tables.first(where: { $0.part == part })?.table else {
                throw Refused(text: "Your roles do not reach that part of the line.", code: 77)
            }
            return try output.show(table)
        }
        try printOut("\(view.file.line.name) line: \(Tables.status(of: view.file))\n")
        for (_, table) in tables { try printOut("\(table.caption)\n\(table.plainText)") }
    }

    /// Those that this person may see.
    private func tables(of view: LineView, at desk: Desk) async throws -> [(part: Part, table: Table)] {
        let activity = try await desk.activity(of: view)
        var tables: [(part: Part, table: Table)] = [
            (.numbers, Tables.episodes(of: view.file)), (.closures, Tables.closures(of: view.file)),
            (.activity, Tables.activity(activity, of: view.file.line.name)),
            (.identifiers, Tables.identifiers(view.identifiers)),
        ]
        if let people = view.people { tables.append((.people, Tables.people(people))) }
        if let notes = view.notes { tables.append((.notes, Tables.notes(notes))) }
        return tables
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

    @OptionGroup var operation: OperationOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let operation = try await operation.one(at: desk, for: .recordClosure)
        let closure = try await desk.close(
            try await desk.party(written: closed.number), at: closed.time, kind: kind, lineName: line,
            in: operation.id)
        say(
            "Closure \(closure.id) recorded: \(Format.party(closure.party)), \(Format.time(closure.closedAt))."
        )
        guard AccessRules.decide(desk.who, .trace, on: operation.place).isAllowed else {
            return say("Not traced: that is for others to do.")
        }
        let trace: Trace
        do { trace = try await desk.trace(closure: closure.id) } catch let RegisterRefusal.question(
            refusal, party)
        {
            say("Not traced: \(Words.sentence(refusal, Format.party(party)))")
            return
        }
        try output.show(trace, of: try await desk.closure(closure.id))
    }
}

struct DecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Accepts or rejects a candidate with a reason, or undoes a decision; all stays on record.",
        discussion: """
              ringfence decide accept 1 07700900561 --reason "Same list"

            It is recorded as decided by the key's owner.
            """)

    @Argument(help: "accept, reject or undo.")
    var verdict: Decision.Verdict

    @Argument(help: "The closure's number, as “ringfence line” shows it.")
    var closure: Int64

    @Argument(help: "The candidate.")
    var number: String

    @Option(help: "Why, in words another officer or a court can follow.")
    var reason: String

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        try await desk.decide(
            verdict, on: try await desk.party(written: number), closure: closure, reason: reason)
        try output.show(Tables.decisions(try await desk.closure(closure).file.decisions))
    }
}

extension Closure.Kind: ExpressibleByArgument {}
extension Decision.Verdict: ExpressibleByArgument {}
extension LineQuery.State: ExpressibleByArgument {}
