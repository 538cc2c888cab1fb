import CallRecords
import Telephony

/// The lines a stream is watched for: when each was closed, and whose contacts it had.
///
/// Contacts are numbered from 0 in the order they are named; a contact of forty lines is one contact.
public struct WatchList: Sendable {
    /// A line's number stopped serving it.
    public struct Closure: Hashable, Sendable {
        public let line: String
        public let number: Party
        public let at: Instant

        public init(line: String, number: Party, at: Instant) {
            (self.line, self.number, self.at) = (line, number, at)
        }
    }

    public struct Line: Sendable {
        public let name: String
        /// In the order of time. A line closed twice has two.
        public internal(set) var closures: [Closure]
        /// A number counts for the line if it was first seen at or after this: its first closure.
        public var since: Instant { closures[0].at }
    }

    /// Why a list cannot be watched.
    public enum Refusal: Error, Hashable, Sendable {
        case noLine
        /// A contact of a line that is not among the closures, and the line of the contacts' file that names it.
        case contactOfNoLine(String, place: Int)
        /// More closures at different times than can be told apart.
        case tooManyClosures(most: Int)
    }

    /// A contact as it is looked up while records are read.
    struct Watched {
        let place: UInt32
        /// Of the first closure among the contact's lines: what was seen earlier is nobody's candidate.
        let earliness: UInt32
    }

    /// In the order they are first named.
    public let lines: [Line]
    public let contacts: [PartyKey]
    /// The same for the same list, and hardly for another: what a snapshot is held against.
    let fingerprint: UInt64
    let ladder: ClosureLadder
    /// The first closure among a contact's lines. Shape: [contacts].
    let since: [Int64]
    /// Lines of contact *c*: `postings[starts[c] ..< starts[c + 1]]`.
    private let starts: [UInt32]
    private let postings: [UInt32]
    private typealias Slot = (key: UInt64, watched: Watched)
    private static let free = UInt64.max
    /// A contact's key, mixed, and what is said of it. At most half are taken.
    private let slots: [Slot]
    /// Two bits of one word for every hash of a contact. Its length is a power of two, sixteen bits a contact or more.
    private let filter: [UInt64]

    /// - Throws: ``Refusal``.
    public init(
        closures: [Closure], contacts: ContactList
    ) throws(Refusal) {
        guard !closures.isEmpty else { throw .noLine }
        var lines: [Line] = []
        var lineOf: [String: Int] = [:]
        for closure in closures {
            if let place = lineOf[closure.line] {
                lines[place].closures.append(closure)
            } else {
                lineOf[closure.line] = lines.count
                lines.append(Line(name: closure.line, closures: [closure]))
            }
        }
        for place in lines.indices { lines[place].closures.sort { $0.at < $1.at } }
        ladder = ClosureLadder(lines)
        guard ladder.count <= ClosureLadder.most else { throw .tooManyClosures(most: ClosureLadder.most) }
        let earliness = lines.map { [ladder] in ladder.earliness(of: $0.since.microseconds) }
        var keys: [PartyKey] = []
        var pairs: [UInt64] = []
        // At most half are taken, however many rows name a contact again.
        var slots = Self.slots(for: contacts.rows.count)
        var last = (name: "", line: -1)
        for row in contacts.rows {
            if last.line < 0 || row.line != last.name {
                guard let line = lineOf[row.line] else { throw .contactOfNoLine(row.line, place: row.place) }
                last = (row.line, line)
            }
            let slot = Self.slot(of: MixedKey(row.contact), in: slots)
            let isNew = slots[slot].key == Self.free
            let place = isNew ? UInt32(keys.count) : slots[slot].watched.place
            let earlier = isNew ? 0 : slots[slot].watched.earliness
            slots[slot] = (
                MixedKey(row.contact).bits,
                Watched(place: place, earliness: max(earlier, earliness[last.line]))
            )
            if isNew { keys.append(row.contact) }
            pairs.append(UInt64(place) << 32 | UInt64(last.line))
        }
        self.lines = lines
        self.contacts = keys
        fingerprint = Self.fingerprint(lines, pairs, keys)
        (starts, postings) = Self.postings(of: pairs, contacts: keys.count)
        let postings = postings
        let starts = starts
        since = keys.indices.map { contact in
            postings[Int(starts[contact])..<Int(starts[contact + 1])].map {
                lines[Int($0)].since.microseconds
            }
            .min() ?? .max
        }
        self.slots = slots
        filter = Self.filter(of: keys)
    }

    /// The lines of a contact.
    public func lines(of contact: Int) -> ArraySlice<UInt32> {
        postings[Int(starts[contact])..<Int(starts[contact + 1])]
    }

    /// Whether a hash may be a contact's. A contact's always may; of others, two in a hundred (B. Bloom,
    /// "Space/time trade-offs in hash coding", 1970; both bits in one word, so that one is fetched).
    @inline(__always)
    func mayBeContact(_ party: MixedKey) -> Bool {
        let hash = party.bits
        let word = filter[Int(truncatingIfNeeded: hash & UInt64(truncatingIfNeeded: filter.count &- 1))]
        return word >> (hash >> 30 & 63) & (word >> (hash >> 36 & 63)) & 1 == 1
    }

    /// The contact with this key, or nil.
    func contact(_ party: MixedKey) -> Int? { watched(party).map { Int($0.place) } }

    /// The contact with this key, or nil.
    @inline(__always)
    func watched(_ party: MixedKey) -> Watched? {
        let slot = slots[Self.slot(of: party, in: slots)]
        return slot.key == Self.free ? nil : slot.watched
    }

    /// Looks at the place where a contact belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ party: MixedKey) -> UInt64 { slots[home(party.bits, slots.count)].key }

    private static func slots(for contacts: Int) -> [Slot] {
        Array(repeating: (free, Watched(place: 0, earliness: 0)), count: max(16, contacts * 2))
    }

    /// Where a party stands, or the free place where it would.
    @inline(__always)
    private static func slot(of party: MixedKey, in slots: [Slot]) -> Int {
        var place = home(party.bits, slots.count)
        while slots[place].key != free, slots[place].key != party.bits {
            place = place + 1 < slots.count ? place + 1 : 0
        }
        return place
    }

    /// Bytes held.
    var bytes: Int {
        contacts.count * (8 + 8 + 4) + postings.count * 4 + slots.count * 16 + filter.count * 8
    }

    private static func fingerprint(_ lines: [Line], _ pairs: [UInt64], _ keys: [PartyKey]) -> UInt64 {
        var sum = Checksum()
        for closure in lines.flatMap(\.closures) {
            sum.add(UInt64(bitPattern: closure.at.microseconds))
            for byte in (closure.line + "\u{0}" + closure.number.description).utf8 { sum.add(UInt64(byte)) }
        }
        for pair in pairs { sum.add(pair) }
        for key in keys { sum.add(key.bits) }
        return sum.value
    }

    /// Pairs of contact and line, each once, by contact.
    private static func postings(of pairs: [UInt64], contacts: Int) -> (starts: [UInt32], lines: [UInt32]) {
        var starts = [UInt32](repeating: 0, count: contacts + 1)
        var lines: [UInt32] = []
        var previous: UInt64?
        for pair in pairs.sorted() where pair != previous {
            previous = pair
            lines.append(UInt32(truncatingIfNeeded: pair))
            starts[Int(pair >> 32) + 1] = UInt32(lines.count)
        }
        return (starts, lines)
    }

    private static func filter(of keys: [PartyKey]) -> [UInt64] {
        var words = 16
        while words * 4 < keys.count { words *= 2 }
        var filter = [UInt64](repeating: 0, count: words)
        for key in keys {
            let hash = MixedKey(key).bits
            filter[Int(hash & UInt64(words - 1))] |= 1 << (hash >> 30 & 63) | 1 << (hash >> 36 & 63)
        }
        return filter
    }
}
