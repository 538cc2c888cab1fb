import Telephony

/// A file of `line,contact`: whose contacts a stream is watched for. Made for millions of rows.
public struct ContactList: Sendable {
    public struct Row: Sendable {
        /// Of ``ContactList/lines``.
        public let line: UInt32
        /// The line of the file the row begins on, from 1.
        public let place: UInt32
        public let contact: PartyKey
    }

    /// Why a list is not read.
    public enum Refusal: Error, Hashable, Sendable {
        case file(FileRefusal)
        /// A cell is empty, by column.
        case missing(String, line: Int)
        case contact(PartyParseError, text: String, line: Int)
    }

    /// The names of the lines, each once, in the order they are first named.
    public private(set) var lines: [String] = []
    public private(set) var rows: [Row] = []

    /// - Parameter layout: how contacts are written: as in the records.
    /// - Throws: ``Refusal``, at the first row that is not read: who is watched is not guessed at.
    public init(_ bytes: [UInt8], layout: Layout, names: PartyNames) throws(Refusal) {
        // An array of bytes has no padding to read.
        let span = unsafe bytes.span.bytes
        var scanner = RowScanner(delimiter: UInt8(ascii: ","))
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        let columns: (line: Int, contact: Int, count: Int)
        do throws(FileRefusal) { columns = try Self.columns(span, &scanner, &at, &line) } catch {
            throw .file(error)
        }
        let reader = ContactReader(layout: layout, names: names)
        // Most rows name the line of the row before.
        var (name, named) = (UInt32(0), RowScanner.Cell(start: 0, end: 0))
        var placeOf: [String: UInt32] = [:]
        // A row has some twenty bytes.
        rows.reserveCapacity(bytes.count / 20)
        while at < span.byteCount {
            let start = line
            switch scanner.scan(span, from: at, isFinal: true) {
            case .row(let next, let lines), .tooManyCells(let next, let lines):
                (at, line) = (next, line + lines)
            case .textAfterQuote: throw .file(.textAfterQuote(line: line))
            case .unclosedQuote, .incomplete: throw .file(.unclosedQuote(line: line))
            }
            let cells = scanner.cells
            if cells.count == 1, cells[0].start == cells[0].end { continue }
            // A comma too many would put one cell in another's place.
            guard cells.count <= columns.count else {
                throw .file(.cellCount(line: start, found: cells.count, expected: columns.count))
            }
            guard columns.line < cells.count else { throw .missing("line", line: start) }
            if lines.isEmpty || !span.isSame(cells[columns.line], as: named) {
                guard let text = reader.text(span, cells[columns.line]) else {
                    if cells.allSatisfy({ reader.text(span, $0) == nil }) { continue }
                    throw .missing("line", line: start)
                }
                name = placeOf[text] ?? UInt32(lines.count)
                if name == lines.count {
                    lines.append(text)
                    placeOf[text] = name
                }
                named = cells[columns.line]
            }
            guard columns.contact < cells.count, cells[columns.contact].start < cells[columns.contact].end
            else {
                throw .missing("contact", line: start)
            }
            let key: PartyKey
            do throws(PartyParseError) { key = try reader.party(span, cells[columns.contact]) } catch {
                let cell = cells[columns.contact]
                throw .contact(
                    error, text: span.excerpt(cell.start, min(cell.end, cell.start + 80)), line: start)
            }
            rows.append(Row(line: name, place: UInt32(clamping: start), contact: key))
        }
    }

    /// Where the header names the two columns, and how many it names.
    private static func columns(
        _ bytes: RawSpan, _ scanner: inout RowScanner, _ at: inout Int, _ line: inout Int
    ) throws(FileRefusal) -> (line: Int, contact: Int, count: Int) {
        guard bytes.byteCount > at else { throw .empty }
        if let format = FileFormat.of(bytes) { throw .notText(format) }
        let (next, lines): (Int, Int)
        switch scanner.scan(bytes, from: at, isFinal: true) {
        case .row(let end, let feeds), .tooManyCells(let end, let feeds): (next, lines) = (end, feeds)
        case .textAfterQuote: throw .textAfterQuote(line: 1)
        case .unclosedQuote, .incomplete: throw .unclosedQuote(line: 1)
        }
        let names = scanner.cells.map { bytes.excerpt($0.start, $0.end).lowercased().filter { $0 != " " } }
        guard let place = names.firstIndex(of: "line"), let contact = names.firstIndex(of: "contact") else {
            throw .noHeader(
                layout: "contacts", missing: ["line", "contact"].filter { !names.contains($0) },
                seen: names.joined(separator: ","))
        }
        for name in ["line", "contact"] where names.count(where: { $0 == name }) > 1 {
            throw .columnNamedTwice(name)
        }
        (at, line) = (next, line + lines)
        return (place, contact, names.count)
    }
}

extension RawSpan {
    /// Whether two cells have the same bytes.
    fileprivate func isSame(_ cell: RowScanner.Cell, as other: RowScanner.Cell) -> Bool {
        cell.end - cell.start == other.end - other.start
            && cell.hasDoubledQuotes == other.hasDoubledQuotes
            && (0..<cell.end - cell.start).allSatisfy { byte(cell.start + $0) == byte(other.start + $0) }
    }
}

/// Reads the cells of a contact list.
private struct ContactReader {
    let layout: Layout
    let names: PartyNames
    private let numbers: NumberTable

    init(layout: Layout, names: PartyNames) {
        (self.layout, self.names) = (layout, names)
        numbers = NumberTable(region: layout.parties.region)
    }

    /// A cell's text, nil where there is none: as in the list of lines, so that one name is the same in both.
    func text(_ bytes: RawSpan, _ cell: RowScanner.Cell) -> String? {
        let text = DelimitedText.text(bytes, cell)
        return text.isEmpty ? nil : text
    }

    func party(_ bytes: RawSpan, _ cell: RowScanner.Cell) throws(PartyParseError) -> PartyKey {
        if layout.parties.form == .written, cell.start + 32 <= bytes.byteCount {
            let (digits, end) = numbers.number(bytes, at: cell.start)
            if end == cell.end { return PartyKey(number: digits) }
        }
        return names.key(of: try layout.party(written: text(bytes, cell) ?? ""))
    }
}
