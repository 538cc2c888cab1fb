import ArgumentParser
import CallRecords
import Casework
import Foundation
import Storage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Takes files of records into the casebook: hashed, kept, read, and what is unreadable set aside.",
        discussion: """
            Each file is taken in whole or not at all; one refused does not stop the next, and the exit code is then 65.
            """)

    @Argument(help: ArgumentHelp("The files, as the provider sent them.", valueName: "file"))
    var files: [String]

    @Option(
        help:
            "The files' layout, or auto to tell it by the header and first rows. “ringfence layouts” lists them."
    )
    var layout = "auto"

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let intake = RecordIntake(
            store: try await data.openOrMake(), layouts: try layouts.all(),
            open: { try RecordFile(path: $0) },
            now: systemClock)
        var taken: [RecordFileEntry] = []
        var refused = 0
        for path in files {
            do {
                let entry = try await take(path, intake)
                taken.append(entry)
                if let warning = Words.warning(entry.reading) { say("\(path): \(warning)") }
            } catch let refusal as IntakeRefusal {
                refused += 1
                say("\(path): \(Words.sentence(refusal))")
            } catch let error as StorageError where error.code == .noInput {
                refused += 1
                say(error.context)
            }
        }
        try output.show(Tables.files(taken))
        if refused > 0 { throw Refused.data("\(Format.count(refused, "file")) of \(files.count) refused.") }
    }

    private func take(_ path: String, _ intake: RecordIntake) async throws -> RecordFileEntry {
        var source = try RecordFile(path: path)
        let incoming = try intake.store.receive(name: URL(filePath: path).lastPathComponent)
        do {
            while case let block = try source.next(RecordIntake.block), !block.isEmpty {
                try incoming.append(block)
            }
            return try await intake.take(try incoming.finish(), layoutName: layout)
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

    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        let casebook = try await data.open()
        guard let id = quarantine else { return try output.show(Tables.files(try await casebook.files())) }
        guard try await casebook.file(id: id) != nil else { throw Refused.data("There is no file \(id).") }
        try output.show(Tables.quarantine(try await casebook.quarantine(file: id, offset: 0, limit: .max)))
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
