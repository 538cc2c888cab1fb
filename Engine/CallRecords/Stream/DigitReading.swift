/// Decimal digits read eight at a time.
///
/// Source of the arithmetic: D. Lemire, "Quickly parsing eight digits" (2018), after L. Marcelin: pairs, then
/// fours, then eight, by multiplication.
enum DigitReading {
    /// How many of a word's bytes, from the lowest, are decimal digits: 0 ... 8.
    @inline(__always)
    static func count(_ word: UInt64) -> Int {
        let digits = word ^ 0x3030_3030_3030_3030
        // A digit is now 0 ... 9; anything else carries into its byte's high bit, or has it. A carry out of a byte
        // can spoil only those above it, and the lowest is what is asked for.
        let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
        return others.trailingZeroBitCount / 8
    }

    /// The value of eight digits, the first in the lowest byte.
    @inline(__always)
    static func eight(_ word: UInt64) -> UInt64 {
        var value = word & 0x0F0F_0F0F_0F0F_0F0F
        value = (value &* 10 &+ (value >> 8)) & 0x00FF_00FF_00FF_00FF
        value = (value &* 100 &+ (value >> 16)) & 0x0000_FFFF_0000_FFFF
        return (value &* 10_000 &+ (value >> 32)) & 0xFFFF_FFFF
    }

    /// The value of a word's first `count` digits: 0 ... 8.
    @inline(__always)
    static func value(_ word: UInt64, _ count: Int) -> UInt64 {
        // The shift drops what follows the digits and puts bytes of zero, worth nothing, in front of them.
        count == 0 ? 0 : eight(word << UInt64(64 - 8 * count))
    }

    /// Hours, minutes and seconds of `HH:mm:ss`, the first digit in the lowest byte, as seconds of the day; nil for
    /// anything else.
    @inline(__always)
    static func clock(_ word: UInt64) -> Int64? {
        // Digits become 0 ... 9, colons 0.
        let parts = word ^ 0x3030_3A30_303A_3030
        guard ((parts &+ 0x7676_7F76_767F_7676) | parts) & 0x8080_8080_8080_8080 == 0 else { return nil }
        let pairs = parts &* 10 &+ (parts >> 8)
        let (hour, minute, second) = (pairs & 0xFF, pairs >> 24 & 0xFF, pairs >> 48 & 0xFF)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return Int64(hour * 3_600 + minute * 60 + second)
    }

    /// Whether fifteen digits end in their Luhn check digit (ISO/IEC 7812-1, annex B) or in the spare 0 (facts 4.24).
    ///
    /// - Parameters:
    ///   - head: digits 1 ... 8, the first in the lowest byte.
    ///   - tail: digits 8 ... 15.
    @inline(__always)
    static func isCheckedOrSpare(_ head: UInt64, _ tail: UInt64) -> Bool {
        let check = tail >> 56 & 0x0F
        if check == 0 { return true }
        let first = head & 0x0F0F_0F0F_0F0F_0F0F
        let second = tail & 0x000F_0F0F_0F0F_0F00
        // Counted from the check digit, every other digit is doubled: the even places of the whole.
        let sum = doubled(first, 0xFF00_FF00_FF00_FF00) &+ doubled(second, 0x00FF_00FF_00FF_0000)
        let total = (sum &* 0x0101_0101_0101_0101) >> 56
        return (10 - total % 10) % 10 == check
    }

    /// The digits, those under the mask doubled and 9 taken from what exceeds 9.
    @inline(__always)
    private static func doubled(_ digits: UInt64, _ mask: UInt64) -> UInt64 {
        let chosen = digits & mask
        let large = ((chosen &+ 0x7B7B_7B7B_7B7B_7B7B) >> 7) & 0x0101_0101_0101_0101
        return digits &+ chosen &- large &* 9
    }
}
