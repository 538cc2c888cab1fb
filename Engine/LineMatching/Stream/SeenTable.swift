#if canImport(Glibc)
    import Glibc
#endif

/// When each party of a shard was first seen. Shape: [capacity], 12 bytes a place, at most four in five taken.
///
/// A place is 44 bits of the party's ``MixedKey`` and 52 bits of time: microseconds since 1970, until 2112. Times
/// outside are held as the nearest inside.
///
/// Safe to use: every place that is read or written is below the capacity.
@safe
struct SeenTable: ~Copyable {
    /// The times that a place holds.
    static let times: ClosedRange<Int64> = 0...((1 << 52) - 2)
    /// A place with this time is free.
    private static let free: UInt64 = (1 << 52) - 1
    /// Bytes of a large page of memory (x86-64, arm64).
    private static let largePage = 1 << 21

    private struct Slot {
        /// The lowest 32 bits of the rest.
        var low: UInt32
        /// The rest's highest 12 bits, and above them the lowest 20 of the time.
        var middle: UInt32
        var high: UInt32

        @inline(__always)
        init(rest: UInt64, time: UInt64) {
            low = UInt32(truncatingIfNeeded: rest)
            middle = UInt32(truncatingIfNeeded: rest >> 32 | time << 12)
            high = UInt32(truncatingIfNeeded: time >> 20)
        }

        @inline(__always)
        var rest: UInt64 { UInt64(low) | UInt64(middle & 0xFFF) << 32 }
        @inline(__always)
        var time: UInt64 { UInt64(middle >> 12) | UInt64(high) << 20 }
    }

    private var slots: UnsafeMutableBufferPointer<Slot>
    private(set) var count = 0

    init(capacity: Int = 64) {
        unsafe slots = Self.allocate(capacity)
        unsafe slots.initialize(repeating: Slot(rest: 0, time: Self.free))
    }

    deinit { unsafe Self.free(slots) }

    var capacity: Int { unsafe slots.count }
    var bytes: Int { capacity * MemoryLayout<Slot>.stride }

    /// Makes room for so many more parties.
    mutating func reserve(_ more: Int) {
        guard (count + more) * 5 > capacity * 4 else { return }
        grow(to: max(capacity * 5 / 4, (count + more) * 3 / 2))
    }

    /// Looks at the place where a party belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ party: MixedKey) -> UInt32 {
        // A party's home is below the capacity.
        unsafe slots.baseAddress.unsafelyUnwrapped[home(party.rest >> 12, slots.count)].low
    }

    /// Keeps the earlier of a party's first time and this one, and gives it.
    ///
    /// - Precondition: room was reserved.
    @inline(__always)
    @discardableResult
    mutating func see(_ party: MixedKey, at time: Int64) -> Int64 {
        // Places run from a home, which is below the capacity, and from the end to the beginning.
        let base = unsafe slots.baseAddress.unsafelyUnwrapped
        let capacity = unsafe slots.count
        let rest = party.rest
        let new = UInt64(truncatingIfNeeded: max(Self.times.lowerBound, min(Self.times.upperBound, time)))
        var place = home(rest >> 12, capacity)
        while true {
            let slot = unsafe base[place]
            if slot.time == Self.free {
                unsafe base[place] = Slot(rest: rest, time: new)
                count += 1
                return Int64(truncatingIfNeeded: new)
            }
            if slot.rest == rest {
                if new < slot.time { unsafe base[place] = Slot(rest: rest, time: new) }
                return Int64(truncatingIfNeeded: min(new, slot.time))
            }
            place += 1
            if place == capacity { place = 0 }
        }
    }

    /// When a party was first seen, in microseconds UTC; nil where it was not.
    @inline(__always)
    func first(_ party: MixedKey) -> Int64? {
        // As in `see`.
        let base = unsafe slots.baseAddress.unsafelyUnwrapped
        let capacity = unsafe slots.count
        var place = home(party.rest >> 12, capacity)
        while true {
            let slot = unsafe base[place]
            if slot.time == Self.free { return nil }
            if slot.rest == party.rest { return Int64(truncatingIfNeeded: slot.time) }
            place += 1
            if place == capacity { place = 0 }
        }
    }

    /// The rest of every party's key and when it was first seen, in no order that means anything.
    func forEach(_ body: (UInt64, Int64) -> Void) {
        for place in unsafe slots.indices {
            // Within the indices.
            let slot = unsafe slots[place]
            if slot.time != Self.free { body(slot.rest, Int64(truncatingIfNeeded: slot.time)) }
        }
    }

    private mutating func grow(to capacity: Int) {
        var larger = SeenTable(capacity: capacity)
        forEach { larger.see(MixedKey(bits: $0), at: $1) }
        larger.count = count
        swap(&self, &larger)
    }

    // MARK: Memory

    /// Large tables have pages of their own, which go back to the system when a larger one takes their place.
    private static func allocate(_ capacity: Int) -> UnsafeMutableBufferPointer<Slot> {
        #if canImport(Glibc)
            let bytes = capacity * MemoryLayout<Slot>.stride
            if bytes >= largePage,
                let memory = unsafe mmap(
                    nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                unsafe memory != MAP_FAILED
            {
                // Places are looked at in no order: with small pages, finding the page costs more than the place.
                // Where the system will not, nothing is lost.
                unsafe madvise(memory, bytes, MADV_HUGEPAGE)
                return unsafe UnsafeMutableBufferPointer(
                    start: memory.bindMemory(to: Slot.self, capacity: capacity), count: capacity)
            }
        #endif
        return .allocate(capacity: capacity)
    }

    private static func free(_ slots: UnsafeMutableBufferPointer<Slot>) {
        #if canImport(Glibc)
            let bytes = slots.count * MemoryLayout<Slot>.stride
            if bytes >= largePage {
                unsafe munmap(slots.baseAddress, bytes)
                return
            }
        #endif
        unsafe slots.deallocate()
    }
}
