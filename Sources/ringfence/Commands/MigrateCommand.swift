import ArgumentParser
import CallRecords
import Casework
import SQL
import Storage

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Brings a casebook's schema up to date, or makes an empty casebook.",
        discussion: """
            Every command does this by itself; “serve --no-migrate” waits for you to do it, after a backup. Steps go \
            forward only, each whole or not at all. Several servers may be brought up to date at once.
            """)

    @Flag(help: "Change nothing; list the steps taken and those to come.")
    var dryRun = false

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        if dryRun {
            return try output.show(steps(try await Casebook.schemaState(of: data.openDatabase())))
        }
        let casebook = try await data.openOrMake()
        try output.show(steps(try await Casebook.schemaState(of: casebook.database)))
    }

    private func steps(_ state: Migrator.State) -> Table {
        Table(
            "Steps of the schema", [.text("Step", "step"), .time("Taken", "taken_at")],
            state.applied.map { [.init($0.name), .time(Instant(microseconds: $0.atMicroseconds))] }
                + state.pending.map { [.init($0.name), .init("To come", value: "")] })
    }
}
