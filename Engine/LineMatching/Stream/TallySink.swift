import CallRecords

/// Sorts one thread's calls by the shard that each party belongs to, and hands them over a shard at a time.
///
/// A shard's tables are then near while many parties are looked up in them, and two threads seldom want the same.
public struct TallySink: CallSink, ~Copyable {
    /// A party was seen.
    struct Sight {
        let party: MixedKey
        let time: Int64
    }

    /// A watched contact and another party had an event.
    struct Touch {
        let party: MixedKey
        let time: Int64
        let contact: UInt32
    }

    /// Calls handed over together: enough that each shard gets a thousand, few enough to stay in the cache.
    private static let batch = 1 << 16

    private let tally: StreamTally
    private var waiting: [Call] = []
    private let firstShard: Int
    private var sights: [Sight] = []
    /// Where each shard's sights begin, and where the last end. Shape: [shards + 1].
    private var starts = [Int](repeating: 0, count: StreamTally.shardCount + 1)
    private var fill = [Int](repeating: 0, count: StreamTally.shardCount)
    private var touches: [Touch] = []

    /// - Parameter firstShard: where this thread begins each round, so that threads do not queue.
    init(_ tally: StreamTally, firstShard: Int) {
        self.tally = tally
        self.firstShard = firstShard
    }

    public mutating func take(_ calls: [Call]) {
        waiting += calls
        if waiting.count >= Self.batch { finish() }
    }

    public mutating func finish() {
        guard !waiting.isEmpty else { return }
        sort(waiting)
        waiting.removeAll(keepingCapacity: true)
        touches.sort { $0.party.shard < $1.party.shard }
        var ends = [Int](repeating: 0, count: StreamTally.shardCount + 1)
        for touch in touches { ends[touch.party.shard + 1] += 1 }
        for shard in 0..<StreamTally.shardCount { ends[shard + 1] += ends[shard] }
        for step in 0..<StreamTally.shardCount {
            let shard = (firstShard + step) & (StreamTally.shardCount - 1)
            tally.take(
                shard, sights[starts[shard]..<starts[shard + 1]], touches[ends[shard]..<ends[shard + 1]])
        }
    }

    private mutating func sort(_ calls: [Call]) {
        touches.removeAll(keepingCapacity: true)
        for shard in fill.indices { fill[shard] = 0 }
        for call in calls where call.from != call.to {
            fill[MixedKey(call.from).shard] += 1
            fill[MixedKey(call.to).shard] += 1
        }
        var sum = 0
        for shard in fill.indices {
            starts[shard] = sum
            sum += fill[shard]
            fill[shard] = starts[shard]
        }
        starts[fill.count] = sum
        if sights.count < sum {
            sights = Array(repeating: Sight(party: MixedKey(bits: 0), time: 0), count: sum + sum / 4)
        }
        let watch = tally.watch
        for call in calls where call.from != call.to {
            let (from, to) = (MixedKey(call.from), MixedKey(call.to))
            sights[fill[from.shard]] = Sight(party: from, time: call.time)
            fill[from.shard] += 1
            sights[fill[to.shard]] = Sight(party: to, time: call.time)
            fill[to.shard] += 1
            if watch.mayBeContact(from), let contact = watch.contact(from) {
                touches.append(Touch(party: to, time: call.time, contact: UInt32(contact)))
            }
            if watch.mayBeContact(to), let contact = watch.contact(to) {
                touches.append(Touch(party: from, time: call.time, contact: UInt32(contact)))
            }
        }
    }
}
