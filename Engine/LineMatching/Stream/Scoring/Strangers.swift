import Foundation

/// About how many distinct parties a number was in touch with besides watched contacts. Shape: 40 bytes.
///
/// Linear counting in 256 bits (Whang, Vander-Zanden, Taylor, "A linear-time probabilistic counting algorithm for database
/// applications", 1990): of 30 parties off by one or two, of 1,400 and more never above 1,420. The same in any order.
struct Strangers: Hashable {
    private static let bits = 256

    private var marks = SIMD4<UInt64>()
    private(set) var events: UInt64 = 0

    mutating func add(_ party: MixedKey) {
        // Mixed once more: the keys' own bits choose places in the tables.
        let hash = (party.bits &* 0x9E37_79B9_7F4A_7C15) >> 56
        marks[Int(hash >> 6)] |= 1 << (hash & 63)
        events &+= 1
    }

    /// How many parties.
    var count: Double {
        let free = max(1, Self.bits - (0..<4).reduce(0) { $0 + marks[$1].nonzeroBitCount })
        return Double(Self.bits) * log(Double(Self.bits) / Double(free))
    }

    /// What their events multiply each one's floor by, taken for even among them.
    func repeats(_ formula: OpenSetFormula) -> Double {
        let count = count
        guard count > 0 else { return 0 }
        return count * formula.repeats(events: max(1, Double(events) / count))
    }

    // MARK: Written down

    static let wordCount = 5
    var words: [UInt64] { (0..<4).map { marks[$0] } + [events] }

    init() {}

    /// - Precondition: ``words``.
    init(words: ArraySlice<UInt64>) {
        for (place, word) in words.prefix(4).enumerated() { marks[place] = word }
        events = words.last ?? 0
    }
}
