#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Words that grow where they stand, each 0 until it is written.
///
/// Addresses are reserved ahead, which costs nothing; the system gives a page when it is first written. Making a table
/// larger so takes the pages it lacks and no others: fresh pages cost more than all else that a table does.
///
/// Safe to use: a word is read and written only below the count.
@safe
struct GrowingWords: ~Copyable {
    /// Words reserved at first: 16 MB of addresses.
    private static let firstReserve = 1 << 21

    private var base: UnsafeMutablePointer<UInt64>
    private var reserved: Int
    private(set) var count: Int

    init(count: Int) {
        self.count = count
        reserved = max(count, Self.firstReserve)
        unsafe base = Self.map(reserved)
    }

    deinit { unsafe Self.unmap(base, reserved) }

    @inline(__always)
    subscript(place: Int) -> UInt64 {
        get {
            assert(place >= 0 && place < count)
            return unsafe base[place]
        }
        set {
            assert(place >= 0 && place < count)
            unsafe base[place] = newValue
        }
    }

    /// Adds words of 0 at the end.
    mutating func grow(to count: Int) {
        if count > reserved {
            let more = max(count, reserved * 4)
            let larger = unsafe Self.map(more)
            // Both have room for the words there are.
            unsafe larger.update(from: base, count: self.count)
            unsafe Self.unmap(base, reserved)
            unsafe (base, reserved) = (larger, more)
        }
        self.count = count
    }

    private static func map(_ words: Int) -> UnsafeMutablePointer<UInt64> {
        let memory = unsafe mmap(
            nil, words * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            fatalError("The system has no addresses left for a table of \(words * 8) bytes.")
        }
        return unsafe memory.bindMemory(to: UInt64.self, capacity: words)
    }

    private static func unmap(_ base: UnsafeMutablePointer<UInt64>, _ words: Int) {
        unsafe munmap(base, words * 8)
    }
}
