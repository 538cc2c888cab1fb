import CallRecords

#if canImport(Glibc)
    import Glibc
#endif

/// When each party was first seen. Shape: [capacity], 16 bytes a place, at most three in four taken.
///
/// Safe to use: every place that is read or written is below the capacity.
@safe struct SeenTable: ~Copyable {
    /// No party has this key: no number is 0.
    private static let free: UInt64 = 0

    /// Bytes of a large page of memory (x86-64, arm64).
    private static let largePage = 1 << 21

    private struct Slot {
        var key: UInt64
        /// Microseconds UTC.
        var first: Int64
    }

    private var slots: UnsafeMutableBufferPointer<Slot>
    private(set) var count = 0

    init(capacity: Int = 64) {
        let bytes = capacity * MemoryLayout<Slot>.stride
        let isLarge = bytes >= 2 * Self.largePage
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes, alignment: isLarge ? Self.largePage : MemoryLayout<Slot>.alignment)
        #if canImport(Glibc)
            // Places are looked at in no order: with small pages, finding the page costs more than the place. Where
            // the system will not, nothing is lost.
            if isLarge { unsafe madvise(memory.baseAddress, bytes, MADV_HUGEPAGE) }
        #endif
        unsafe slots = memory.bindMemory(to: Slot.self)
        unsafe slots.initialize(repeating: Slot(key: Self.free, first: 0))
    }

    deinit { unsafe slots.deallocate() }

    var capacity: Int { unsafe slots.count }
    var bytes: Int { capacity * MemoryLayout<Slot>.stride }

    /// Makes room for so many more parties.
    mutating func reserve(_ more: Int) {
        guard (count + more) * 4 > capacity * 3 else { return }
        grow(to: max(capacity * 5 / 4, (count + more) * 3 / 2))
    }

    /// Looks at the place where a hash belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ hash: UInt64) -> UInt64 {
        // A hash's home is below the capacity.
        unsafe slots.baseAddress.unsafelyUnwrapped[home(hash, slots.count)].key
    }

    /// Keeps the earlier of a party's first time and this one.
    ///
    /// - Precondition: room was reserved.
    @inline(__always)
    mutating func see(_ key: UInt64, _ hash: UInt64, at time: Int64) {
        // Places run from a home, which is below the capacity, and from the end to the beginning.
        let base = unsafe slots.baseAddress.unsafelyUnwrapped
        let capacity = unsafe slots.count
        var place = home(hash, capacity)
        while true {
            let found = unsafe base[place].key
            if found == key {
                if unsafe time < base[place].first { unsafe base[place].first = time }
                return
            }
            if found == Self.free {
                unsafe base[place] = Slot(key: key, first: time)
                count += 1
                return
            }
            place += 1
            if place == capacity { place = 0 }
        }
    }

    /// When a party was first seen; nil where it was not.
    @inline(__always)
    func first(_ key: UInt64, _ hash: UInt64) -> Int64? {
        // As in `see`.
        let base = unsafe slots.baseAddress.unsafelyUnwrapped
        let capacity = unsafe slots.count
        var place = home(hash, capacity)
        while true {
            let found = unsafe base[place].key
            if found == key { return unsafe base[place].first }
            if found == Self.free { return nil }
            place += 1
            if place == capacity { place = 0 }
        }
    }

    /// Every party and when it was first seen, in no order that means anything.
    func forEach(_ body: (UInt64, Int64) throws -> Void) rethrows {
        for place in unsafe slots.indices {
            // Within the indices.
            let slot = unsafe slots[place]
            if slot.key != Self.free { try body(slot.key, slot.first) }
        }
    }

    private mutating func grow(to capacity: Int) {
        var larger = SeenTable(capacity: capacity)
        forEach { larger.see($0, PartyKey(bits: $0).hash, at: $1) }
        unsafe swap(&slots, &larger.slots)
    }
}
