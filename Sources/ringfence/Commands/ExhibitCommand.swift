import ArgumentParser
import Casework
import Foundation
import Papers

struct ExhibitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exhibit",
        abstract: "Takes one candidate of an answer away as a document for print, with all that it rests on.",
        discussion: """
              ringfence exhibit 3 --to "Crown Prosecution Service" --reason "Disclosure in R v Example" --out exhibit.html

            The answer's number is on the closure's page. The document is one file of HTML that needs nothing else; any browser \
            prints it or makes a PDF of it. Taking it is a disclosure, and is logged.
            """)

    @Argument(help: "The answer's number.")
    var answer: Int64

    @Option(help: "The candidate's place in the answer.")
    var place = 1

    @Option(name: .customLong("to"), help: "To whom it is given.")
    var recipient: String

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("The file to write, which must not be there yet.", valueName: "file"))
    var out: String

    @OptionGroup var who: DeskOption

    func validate() throws {
        guard place >= 1 else { throw ValidationError("--place is a number from 1.") }
    }

    func run() async throws {
        let desk = try await who.desk()
        guard !FileManager.default.fileExists(atPath: out) else { throw Self.refusal(out) }
        let paper = ExhibitPaper(
            try await desk.exhibit(answer: answer, place: place, to: recipient, reason: reason))
        guard
            FileManager.default.createFile(
                atPath: out, contents: Data(paper.html.utf8), attributes: [.posixPermissions: 0o600])
        else { throw Self.refusal(out) }
        say("\(out): the exhibit. Open it with a browser to read or print it.")
    }

    private static func refusal(_ path: String) -> Refused {
        Refused(text: "\(path) is there already, or cannot be made.", code: 65)
    }
}
