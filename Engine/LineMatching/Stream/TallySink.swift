import CallRecords

/// Sorts one thread's calls by the shard that each party belongs to, and hands a shard what has come for it, some
/// hundreds of sights together.
///
/// So memory fetches many places of the shard's tables at once, and two threads seldom want the same shard.
public struct TallySink: CallSink, ~Copyable {
    /// A party that may be a watched contact and another had an event.
    struct Touch {
        let contact: PartyKey
        let party: PartyKey
        /// Names the party.
        let sight: Sight
        let time: Int64
    }

    /// Calls looked at together.
    private static let together = 256

    private let tally: StreamTally
    private let watch: WatchList
    private var ladder: ClosureLadder.Reader
    /// Microseconds UTC. Who has a call before it is nobody's candidate, and nothing is asked of the call.
    private let since: Int64
    private var waiting = WaitingSights(shards: StreamTally.shardCount)
    /// Shape: [shards][touches].
    private var touches = [[Touch]](repeating: [], count: StreamTally.shardCount)

    init(_ tally: StreamTally) {
        self.tally = tally
        watch = tally.watch
        ladder = ClosureLadder.Reader(tally.watch.ladder)
        since = tally.kept == .candidates ? tally.watch.ladder.first : .min
    }

    public mutating func take(_ calls: [Call]) {
        for start in stride(from: 0, to: calls.count, by: Self.together) {
            let some = calls[start..<min(start + Self.together, calls.count)]
            if see(some) >= since { follow(some) }
        }
    }

    public mutating func finish() {
        for shard in 0..<StreamTally.shardCount { handOver(shard) }
    }

    /// Sorts the calls' sights by their shards, and gives the latest time among them.
    private mutating func see(_ calls: ArraySlice<Call>) -> Int64 {
        var latest = Int64.min
        for call in calls where call.from != call.to {
            latest = max(latest, call.time)
            let earliness = ladder.earliness(of: call.time)
            see(call.from, earliness)
            see(call.to, earliness)
        }
        return latest
    }

    @inline(__always)
    private mutating func see(_ party: PartyKey, _ earliness: UInt32) {
        let (sight, shard) = Sight.of(party, earliness: earliness)
        if waiting.add(sight, to: shard) { handOver(shard) }
    }

    /// Finds the ends of calls that may be contacts, for the shard that the other party's sight was sent to before.
    private mutating func follow(_ calls: ArraySlice<Call>) {
        // Two loops, one of which does nothing but wait for memory, and so waits for many places at once. Shape: [2 × together].
        var hints = InlineArray<512, UInt64>(repeating: 0)
        var end = 0
        for call in calls {
            hints[end] = watch.hint(of: call.from)
            hints[end + 1] = watch.hint(of: call.to)
            end += 2
        }
        end = 0
        for call in calls {
            // A party's call with itself is nobody's.
            if call.from != call.to, call.time >= since {
                if watch.mayBeContact(call.from, hint: hints[end]) { touch(call.from, call.to, call.time) }
                if watch.mayBeContact(call.to, hint: hints[end + 1]) { touch(call.to, call.from, call.time) }
            }
            end += 2
        }
    }

    @inline(__always)
    private mutating func touch(_ contact: PartyKey, _ party: PartyKey, _ time: Int64) {
        let (sight, shard) = Sight.of(party, earliness: 0)
        touches[shard].append(Touch(contact: contact, party: party, sight: sight, time: time))
    }

    private mutating func handOver(_ shard: Int) {
        let (tally, touched) = (tally, touches[shard])
        waiting.withSights(of: shard) { tally.take(shard, $0, touched) }
        waiting.empty(shard)
        touches[shard].removeAll(keepingCapacity: true)
    }
}

/// Sights that wait to be handed over, a few hundred a shard. Shape: [shards][room].
///
/// Safe to use: a shard's count stays below its room, and shards are below their number.
@safe
private struct WaitingSights: ~Copyable {
    /// Enough that memory always has something to fetch; in all half a megabyte, which stays in the nearer caches.
    private static let room = 1024

    private let sights: UnsafeMutableBufferPointer<Sight>
    /// How many wait. Shape: [shards].
    private let counts: UnsafeMutableBufferPointer<Int>

    init(shards: Int) {
        unsafe sights = .allocate(capacity: shards * Self.room)
        unsafe sights.initialize(repeating: Sight(word: 0))
        unsafe counts = .allocate(capacity: shards)
        unsafe counts.initialize(repeating: 0)
    }

    deinit {
        unsafe sights.deallocate()
        unsafe counts.deallocate()
    }

    /// Whether the shard now has as many as there is room for.
    @inline(__always)
    mutating func add(_ sight: Sight, to shard: Int) -> Bool {
        let place = unsafe counts[shard]
        unsafe sights[shard * Self.room + place] = sight
        unsafe counts[shard] = place + 1
        return place + 1 == Self.room
    }

    func withSights(of shard: Int, _ body: (Span<Sight>) -> Void) {
        let (start, count) = unsafe (shard * Self.room, counts[shard])
        unsafe body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: sights[start..<start + count])))
    }

    mutating func empty(_ shard: Int) { unsafe counts[shard] = 0 }
}
