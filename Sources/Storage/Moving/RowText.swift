import Access
import SQL

/// A row as a line of text: a JSON array (RFC 8259) without blanks.
///
/// The same values give the same bytes whichever database they are from, so that SHA-256 of a table's lines, in the
/// order of its key, stands for all that the table holds. Bytes are written in hexadecimal, numbers that are infinite
/// as texts, and texts with no escape but those that JSON demands.
enum RowText {
    static func append(_ row: any SQLRow, _ columns: [TableShape.Column], to bytes: inout [UInt8]) {
        for (place, column) in columns.enumerated() {
            bytes.append(place == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
            switch column.kind {
            case .integer: append(row.optionalInteger(place), to: &bytes) { append($0, to: &$1) }
            case .real: append(row.optionalReal(place), to: &bytes) { append($0, to: &$1) }
            case .text: append(row.optionalText(place), to: &bytes) { append($0, to: &$1) }
            case .blob: append(row.optionalBlob(place), to: &bytes) { append($0.hexadecimal, to: &$1) }
            }
        }
        bytes += [UInt8(ascii: "]"), UInt8(ascii: "\n")]
    }

    private static func append<Value>(
        _ value: Value?, to bytes: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
    ) {
        guard let value else {
            bytes += "null".utf8
            return
        }
        write(value, &bytes)
    }

    private static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// The shortest decimal that reads back as the same number. SQLite keeps no sign with zero.
    private static func append(_ value: Double, to bytes: inout [UInt8]) {
        guard value.isFinite else { return append(value.description, to: &bytes) }
        bytes += (value == 0 ? "0.0" : value.description).utf8
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case 0..<0x20: bytes += (#"\u00"# + [byte].hexadecimal).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Reads rows back from lines, and only from lines as ``RowText`` writes them.
struct RowTextReader {
    /// The line is not what a row of the table is written as.
    struct Mistake: Error {}

    private let bytes: [UInt8]
    private let columns: [TableShape.Column]
    private var place = 0

    init(_ bytes: [UInt8], _ columns: [TableShape.Column]) { (self.bytes, self.columns) = (bytes, columns) }

    /// The next row; nil at the end.
    ///
    /// - Throws: ``Mistake``.
    mutating func next() throws -> [SQLValue]? {
        guard place < bytes.count else { return nil }
        var row: [SQLValue] = []
        row.reserveCapacity(columns.count)
        for column in columns {
            try take(row.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            row.append(try value(column.kind))
        }
        try take(UInt8(ascii: "]"))
        try take(UInt8(ascii: "\n"))
        return row
    }

    private mutating func take(_ byte: UInt8) throws {
        guard place < bytes.count, bytes[place] == byte else { throw Mistake() }
        place += 1
    }

    private mutating func value(_ kind: TableShape.Column.Kind) throws -> SQLValue {
        if bytes[place...].starts(with: "null".utf8) {
            place += 4
            return .null
        }
        switch kind {
        case .integer:
            guard let number = Int64(try word()) else { throw Mistake() }
            return .integer(number)
        case .real:
            let isQuoted = place < bytes.count && bytes[place] == UInt8(ascii: "\"")
            guard let number = Double(isQuoted ? try text() : try word()), !number.isNaN else {
                throw Mistake()
            }
            return .real(number)
        case .text: return .text(try text())
        case .blob:
            let digits = Array(try text().utf8)
            guard digits.count.isMultiple(of: 2) else { throw Mistake() }
            return .blob(
                try stride(from: 0, to: digits.count, by: 2).map {
                    try Self.nibble(digits[$0]) << 4 | Self.nibble(digits[$0 + 1])
                })
        }
    }

    /// What stands before the next comma or bracket.
    private mutating func word() throws -> String {
        let part = bytes[place...].prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "]") }
        place = part.endIndex
        return String(decoding: part, as: UTF8.self)
    }

    private mutating func text() throws -> String {
        try take(UInt8(ascii: "\""))
        var content: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw Mistake() }
                return text
            case UInt8(ascii: "\\"): content.append(try escaped())
            case 0..<0x20: throw Mistake()
            default: content.append(byte)
            }
        }
        throw Mistake()
    }

    private mutating func escaped() throws -> UInt8 {
        guard place < bytes.count else { throw Mistake() }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
        case UInt8(ascii: "n"): return UInt8(ascii: "\n")
        case UInt8(ascii: "r"): return UInt8(ascii: "\r")
        case UInt8(ascii: "t"): return UInt8(ascii: "\t")
        case UInt8(ascii: "u"):
            try take(48)
            try take(48)
            guard place + 2 <= bytes.count else { throw Mistake() }
            let code = try Self.nibble(bytes[place]) << 4 | Self.nibble(bytes[place + 1])
            // No database keeps a NUL.
            guard (1..<0x20).contains(code) else { throw Mistake() }
            place += 2
            return code
        default: throw Mistake()
        }
    }

    private static func nibble(_ digit: UInt8) throws -> UInt8 {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        default: throw Mistake()
        }
    }
}
