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
        let contact: ContactTable.Watched
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
    /// Ends of calls that may be contacts: twice the call's place, and one more for its second end. Shape: [2 × calls looked
    /// at together], and one more that is written before it is known whether there is one.
    private var leads = [UInt16](repeating: 0, count: 2 * together + 1)
    /// What was looked at early adds up to this; it means nothing, and keeps the looking from being left out.
    private var warmth: UInt64 = 0

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

    /// Finds the calls with contacts, for the shard that the other party's sight was sent to before.
    ///
    /// Loops that wait for memory are short and do not branch, so that they wait for many places at once.
    private mutating func follow(_ calls: ArraySlice<Call>) {
        var (leads, found) = ([UInt16](), 0)
        swap(&leads, &self.leads)
        var slots = leads.mutableSpan
        var end: UInt16 = 0
        for call in calls {
            slots[found] = end
            found += watch.mayBeContact(call.from) ? 1 : 0
            slots[found] = end + 1
            found += watch.mayBeContact(call.to) ? 1 : 0
            end += 2
        }
        func ends(_ lead: UInt16) -> (contact: MixedKey, party: PartyKey, call: Call) {
            let call = calls[calls.startIndex + Int(lead / 2)]
            return lead.isMultiple(of: 2)
                ? (MixedKey(call.from), call.to, call) : (MixedKey(call.to), call.from, call)
        }
        var sum: UInt64 = 0
        for lead in leads[..<found] { sum &+= watch.touch(ends(lead).contact) }
        warmth = sum
        for lead in leads[..<found] {
            let (key, party, call) = ends(lead)
            // A party's call with itself is nobody's.
            guard call.from != call.to, call.time >= since, let contact = watch.watched(key) else { continue }
            let (sight, shard) = Sight.of(party, earliness: 0)
            touches[shard].append(Touch(party: party, sight: sight, time: call.time, contact: contact))
        }
        swap(&leads, &self.leads)
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
