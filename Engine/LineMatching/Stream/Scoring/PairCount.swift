import Foundation

/// About how many distinct pairs of parties were in touch, in 16 kB: to within one in a hundred, mostly.
///
/// Source: P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, "HyperLogLog" (2007): the standard error is 1.04 / √16,384 =
/// 0.8 %; below 2.5 pairs a register, linear counting. The same in any order.
struct PairCount {
    private static let bits: UInt64 = 14
    private static let registers = 1 << 14
    private static let longest = 49

    private var ranks = [UInt8](repeating: 0, count: registers)
    /// Σ 2^-rank, times 2^49: whole, so that no order of calls shows.
    private var sum = UInt64(registers) << UInt64(longest)
    private var empty = registers

    @inline(__always)
    mutating func add(_ one: MixedKey, _ other: MixedKey) {
        let (low, high) = one.bits < other.bits ? (one.bits, other.bits) : (other.bits, one.bits)
        // The finalizer of MurmurHash3 (A. Appleby).
        var hash = low &* 0x9E37_79B9_7F4A_7C15 &+ (high << 14 | high >> 36)
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        let place = Int(truncatingIfNeeded: hash >> (64 - Self.bits))
        let rank = UInt8(min(Self.longest, hash.trailingZeroBitCount + 1))
        guard rank > ranks[place] else { return }
        set(place, rank)
    }

    private mutating func set(_ place: Int, _ rank: UInt8) {
        if ranks[place] == 0 { empty -= 1 }
        sum -= 1 << UInt64(Self.longest - Int(ranks[place]))
        sum += 1 << UInt64(Self.longest - Int(rank))
        ranks[place] = rank
    }

    var estimate: Double {
        let registers = Double(Self.registers)
        let mean = registers / (Double(sum) / exp2(Double(Self.longest)))
        let raw = 0.7213 / (1 + 1.079 / registers) * registers * mean
        guard raw <= 2.5 * registers, empty > 0 else { return raw }
        return registers * log(registers / Double(empty))
    }

    /// Eight ranks a word. Shape: [2048].
    var words: [UInt64] {
        stride(from: 0, to: Self.registers, by: 8).map { start in
            (0..<8).reduce(0) { $0 | UInt64(ranks[start + $1]) << UInt64(8 * $1) }
        }
    }

    static let wordCount = registers / 8

    init() {}

    init(words: ArraySlice<UInt64>) {
        for (place, word) in words.enumerated() {
            for byte in 0..<8 {
                let rank = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
                if rank > 0 { set(place * 8 + byte, min(rank, UInt8(Self.longest))) }
            }
        }
    }
}
