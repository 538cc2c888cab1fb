/// Remembers what a cell's bytes were read as, so that each spelling is read once.
///
/// Spellings of up to sixteen bytes live in an open-addressed table of two words each; longer ones in a dictionary.
struct SpellingTable: ~Copyable {
    private struct Slot {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// 0 where the slot is free, else the spelling's length + 1.
        var length: UInt32 = 0
        var value: UInt32 = 0
    }

    /// A spelling short enough for the table: its bytes as two words, and how many there are.
    struct Key {
        let low: UInt64
        let high: UInt64
        let length: UInt32

        /// Nil where the spelling is longer than sixteen bytes.
        @inline(__always)
        init?(_ bytes: RawSpan, _ start: Int, _ end: Int) {
            let count = end - start
            guard count <= 16 else { return nil }
            length = UInt32(count) + 1
            if count >= 8 {
                low = bytes.word(start)
                high = bytes.word(end - 8)
            } else {
                high = 0
                if start + 8 <= bytes.byteCount {
                    let spare = UInt64(64 - 8 * count)
                    low = count == 0 ? 0 : (bytes.word(start) << spare) >> spare
                } else {
                    var word: UInt64 = 0
                    for place in 0..<count { word |= UInt64(bytes.byte(start + place)) << UInt64(8 * place) }
                    low = word
                }
            }
        }

        @inline(__always)
        var hash: Int {
            // Folded multiplication; the constants are the first words of the fraction of pi.
            let mixed = (low ^ 0x243F_6A88_85A3_08D3).multipliedFullWidth(
                by: high ^ 0x1319_8A2E_0370_7344 ^ UInt64(length))
            return Int(truncatingIfNeeded: mixed.high ^ mixed.low)
        }
    }

    private var slots: [Slot]
    private var used = 0
    private var long: [[UInt8]: UInt32] = [:]

    init() { slots = Array(repeating: Slot(), count: 1024) }

    /// What the bytes `start ..< end` were read as, or nil where they were not seen.
    @inline(__always)
    func value(of bytes: RawSpan, _ start: Int, _ end: Int) -> UInt32? {
        guard let key = Key(bytes, start, end) else { return long[(start..<end).map { bytes.byte($0) }] }
        let mask = slots.count - 1
        var place = key.hash & mask
        while true {
            let slot = slots[place]
            if slot.length == 0 { return nil }
            if slot.low == key.low, slot.high == key.high, slot.length == key.length { return slot.value }
            place = (place + 1) & mask
        }
    }

    /// - Precondition: the bytes were not seen.
    mutating func remember(_ bytes: RawSpan, _ start: Int, _ end: Int, as value: UInt32) {
        guard let key = Key(bytes, start, end) else {
            long[(start..<end).map { bytes.byte($0) }] = value
            return
        }
        if used * 2 >= slots.count { grow() }
        place(Slot(low: key.low, high: key.high, length: key.length, value: value), hash: key.hash)
        used += 1
    }

    private mutating func place(_ slot: Slot, hash: Int) {
        let mask = slots.count - 1
        var place = hash & mask
        while slots[place].length != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.length != 0 {
            let key = Key(low: slot.low, high: slot.high, length: slot.length)
            place(slot, hash: key.hash)
        }
    }
}

extension SpellingTable.Key {
    init(low: UInt64, high: UInt64, length: UInt32) {
        (self.low, self.high, self.length) = (low, high, length)
    }
}
