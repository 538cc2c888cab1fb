import CallRecords

/// The watched contacts by their keys: most parties are told to be none by one look, and the others by two.
struct ContactTable: Sendable {
    /// A contact as it is looked up while records are read.
    struct Watched {
        let place: UInt32
        /// Of the first closure among the contact's lines: what was seen earlier is nobody's candidate.
        let earliness: UInt32
    }

    private typealias Slot = (key: UInt64, watched: Watched)
    private static let free = UInt64.max

    /// In the order they were added.
    private(set) var keys: [PartyKey] = []
    /// A contact's key, mixed, and what is said of it. At most three in four are taken.
    private var slots: [Slot]
    /// Two bits of one word for every hash of a contact. Its length is a power of two, sixteen bits a contact or more.
    private var filter: [UInt64] = []
    /// A hash's highest bits are its word; they are what is left after so many.
    private var filterShift: UInt64 = 0
    /// What was looked at early adds up to this; it means nothing, and keeps the looking from being left out.
    private var warmth: UInt64 = 0

    /// - Parameter most: no more contacts than this are added.
    init(most: Int) {
        slots = LargePages.array(
            repeating: (Self.free, Watched(place: 0, earliness: 0)), count: max(16, most * 4 / 3))
        keys.reserveCapacity(most)
    }

    var bytes: Int { keys.count * 8 + slots.count * 16 + filter.count * 8 }

    /// Looks at the places where contacts belong that are about to be added.
    mutating func lookAhead(_ rows: ArraySlice<ContactList.Row>) {
        warmth = rows.reduce(0) { $0 &+ touch(MixedKey($1.contact)) }
    }

    /// A contact's place; it has one from now on.
    ///
    /// - Parameter earliness: of the first closure of one of its lines.
    mutating func add(_ contact: PartyKey, _ earliness: UInt32) -> UInt32 {
        let key = MixedKey(contact)
        let slot = slot(of: key)
        let isNew = slots[slot].key == Self.free
        let place = isNew ? UInt32(keys.count) : slots[slot].watched.place
        let earlier = isNew ? 0 : slots[slot].watched.earliness
        slots[slot] = (key.bits, Watched(place: place, earliness: max(earlier, earliness)))
        if isNew { keys.append(contact) }
        return place
    }

    /// Makes the filter: all contacts are added.
    mutating func finish() {
        // Four contacts a word, or fewer.
        var bits: UInt64 = 4
        while 1 << bits * 4 < UInt64(keys.count) { bits += 1 }
        filter = LargePages.array(repeating: 0, count: 1 << Int(bits))
        filterShift = 64 - bits
        for key in keys {
            let hash = Self.filterHash(key)
            filter[Int(truncatingIfNeeded: hash >> filterShift)] |=
                1 << (hash >> 20 & 63) | 1 << (hash >> 26 & 63)
        }
    }

    @inline(__always)
    private static func filterHash(_ party: PartyKey) -> UInt64 { party.bits &* MixedKey.first }

    /// The filter's word that tells whether a party may be a contact.
    @inline(__always)
    func hint(of party: PartyKey) -> UInt64 {
        filter[Int(truncatingIfNeeded: Self.filterHash(party) >> filterShift)]
    }

    /// Whether a party may be a contact. A contact always may; of others, two in a hundred (B. Bloom,
    /// "Space/time trade-offs in hash coding", 1970; both bits in one word, so that one is fetched).
    @inline(__always)
    static func mayHold(_ party: PartyKey, hint: UInt64) -> Bool {
        let hash = filterHash(party)
        return hint >> (hash >> 20 & 63) & (hint >> (hash >> 26 & 63)) & 1 == 1
    }

    /// The contact with this key, or nil.
    @inline(__always)
    func watched(_ party: MixedKey) -> Watched? {
        let slot = slots[slot(of: party)]
        return slot.key == Self.free ? nil : slot.watched
    }

    /// Looks at the place where a contact belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ party: MixedKey) -> UInt64 { slots[home(party.bits, slots.count)].key }

    /// Where a party stands, or the free place where it would.
    @inline(__always)
    private func slot(of party: MixedKey) -> Int {
        var place = home(party.bits, slots.count)
        while slots[place].key != Self.free, slots[place].key != party.bits {
            place = place + 1 < slots.count ? place + 1 : 0
        }
        return place
    }
}
