import CallRecords
import Casework
import LineMatching
import Storage
import Telephony

/// A file of closures whose outcome is known: `old,new,closed_at`, `new` empty where nothing moved.
enum KnownClosures {
    static func read(_ path: String, _ records: RecordsOption.Records) throws -> [KnownClosure] {
        var file = try RecordFile(path: path)
        var bytes: [UInt8] = []
        while case let block = try file.next(1 << 20), !block.isEmpty { bytes += block }
        let text: DelimitedText
        do throws(FileRefusal) {
            text = try DelimitedText(bytes, columns: ["old", "new", "closed_at"], name: "switches")
        } catch { throw Refused.data(SmallTables.sentence(error, path, columns: "old,new,closed_at")) }
        guard !text.rows.isEmpty else { throw Refused.data("\(path) names no closure.") }
        var found: [KnownClosure] = []
        /// Shape: as of `found`.
        var lines: [Int] = []
        for row in text.rows {
            let place = "\(path), line \(row.line)"
            let (old, new) = (row["old"] ?? "", row["new"] ?? "")
            guard !old.isEmpty else { throw Refused.data("\(place): the old number is missing.") }
            let known = KnownClosure(
                old: try party(old, records, place), new: new.isEmpty ? nil : try party(new, records, place),
                closedAt: try time(row["closed_at"] ?? "", place))
            guard known.old != known.new else {
                throw Refused.data("\(place): the old and the new number are the same.")
            }
            if let same = found.firstIndex(of: known) {
                throw Refused.data(
                    "\(path), lines \(lines[same]) and \(row.line) are the same. Take one of them out.")
            }
            if let other = found.firstIndex(where: { contradict($0, known) }) {
                throw Refused.data(
                    "\(path), lines \(lines[other]) and \(row.line): one says that a number took the place of "
                        + "\(old), the other that none did. Take one of them out.")
            }
            found.append(known)
            lines.append(row.line)
        }
        return withSiblings(found)
    }

    /// Whether one says that a closure ended its line, and the other that it did not.
    private static func contradict(_ one: KnownClosure, _ other: KnownClosure) -> Bool {
        one.old == other.old && one.closedAt == other.closedAt && (one.new == nil) != (other.new == nil)
    }

    /// Rows of one closure are the numbers of a line that split: each is right, so none counts against another.
    private static func withSiblings(_ closures: [KnownClosure]) -> [KnownClosure] {
        struct Key: Hashable {
            let old: Party
            let closedAt: Instant
        }
        let news = Dictionary(grouping: closures) { Key(old: $0.old, closedAt: $0.closedAt) }.mapValues {
            Set($0.compactMap(\.new))
        }
        return closures.map { closure in
            let all = news[Key(old: closure.old, closedAt: closure.closedAt)] ?? []
            return KnownClosure(
                old: closure.old, new: closure.new, closedAt: closure.closedAt,
                siblings: all.subtracting([closure.new].compactMap(\.self)))
        }
    }

    private static func time(_ text: String, _ place: String) throws -> Instant {
        guard !text.isEmpty else {
            throw Refused.data("\(place): closed_at is missing. \(SmallTables.timeForm)")
        }
        do { return try Instant(parsing: text) } catch {
            throw Refused.data(
                "\(place): “\(SmallTables.shown(text))” is not read as a time: \(Words.sentence(error)). \(SmallTables.timeForm)"
            )
        }
    }

    private static func party(
        _ text: String, _ records: RecordsOption.Records, _ place: String
    ) throws -> Party {
        let party: Party
        do throws(PartyParseError) { party = try records.layout.party(written: text) } catch {
            throw Refused.data(
                "\(place): “\(SmallTables.shown(text))” is not read as a number: \(Words.sentence(error)).")
        }
        guard party.isLineCapable else {
            throw Refused.data("\(place): \(Words.notALineNumber(Format.party(party), kind: party.kind))")
        }
        return party
    }
}
