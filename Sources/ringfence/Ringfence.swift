import ArgumentParser

@main
struct Ringfence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ringfence",
        abstract: "Finds the number that replaced a closed drug-dealing line, with its evidence.",
        discussion: """
            Try it:
              ringfence synthesise --seed 1 --out example
              ringfence trace --records example/records.csv \\
                --closed 07700900560@2026-03-28T13:07:00Z
              ringfence demo && ringfence serve

            trace, evaluate and scan read files and keep nothing; watch keeps a folder of its own. The others work on a casebook: a folder named by --data \
            or RINGFENCE_DATA, else “var”, or a PostgreSQL database named by --database or RINGFENCE_DATABASE. Those \
            that open a case ask who you are: RINGFENCE_KEY holds your key.

            Exit codes: 0 done; 64 the command is not understood; 65 the data or the request is refused; 66 a file \
            is not there; 69 the port is taken, or the database is out of reach; 70 an error of the software or the \
            disk; 73 the casebook cannot be opened; 77 you may not do that.
            """,
        version: Software.version,
        subcommands: [
            TraceCommand.self, EvaluateCommand.self, ScanCommand.self, WatchCommand.self, TodayCommand.self,
            SearchCommand.self,
            OperationsCommand.self,
            AuthoriseCommand.self, ImportCommand.self, LinesCommand.self, LineCommand.self, CloseCommand.self,
            RetraceCommand.self,
            DecideCommand.self, ExhibitCommand.self, FilesCommand.self, LayoutsCommand.self,
            SynthesiseCommand.self,
            DemoCommand.self,
            ServeCommand.self, SetupCommand.self, UserCommand.self, LogCommand.self, VerifyCommand.self,
            CheckpointCommand.self, MigrateCommand.self, BackupCommand.self, RestoreCommand.self,
            MoveCommand.self,
            DoctorCommand.self, VersionCommand.self,
        ])

    static func main() async {
        StandardOutput.holdPlace()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.end(with: error, self)
        }
    }
}

enum Software {
    static let version = "0.2.0"
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() throws { try printOut("ringfence \(Software.version)") }
}
