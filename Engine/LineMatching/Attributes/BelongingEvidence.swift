import CallRecords
import Foundation

/// Handsets, or SIMs, that the closed number leaves behind and others take up.
///
/// LR = kept · crowd / (passed on + m): of successors, the share that take up the line's handset; of the numbers about a
/// line, the share that come by it otherwise, m being the other numbers seen with it. A shop's test phone, or an identity
/// that many handsets carry, is worth nothing; it never speaks against.
struct BelongingEvidence {
    /// What a candidate has of the closed number's.
    struct Shared {
        /// Its place among the events' handsets or SIMs.
        let value: UInt32
        let use: BelongingUse
        let otherNumbers: Int
        /// Microseconds UTC.
        let first: Int64
        /// A natural logarithm; nought where it is not weighed.
        let worth: Double
    }

    let closed: PartyIndex
    /// The first moment not used.
    let end: Int64
    let figures: AttributeSettings.Belonging
    /// Handsets or SIMs of the closed number before the closure, by index, each with when the number was last seen with it
    /// before and since: the beginning of time where it was not.
    private let ofClosed: [UInt32: (before: Int64, since: Int64)]
    /// When the line must have used a thing for it to be its own at the closure.
    private let recent: Int64
    private let users: Sightings.Users
    /// Everybody seen with any of them before the end: most candidates were not, and need no look at what they did.
    private let sharing: Set<PartyIndex>
    private let value: KeyPath<Sighting, UInt32?>

    init(
        of closed: PartyIndex, before end: Int64, _ figures: AttributeSettings.Belonging,
        _ background: borrowing Background, _ table: KeyPath<Sightings, Sightings.Users>,
        _ value: KeyPath<Sighting, UInt32?>
    ) {
        (self.closed, self.end, self.figures, self.value) = (closed, end, figures, value)
        let network = background.network
        let users = network.sightings[keyPath: table]
        var found: [UInt32: (before: Int64, since: Int64)] = [:]
        for sighting in network.sightings(of: closed, before: background.moment) {
            if let value = sighting[keyPath: value] { found[value] = (sighting.time, .min) }
        }
        for sighting in network.sightings(of: closed, from: background.moment, before: end) {
            if let value = sighting[keyPath: value] { found[value]?.since = sighting.time }
        }
        recent = background.moment(daysBefore: figures.days)
        ofClosed = found
        self.users = users
        sharing = Set(found.keys.flatMap { users.users(of: $0, before: end) })
    }

    /// Whether any record says what the closed number used.
    var isStated: Bool { !ofClosed.isEmpty }

    /// Line-capable parties seen since the closure with what is worth enough by itself.
    func sharers(_ background: borrowing Background) -> Set<PartyIndex> {
        let network = background.network
        var found: Set<PartyIndex> = []
        for value in ofClosed.keys where worth(otherNumbers: max(0, others(value) - 1), .takenUp) >= alone {
            for party in users.users(of: value, before: end)
            where party != closed && network.isLineCapable[Int(party)] {
                guard let shared = shared(with: party, background), shared.worth >= alone else { continue }
                found.insert(party)
            }
        }
        return found
    }

    private var alone: Double { figures.alone * log(10) }

    private func others(_ value: UInt32) -> Int { users.count(of: value, before: end) - 1 }

    /// The strongest of what a candidate shares; nil where it shares nothing.
    func shared(with candidate: PartyIndex, _ background: borrowing Background) -> Shared? {
        guard sharing.contains(candidate) else { return nil }
        let network = background.network
        var before: [UInt32: Int64] = [:]
        var since: [UInt32: Int64] = [:]
        for sighting in network.sightings(of: candidate, before: end) {
            guard let value = sighting[keyPath: value], ofClosed[value] != nil else { continue }
            if sighting.time < background.moment {
                before[value] = min(before[value] ?? .max, sighting.time)
            } else {
                since[value] = min(since[value] ?? .max, sighting.time)
            }
        }
        let found = Set(before.keys).union(since.keys).sorted().map { value in
            let others = users.users(of: value, before: end).count { $0 != closed && $0 != candidate }
            guard let first = since[value] else {
                return Shared(
                    value: value, use: .before, otherNumbers: others, first: before[value] ?? .max, worth: 0)
            }
            let line = ofClosed[value] ?? (.min, .min)
            let isCommon = before[value] != nil || line.since >= first
            let use: BelongingUse = isCommon ? .inCommon : line.before < recent ? .longLeft : .takenUp
            return Shared(
                value: value, use: use, otherNumbers: others, first: first,
                worth: worth(otherNumbers: others, use))
        }
        // In one order, whatever order the rows were read in.
        return found.max {
            ($0.worth, $1.first, $1.otherNumbers) < ($1.worth, $0.first, $0.otherNumbers)
        }
    }

    private func worth(otherNumbers: Int, _ use: BelongingUse) -> Double {
        let ratio = figures.kept * figures.crowd / (figures.passedOn + Double(otherNumbers))
        let cap = use == .takenUp ? figures.cap : figures.commonCap
        return min(max(log(ratio), 0), cap * log(10))
    }

    /// Whether any record since the closure says what a candidate used.
    func isStated(of candidate: PartyIndex, _ background: borrowing Background) -> Bool {
        background.network.sightings(of: candidate, from: background.moment, before: end)
            .contains { $0[keyPath: value] != nil }
    }
}

extension CallNetwork {
    /// A party's sightings from one moment up to another and without it, in order of time.
    func sightings(
        of party: PartyIndex, from: Int64 = .min, before: Int64
    ) -> some Sequence<Sighting> {
        sightings.places(of: party, in: events, from: from, before: before).lazy.map {
            sightings.sighting(of: party, at: $0, in: events)
        }
    }
}
