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

    /// A party that may be a contact, and the other one of its call.
    private struct Lead {
        let contact: MixedKey
        let party: PartyKey
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
    /// Shape: [2 × calls looked at together], and one more that is written before it is known whether there is one.
    private var leads: [Lead]
    /// What was looked at early adds up to this; it means nothing, and keeps the looking from being left out.
    private var warmth: UInt64 = 0

    init(_ tally: StreamTally) {
        self.tally = tally
        watch = tally.watch
        ladder = ClosureLadder.Reader(tally.watch.ladder)
        since = tally.kept == .candidates ? tally.watch.ladder.first : .min
        leads = Array(
            repeating: Lead(contact: MixedKey(bits: 0), party: PartyKey(bits: 0), time: 0),
            count: 2 * Self.together + 2)
    }

    public mutating func take(_ calls: [Call]) {
        for call in calls where call.from != call.to {
            let earliness = ladder.earliness(of: call.time)
            see(call.from, earliness)
            see(call.to, earliness)
        }
        for start in stride(from: 0, to: calls.count, by: Self.together) {
            follow(calls[start..<min(start + Self.together, calls.count)])
        }
    }

    public mutating func finish() {
        for shard in 0..<StreamTally.shardCount { handOver(shard) }
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
        var (leads, found) = ([Lead](), 0)
        swap(&leads, &self.leads)
        var place = 0
        for call in calls {
            leads[place] = Lead(contact: MixedKey(call.from), party: call.to, time: call.time)
            leads[place + 1] = Lead(contact: MixedKey(call.to), party: call.from, time: call.time)
            // A party's call with itself is nobody's.
            place += call.from == call.to || call.time < since ? 0 : 2
        }
        for lead in 0..<place {
            leads[found] = leads[lead]
            found += watch.mayBeContact(leads[lead].contact) ? 1 : 0
        }
        var sum: UInt64 = 0
        for lead in leads[..<found] { sum &+= watch.touch(lead.contact) }
        warmth = sum
        for lead in leads[..<found] {
            guard let contact = watch.watched(lead.contact) else { continue }
            let (sight, shard) = Sight.of(lead.party, earliness: 0)
            touches[shard].append(
                Touch(party: lead.party, sight: sight, time: lead.time, contact: contact))
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
