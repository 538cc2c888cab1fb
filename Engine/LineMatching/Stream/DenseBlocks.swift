/// How early the parties of some blocks were first seen. Shape: [blocks][``Sight/blockSize``], 2 bytes a party; 0 where it was not.
struct DenseBlocks: ~Copyable {
    /// As many as a sight has below its block.
    private static let indexBits = Sight.lowBits

    /// A block and, in the lowest bits, its index and one; 0 where free. At most a quarter are taken: most are found at once.
    private var directory = [UInt64](repeating: 0, count: 64)
    private var count = 0
    private var steps = GrowingWords<UInt16>(count: 0)
    private(set) var parties = 0

    /// Whether two bytes hold every step.
    static func holds(_ ladder: ClosureLadder) -> Bool { ladder.count < Int(UInt16.max) }

    var bytes: Int { directory.count * 8 + steps.count * 2 }

    /// Where a party stands, or nil where its block is not held.
    @inline(__always)
    func place(of party: Sight) -> Int? {
        let entry = directory[slot(of: party)]
        return entry == 0 ? nil : Self.place(entry, party.offset)
    }

    /// Looks where a party's block is found, so that it is near when it is needed. What is seen there means nothing.
    @inline(__always)
    func look(for party: Sight) -> UInt64 { directory[home(party.blockHash, directory.count)] }

    @inline(__always)
    func earliness(at place: Int) -> UInt16 { steps[place] }

    /// Keeps the earlier of a party's first sight and this one, without asking which: it is as often the one as the other.
    @inline(__always)
    mutating func see(_ earliness: UInt32, at place: Int) {
        let held = steps[place]
        parties &+= held == 0 ? 1 : 0
        steps[place] = max(held, UInt16(truncatingIfNeeded: earliness))
    }

    /// Where a party stands; its block is held from now on.
    mutating func placeAdding(_ party: Sight) -> Int {
        if let place = place(of: party) { return place }
        count += 1
        steps.grow(to: count * Sight.blockSize)
        directory[slot(of: party)] = party.block << Self.indexBits | UInt64(count)
        let entry = directory[slot(of: party)]
        if count * 4 > directory.count { enlarge() }
        return Self.place(entry, party.offset)
    }

    func forEach(_ body: (Sight) -> Void) {
        for entry in directory where entry != 0 {
            let start = Self.place(entry, 0)
            for offset in 0..<Sight.blockSize where steps[start + offset] != 0 {
                body(Sight(entry >> Self.indexBits, offset: offset, earliness: steps[start + offset]))
            }
        }
    }

    @inline(__always)
    private static func place(_ entry: UInt64, _ offset: Int) -> Int {
        (Int(truncatingIfNeeded: entry & (1 << indexBits - 1)) - 1) * Sight.blockSize + offset
    }

    /// Where a party's block is in the directory, or the free slot where it would be.
    @inline(__always)
    private func slot(of party: Sight) -> Int {
        var slot = home(party.blockHash, directory.count)
        while directory[slot] != 0, directory[slot] >> Self.indexBits != party.block {
            slot = slot + 1 < directory.count ? slot + 1 : 0
        }
        return slot
    }

    private mutating func enlarge() {
        let entries = directory.filter { $0 != 0 }
        directory = [UInt64](repeating: 0, count: directory.count * 2)
        for entry in entries {
            directory[slot(of: Sight(entry >> Self.indexBits, offset: 0, earliness: 0))] = entry
        }
    }
}
