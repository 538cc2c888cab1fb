import CallRecords

/// A party of one shard and how early it was seen, in one word: what is asked for and what is held.
///
/// 34 bits of the block of 1,024 neighbouring numbers, mixed; 10 bits of the number within it; 20 bits of earliness (``ClosureLadder``).
/// Of two sights of one party the greater is the earlier. The block's six other bits are the shard.
struct Sight {
    /// Numbers of a block.
    static let blockSize = 1 << Int(offsetBits)
    private static let offsetBits: UInt64 = 10
    /// Bits below the block's.
    static let lowBits = offsetBits + ClosureLadder.bitCount
    private static let shardBits: UInt64 = 6
    private static let blockBits = MixedKey.bitCount - offsetBits
    private static let half = blockBits / 2
    private static let blockMask: UInt64 = 1 << blockBits - 1

    let word: UInt64

    @inline(__always)
    init(word: UInt64) { self.word = word }

    /// A party's sight and its shard. An earliness of 0 only names the party.
    @inline(__always)
    static func of(_ party: PartyKey, earliness: UInt32) -> (sight: Sight, shard: Int) {
        let plain = MixedKey.plain(party)
        // As MixedKey mixes: each step can be undone, so that no two blocks become one.
        var block = (plain >> offsetBits &* MixedKey.first) & blockMask
        block ^= block >> half
        block = (block &* MixedKey.second) & blockMask
        block ^= block >> half
        // The shard's bits are shifted out of the word.
        let word =
            block << lowBits | (plain & UInt64(blockSize - 1)) << ClosureLadder.bitCount | UInt64(earliness)
        return (Sight(word: word), Int(truncatingIfNeeded: block >> (blockBits - shardBits)))
    }

    @inline(__always)
    init(_ block: UInt64, offset: Int, earliness: UInt16) {
        word = block << Self.lowBits | UInt64(offset) << ClosureLadder.bitCount | UInt64(earliness)
    }

    @inline(__always)
    var block: UInt64 { word >> Self.lowBits }
    @inline(__always)
    var offset: Int { Int(truncatingIfNeeded: word >> ClosureLadder.bitCount) & (Self.blockSize - 1) }
    @inline(__always)
    var earliness: UInt32 { UInt32(truncatingIfNeeded: word & (1 << ClosureLadder.bitCount - 1)) }

    /// 32 bits by which the block is found.
    @inline(__always)
    var blockHash: UInt64 { word >> 32 }
    /// 32 bits by which the party is found.
    @inline(__always)
    var hash: UInt64 { (word >> ClosureLadder.bitCount) &* MixedKey.first >> 32 }

    @inline(__always)
    func isSameParty(as other: Sight) -> Bool { (word ^ other.word) >> ClosureLadder.bitCount == 0 }
}
