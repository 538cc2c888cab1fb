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
struct GrowingWords<Word: FixedWidthInteger>: ~Copyable {
    /// Bytes of addresses reserved at first.
    private static var firstReserve: Int { 1 << 24 }

    private var base: UnsafeMutablePointer<Word>
    private var reserved: Int
    private(set) var count: Int

    init(count: Int) {
        self.count = count
        reserved = max(count, Self.firstReserve / MemoryLayout<Word>.stride)
        unsafe base = Self.map(reserved)
    }

    deinit { unsafe Self.unmap(base, reserved) }

    @inline(__always)
    subscript(place: Int) -> Word {
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
        unsafe LargePages.ask(
            for: UnsafeMutableRawBufferPointer(start: base, count: count * MemoryLayout<Word>.stride))
        // A page that is read before it is written is given twice.
        for word in stride(from: self.count, to: count, by: 4_096 / MemoryLayout<Word>.stride) {
            unsafe base[word] = 0
        }
        self.count = count
    }

    private static func map(_ words: Int) -> UnsafeMutablePointer<Word> {
        let memory = unsafe mmap(
            nil, words * MemoryLayout<Word>.stride, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            fatalError(
                "The system has no addresses left for a table of \(words * MemoryLayout<Word>.stride) bytes.")
        }
        return unsafe memory.bindMemory(to: Word.self, capacity: words)
    }

    private static func unmap(_ base: UnsafeMutablePointer<Word>, _ words: Int) {
        unsafe munmap(base, words * MemoryLayout<Word>.stride)
    }
}
