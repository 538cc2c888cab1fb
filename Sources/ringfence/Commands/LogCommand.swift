import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import Storage

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prints the log, or takes it away as a file that anybody can verify.",
        discussion: """
              ringfence log --user a.analyst
              ringfence log --number "07700 900560"
              ringfence log --take log.jsonl --to "Crown Prosecution Service" --reason "Disclosure in R v Example"

            For auditors: RINGFENCE_KEY holds a key with the scope log. Every use is itself logged.
            """)

    @Option(help: "Only what this user did, by sign-in name.")
    var user: String?

    @Option(help: "Only what was done to this number and to what it belongs to.")
    var number: String?

    @Option(help: "Only one kind: \(LoggedKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: LoggedKind?

    @Option(help: "Only what came to pass (done) or was refused.")
    var outcome: Outcome?

    @Option(help: "Only from this moment on.", transform: writtenTime)
    var from: Instant?

    @Option(help: "Only before this moment.", transform: writtenTime)
    var until: Instant?

    @Option(help: "Entries before this number: the next page.")
    var before: Int64?

    @Option(help: ArgumentHelp("Take the log away to this file, as JSON lines.", valueName: "file"))
    var take: String?

    @Option(name: .customLong("to"), help: "To whom it is given.")
    var recipient: String?

    @Option(help: "Why.")
    var reason: String?

    @OptionGroup var who: DeskOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard take == nil || (recipient != nil && reason != nil) else {
            throw ValidationError("--take needs --to and --reason.")
        }
    }

    func run() async throws {
        let desk = try await who.desk()
        let question = LogQuestion(
            login: user ?? "", number: number ?? "",
            filter: LogFilter(kind: kind, outcome: outcome, from: from, until: until))
        if let take {
            return try await write(
                try await desk.exportLog(question, to: recipient ?? "", reason: reason ?? ""), to: take)
        }
        let page = try await desk.log(question, before: before)
        try output.show(Tables.log(page.entries.map(\.entry)))
        if let next = page.next { say("There are older entries: --before \(next).") }
    }

    private func write(_ export: LogExport, to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path),
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Refused(text: "\(path) is there already, or cannot be made.", code: 65) }
        try handle.write(contentsOf: Data((export.beginning.line + "\n").utf8))
        var (after, count): (Int64, Int) = (0, 0)
        while let last = try await export.blocks(after).writing(to: handle, counting: &count) { after = last }
        try handle.synchronize()
        say(
            "\(path): \(Format.count(count, "entry", "entries")). Prove it anywhere with “ringfence verify \(path)”."
        )
    }
}

extension Array<KeptEntry> {
    /// Writes a block and gives the number of its last entry; nil where the block is empty.
    fileprivate func writing(to handle: FileHandle, counting count: inout Int) throws -> Int64? {
        guard let last else { return nil }
        try handle.write(contentsOf: Data(map { $0.line + "\n" }.joined().utf8))
        count += self.count
        return last.entry.sequence
    }
}

extension LoggedKind: ExpressibleByArgument {}
extension Outcome: ExpressibleByArgument {}
