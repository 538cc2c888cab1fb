import Telephony

/// A row that could not be read, kept with where it stands and why.
public struct QuarantinedRow: Hashable, Sendable {
    /// The row's place among its file's data rows, from 1.
    public let row: UInt32
    /// The line of the file the row begins on, from 1.
    public let line: Int
    /// Where the row's bytes stand in the file.
    public let bytes: Range<Int>
    /// The column at fault, or nil where the row as a whole is.
    public let column: String?
    /// The row's text, cut at ``rawTextLimit`` bytes; ``bytes`` leads to the rest.
    public let rawText: String
    public let reason: QuarantineReason

    /// How much of a row's text is kept beside the original file.
    public static let rawTextLimit = 2_000

    /// The same row, counted from a beginning that lies so much further ahead.
    func moved(rows: Int, lines: Int, bytes: Int) -> QuarantinedRow {
        QuarantinedRow(
            row: row &+ UInt32(truncatingIfNeeded: rows), line: line + lines,
            bytes: self.bytes.lowerBound + bytes..<self.bytes.upperBound + bytes, column: column,
            rawText: rawText, reason: reason)
    }
}

/// Why a row was not read. Every reason names one thing a person can look for.
public enum QuarantineReason: Hashable, Sendable {
    case time(TimeRefusal, text: String)
    case party(PartyParseError, text: String)
    case handset(IdentifierParseError, text: String)
    case sim(IdentifierParseError, text: String)
    case cell(IdentifierParseError, text: String)
    case kind(text: String)
    case direction(text: String)
    case duration(text: String)
    /// A cell that every row must have is empty.
    case missing
    case tooFewCells(found: Int, expected: Int)
    /// Text in a column the header does not name.
    case tooManyCells(found: Int, expected: Int)
    case unclosedQuote
    case textAfterQuote
    /// Bytes that are neither UTF-8 nor Windows-1252.
    case notText
    case rowTooLong(limit: Int)

    /// A short name to count by.
    public var code: String {
        switch self {
        case .time: "time"
        case .party: "party"
        case .handset: "handset"
        case .sim: "sim"
        case .cell: "cell"
        case .kind: "kind"
        case .direction: "direction"
        case .duration: "duration"
        case .missing: "missing"
        case .tooFewCells: "too-few-cells"
        case .tooManyCells: "too-many-cells"
        case .unclosedQuote: "unclosed-quote"
        case .textAfterQuote: "text-after-quote"
        case .notText: "not-text"
        case .rowTooLong: "row-too-long"
        }
    }
}

/// Why a file as a whole is not read.
public enum FileRefusal: Error, Hashable, Sendable {
    case empty
    /// Something other than delimited text, told by its first bytes.
    case notText(FileFormat)
    /// No row among the first ones names the columns that the layout needs.
    case noHeader(layout: String, missing: [String], seen: String)
    /// A column that the layout reads is named twice.
    case columnNamedTwice(String)
    /// Lines end in carriage returns alone, as on very old systems.
    case carriageReturnsOnly
    /// In a table of which every row must be read: a quote left open, text after a quote, a row with more cells than the header.
    case unclosedQuote(line: Int)
    case textAfterQuote(line: Int)
    case cellCount(line: Int, found: Int, expected: Int)
    /// No layout among those known fits. The nearest is one whose columns the file has, but most of whose rows are bad.
    case noLayoutFits(tried: [String], seen: String, nearest: NearLayout?)
    /// More than one fits equally well.
    case severalLayoutsFit([String])
}

/// A layout whose columns a file has, and the first row that is nevertheless not read by it.
public struct NearLayout: Hashable, Sendable {
    public let name: String
    /// As of a ``QuarantinedRow``.
    public let line: Int
    public let column: String?
    public let reason: QuarantineReason

    public init(name: String, line: Int, column: String?, reason: QuarantineReason) {
        (self.name, self.line, self.column, self.reason) = (name, line, column, reason)
    }
}

/// What a file is, where its first bytes say that it is no text.
public enum FileFormat: String, Hashable, Sendable {
    case zip = "a ZIP archive or an Excel workbook (.xlsx)"
    case oldExcel = "an old Excel workbook (.xls)"
    case pdf = "a PDF"
    case gzip = "a gzip archive"
    case sqlite = "an SQLite database"
    case utf16 = "UTF-16 text"
    case binary = "binary data"

    /// What the first bytes of a file say it is; nil for what may be text.
    static func of(_ bytes: RawSpan) -> FileFormat? {
        let marks: [([UInt8], FileFormat)] = [
            ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip),
            ([0xD0, 0xCF, 0x11, 0xE0], .oldExcel), (Array("%PDF".utf8), .pdf), ([0x1F, 0x8B], .gzip),
            (Array("SQLite format 3".utf8), .sqlite), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
        ]
        for (mark, format) in marks where bytes.byteCount >= mark.count {
            if (0..<mark.count).allSatisfy({ bytes.byte($0) == mark[$0] }) { return format }
        }
        let head = min(bytes.byteCount, 4_096)
        var zeros = 0
        for offset in 0..<head where bytes.byte(offset) == 0 { zeros += 1 }
        // A stray NUL spoils its row alone; text in two-byte units is a third zeros and more.
        if zeros * 3 > head { return zeros < head ? .utf16 : .binary }
        return zeros * 10 > head ? .binary : nil
    }
}
