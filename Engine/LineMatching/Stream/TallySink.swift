import CallRecords

/// Sorts one thread's calls by the shard that each party belongs to, and hands a shard what has come for it, some
/// hundreds of sights together.
///
/// So memory fetches many places of the shard's tables at once, and two threads seldom want the same shard.
public struct TallySink: CallSink, ~Copyable {
    /// A watched contact and another party had an event.
    struct Touch {
        let party: PartyKey
        /// Names the party.
        let sight: Sight
        let time: Int64
        let contact: WatchList.Watched
    }

    /// A party that may be a contact, and the other one of its call.
    private struct Lead {
        let contact: MixedKey
        let party: PartyKey
        let time: Int64
    }

    private let tally: StreamTally
    private let watch: WatchList
    private var ladder: ClosureLadder.Reader
    private var waiting = WaitingSights(shards: StreamTally.shardCount)
    /// Shape: [shards][touches].
    private var touches = [[Touch]](repeating: [], count: StreamTally.shardCount)
    private var leads: [Lead] = []
    /// What was looked at early adds up to this; it means nothing, and keeps the looking from being left out.
    private var warmth: UInt64 = 0

    init(_ tally: StreamTally) {
        self.tally = tally
        watch = tally.watch
        ladder = ClosureLadder.Reader(tally.watch.ladder)
    }

    public mutating func take(_ calls: [Call]) {
        leads.removeAll(keepingCapacity: true)
        for call in calls where call.from != call.to {
            let (from, to) = (MixedKey(call.from), MixedKey(call.to))
            let earliness = ladder.earliness(of: call.time)
            see(call.from, earliness)
            see(call.to, earliness)
            if watch.mayBeContact(from) {
                leads.append(Lead(contact: from, party: call.to, time: call.time))
            }
            if watch.mayBeContact(to) {
                leads.append(Lead(contact: to, party: call.from, time: call.time))
            }
        }
        follow()
    }

    public mutating func finish() {
        for shard in 0..<StreamTally.shardCount { handOver(shard) }
    }

    @inline(__always)
    private mutating func see(_ party: PartyKey, _ earliness: UInt32) {
        let (sight, shard) = Sight.of(party, earliness: earliness)
        if waiting.add(sight, to: shard) { handOver(shard) }
    }

    /// Keeps those leads that are of contacts, for the shard that the other party's sight was sent to before.
    private mutating func follow() {
        var sum: UInt64 = 0
        for lead in leads { sum &+= watch.touch(lead.contact) }
        warmth = sum
        for lead in leads {
            guard let contact = watch.watched(lead.contact) else { continue }
            let (sight, shard) = Sight.of(lead.party, earliness: 0)
            touches[shard].append(
                Touch(party: lead.party, sight: sight, time: lead.time, contact: contact))
        }
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
    /// Enough that memory always has something to fetch; in all a quarter of a megabyte, which stays in the nearer caches.
    private static let room = 512

    private let sights: UnsafeMutableBufferPointer<Sight>
    private var counts: [Int]

    init(shards: Int) {
        unsafe sights = .allocate(capacity: shards * Self.room)
        unsafe sights.initialize(repeating: Sight(word: 0))
        counts = [Int](repeating: 0, count: shards)
    }

    deinit { unsafe sights.deallocate() }

    /// Whether the shard now has as many as there is room for.
    @inline(__always)
    mutating func add(_ sight: Sight, to shard: Int) -> Bool {
        let place = counts[shard]
        unsafe sights[shard * Self.room + place] = sight
        counts[shard] = place + 1
        return place + 1 == Self.room
    }

    func withSights(of shard: Int, _ body: (Span<Sight>) -> Void) {
        let (start, count) = (shard * Self.room, counts[shard])
        unsafe body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: sights[start..<start + count])))
    }

    mutating func empty(_ shard: Int) { counts[shard] = 0 }
}
