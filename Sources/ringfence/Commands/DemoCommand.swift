import ArgumentParser
import Casework
import Storage

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Loads the worked example into an empty casebook: an invented county, two closures, one to decide.",
        discussion: """
            Makes practice users too, one a role, with a password that is no secret: never load it where real cases are \
            to come.
            """)

    @Flag(help: "In a casebook that is in use, change nothing and say so, without an error.")
    var ifEmpty = false

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption

    /// Loads what is not there yet, step by step: cut short at any moment, it goes on where it stopped.
    func run() async throws {
        let casebook = try await data.openOrMake()
        var example = try await WorkedExample(
            casebook: casebook, layouts: try layouts.all(), now: systemClock())
        guard try await example.isAlone() else {
            guard ifEmpty else { throw RegisterRefusal.notEmpty }
            try printOut("The casebook in \(data.place.name) is in use, and is kept as it is.")
            return
        }
        try await example.load()
        guard example.steps > 0 else {
            try printOut("The worked example is loaded already.")
            return
        }
        try printOut(
            """
            The worked example is loaded: an invented county, two forces, four lines, two closures.
            Look first at the Ash line's closure: which number did the line move to?
            """)
    }
}
