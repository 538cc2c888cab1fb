import Access
import ArgumentParser
import Casework
import Foundation
import SQL
import Storage

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Proves that the log is whole, or names the first entry that is not.",
        discussion: """
            Works on a casebook, on a copy of one far from its server, and on a log taken away as JSON lines; it \
            changes nothing. Checkpoints beside the casebook are used; name those kept elsewhere with --checkpoints, \
            for they alone show a log that was written anew from some entry on.

            Exit codes: 0 the log is whole; 1 it is broken; others as “ringfence help” lists them.
            """)

    @Argument(help: "A log taken away as JSON lines, instead of a casebook.")
    var file: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Files of checkpoints kept elsewhere.", valueName: "file"))
    var checkpoints: [String] = []

    @Option(
        help:
            "The key that must have signed every checkpoint, as “ringfence checkpoint --print-public-key” says."
    )
    var publicKey: String?

    @OptionGroup var data: DataOption

    func validate() throws {
        guard publicKey.map({ [UInt8](hexadecimal: $0)?.count == 32 }) ?? true else {
            throw ValidationError("--public-key is 64 hexadecimal digits.")
        }
    }

    func run() async throws {
        do {
            if let file {
                try verify(file: file)
            } else {
                let report = try await log().verify(checkpoints: try known(), publicKey: publicKey)
                try printOut(Words.sentence(report))
            }
        } catch let found as LogBreak { throw Refused(text: Words.sentence(found), code: 1) }
    }

    private func log() async throws -> StoredLog {
        let place = data.place
        // A file is opened to be read only: it may be a copy, on a disk that cannot be written to.
        guard place.address != nil else { return try await StoredLog(folder: place.folder) }
        return try await StoredLog(checking: try place.openDatabase())
    }

    private func known() throws -> [Checkpoint] {
        var known = try checkpoints.flatMap { try CheckpointFile.read($0) }
        let beside = URL(filePath: data.folder).appending(path: CheckpointFile.name).path
        if file == nil, FileManager.default.fileExists(atPath: beside) {
            known += try CheckpointFile.read(beside)
        }
        return known
    }

    private func verify(file path: String) throws {
        let lines = try LineReader(path: path)
        guard let first = try lines.next(), let beginning = LogFile.Beginning(line: first) else {
            throw Refused.data(
                "\(path) does not begin as a log taken away does: its first line must say “\(LogFile.format)”."
            )
        }
        var verifier = try LogVerifier(
            checkpoints: try known(), publicKey: publicKey, isSelection: !beginning.isWhole)
        while let line = try lines.next() {
            guard let kept = KeptEntry(line: line) else { throw LogBreak.unreadable(verifier.next) }
            try verifier.check(kept)
        }
        let report = try verifier.finish(head: (beginning.head, beginning.headDigest), witness: .export)
        try printOut(Words.sentence(report, isSelection: !beginning.isWhole))
    }
}

/// The lines of a file, one at a time.
private final class LineReader {
    private var file: RecordFile
    private var bytes: [UInt8] = []
    private var place = 0
    private var isAtEnd = false

    init(path: String) throws { file = try RecordFile(path: path) }

    func next() throws -> String? {
        while true {
            if let end = bytes[place...].firstIndex(of: 10) {
                defer { place = end + 1 }
                if end == place { continue }
                return String(decoding: bytes[place..<end], as: UTF8.self)
            }
            guard !isAtEnd else {
                defer { place = bytes.count }
                return place < bytes.count ? String(decoding: bytes[place...], as: UTF8.self) : nil
            }
            bytes.removeSubrange(..<place)
            place = 0
            let block = try file.next(1 << 20)
            if block.isEmpty { isAtEnd = true } else { bytes += block }
        }
    }
}
