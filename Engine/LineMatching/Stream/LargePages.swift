#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory that is looked at in no order, and so is best held in large pages: with small ones, finding the page costs more
/// than what is on it.
enum LargePages {
    /// Bytes of a large page (x86-64, arm64).
    private static let size = 1 << 21

    /// Asks for the large pages that lie wholly in fresh memory. Where the system will not, nothing is lost.
    static func ask(for memory: UnsafeMutableRawBufferPointer) {
        #if os(Linux)
            guard let base = memory.baseAddress else { return }
            let skipped = -Int(bitPattern: base) & (size - 1)
            let whole = (memory.count - skipped) / size * size
            guard whole > 0 else { return }
            // The range lies in the memory, which is the caller's; what it holds stays.
            unsafe madvise(base + skipped, whole, MADV_HUGEPAGE)
        #endif
    }

    /// An array of one value, in large pages.
    static func array<Element>(repeating value: Element, count: Int) -> [Element] {
        unsafe Array(unsafeUninitializedCapacity: count) { memory, initialized in
            unsafe ask(for: UnsafeMutableRawBufferPointer(memory))
            unsafe memory.initialize(repeating: value)
            initialized = count
        }
    }
}
