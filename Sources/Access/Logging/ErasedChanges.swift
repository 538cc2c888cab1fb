/// Which entries an erasure took the old and new values from.
///
/// It is written into the erasure's own entry as what was done, `erase-changes 3-5,17`, and so is sealed with it: an
/// entry whose values are gone is whole only where such an entry, later in the log, names it.
package struct ErasedChanges: Sendable, Hashable {
    /// So many ranges to an entry of the log; more are told in several.
    private static let most = 400
    private static let word = "erase-changes "

    /// In order, neither touching nor overlapping.
    package private(set) var ranges: [ClosedRange<Int64>]

    /// - Parameter sequences: in any order.
    package init(_ sequences: some Sequence<Int64>) {
        ranges = []
        for sequence in Set(sequences).sorted() { extend(with: sequence...sequence) }
    }

    /// Reads what an erasure says it did; nil for an act that is another.
    package init?(act: String) {
        guard act.hasPrefix(Self.word) else { return nil }
        ranges = []
        for part in act.dropFirst(Self.word.count).split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map {
                Int64($0)
            }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1, first <= last,
                first > (ranges.last?.upperBound ?? 0)
            else { return nil }
            extend(with: first...last)
        }
    }

    private mutating func extend(with range: ClosedRange<Int64>) {
        if let last = ranges.last, last.upperBound + 1 == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound...range.upperBound
        } else {
            ranges.append(range)
        }
    }

    /// As the log keeps it; none where nothing was erased.
    package var acts: [String] {
        stride(from: 0, to: ranges.count, by: Self.most).map { start in
            let part = ranges[start..<min(start + Self.most, ranges.count)].map { range in
                range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
            }
            return Self.word + part.joined(separator: ",")
        }
    }

    package func contains(_ sequence: Int64) -> Bool {
        // The last range that begins at or before it.
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound <= sequence { low = middle + 1 } else { high = middle }
        }
        return low > 0 && ranges[low - 1].contains(sequence)
    }
}
