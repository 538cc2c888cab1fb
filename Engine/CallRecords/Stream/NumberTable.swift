import Telephony

/// Which digit strings are telephone numbers, as one look-up by the first three digits.
///
/// It says the same as `MSISDN(parsing:in:)` for digits with a `+`, `00` or `0` before them, and for eleven bare
/// digits and more; what it leaves open is read there.
struct NumberTable {
    /// For three first digits, the set of lengths a number that begins so may have, calling code and all: bit *n*
    /// set allows *n* digits. 0 where no calling code begins so. Shape: [1000].
    private let lengths: [UInt16]
    /// 10 to the power of the index. Shape: [16].
    private let powers: [UInt64]
    /// Lengths of national numbers, as bits.
    private let homeLengths: UInt16
    private let home: UInt64

    init(region: NumberingRegion) {
        var lengths: [UInt16] = []
        for lead in 0..<1_000 {
            let digits = [UInt8(lead / 100), UInt8(lead / 10 % 10), UInt8(lead % 10)]
            let code = NumberingPlan.callingCode(of: digits)
            lengths.append(code.map { Self.lengths(of: $0, from: String($0.code).utf8.count) } ?? 0)
        }
        self.lengths = lengths
        powers = (0..<16).map { (0..<$0).reduce(UInt64(1)) { power, _ in power * 10 } }
        home = UInt64(region.callingCode)
        let written = String(region.callingCode).utf8.map { $0 - UInt8(ascii: "0") }
        homeLengths = NumberingPlan.callingCode(of: written).map { Self.lengths(of: $0, from: 0) } ?? 0
    }

    /// Bit *n + shift* is set where *n* national digits are allowed and no more than fifteen digits come of it.
    private static func lengths(of code: NumberingPlan.CallingCode, from shift: Int) -> UInt16 {
        let codeDigits = String(code.code).utf8.count
        var bits: UInt16 = 0
        for national in 1...15 where code.allows(nationalDigits: national) && national + codeDigits <= 15 {
            bits |= 1 << UInt16(national + shift)
        }
        return bits
    }

    /// The number written at an offset in one of the forms the table reads, and where its digits end.
    ///
    /// The end is -1 for any other text. Twenty-six bytes from `start` are looked at.
    @inline(__always)
    func number(_ bytes: RawSpan, at start: Int) -> (digits: UInt64, end: Int) {
        let other = (digits: UInt64(0), end: -1)
        let skipped = skipped(bytes.word(start))
        let at = start + skipped
        let word = bytes.word(at)
        let isInternational = skipped > 0
        let first = DigitReading.count(word)
        // Short codes and services have fewer digits.
        guard first >= 7 else { return other }
        var count = first
        var value = DigitReading.value(word, first)
        if first == 8 {
            let rest = bytes.word(at + 8)
            let more = DigitReading.count(rest)
            guard more < 8 else { return other }
            count += more
            value = value &* powers[more] &+ DigitReading.value(rest, more)
        }
        let end = at + count
        if !isInternational, word & 0xFF == 0x30 {
            // The trunk 0 is worth nothing in the value.
            guard homeLengths >> UInt16(count - 1) & 1 == 1 else { return other }
            return (home &* powers[count - 1] &+ value, end)
        }
        // Ten bare digits may be a mobile number of the region, or one whose 0 a spreadsheet has eaten.
        guard isInternational || count >= 11 else { return other }
        return allows(word, count) ? (value, end) : other
    }

    /// The number of a row of a known shape, or nil where the table reads none.
    ///
    /// - Precondition: the number's bytes are there and are nine digits or more, a national one's first is 0.
    @inline(__always)
    func number(_ bytes: RawSpan, _ row: Int, _ place: RowShape.Number) -> UInt64? {
        let start = row &+ place.start
        // Of nine digits or more the first eight are there, and the last.
        let word = unsafe bytes.word(unchecked: start)
        let last = unsafe bytes.word(unchecked: start &+ place.count &- 8)
        let first = DigitReading.eight(word << place.firstShift)
        let value = first &* 100_000_000 &+ DigitReading.eight(last)
        if place.isNational {
            // With a second 0 it would be an international one.
            return word >> 8 & 0xFF == 0x30 ? nil : home &* powers[place.count - 1] &+ value
        }
        return allows(word, place.count) ? value : nil
    }

    /// Bytes before the digits of an international number.
    @inline(__always)
    func skipped(_ word: UInt64) -> Int {
        if word & 0xFF == UInt64(UInt8(ascii: "+")) { return 1 }
        return word & 0xFFFF == 0x3030 ? 2 : 0
    }

    /// Whether a number of so many digits may begin with a word's first three, which are digits.
    @inline(__always)
    private func allows(_ word: UInt64, _ count: Int) -> Bool {
        let lead = (word & 0x0F) &* 100 &+ (word >> 8 & 0x0F) &* 10 &+ (word >> 16 & 0x0F)
        return lengths[Int(lead)] >> UInt16(count) & 1 == 1
    }
}
