/// A party of one shard and how early it was seen, in one word: what is asked for and what is held.
///
/// The upper 44 bits are the ``MixedKey/rest`` of the party's key, the lower 20 an earliness (``ClosureLadder``), never 0. Of two sights of one
/// party the greater is the earlier.
struct Sight {
    let word: UInt64

    @inline(__always)
    init(word: UInt64) { self.word = word }

    @inline(__always)
    init(_ party: MixedKey, earliness: UInt32) {
        // The shard's six bits are shifted out.
        word = party.bits << ClosureLadder.bitCount | UInt64(earliness)
    }

    var earliness: UInt32 { UInt32(word & (1 << ClosureLadder.bitCount - 1)) }
}

/// How early each party of a shard was first seen. Shape: [capacity], 8 bytes a place, at most four in five taken.
struct SightTable: ~Copyable {
    private var words: GrowingWords
    private(set) var count = 0

    init(capacity: Int = 64) { words = GrowingWords(count: capacity) }

    var capacity: Int { words.count }
    var bytes: Int { capacity * 8 }

    /// Makes room for so many more parties.
    mutating func reserve(_ more: Int) {
        guard (count + more) * 5 > capacity * 4 else { return }
        grow(to: max(capacity * 5 / 4, (count + more) * 3 / 2))
    }

    /// Looks at the place where a party belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ sight: Sight) -> UInt64 { words[home(sight.word >> 32, capacity)] }

    /// Keeps the earlier of a party's first sight and this one.
    ///
    /// - Precondition: room was reserved.
    @inline(__always)
    mutating func see(_ sight: Sight) {
        var place = home(sight.word >> 32, capacity)
        while true {
            let held = words[place]
            if held == 0 {
                words[place] = sight.word
                count += 1
                return
            }
            if (held ^ sight.word) >> ClosureLadder.bitCount == 0 {
                if sight.word > held { words[place] = sight.word }
                return
            }
            place = place + 1 < capacity ? place + 1 : 0
        }
    }

    /// How early a party was first seen; nil where it was not.
    func first(_ party: MixedKey) -> UInt32? {
        let sought = Sight(party, earliness: 0)
        var place = home(sought.word >> 32, capacity)
        while words[place] != 0 {
            if (words[place] ^ sought.word) >> ClosureLadder.bitCount == 0 {
                return Sight(word: words[place]).earliness
            }
            place = place + 1 < capacity ? place + 1 : 0
        }
        return nil
    }

    /// Every party's first sight, in no order that means anything.
    func forEach(_ body: (Sight) -> Void) {
        for place in 0..<capacity where words[place] != 0 { body(Sight(word: words[place])) }
    }

    /// Moves every party to its place in a larger table, within the same memory.
    ///
    /// A party's home moves towards the end, and so the last are moved first: above the place that is being emptied there
    /// are then only parties that have been moved. The few whose new home is not above it wait until all is moved.
    private mutating func grow(to larger: Int) {
        let smaller = capacity
        words.grow(to: larger)
        var late: [Sight] = []
        for place in stride(from: smaller - 1, through: 0, by: -1) where words[place] != 0 {
            let sight = Sight(word: words[place])
            words[place] = 0
            var free = home(sight.word >> 32, larger)
            guard free > place else {
                late.append(sight)
                continue
            }
            while free < larger, words[free] != 0 { free += 1 }
            if free < larger { words[free] = sight.word } else { late.append(sight) }
        }
        count -= late.count
        for sight in late { see(sight) }
    }
}
