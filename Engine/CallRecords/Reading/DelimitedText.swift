/// A small table of delimited text with a header, read whole: truth files, lists of lines.
public struct DelimitedText: Sendable {
    public struct Row: Sendable {
        /// The line of the file the row begins on, from 1.
        public let line: Int
        private let cells: [String: String]

        /// The cell under a header, without spaces round it; nil where the row is too short.
        public subscript(_ column: String) -> String? { cells[column] }

        init(line: Int, cells: [String: String]) { (self.line, self.cells) = (line, cells) }
    }

    public let header: [String]
    public let rows: [Row]

    /// - Throws: ``FileRefusal`` where the file is empty, is no text, or lacks one of the columns.
    public init(_ bytes: [UInt8], columns: [String], name: String) throws(FileRefusal) {
        // An array of bytes has no padding to read.
        let span = unsafe bytes.span.bytes
        guard span.byteCount > 0 else { throw .empty }
        if let format = FileFormat.of(span) { throw .notText(format) }
        if bytes.contains(13), !bytes.contains(10) { throw .carriageReturnsOnly }
        var scanner = RowScanner(delimiter: UInt8(ascii: ","))
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        var header: [String] = []
        var rows: [Row] = []
        while at < span.byteCount {
            let start = line
            switch scanner.scan(span, from: at, isFinal: true) {
            case .row(let next, let lines), .tooManyCells(let next, let lines):
                (at, line) = (next, line + lines)
            case .textAfterQuote: throw .textAfterQuote(line: line)
            case .unclosedQuote, .incomplete: throw .unclosedQuote(line: line)
            }
            let cells = scanner.cells.map { Self.text(span, $0) }
            if header.isEmpty {
                header = cells.map { $0.lowercased() }
                for name in columns where header.count(where: { $0 == name }) > 1 {
                    throw .columnNamedTwice(name)
                }
            } else if cells.count > header.count {
                throw .cellCount(line: start, found: cells.count, expected: header.count)
            } else if cells.contains(where: { !$0.isEmpty }) {
                rows.append(
                    Row(
                        line: start,
                        cells: Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first })))
            }
        }
        let missing = columns.filter { !header.contains($0) }
        guard missing.isEmpty else {
            throw .noHeader(layout: name, missing: missing, seen: header.joined(separator: ","))
        }
        self.header = header
        self.rows = rows
    }

    /// A cell's text, without spaces round it and with single ones in it.
    static func text(_ bytes: RawSpan, _ cell: RowScanner.Cell) -> String {
        let text = bytes.excerpt(cell.start, cell.end)
        let single =
            cell.hasDoubledQuotes
            ? text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"") : text
        guard single.utf8.contains(where: { $0 == 32 || $0 == 9 }) else { return single }
        return single.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
