import CallRecords
import Synchronization
import Telephony

/// Counts, over a stream of calls, what the numbers first seen after a line's closure share with its contacts.
///
/// Calls may come in any order and on any thread: every figure is a least, a greatest or a sum, so the answer is the
/// same. A party with itself counts for nothing. Memory: ``SightTable`` for every party seen, and a ``Tie`` for every
/// pair of a watched contact and a party that can still be a candidate of one of its lines.
public final class StreamTally: Sendable {
    static let shardCount = 64

    /// Which ties are kept.
    public enum Kept: UInt8, Sendable {
        /// Those of parties that may be candidates: first seen, as far as is known, at or after a closure.
        case candidates
        /// All of a watched contact's: also what it had with the closed number, and how many it is in touch with.
        case all
    }

    public let watch: WatchList
    public let kept: Kept
    let shards: [TallyShard]

    public init(_ watch: WatchList, keeping kept: Kept = .candidates) {
        self.watch = watch
        self.kept = kept
        shards = (0..<Self.shardCount).map { _ in TallyShard(watch.ladder) }
    }

    /// Where one thread hands over its calls.
    public func sink() -> TallySink { TallySink(self) }

    func take(_ shard: Int, _ sights: Span<Sight>, _ touches: [TallySink.Touch]) {
        guard !sights.isEmpty || !touches.isEmpty else { return }
        shards[shard].state.withLock { state in
            state.see(sights)
            state.add(touches, kept, watch)
        }
    }

    /// Parties seen, and bytes held for them and for ties.
    public var size: (parties: Int, ties: Int, bytes: Int) {
        shards.reduce(into: (0, 0, watch.bytes)) { sum, shard in
            shard.state.withLock { state in
                sum.0 += state.seen.count
                sum.1 += state.ties.ties.count
                sum.2 += state.seen.bytes + state.ties.bytes
            }
        }
    }
}

/// The parties whose hashes begin with the same six bits, and their ties.
final class TallyShard: Sendable {
    struct State: ~Copyable {
        var seen: SightTable
        var ties = TieTable()
        /// Places looked at before any is used, so that memory fetches many at once.
        private static let together = 256
        /// What was looked at early adds up to this; it means nothing, and keeps the looking from being left out.
        private var warmth: UInt64 = 0
        private var scratch = [SightTable.Place](repeating: .init(home: 0), count: together)

        init(_ ladder: ClosureLadder) { seen = SightTable(ladder) }

        mutating func see(_ sights: Span<Sight>) {
            seen.reserve(sights.count)
            // Out of the state meanwhile: two parts of one thing cannot both be changed.
            var scratch: [SightTable.Place] = []
            swap(&scratch, &self.scratch)
            defer { swap(&scratch, &self.scratch) }
            var places = scratch.mutableSpan
            for start in stride(from: 0, to: sights.count, by: Self.together) {
                let sights = sights.extracting(start..<min(start + Self.together, sights.count))
                // Four short loops: those that guess wrong now and then must not wait for memory, and those that wait
                // for memory must not guess.
                var sum: UInt64 = 0
                for sight in sights.indices { sum &+= seen.look(for: sights[sight]) }
                for sight in sights.indices { places[sight] = seen.place(of: sights[sight]) }
                for sight in sights.indices { sum &+= seen.look(at: places[sight]) }
                warmth = sum
                for sight in sights.indices { seen.see(sights[sight], at: places[sight]) }
            }
        }

        /// Counts the events of contacts with those who may be candidates.
        ///
        /// What waits for memory has loops of its own, after what needs none has told most to be nobody's.
        mutating func add(_ touches: [TallySink.Touch], _ kept: StreamTally.Kept, _ watch: WatchList) {
            // What was seen before every closure stays so: a late row only moves the first time back.
            let touches =
                kept == .all ? touches : touches.filter { seen.isSeen($0.sight, from: watch.ladder.greatest) }
            var sum: UInt64 = 0
            for touch in touches { sum &+= watch.touch(MixedKey(touch.contact)) }
            var found: [(touch: TallySink.Touch, contact: UInt32)] = []
            for touch in touches {
                guard let contact = watch.watched(MixedKey(touch.contact)),
                    kept == .all || seen.isSeen(touch.sight, from: contact.earliness)
                else { continue }
                sum &+= ties.look(for: contact.place, MixedKey(touch.party))
                found.append((touch, contact.place))
            }
            warmth = sum
            for (touch, contact) in found { ties.add(contact, MixedKey(touch.party), at: touch.time) }
        }

        /// Looks where the lines of every tie's contact are, so that they are near when they are needed.
        mutating func lookAhead(to watch: WatchList) {
            warmth = ties.ties.reduce(0) { $0 &+ watch.look(forLinesOf: Int($1.contact)) }
        }
    }

    let state: Mutex<State>

    init(_ ladder: ClosureLadder) { state = Mutex(State(ladder)) }
}
