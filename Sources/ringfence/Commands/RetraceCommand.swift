import ArgumentParser
import CallRecords
import Casework

struct RetraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrace",
        abstract: "Looks again for the number that replaced a closed one, with all records now held.",
        discussion: """
              ringfence retrace 1
              ringfence retrace 1 --settings confirmatory

            Every answer is kept with its settings. For court, ask once with --settings confirmatory.
            """)

    @Argument(help: "The closure's number, as “ringfence line” shows it.")
    var closure: Int64

    @Option(help: "The settings: exploratory for searching, confirmatory for court.")
    var settings = SettingsName.exploratory

    @Option(help: "Use no record after this moment. (default: all)", transform: writtenTime)
    var until: Instant?

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let trace = try await desk.trace(closure: closure, until: until, as: settings)
        try output.show(trace, of: try await desk.closure(closure))
    }
}

extension FormatOption {
    /// An answer's candidates, and what it says as a whole.
    func show(_ trace: Trace, of view: ClosureView) throws {
        say("Answer \(trace.id). \(Words.sentence(trace.settings.name))")
        say(Words.sentence(trace))
        try show(
            Tables.candidates(
                trace.suggestions, of: trace.scale, closedAt: view.file.closure.closedAt, file: view.file))
        if format == .table { try printOut("\n" + Words.scoreCaution) }
    }
}
