import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import Storage

struct OperationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operations",
        abstract: "Lists the operations you may open; or makes one.",
        discussion: """
              ringfence operations
              ringfence operations --make Larch --force "Thornmere Police"
            """)

    @Option(help: ArgumentHelp("Make an operation of this name.", valueName: "name"))
    var make: String?

    @Option(
        help: ArgumentHelp("The force that owns it, where you may make one in several.", valueName: "name"))
    var force: String?

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard force == nil || make != nil else { throw ValidationError("--force goes with --make.") }
    }

    func run() async throws {
        let desk = try await who.desk()
        if let make { _ = try await desk.makeOperation(named: make, force: try await owner(at: desk).id) }
        try output.show(Tables.operations(try await desk.operations()))
    }

    private func owner(at desk: Desk) async throws -> Force {
        let forces = try await desk.forcesForMaking()
        // Whose roles make none anywhere is told so, and the log with them.
        if forces.isEmpty { _ = try await desk.visible(for: .makeOperation) }
        guard let force else {
            guard let only = forces.first, forces.count == 1 else {
                throw Refused.data(
                    forces.isEmpty
                        ? "There is no force for which you may make operations."
                        : "Name the force with --force: \(forces.map { "“\($0.name)”" }.joined(separator: ", "))."
                )
            }
            return only
        }
        let key = force.trimmed.lowercased()
        guard let found = forces.first(where: { $0.name.lowercased() == key }) else {
            throw Refused.data("There is no force “\(force)” for which you may make operations.")
        }
        return found
    }
}

struct AuthoriseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorise",
        abstract:
            "Records an authorisation for communications data, so that what comes back is held against it.",
        discussion: """
              ringfence authorise CD/2026/0017 --granted 2026-03-20T09:00:00Z \\
                --identifiers 07700900123 --period-from 2026-03-01T00:00:00Z

            It lapses a month after it was granted; one that was urgent, after three days.
            """)

    @Argument(help: "Its reference.")
    var reference: String

    @Option(help: "When it was granted.", transform: writtenTime)
    var granted: Instant

    @Option(help: "What it is for: events (who was in touch, when, where) or entity (whose it is).")
    var kind = Authorisation.DataKind.events

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The numbers and identifiers asked for.", valueName: "identifier"))
    var identifiers: [String] = []

    @Option(help: "The beginning of the time whose data was asked for.", transform: writtenTime)
    var periodFrom: Instant?

    @Option(help: "The end of that time.", transform: writtenTime)
    var periodUntil: Instant?

    @Flag(help: "It was granted orally, as urgent.")
    var urgent = false

    @Option(help: "What for.")
    var purpose = ""

    @OptionGroup var operation: OperationOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let operation = try await operation.one(at: desk, for: .editAuthorisations)
        _ = try await desk.addAuthorisation(
            reference: reference, kind, identifiers: identifiers.joined(separator: "\n"),
            period: (periodFrom, periodUntil), grantedAt: granted, isUrgent: urgent, purpose: purpose,
            in: operation.id)
        try output.show(
            Tables.authorisations(try await desk.authorisations(in: operation.id), now: systemClock()))
    }
}

extension Authorisation.DataKind: ExpressibleByArgument {}
