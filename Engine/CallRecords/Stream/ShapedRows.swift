/// Reads rows whose bytes stand as in a row read before (``RowShape``). Files have few shapes: a duration may have two digits
/// or three, a cell may be empty.
struct ShapedRows: ~Copyable {
    /// Shapes held; a new one takes the oldest's place.
    private static let most = 4
    /// What learning a shape takes of the patience; each row of a known shape gives one back.
    private static let effort = 8
    private static let fullPatience = 64

    private var shapes: [RowShape] = []
    private var current = 0
    private var oldest = 0
    /// Rows of no common shape are soon no longer tried.
    private var patience = fullPatience

    /// A new block may have rows of other kinds.
    mutating func begin() { patience = Self.fullPatience }

    /// Takes rows from an offset on while they have a known shape, and says where the next one begins.
    ///
    /// - Parameter reach: bytes beyond a row that reading may look at.
    @inline(__always)
    mutating func take(
        _ bytes: RawSpan, from start: Int, reach: Int, _ clock: inout CellClock, _ delimiter: UInt8,
        _ numbers: NumberTable, into batch: inout [Call]
    ) -> Int {
        var at = start
        var misses = 0
        while misses < shapes.count, patience >= Self.effort {
            guard at + shapes[current].count + reach <= bytes.byteCount, shapes[current].fits(bytes, at),
                let call = shapes[current].call(bytes, at, &clock, delimiter, numbers)
            else {
                misses += 1
                current = current + 1 < shapes.count ? current + 1 : 0
                continue
            }
            batch.append(call)
            at += shapes[current].count
            misses = 0
            patience = min(patience + 1, Self.fullPatience)
        }
        return at
    }

    /// Learns the shape of a row that was read as plain.
    mutating func learn(
        _ bytes: RawSpan, _ row: Range<Int>, _ roles: [FastRows.Role], _ delimiter: UInt8,
        _ numbers: NumberTable
    ) {
        guard patience >= Self.effort else { return }
        patience -= Self.effort
        guard let shape = RowShape(bytes, row, roles, delimiter, numbers) else { return }
        if shapes.count < Self.most {
            current = shapes.count
            shapes.append(shape)
        } else {
            current = oldest
            shapes[oldest] = shape
            oldest = (oldest + 1) % Self.most
        }
    }
}

extension RowShape {
    /// The call of a row that fits, or nil where its digits are not what they should be.
    @inline(__always)
    fileprivate func call(
        _ bytes: RawSpan, _ at: Int, _ clock: inout CellClock, _ delimiter: UInt8, _ numbers: NumberTable
    ) -> Call? {
        let (time, end) = clock.read(bytes, at + timeStart, delimiter)
        guard end == at + timeEnd, let from = numbers.number(bytes, at, from),
            let to = numbers.number(bytes, at, to),
            isHandset(bytes, at, handset), isHandset(bytes, at, otherHandset)
        else { return nil }
        return Call(time: time, from: PartyKey(bits: from), to: PartyKey(bits: to))
    }

    @inline(__always)
    private func isHandset(_ bytes: RawSpan, _ at: Int, _ place: Int) -> Bool {
        place < 0 || DigitReading.isCheckedOrSpare(bytes.word(at + place), bytes.word(at + place + 7))
    }
}
