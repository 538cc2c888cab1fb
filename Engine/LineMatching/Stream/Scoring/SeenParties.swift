import CallRecords
import Foundation

/// When every party of a stream was first seen, for one thread that takes calls in their order.
///
/// In sixty-four tables, so that making one larger never holds up the stream for long.
struct SeenParties: ~Copyable {
    private final class Shard {
        var table: SeenTable
        init(capacity: Int) { table = SeenTable(capacity: capacity) }
    }

    /// Parties fall on the tables evenly, and a table grows by a quarter: begun at one size, all would grow at once.
    private let shards = (0..<64).map { Shard(capacity: Int(1_024 * pow(1.25, Double($0) / 64))) }
    private(set) var count = 0

    /// Looks at the place where a party belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ party: MixedKey) -> UInt32 { shards[party.shard].table.touch(party) }

    /// Gives when the party was first seen, in microseconds UTC.
    @inline(__always)
    mutating func see(_ party: MixedKey, at time: Int64) -> Int64 {
        let shard = shards[party.shard]
        let before = shard.table.count
        shard.table.reserve(1)
        let first = shard.table.see(party, at: time)
        count += shard.table.count - before
        return first
    }

    func first(_ party: MixedKey) -> Int64? { shards[party.shard].table.first(party) }

    var bytes: Int { shards.reduce(0) { $0 + $1.table.bytes } }

    /// Each shard's parties and times. Shape: [64][2 × parties].
    func forEachShard(_ body: ([UInt64]) throws -> Void) rethrows {
        for shard in shards {
            var words: [UInt64] = []
            words.reserveCapacity(shard.table.count * 2)
            shard.table.forEach {
                words.append($0)
                words.append(UInt64(bitPattern: $1))
            }
            try body(words)
        }
    }

    mutating func restore(_ shard: Int, _ words: ArraySlice<UInt64>) {
        shards[shard].table.reserve(words.count / 2)
        for at in stride(from: words.startIndex, to: words.endIndex, by: 2) {
            shards[shard].table.see(MixedKey(bits: words[at]), at: Int64(bitPattern: words[at + 1]))
        }
        count += words.count / 2
    }
}
