import CallRecords

/// The moments a tally tells apart: the lines' first closures.
///
/// Of a number's first time nothing is asked but which closures it lies before. So a time is held as its *earliness*: how
/// many closures were still to come, and one. Of two times the earlier has the greater earliness, or both have the same
/// and no closure lies between them; 0 is no time at all.
struct ClosureLadder: Sendable {
    /// Bits that hold any earliness.
    static let bitCount: UInt64 = 20
    /// Closures at different times that can be told apart.
    static let most = 1 << Int(bitCount) - 2

    /// Ascending, each once.
    private let closures: [Int64]

    init(_ lines: [WatchList.Line]) {
        closures = Set(lines.map(\.since.microseconds)).sorted()
    }

    var count: Int { closures.count }
    /// The first closure, in microseconds UTC.
    var first: Int64 { closures.first ?? .min }

    /// The first closure's earliness: who was seen earlier is nobody's candidate.
    var greatest: UInt32 { UInt32(closures.count) }

    /// - Parameter time: microseconds UTC.
    func earliness(of time: Int64) -> UInt32 { earliness(afterSteps: steps(until: time)) }

    private func earliness(afterSteps steps: Int) -> UInt32 { UInt32(closures.count - steps + 1) }

    /// How many closures are at or before a time.
    private func steps(until time: Int64) -> Int {
        var (low, high) = (0, closures.count)
        while low < high {
            let middle = (low + high) / 2
            if closures[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Looks up times that come nearly in their order: most lie between the same two closures as the one before.
    struct Reader {
        private let ladder: ClosureLadder
        private var from = Int64.max
        private var until = Int64.min
        private var earliness: UInt32 = 0

        init(_ ladder: ClosureLadder) { self.ladder = ladder }

        @inline(__always)
        mutating func earliness(of time: Int64) -> UInt32 {
            if time < from || time >= until { climb(to: time) }
            return earliness
        }

        private mutating func climb(to time: Int64) {
            let steps = ladder.steps(until: time)
            from = steps == 0 ? .min : ladder.closures[steps - 1]
            until = steps == ladder.closures.count ? .max : ladder.closures[steps]
            earliness = ladder.earliness(afterSteps: steps)
        }
    }
}
