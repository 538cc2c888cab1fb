/// Reads rows whose bytes stand as in a row read before (``RowShape``). Files have few shapes: a duration may have two digits
/// or three, a cell may be empty.
struct ShapedRows: ~Copyable {
    /// Shapes held; a new one takes the oldest's place.
    private static let most = 4
    /// What learning a shape takes of the patience; each row of a known shape gives one back.
    private static let effort = 8
    private static let fullPatience = 64

    private var shapes: [RowShape] = []
    /// Shape: [most][RowShape.mostSteps].
    private var steps = [RowShape.Step](repeating: (.zero, .zero), count: most * RowShape.mostSteps)
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
            let (count, stepCount) = (shapes[current].count, shapes[current].stepCount)
            guard at + count + reach <= bytes.byteCount, fits(bytes, at, count, stepCount),
                let call = shapes[current].call(bytes, at, &clock, delimiter, numbers)
            else {
                misses += 1
                current = current + 1 < shapes.count ? current + 1 : 0
                continue
            }
            batch.append(call)
            at &+= count
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
        let slot = shapes.count < Self.most ? shapes.count : oldest
        let range = slot * RowShape.mostSteps..<(slot + 1) * RowShape.mostSteps
        var steps = steps[range]
        guard let shape = RowShape(bytes, row, roles, delimiter, numbers, steps: &steps) else { return }
        self.steps[range] = steps
        current = slot
        if slot == shapes.count {
            shapes.append(shape)
        } else {
            shapes[slot] = shape
            oldest = (oldest + 1) % Self.most
        }
    }

    /// Whether the bytes from `at` on are a row of the current shape.
    ///
    /// - Precondition: there are as many as such a row has.
    @inline(__always)
    private func fits(_ bytes: RawSpan, _ at: Int, _ count: Int, _ stepCount: Int) -> Bool {
        var wrong = SIMD16<UInt8>.zero
        let first = current &* RowShape.mostSteps
        for place in 0..<stepCount {
            let step = steps[first &+ place]
            // As many bytes are there, and no step begins where fewer than it compares are left of them.
            let chunk = unsafe bytes.chunk(unchecked: at &+ RowShape.start(of: place, count))
            let difference = chunk ^ step.expected
            // A sum that runs over comes of a difference that has the highest bit itself.
            wrong |= (difference &+ step.added) | difference
        }
        // Sixteen bytes are two words, whatever they hold.
        let words = unsafe unsafeBitCast(wrong, to: SIMD2<UInt64>.self)
        return (words[0] | words[1]) & 0x8080_8080_8080_8080 == 0
    }
}

extension RowShape {
    /// The call of a row that fits, or nil where its digits are not what they should be.
    ///
    /// - Precondition: the row is there, and beyond it what reading a cell may look at.
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
        guard place >= 0 else { return true }
        // A handset's fifteen digits are in the row.
        let head = unsafe bytes.word(unchecked: at &+ place)
        let tail = unsafe bytes.word(unchecked: at &+ place &+ 7)
        return DigitReading.isCheckedOrSpare(head, tail)
    }
}
