/// A sum of words that a changed, lost or moved word changes: FNV-1a over 64-bit words (G. Fowler, L. Noll, K. Vo).
/// It finds damage, not malice.
struct Checksum {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }
}
