/// Rows in the text form of `COPY … FROM STDIN` (PostgreSQL's manual, COPY, "Text Format").
struct CopyBuffer {
    private(set) var bytes: [UInt8] = []
    /// Few calls to libpq, and little memory.
    static let full = 65536

    init() { bytes.reserveCapacity(Self.full * 2) }

    mutating func append(_ row: [SQLValue]) throws {
        var isFirst = true
        for value in row {
            if !isFirst { bytes.append(UInt8(ascii: "\t")) }
            isFirst = false
            try append(value)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func append(_ value: SQLValue) throws {
        try value.check()
        switch value {
        case .integer(let value): append(value)
        // The shortest decimal that reads back as the same number.
        case .real(let value): bytes += value.description.utf8
        case .text(let value): append(escaping: value)
        case .blob(let value):
            bytes += #"\\x"#.utf8
            bytes += value.hexadecimal.utf8
        case .null: bytes += #"\N"#.utf8
        }
    }

    private mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func append(escaping text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            default: bytes.append(byte)
            }
        }
    }
}
