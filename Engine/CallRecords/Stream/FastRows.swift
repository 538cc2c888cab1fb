import Telephony

/// Reads the rows that are written plainly, in one pass over their bytes.
///
/// It takes a row only where it gives what ``RecordReader`` gives for the same bytes, and leaves every other row to
/// that reader: quotes, spaces, odd spellings, mistakes. Every cell is held to its rules, those the stream does not
/// keep as well, so that a row is an event here exactly where it is one there.
struct FastRows: ~Copyable {
    /// What stands in a place of a row.
    enum Role: UInt8 {
        case time, from, to, kind, duration, handset, sim, cell
        /// A column that no layout reads.
        case other
    }

    let delimiter: UInt8
    let delimiterPattern: UInt64
    private let roles: [Role]
    private let kinds: [Word]
    private let numbers: NumberTable
    private let isWritten: Bool
    private var clock: CellClock
    private var spellings: PartySpellings
    private var shaped = ShapedRows()

    init(layout: Layout, plan: RowPlan, delimiter: UInt8, names: PartyNames) {
        kinds = plan.kind?.values.keys.compactMap { Word($0) } ?? []
        roles = Self.roles(layout, plan)
        self.delimiter = delimiter
        delimiterPattern = UInt64(delimiter) &* 0x0101_0101_0101_0101
        numbers = NumberTable(region: layout.parties.region)
        isWritten = layout.parties.form == .written
        clock = CellClock(layout.time, pattern: plan.time[0].pattern)
        spellings = PartySpellings(layout: layout, names: names)
    }

    /// What stands in each place of a row. Empty where all rows must be read slowly: marks round cells, words for
    /// nothing, a time in several columns, one party's records with a direction, a column that says two things.
    private static func roles(_ layout: Layout, _ plan: RowPlan) -> [Role] {
        guard layout.text.wrapper == nil, layout.text.empty.isEmpty, plan.time.count == 1,
            case .ends(let from, let to) = plan.shape
        else { return [] }
        let places: [(place: Int?, role: Role)] = [
            (plan.time[0].place, .time), (from.party, .from), (to.party, .to), (from.handset, .handset),
            (to.handset, .handset), (from.sim, .sim), (to.sim, .sim), (from.cell, .cell), (to.cell, .cell),
            (plan.duration, .duration), (plan.kind?.place, .kind),
        ]
        var roles = [Role](repeating: .other, count: plan.width)
        for case (let place?, let role) in places {
            guard roles[place] == .other else { return [] }
            roles[place] = role
        }
        return roles
    }

    /// Takes rows from an offset on until one is not plain, and says where that one begins.
    mutating func take(_ bytes: RawSpan, from start: Int, into batch: inout [Call]) -> Int {
        guard !roles.isEmpty else { return start }
        var at = start
        while true {
            at = shaped.take(bytes, from: at, reach: Self.reach, &clock, delimiter, numbers, into: &batch)
            let next = row(bytes, at, &batch)
            guard next > at else { return at }
            if isWritten { shaped.learn(bytes, at..<next, roles, delimiter, numbers) }
            at = next
        }
    }

    /// A block of other rows may come.
    mutating func begin() { shaped.begin() }

    /// Bytes that reading a cell may look at beyond its first.
    private static let reach = 40

    /// Where the next row begins, or -1 where this one is not plain.
    @inline(__always)
    private mutating func row(_ bytes: RawSpan, _ start: Int, _ batch: inout [Call]) -> Int {
        var at = start
        var time: Int64 = 0
        var from: UInt64 = 0
        var to: UInt64 = 0
        let last = roles.count - 1
        for place in 0...last {
            guard at + Self.reach <= bytes.byteCount else { return -1 }
            let role = roles[place]
            var end = at
            switch role {
            case .time:
                (time, end) = clock.read(bytes, at, delimiter)
            case .from:
                (from, end) = party(bytes, at)
            case .to:
                (to, end) = party(bytes, at)
            case .kind: end = kind(bytes, at)
            case .duration: end = duration(bytes, at)
            case .handset: end = handset(bytes, at)
            case .sim: end = sim(bytes, at)
            case .cell: end = printable(bytes, at)
            case .other: end = anything(bytes, at)
            }
            guard end >= 0 else { return -1 }
            if place < last {
                guard bytes.byte(end) == delimiter else { return -1 }
                at = end + 1
            } else {
                at = rowEnd(bytes, end)
            }
        }
        guard at > start, at - start <= RecordReader.rowLimit else { return -1 }
        batch.append(Call(time: time, from: PartyKey(bits: from), to: PartyKey(bits: to)))
        return at
    }

    /// The offset after a row whose last cell ends at `end`: empty cells may follow, then its line feed. Or -1.
    @inline(__always)
    private func rowEnd(_ bytes: RawSpan, _ end: Int) -> Int {
        if bytes.byte(end) == 10 { return end + 1 }
        var at = end
        while at + 2 <= bytes.byteCount, at - end < RowScanner.cellLimit - roles.count {
            switch bytes.byte(at) {
            case delimiter: at += 1
            case 10: return at + 1
            case 13 where bytes.byte(at + 1) == 10: return at + 2
            default: return -1
            }
        }
        return -1
    }

    // MARK: Cells. Each gives the offset of its end, or -1.

    @inline(__always)
    private mutating func party(_ bytes: RawSpan, _ at: Int) -> (UInt64, Int) {
        if isWritten {
            let (digits, end) = numbers.number(bytes, at: at)
            if end >= 0, isEnd(bytes.byte(end)) { return (digits, end) }
        }
        let end = printable(bytes, at)
        guard end > at, let key = spellings.key(bytes, at, end) else { return (0, -1) }
        return (key.bits, end)
    }

    @inline(__always)
    private func isEnd(_ byte: UInt8) -> Bool { byte == delimiter || byte == 10 || byte == 13 }

    @inline(__always)
    private func kind(_ bytes: RawSpan, _ at: Int) -> Int {
        let word = bytes.word(at)
        for known in kinds where known.begins(word) {
            let end = at + known.count
            if isEnd(bytes.byte(end)) { return end }
        }
        return isEnd(bytes.byte(at)) ? at : -1
    }

    @inline(__always)
    private func duration(_ bytes: RawSpan, _ at: Int) -> Int {
        let word = bytes.word(at)
        let count = DigitReading.count(word)
        guard isEnd(bytes.byte(at + count)) else { return -1 }
        return DigitReading.value(word, count) <= CellReader.longestDuration ? at + count : -1
    }

    @inline(__always)
    private func handset(_ bytes: RawSpan, _ at: Int) -> Int {
        if isEnd(bytes.byte(at)) { return at }
        let head = bytes.word(at)
        guard DigitReading.count(head) == 8 else { return -1 }
        let count = 8 + DigitReading.count(bytes.word(at + 8))
        guard count >= 14, isEnd(bytes.byte(at + count)) else { return -1 }
        if count == 15, !DigitReading.isCheckedOrSpare(head, bytes.word(at + 7)) { return -1 }
        return at + count
    }

    @inline(__always)
    private func sim(_ bytes: RawSpan, _ at: Int) -> Int {
        if isEnd(bytes.byte(at)) { return at }
        guard DigitReading.count(bytes.word(at)) == 8 else { return -1 }
        let count = 8 + DigitReading.count(bytes.word(at + 8))
        guard count == 14 || count == 15, isEnd(bytes.byte(at + count)) else { return -1 }
        // A country's code is 001 to 799; 901 is of networks of no country (ITU-T E.212).
        let country = (0..<3).reduce(0) { $0 * 10 + Int(bytes.byte(at + $1)) - 48 }
        return (1...799).contains(country) || country == 901 ? at + count : -1
    }

    /// A cell's label may have 120 bytes; the last word looked at begins here.
    private static let longestLabel = 112

    /// The end of a cell of printable ASCII, or -1 where it is longer than a label may be.
    @inline(__always)
    private func printable(_ bytes: RawSpan, _ start: Int) -> Int {
        guard bytes.byte(start) != UInt8(ascii: "\"") else { return -1 }
        var at = start
        while at + 8 < bytes.byteCount, at - start <= Self.longestLabel {
            let word = bytes.word(at)
            let hits = zeroBytes(word ^ delimiterPattern) | unprintable(word)
            if hits != 0 {
                let end = at + hits.trailingZeroBitCount / 8
                return isEnd(bytes.byte(end)) ? end : -1
            }
            at += 8
        }
        return -1
    }

    /// The end of a cell that nobody reads, or -1.
    @inline(__always)
    private func anything(_ bytes: RawSpan, _ start: Int) -> Int {
        guard bytes.byte(start) != UInt8(ascii: "\"") else { return -1 }
        var at = start
        while at + 8 < bytes.byteCount {
            let word = bytes.word(at)
            let hits = zeroBytes(word ^ delimiterPattern) | zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
            if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
            at += 8
        }
        return -1
    }

    /// 0x80 in every byte that is no printable ASCII character.
    @inline(__always)
    private func unprintable(_ word: UInt64) -> UInt64 {
        let high: UInt64 = 0x8080_8080_8080_8080
        let low = word & ~high
        // Below 0x20, 0x7F itself, and 0x80 and above.
        let printable = (low &+ 0x6060_6060_6060_6060) & ~(low &+ 0x0101_0101_0101_0101)
        return (~printable | word) & high
    }
}

extension FastRows {
    /// A word of at most seven letters, found capitals or not.
    struct Word {
        let count: Int
        private let value: UInt64
        private let mask: UInt64
        private let fold: UInt64

        /// Nil for an empty word and one too long.
        init?(_ word: [UInt8]) {
            guard (1...7).contains(word.count) else { return nil }
            var (value, mask, fold) = (UInt64(0), UInt64(0), UInt64(0))
            for (place, byte) in word.enumerated() {
                let shift = UInt64(8 * place)
                let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                value |= UInt64(isLetter ? byte | 0x20 : byte) << shift
                fold |= (isLetter ? 0x20 : 0) << shift
                mask |= 0xFF << shift
            }
            (count, self.value, self.mask, self.fold) = (word.count, value, mask, fold)
        }

        @inline(__always)
        func begins(_ bytes: UInt64) -> Bool { (bytes | fold) & mask == value }
    }
}
