/// Values held by a pair of 32-bit indices, in order of first appearance.
struct PairTable<Value> {
    var values: [Value] = []
    private var keys: [UInt64] = []
    /// A place in `values` + 1, or 0 where free. Its length is a power of two.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    /// Where a pair's value stands, made if it is new.
    mutating func place(_ first: UInt32, _ second: UInt32, _ make: () -> Value) -> Int {
        let key = UInt64(first) << 32 | UInt64(second)
        let mask = slots.count - 1
        var slot = Self.hash(key) & mask
        while slots[slot] != 0 {
            let place = Int(slots[slot] - 1)
            if keys[place] == key { return place }
            slot = (slot + 1) & mask
        }
        values.append(make())
        keys.append(key)
        slots[slot] = UInt32(values.count)
        if values.count * 2 > slots.count { grow() }
        return values.count - 1
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (place, key) in keys.enumerated() {
            var slot = Self.hash(key) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(place + 1)
        }
    }

    /// Folded multiplication by the golden ratio's fraction.
    private static func hash(_ key: UInt64) -> Int {
        let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
    }
}
