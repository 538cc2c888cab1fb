import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import SQL
import Storage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Takes files of records into the casebook: hashed, kept, read, and what is unreadable set aside.",
        discussion: """
            Each file is taken in whole or not at all; one refused does not stop the next, and the exit code is then 65.

              ringfence import calls.csv --operation Larch --authorisation CD/2026/0017
            """)

    @Argument(help: ArgumentHelp("The files, as the provider sent them.", valueName: "file"))
    var files: [String]

    @Option(
        help:
            "The files' layout, or auto to tell it by the header and first rows. “ringfence layouts” lists them."
    )
    var layout = "auto"

    @Option(
        help: ArgumentHelp(
            "The reference of the authorisation under which the records were obtained. “ringfence authorise” records "
                + "one.", valueName: "reference"))
    var authorisation: String

    @OptionGroup var operation: OperationOption
    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let (desk, casebook) = try await who.open()
        let operation = try await operation.one(at: desk, for: .importRecords)
        let ticket = try await desk.mayImport(into: operation.id, under: authorisation)
        let intake = RecordIntake(
            store: casebook, layouts: try layouts.all(), open: { try RecordFile(path: $0) }, now: systemClock)
        var taken: [OperationFile] = []
        var refused = 0
        for path in files {
            do {
                let file = try await take(path, intake, ticket)
                taken.append(file)
                if let warning = Words.warning(file.entry.reading) { say("\(path): \(warning)") }
                if let warning = Words.warning(file.check) { say("\(path): \(warning)") }
            } catch let refusal as IntakeRefusal {
                refused += 1
                say("\(path): \(Words.sentence(refusal))")
            } catch let error as StorageError where error.code == .noInput {
                refused += 1
                say(error.context)
            }
        }
        try output.show(Tables.files(taken, [operation]))
        if refused > 0 { throw Refused.data("\(Format.count(refused, "file")) of \(files.count) refused.") }
    }

    private func take(_ path: String, _ intake: RecordIntake, _ ticket: ImportTicket) async throws
        -> OperationFile
    {
        var source = try RecordFile(path: path)
        let incoming = try intake.store.receive(name: URL(filePath: path).lastPathComponent)
        do {
            while case let block = try source.next(RecordIntake.block), !block.isEmpty {
                try incoming.append(block)
            }
            return try await intake.take(try incoming.finish(), layoutName: layout, ticket: ticket)
        } catch {
            incoming.discard()
            throw error
        }
    }
}

struct FilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files", abstract: "Lists the files taken in, or the rows of one that were set aside.")

    @Option(help: ArgumentHelp("List the quarantined rows of this file.", valueName: "file"))
    var quarantine: Int64?

    @OptionGroup var operation: OperationOption
    @OptionGroup var page: PageOption
    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let desk = try await who.desk()
        let within = try await operation.named(at: desk)
        if let id = quarantine {
            let view = try await desk.file(id, in: within)
            return try output.show(
                Tables.quarantine(try await desk.quarantine(of: view, offset: 0, limit: .max)))
        }
        let list = try await desk.files(page: page.page, in: within)
        try output.show(Tables.files(list.rows, try await desk.operations(for: .seeRecords)))
        page.tell(list)
    }
}

struct LayoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layouts",
        abstract: "Lists the layouts files can be read by, and says where one has a mistake.")

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var output: FormatOption

    func run() throws { try output.show(Tables.layouts(try layouts.all())) }
}
