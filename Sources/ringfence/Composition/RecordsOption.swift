import ArgumentParser
import CallRecords
import Casework
import Foundation
import Storage
import Telephony

/// Files of records named on the command line, read into memory and kept nowhere.
struct RecordsOption: ParsableArguments {
    @Option(
        name: .customLong("records"), parsing: .upToNextOption,
        help: ArgumentHelp("Files of records, read together.", valueName: "file"))
    var files: [String] = []

    @Option(
        help:
            "The files' layout, or auto to tell it by the header and first rows. “ringfence layouts” lists them."
    )
    var layout = "auto"

    @OptionGroup var layouts: LayoutsOption

    func validate() throws { for file in files { try refuseEmpty(file, "A file of --records") } }

    /// What was read of one file.
    struct FileRead: Encodable {
        let path: String
        let sha256: String
        let bytes: Int
        let layout: String
        let rows: Int
        let events: Int
        let quarantined: Int
        let reasons: [String: Int]
        /// The first rows set aside.
        let aside: [QuarantinedRow]

        enum CodingKeys: CodingKey { case path, sha256, bytes, layout, rows, events, quarantined, reasons }
    }

    struct Records {
        var columns = EventColumns()
        var files: [FileRead] = []
        /// The layout of the first file: parties on the command line are written as it writes them.
        let layout: Layout

        /// Says what was read of each file, or of those alone from which rows were set aside: what is missing from an
        /// answer may be there.
        func tell(all: Bool) {
            for file in files where all || file.quarantined > 0 {
                say(file.summary)
                for sentence in SetAside.sentences(file.aside, of: file.quarantined) { say(sentence) }
            }
        }

        /// A party as written in the records.
        func party(_ text: String) throws -> Party {
            do { return try layout.party(written: text) } catch {
                throw Refused.data("“\(text)” is not read as a number: \(Words.sentence(error)).")
            }
        }

        /// A party as the records write it: a token without its prefix where every party is one.
        func written(_ party: Party) -> String {
            if layout.parties.form == .opaque, case .opaque(let identifier) = party {
                return identifier.token
            }
            return party.description
        }
    }

    func read() async throws -> Records {
        guard let first = files.first else { throw ValidationError("Name at least one file with --records.") }
        let all = try layouts.all()
        var records = Records(
            layout: try refusing(first) {
                try RecordIntake.layout(layout, of: RecordFile(path: first), among: all)
            })
        for (number, path) in files.enumerated() {
            let (digest, bytes) = try RecordFile.sha256(path: path)
            if let same = records.files.first(where: { $0.sha256 == digest }) {
                throw Refused.data("\(path) holds the same bytes as \(same.path). Name each file once.")
            }
            let layout = try refusing(path) {
                try RecordIntake.layout(self.layout, of: RecordFile(path: path), among: all)
            }
            let (reading, aside) = try await read(path, UInt32(number), by: layout, into: &records.columns)
            records.files.append(
                FileRead(
                    path: path, sha256: digest, bytes: bytes, layout: layout.name, rows: reading.rows,
                    events: reading.events, quarantined: reading.quarantined, reasons: reading.reasons,
                    aside: aside))
        }
        return records
    }

    private func read(
        _ path: String, _ number: UInt32, by layout: Layout, into columns: inout EventColumns
    ) async throws -> (Reading, aside: [QuarantinedRow]) {
        var source = try RecordFile(path: path)
        var aside: [QuarantinedRow] = []
        do {
            let reading = try await RecordIntake.feed(
                &source, by: layout, file: number, into: &columns
            ) { _, rows, _ in
                aside += rows.prefix(SetAside.shown - aside.count)
            }
            return (reading, aside)
        } catch let refusal as IntakeRefusal {
            throw Refused.data("\(path): \(Words.sentence(refusal))")
        }
    }

    /// Says of which file a refusal speaks.
    private func refusing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let refusal as IntakeRefusal {
            throw Refused.data("\(path): \(Words.sentence(refusal))")
        }
    }
}

/// Rows that could not be read, as a person is told of them.
enum SetAside {
    static let shown = 3

    static func sentences(_ first: [QuarantinedRow], of count: Int) -> [String] {
        let sentences = first.prefix(shown).map { "  \(Words.sentence($0))" }
        return sentences
            + (count > shown ? ["  and \(Format.count(count - shown, "more row"))"] : [])
    }
}

extension RecordsOption.FileRead {
    /// One line for a person.
    var summary: String {
        let set =
            quarantined == 0 ? "none quarantined" : "\(Format.number(quarantined)) quarantined (\(codes))"
        return
            "\(path): layout \(layout), \(Format.count(rows, "row")) read, \(Format.count(events, "event")), \(set)"
    }

    private var codes: String {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(
            separator: ", ")
    }
}
