import CallRecords

/// What a watched contact and another party had to do with each other. Shape: 32 bytes, and 8 to find it by.
public struct Tie: Hashable, Sendable {
    /// The other party.
    public let party: PartyKey
    /// Microseconds UTC.
    public internal(set) var first: Int64
    public internal(set) var last: Int64
    /// The contact's place in the ``WatchList``.
    public let contact: UInt32
    public internal(set) var events: UInt32
}

/// Ties by contact and party.
struct TieTable {
    private(set) var ties: [Tie] = []
    /// A place in `ties` + 1, or 0 where free. At most half are taken.
    private var slots = [UInt32](repeating: 0, count: 64)

    var bytes: Int { ties.capacity * MemoryLayout<Tie>.stride + slots.count * 4 }
    /// Whether the next tie that is new makes the table larger.
    var isFull: Bool { ties.count * 2 >= slots.count }

    /// Looks where a tie belongs, so that it is near when it is needed. What is seen there means nothing.
    func look(for contact: UInt32, _ mixed: MixedKey) -> UInt64 {
        UInt64(slots[home(Self.mix(mixed, contact), slots.count)])
    }

    /// Counts an event.
    mutating func add(_ contact: UInt32, _ mixed: MixedKey, at time: Int64) {
        let party = mixed.key
        var slot = home(Self.mix(mixed, contact), slots.count)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if ties[place].party == party, ties[place].contact == contact {
                ties[place].events &+= 1
                ties[place].first = min(ties[place].first, time)
                ties[place].last = max(ties[place].last, time)
                return
            }
            slot = slot + 1 < slots.count ? slot + 1 : 0
        }
        // An array left to itself doubles; ties are most of what a crowd costs.
        if ties.count == ties.capacity { ties.reserveCapacity(max(64, ties.count * 5 / 4)) }
        ties.append(Tie(party: party, first: time, last: time, contact: contact, events: 1))
        slots[slot] = UInt32(ties.count)
        if isFull { rebuild(slots.count * 2) }
    }

    /// Puts back ties that were written down.
    mutating func restore(_ ties: [Tie]) {
        self.ties = ties
        rebuild(max(64, ties.count * 3))
    }

    private mutating func rebuild(_ count: Int) {
        slots = [UInt32](repeating: 0, count: count)
        for (place, tie) in ties.enumerated() {
            var slot = home(Self.mix(MixedKey(tie.party), tie.contact), count)
            while slots[slot] != 0 { slot = slot + 1 < count ? slot + 1 : 0 }
            slots[slot] = UInt32(place + 1)
        }
    }

    private static func mix(_ party: MixedKey, _ contact: UInt32) -> UInt64 {
        ((party.bits &+ UInt64(contact)) &* 0x9E37_79B9_7F4A_7C15) >> 16
    }
}
