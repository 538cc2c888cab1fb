import CPostgres

/// The values of one execution, as libpq takes them: integers, reals and bytes in binary form, texts as they are.
struct PostgresParameters {
    let types: [Oid]
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: ``StorageError/Code/invalidValue``.
    init(_ values: [SQLValue]) throws {
        types = values.map(\.postgresType)
        for value in values {
            try value.check()
            offsets.append(value == .null ? -1 : bytes.count)
            let start = bytes.count
            switch value {
            case .integer(let value): append(UInt64(bitPattern: value))
            case .real(let value): append(value.bitPattern)
            case .text(let value): bytes += value.utf8
            case .blob(let value): bytes += value
            case .null: break
            }
            lengths.append(Int32(bytes.count - start))
            if case .text = value {
                formats.append(0)
                bytes.append(0)
            } else {
                formats.append(1)
            }
        }
        // So that an empty blob at the end has an address within.
        bytes.append(0)
    }

    private mutating func append(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    typealias Pointers = (
        count: Int32, values: [UnsafePointer<CChar>?], lengths: [Int32], formats: [Int32]
    )

    /// The pointers live as long as `body` runs.
    func withPointers<Result>(_ body: (Pointers) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return try body((Int32(offsets.count), values, lengths, formats))
        }
    }
}

extension SQLValue {
    /// 0, for the server to infer, where the value is null.
    fileprivate var postgresType: Oid {
        switch self {
        case .integer: PostgresType.integer
        case .real: PostgresType.real
        case .text: PostgresType.text
        case .blob: PostgresType.bytes
        case .null: 0
        }
    }
}
