import Access
import ArgumentParser
import Casework
import Storage

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract:
            "Finds a number however it is typed, a line by nickname or misspelling, a person by part of a name.",
        discussion: """
              ringfence search 900123
              ringfence search smoky
            """)

    @Argument(help: "What to look for.")
    var text: [String]

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        try output.show(Tables.search(try await who.desk().search(text.joined(separator: " "))))
    }
}

struct TodayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "today",
        abstract:
            "Lists what needs you today: lines not found again, check-backs, authorisations that lapse, reviews."
    )

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case lines
        case checkBacks = "check-backs"
        case authorisations, reviews
    }

    @Option(help: "Which part to print as CSV or JSON.")
    var part = Part.lines

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let today = try await desk.today()
        let tables: [(part: Part, title: String, table: Table)] = [
            (
                .lines, "Lines not found again",
                Tables.lines(today.waiting, try await desk.operations(for: .seeLines))
            ),
            (.checkBacks, "Check-backs that are due", Tables.checkBacks(today.checkBacks)),
            (
                .authorisations, "Authorisations that lapse within a week",
                Tables.authorisations(today.lapsing, now: systemClock())
            ),
            (.reviews, "Operations to review", Tables.operations(today.reviews)),
        ]
        guard output.format == .table else {
            for one in tables where one.part == part { try output.show(one.table) }
            return
        }
        for one in tables { try printOut("\(one.title)\n\(one.table.plainText)") }
    }
}
