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

            trace and evaluate read files and keep nothing. The others work on a casebook: a folder named by --data \
            or RINGFENCE_DATA, else “var”. Nothing leaves this machine.

            Exit codes: 0 done; 64 the command is not understood; 65 the data or the request is refused; 66 a file \
            is not there; 69 the port is taken; 70 an error of the software or the disk; 73 the casebook cannot be \
            opened.
            """,
        version: Software.version,
        subcommands: [
            TraceCommand.self, EvaluateCommand.self, ImportCommand.self, LinesCommand.self, LineCommand.self,
            CloseCommand.self, DecideCommand.self, FilesCommand.self, LayoutsCommand.self,
            SynthesiseCommand.self, DemoCommand.self, ServeCommand.self, VersionCommand.self,
        ])

    static func main() async {
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
    static let version = "0.1.0"
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() { print("ringfence \(Software.version)") }
}
