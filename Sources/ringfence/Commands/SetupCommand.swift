import Access
import ArgumentParser
import Casework

struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Prints a link with which the first administrator chooses a password.",
        discussion: """
            The link works once, for a day. Once somebody can sign in, administrators make further users on the pages; \
            “ringfence user” does too, for whoever has this machine.
            """)

    @Option(help: "The first administrator's sign-in name.")
    var login = FirstUser.login

    @Option(help: "The first administrator's name.")
    var name = FirstUser.name

    @Option(help: ArgumentHelp("Where browsers find the server.", valueName: "url"))
    var at = "http://127.0.0.1:8080"

    @OptionGroup var data: DataOption

    func run() async throws {
        let casebook = try await data.openOrMake()
        let state = try await FirstUser.state(in: casebook, login: login, name: name, isForced: true)
        guard case .begins(let link) = state else {
            throw Refused.data(
                "There are users who can sign in already. “ringfence user list” shows them, “ringfence user link LOGIN” "
                    + "lets one choose a new password.")
        }
        say(
            "The first administrator of the casebook \(data.place.name) begins here. It works once, within a day:"
        )
        try printOut("\(at)/set-up?link=\(link)")
    }
}
