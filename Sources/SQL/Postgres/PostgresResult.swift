import CPostgres

/// One answer of the server's, cleared with the last use of it.
final class PostgresResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var isFailure: Bool {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR, PGRES_PIPELINE_ABORTED: true
        default: false
        }
    }

    var rowCount: Int32 { PQntuples(pointer) }

    /// What the server says it did, such as `INSERT 0 1`.
    var tag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    var changedRows: Int {
        guard !tag.hasPrefix("SELECT"), let count = PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: count)) ?? 0
    }

    /// The field of an error report; nil where the error is libpq's own, which then has no fields.
    func field(_ code: UnicodeScalar) -> String? {
        PQresultErrorField(pointer, Int32(code.value)).map { String(cString: $0) }
    }
}

/// A row in text form, as PostgreSQL sends it.
struct PostgresRow: SQLRow {
    let result: PostgresResult
    let row: Int32

    func integer(_ column: Int) -> Int64 { required(optionalInteger(column), column) }

    func optionalInteger(_ column: Int) -> Int64? {
        bytes(column).map { bytes in
            guard type(column) != PostgresType.truth else { return bytes.first == UInt8(ascii: "t") ? 1 : 0 }
            guard let value = Self.integer(bytes) else { wrongType(column) }
            return value
        }
    }

    func real(_ column: Int) -> Double { required(optionalReal(column), column) }

    func optionalReal(_ column: Int) -> Double? {
        bytes(column).map { bytes in
            guard let value = Double(String(decoding: bytes, as: UTF8.self)) else { wrongType(column) }
            return value
        }
    }

    func text(_ column: Int) -> String { required(optionalText(column), column) }

    func optionalText(_ column: Int) -> String? {
        bytes(column).map { bytes in
            guard !PostgresType.notText.contains(type(column)) else { wrongType(column) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    func blob(_ column: Int) -> [UInt8] { required(optionalBlob(column), column) }

    func optionalBlob(_ column: Int) -> [UInt8]? {
        bytes(column).map { bytes in
            guard type(column) == PostgresType.bytes, bytes.count >= 2 else { wrongType(column) }
            // `\x` and two hexadecimal digits a byte.
            return stride(from: 2, to: bytes.count - 1, by: 2).map {
                Self.nibble(bytes[$0]) << 4 | Self.nibble(bytes[$0 + 1])
            }
        }
    }

    private func type(_ column: Int) -> Oid { PQftype(result.pointer, Int32(column)) }

    private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        let column = Int32(column)
        precondition((0..<PQnfields(result.pointer)).contains(column), "there is no column \(column)")
        guard PQgetisnull(result.pointer, row, column) == 0,
            let start = PQgetvalue(result.pointer, row, column)
        else { return nil }
        let count = Int(PQgetlength(result.pointer, row, column))
        // libpq holds `count` bytes there until the result is cleared.
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Any integer type, and a `numeric` without a fraction, as a sum is.
    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        guard bytes.count > (isNegative ? 1 : 0) else { return nil }
        var value: Int64 = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            guard (48...57).contains(byte) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Downwards: the lowest integer has no positive counterpart.
            let (sum, sumOverflow) = product.subtractingReportingOverflow(Int64(byte - 48))
            guard !overflow, !sumOverflow else { return nil }
            value = sum
        }
        return isNegative ? value : value == .min ? nil : -value
    }

    private static func nibble(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }

    private func required<Value>(_ value: Value?, _ column: Int) -> Value {
        guard let value else { wrongType(column) }
        return value
    }

    private func wrongType(_ column: Int) -> Never {
        preconditionFailure("column \(column) is of type \(type(column)), or null, and is read as another")
    }
}

/// Type numbers, from `pg_type.dat` of PostgreSQL's source.
enum PostgresType {
    static let truth: Oid = 16
    static let bytes: Oid = 17
    static let integer: Oid = 20
    static let text: Oid = 25
    static let real: Oid = 701
    /// bool, bytea, int8, int2, int4, float4, float8, numeric.
    static let notText: Set<Oid> = [16, 17, 20, 21, 23, 700, 701, 1700]
}
