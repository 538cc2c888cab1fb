import CallRecords
import Casework
import LineMatching
import Storage
import Telephony

/// The two files that say what a scan watches for, read and refused in words.
struct WatchLists {
    let list: WatchList

    /// - Parameter layout: numbers are written as in files of this layout.
    init(_ lines: String, _ contacts: String, layout: Layout, names: PartyNames) throws {
        let closures = try Self.closures(lines, layout)
        let bytes = try Self.bytes(contacts)
        let found: ContactList
        do throws(ContactList.Refusal) {
            found = try ContactList(bytes, layout: layout, names: names)
        } catch { throw Refused.data(Self.sentence(error, contacts)) }
        do throws(WatchList.Refusal) { list = try WatchList(closures: closures, contacts: found) } catch {
            switch error {
            case .noLine: throw Refused.data("\(lines) names no line.")
            case .tooManyClosures(let most):
                throw Refused.data(
                    "\(lines) has closures at more than \(Format.number(most)) different times.")
            case .contactOfNoLine(let line, let place):
                throw Refused.data(
                    "\(contacts), line \(place): \(lines) does not name the line “\(SmallTables.shown(line))”. "
                        + "Add it there with its number and closure, or take its contacts out.")
            }
        }
        guard !found.rows.isEmpty else { throw Refused.data("\(contacts) names no contact.") }
    }

    private static func closures(_ path: String, _ layout: Layout) throws -> [WatchList.Closure] {
        let bytes = try bytes(path)
        let text: DelimitedText
        do throws(FileRefusal) {
            text = try DelimitedText(bytes, columns: ["line", "number", "closed_at"], name: "lines")
        } catch { throw Refused.data(SmallTables.sentence(error, path, columns: "line,number,closed_at")) }
        return try text.rows.map { row in
            let place = "\(path), line \(row.line)"
            guard let line = row["line"], !line.isEmpty else {
                throw Refused.data("\(place): the line's name is missing.")
            }
            let (number, time) = (row["number"] ?? "", row["closed_at"] ?? "")
            guard !number.isEmpty else { throw Refused.data("\(place): the line's number is missing.") }
            guard !time.isEmpty else {
                throw Refused.data(
                    "\(place): closed_at, when the number was closed, is missing. \(SmallTables.timeForm)")
            }
            let party: Party
            do throws(PartyParseError) { party = try layout.party(written: number) } catch {
                throw Refused.data(
                    "\(place): “\(SmallTables.shown(number))” is not read as a number: \(Words.sentence(error))."
                )
            }
            try refuseOthers(party, place)
            do throws(TimeRefusal) {
                let at = try Instant(parsing: time)
                guard layout.time.plausible.contains(at) else { throw .implausible }
                return WatchList.Closure(line: line, number: party, at: at)
            } catch {
                throw Refused.data(
                    "\(place): “\(SmallTables.shown(time))” is not read as a time: \(Words.sentence(error)). \(SmallTables.timeForm)"
                )
            }
        }
    }

    /// What many people share, or the network keeps back, is nobody's number.
    private static func refuseOthers(_ party: Party, _ place: @autoclosure () -> String) throws {
        guard !party.isLineCapable else { return }
        throw Refused.data("\(place()): \(Words.notALineNumber(Format.party(party), kind: party.kind))")
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        var file = try RecordFile(path: path)
        var bytes: [UInt8] = []
        while case let block = try file.next(1 << 20), !block.isEmpty { bytes += block }
        return bytes
    }

    private static func sentence(_ refusal: ContactList.Refusal, _ path: String) -> String {
        switch refusal {
        case .file(let refusal): SmallTables.sentence(refusal, path, columns: "line,contact")
        case .missing("line", let line): "\(path), line \(line): the line's name is missing."
        case .missing(let column, let line): "\(path), line \(line): the \(column) is missing."
        case .contact(let error, let text, let line):
            "\(path), line \(line): “\(text)” is not read as a number: \(Words.sentence(error))."
        }
    }
}
