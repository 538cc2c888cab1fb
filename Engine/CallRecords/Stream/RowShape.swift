/// Rows that differ in their digits alone: where the digits stand, and every other byte.
///
/// What such a row holds is known from the first of them, but for what is asked of the digits themselves: the time, a
/// number's calling code, a handset's check digit. So a row is known by a few wide steps, without finding its cells.
struct RowShape {
    /// A telephone number's place in a row.
    struct Number {
        /// Of the first digit, after a `+` or `00`.
        let start: Int
        let count: Int
        let isNational: Bool
        /// Puts all digits but the last eight at the end of a word: they are one to seven.
        var firstShift: UInt64 { UInt64(truncatingIfNeeded: 128 &- 8 &* count) }
    }

    /// Bytes compared together: what they are expected to be, digits as `0`; and what is added to their difference from
    /// it, which sets a byte's highest bit where it differs by more than it may.
    typealias Step = (expected: SIMD16<UInt8>, added: SIMD16<UInt8>)
    private static let chunkSize = 16
    /// Longer rows have no shape.
    private static let longest = 256
    static let mostSteps = longest / chunkSize
    private static let (digit, same) = (UInt8(0x80 - 10), UInt8(0x80 - 1))

    /// Bytes of a row with its line feed.
    let count: Int
    let stepCount: Int
    private(set) var timeStart = 0
    private(set) var timeEnd = 0
    private(set) var from = Number(start: 0, count: 0, isNational: false)
    private(set) var to = Number(start: 0, count: 0, isNational: false)
    /// Where a handset's fifteen digits stand, or -1.
    private(set) var handset = -1
    private(set) var otherHandset = -1

    /// The shape of a row that was read as plain, or nil where digits alone do not say enough.
    ///
    /// - Parameter steps: get those by which another such row is known. Shape: [mostSteps].
    init?(
        _ bytes: RawSpan, _ row: Range<Int>, _ roles: [FastRows.Role], _ delimiter: UInt8,
        _ numbers: NumberTable, steps: inout ArraySlice<Step>
    ) {
        guard (Self.chunkSize...Self.longest).contains(row.count) else { return nil }
        count = row.count
        stepCount = (row.count + Self.chunkSize - 1) / Self.chunkSize
        var isFree = row.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes.byte($0)) }
        var start = 0
        for role in roles {
            let end = Self.cellEnd(bytes, row, from: start, role, delimiter)
            guard place(role, start..<end, bytes, row.lowerBound, numbers, &isFree) else { return nil }
            start = end + 1
        }
        for step in 0..<stepCount {
            for offset in 0..<Self.chunkSize {
                let at = Self.start(of: step, count) + offset
                let byte = isFree[at] ? UInt8(ascii: "0") : bytes.byte(row.lowerBound + at)
                steps[steps.startIndex + step].expected[offset] = byte
                steps[steps.startIndex + step].added[offset] = isFree[at] ? Self.digit : Self.same
            }
        }
    }

    private static func cellEnd(
        _ bytes: RawSpan, _ row: Range<Int>, from start: Int, _ role: FastRows.Role, _ delimiter: UInt8
    ) -> Int {
        (start..<row.count).first {
            let byte = bytes.byte(row.lowerBound + $0)
            // What nobody reads may have a carriage return within.
            return byte == delimiter || byte == 10 || byte == 13 && role != .other
        } ?? row.count
    }

    /// Notes what is asked of a cell. `isFree`: whether a byte may be any digit.
    private mutating func place(
        _ role: FastRows.Role, _ cell: Range<Int>, _ bytes: RawSpan, _ row: Int, _ numbers: NumberTable,
        _ isFree: inout [Bool]
    ) -> Bool {
        switch role {
        case .time: (timeStart, timeEnd) = (cell.lowerBound, cell.upperBound)
        case .from, .to:
            let skipped = numbers.skipped(bytes.word(row + cell.lowerBound))
            let number = Number(
                start: cell.lowerBound + skipped, count: cell.count - skipped,
                isNational: skipped == 0 && bytes.byte(row + cell.lowerBound) == UInt8(ascii: "0"))
            // Fewer digits are not two words; more are no number.
            guard (9...15).contains(number.count),
                numbers.number(bytes, at: row + cell.lowerBound).end == row + cell.upperBound
            else { return false }
            // The zeros that say how a number is written.
            for at in cell.lowerBound..<number.start { isFree[at] = false }
            if number.isNational { isFree[number.start] = false }
            if role == .from { from = number } else { to = number }
        case .kind: for at in cell { isFree[at] = false }
        // Any seven digits are a duration.
        case .duration: return cell.count <= 7
        case .handset where cell.count == 15:
            if handset < 0 { handset = cell.lowerBound } else { otherHandset = cell.lowerBound }
        // The country.
        case .sim: for at in cell.prefix(3) { isFree[at] = false }
        case .handset, .cell, .other: break
        }
        return true
    }

    /// The last step ends with the row, and so may overlap the one before.
    @inline(__always)
    static func start(of step: Int, _ count: Int) -> Int { min(step &* chunkSize, count &- chunkSize) }
}
