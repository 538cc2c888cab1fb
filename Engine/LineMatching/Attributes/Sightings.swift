import CallRecords
import Telephony

/// Which handset, SIM and cell each party was seen with, and when: the ends of events that state one of them.
///
/// Unlike postings, events with withheld callers, voicemail and services are among them: whose end it is, is known.
/// Shape: 4 bytes an end that states anything, 12 a pair of a party and a handset, SIM or cell; empty where no file
/// states any. Cost: linear in such ends.
struct Sightings: Sendable {
    /// Where each party's rows begin; one more than parties, or empty. Shape: [parties + 1].
    private let starts: [Int]
    /// In order of time within a party.
    private let rows: [UInt32]
    let handsets: Users
    let sims: Users
    let cells: Users

    init(in events: EventColumns, order: [UInt32]) {
        guard events.handsets.count + events.sims.count + events.cells.count > 0 else {
            (starts, rows) = ([], [])
            (handsets, sims, cells) = (Users(), Users(), Users())
            return
        }
        let ends = Self.ends(in: events, order)
        (starts, rows) = ends
        func users(of count: Int, _ value: (Sighting) -> UInt32?) -> Users {
            Users(of: count, events, ends.starts, ends.rows, value)
        }
        handsets = users(of: events.handsets.count) { $0.handset }
        sims = users(of: events.sims.count) { $0.sim }
        cells = users(of: events.cells.count) { $0.cell }
    }

    private static func ends(
        in events: EventColumns, _ order: [UInt32]
    ) -> (starts: [Int], rows: [UInt32]) {
        var starts = [Int](repeating: 0, count: events.parties.count + 1)
        forEachEnd(in: events, order) { party, _ in starts[Int(party) + 1] += 1 }
        for party in 0..<events.parties.count { starts[party + 1] += starts[party] }
        var next = starts
        var rows = [UInt32](repeating: 0, count: starts.last ?? 0)
        forEachEnd(in: events, order) { party, row in
            rows[next[Int(party)]] = row
            next[Int(party)] += 1
        }
        return (starts, rows)
    }

    private static func forEachEnd(
        in events: EventColumns, _ order: [UInt32], _ body: (PartyIndex, UInt32) -> Void
    ) {
        for row in order {
            let (from, to) = (events.from[Int(row)], events.to[Int(row)])
            for party in from == to ? [from] : [from, to]
            where Sighting(of: party, inRow: Int(row), events).statesAnything { body(party, row) }
        }
    }

    /// The places of a party's sightings from one moment up to another and without it, in order of time.
    func places(
        of party: PartyIndex, in events: EventColumns, from: Int64 = .min, before: Int64
    ) -> Range<Int> {
        guard !starts.isEmpty else { return 0..<0 }
        func first(notBefore moment: Int64) -> Int {
            var (low, high) = (starts[Int(party)], starts[Int(party) + 1])
            while low < high {
                let middle = (low + high) / 2
                if events.times[Int(rows[middle])] < moment { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let start = first(notBefore: from)
        return start..<max(start, first(notBefore: before))
    }

    /// A party's end in the event at a place of its own.
    func sighting(of party: PartyIndex, at place: Int, in events: EventColumns) -> Sighting {
        Sighting(of: party, inRow: Int(rows[place]), events)
    }
}

/// What one event says of one party's own end, by index. Nil where it says nothing.
struct Sighting {
    /// Microseconds UTC.
    let time: Int64
    let handset: UInt32?
    let sim: UInt32?
    let cell: UInt32?

    init(of party: PartyIndex, inRow row: Int, _ events: EventColumns) {
        time = events.times[row]
        (handset, sim, cell) = events.belongings(ofRow: row, from: events.from[row] == party)
    }

    var statesAnything: Bool { handset != nil || sim != nil || cell != nil }
}

extension Sightings {
    /// Which parties were seen with each handset, SIM or cell, and since when.
    struct Users: Sendable {
        /// Where the users of each begin. Shape: [handsets, SIMs or cells + 1].
        private var starts: [Int] = [0]
        private(set) var parties: [PartyIndex] = []
        /// Microseconds UTC, of the first sighting of the pair.
        private(set) var first: [Int64] = []

        init() {}

        init(
            of count: Int, _ events: EventColumns, _ partyStarts: [Int], _ rows: [UInt32],
            _ value: (Sighting) -> UInt32?
        ) {
            var lastUser = [PartyIndex](repeating: .max, count: count)
            var found: [(value: UInt32, party: PartyIndex, time: Int64)] = []
            for party in 0..<PartyIndex(partyStarts.count - 1) {
                for place in partyStarts[Int(party)]..<partyStarts[Int(party) + 1] {
                    let sighting = Sighting(of: party, inRow: Int(rows[place]), events)
                    guard let value = value(sighting), lastUser[Int(value)] != party else { continue }
                    lastUser[Int(value)] = party
                    found.append((value, party, sighting.time))
                }
            }
            starts = [Int](repeating: 0, count: count + 1)
            for pair in found { starts[Int(pair.value) + 1] += 1 }
            for value in 0..<count { starts[value + 1] += starts[value] }
            var next = starts
            parties = [PartyIndex](repeating: 0, count: found.count)
            first = [Int64](repeating: 0, count: found.count)
            for pair in found {
                parties[next[Int(pair.value)]] = pair.party
                first[next[Int(pair.value)]] = pair.time
                next[Int(pair.value)] += 1
            }
        }

        var count: Int { starts.count - 1 }

        /// The users of one, of whom any record before a moment says so.
        func users(of value: UInt32, before moment: Int64) -> [PartyIndex] {
            (starts[Int(value)]..<starts[Int(value) + 1]).compactMap {
                first[$0] < moment ? parties[$0] : nil
            }
        }

        func count(of value: UInt32, before moment: Int64) -> Int {
            (starts[Int(value)]..<starts[Int(value) + 1]).count { first[$0] < moment }
        }
    }
}
