/// How early each party of a shard was first seen.
///
/// Numbers are given out in ranges, and most of a range in use is seen: a block of 1,024 neighbours of which enough are
/// seen has two bytes for each of them, found by counting and not by searching (``DenseBlocks``). All other parties stand
/// in a hash table, 8 bytes a place, from two in three to four in five of them taken. Where a party stands is no part of the answer.
struct SightTable: ~Copyable {
    /// Where a party stands, in one word.
    struct Place {
        private let bits: Int

        @inline(__always)
        init(block place: Int) { bits = place }
        @inline(__always)
        init(home: Int) { bits = ~home }

        @inline(__always)
        var isInBlock: Bool { bits >= 0 }
        @inline(__always)
        var index: Int { isInBlock ? bits : ~bits }
    }

    /// Parties from which on a block has 2,048 bytes of its own: less than half of those for which that is no more than their
    /// places here, since a range that has so many early in a stream soon has more, and searching costs more than counting.
    private static let dense = 80

    private var words = GrowingWords<UInt64>(count: 64)
    private var taken = 0
    private var blocks = DenseBlocks()
    private let mayBeDense: Bool
    /// Parties in the table when dense blocks are looked for again.
    private var nextSearch = 0

    /// - Parameter ladder: whose steps are counted.
    init(_ ladder: ClosureLadder) { mayBeDense = DenseBlocks.holds(ladder) }

    var count: Int { taken + blocks.parties }
    var bytes: Int { capacity * 8 + blocks.bytes }
    private var capacity: Int { words.count }

    /// Makes room for so many more parties.
    mutating func reserve(_ more: Int) {
        guard (taken + more) * 5 > capacity * 4 else { return }
        if mayBeDense, taken >= nextSearch {
            promote()
            nextSearch = taken * 2
        }
        guard (taken + more) * 5 > capacity * 4 else { return }
        grow(to: max(capacity * 5 / 4, (taken + more) * 3 / 2))
    }

    /// Looks where a party's place is found, so that it is near when it is needed. What is seen there means nothing.
    @inline(__always)
    func look(for sight: Sight) -> UInt64 { blocks.look(for: sight) }

    /// Where a party stands, or where it is sought from. Holds until room is made.
    @inline(__always)
    func place(of sight: Sight) -> Place {
        blocks.place(of: sight).map { Place(block: $0) } ?? Place(home: home(sight.hash, capacity))
    }

    /// Looks at a place, so that it is near when it is needed. What is seen there means nothing.
    @inline(__always)
    func look(at place: Place) -> UInt64 {
        place.isInBlock ? UInt64(blocks.earliness(at: place.index)) : words[place.index]
    }

    /// Keeps the earlier of a party's first sight and this one.
    ///
    /// - Precondition: room was reserved before the place was asked for.
    @inline(__always)
    mutating func see(_ sight: Sight, at place: Place) {
        if place.isInBlock {
            blocks.see(sight.earliness, at: place.index)
        } else {
            put(sight, from: place.index)
        }
    }

    /// As ``see(_:at:)``, where no block is dense.
    mutating func put(_ sight: Sight) { put(sight, from: home(sight.hash, capacity)) }

    @inline(__always)
    private mutating func put(_ sight: Sight, from start: Int) {
        var place = start
        while true {
            let held = Sight(word: words[place])
            if held.word == 0 {
                words[place] = sight.word
                taken += 1
                return
            }
            if held.isSameParty(as: sight) {
                if sight.word > held.word { words[place] = sight.word }
                return
            }
            place = place + 1 < capacity ? place + 1 : 0
        }
    }

    /// How early a party was first seen; nil where it was not.
    func first(_ party: Sight) -> UInt32? {
        if let place = blocks.place(of: party) {
            let earliness = blocks.earliness(at: place)
            return earliness == 0 ? nil : UInt32(earliness)
        }
        var place = home(party.hash, capacity)
        while words[place] != 0 {
            let held = Sight(word: words[place])
            if held.isSameParty(as: party) { return held.earliness }
            place = place + 1 < capacity ? place + 1 : 0
        }
        return nil
    }

    /// Whether a party was seen, and no earlier than so.
    func isSeen(_ party: Sight, from earliness: UInt32) -> Bool {
        first(party).map { $0 <= earliness } ?? false
    }

    /// Every party's first sight, in no order that means anything.
    func forEach(_ body: (Sight) -> Void) {
        blocks.forEach(body)
        for place in 0..<capacity where words[place] != 0 { body(Sight(word: words[place])) }
    }

    // MARK: Making room

    /// Moves the parties of dense blocks out of the table.
    ///
    /// Blocks are counted by a hash, so that a sparse block may now and then go with a dense one: it costs some memory.
    private mutating func promote() {
        let counters = max(1, capacity / 16)
        var counts = [UInt8](repeating: 0, count: counters)
        var hasDense = false
        for place in 0..<capacity where words[place] != 0 {
            let counter = home(Sight(word: words[place]).blockHash, counters)
            counts[counter] += counts[counter] < Self.dense ? 1 : 0
            hasDense = hasDense || counts[counter] == Self.dense
        }
        guard hasDense else { return }
        var sparse: [Sight] = []
        for place in 0..<capacity where words[place] != 0 {
            let sight = Sight(word: words[place])
            words[place] = 0
            if counts[home(sight.blockHash, counters)] == Self.dense {
                blocks.see(sight.earliness, at: blocks.placeAdding(sight))
            } else {
                sparse.append(sight)
            }
        }
        taken = 0
        for sight in sparse { put(sight) }
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
            var free = home(sight.hash, larger)
            guard free > place else {
                late.append(sight)
                continue
            }
            while free < larger, words[free] != 0 { free += 1 }
            if free < larger { words[free] = sight.word } else { late.append(sight) }
        }
        taken -= late.count
        for sight in late { put(sight) }
    }
}
