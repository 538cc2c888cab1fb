import CallRecords

/// A party as 50 well-mixed bits, from which the key comes back: a hash that loses nothing.
///
/// Two rounds of multiplication by odd numbers and folding (G. Steele, D. Lea, C. Flood, "Fast splittable
/// pseudorandom number generators", 2014), each undone in its turn. Numbers have at most fifteen digits, and so less
/// than 50 bits; the places of names go above them.
struct MixedKey: Hashable {
    static let bitCount: UInt64 = 50
    private static let mask: UInt64 = 1 << bitCount - 1
    /// Above every number of fifteen digits.
    private static let names: UInt64 = 1_000_000_000_000_000
    private static let named: UInt64 = 1 << 63
    static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
    static let second: UInt64 = 0xBF58_476D_1CE4_E5B9
    private static let firstUndone = inverse(of: first)
    private static let secondUndone = inverse(of: second)

    let bits: UInt64

    @inline(__always)
    init(bits: UInt64) { self.bits = bits }

    @inline(__always)
    init(_ key: PartyKey) {
        var bits = (Self.plain(key) &* Self.first) & Self.mask
        bits ^= bits >> 25
        bits = (bits &* Self.second) & Self.mask
        self.bits = bits ^ bits >> 25
    }

    /// A number's digits, or a name's place above them all: less than 2^50.
    @inline(__always)
    static func plain(_ key: PartyKey) -> UInt64 {
        key.bits & named == 0 ? key.bits : names &+ (key.bits & ~named)
    }

    var key: PartyKey {
        var bits = self.bits ^ self.bits >> 25
        bits = (bits &* Self.secondUndone) & Self.mask
        bits ^= bits >> 25
        bits = (bits &* Self.firstUndone) & Self.mask
        return PartyKey(bits: bits < Self.names ? bits : Self.named | (bits - Self.names))
    }

    /// Of the 64 shards, the one that holds the party.
    @inline(__always)
    var shard: Int { Int(truncatingIfNeeded: bits >> 44) }

    /// What tells the party from the others of its shard: 44 bits.
    @inline(__always)
    var rest: UInt64 { bits & (1 << 44 - 1) }

    /// The number by which a product with `odd` is undone, modulo 2^64: Newton's iteration, five bits to begin with.
    private static func inverse(of odd: UInt64) -> UInt64 {
        (0..<5).reduce(odd &* 3 ^ 2) { guess, _ in guess &* (2 &- odd &* guess) }
    }
}

/// Where in a table of `capacity` places a hash belongs, by its lowest 32 bits.
@inline(__always)
func home(_ hash: UInt64, _ capacity: Int) -> Int {
    Int(truncatingIfNeeded: ((hash & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: capacity)) >> 32)
}
