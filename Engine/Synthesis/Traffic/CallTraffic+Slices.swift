import CallRecords
import Telephony

extension CallTraffic {
    /// How many slices of time the records have.
    var slices: Int { settings.people.days * Span.day / sliceSeconds }

    /// Deals events to the slices they fall in, and keeps those that fall in later ones.
    struct Dealer {
        let sliceSeconds: Int
        let slices: Int
        /// Events for slices not given out yet. Shape: [slices].
        private var waiting: [[Leg]]

        init(sliceSeconds: Int, slices: Int) {
            self.sliceSeconds = sliceSeconds
            self.slices = slices
            waiting = Array(repeating: [], count: slices)
        }

        /// Puts aside what belongs to slices from `first` on; an event after the last slice is dropped.
        mutating func deal(_ legs: [Leg]) {
            for leg in legs {
                let slice = Int(leg.time) / sliceSeconds
                if slice < slices { waiting[slice].append(leg) }
            }
        }

        mutating func take(_ slice: Int) -> [Leg] {
            defer { waiting[slice] = [] }
            return waiting[slice]
        }
    }

    /// Puts a slice's events in order of time, and those of one second in an order that tells nothing: by a hash of their
    /// senders, a sender's own in the order they were made. The order of making would put lines before other people.
    ///
    /// Cost: steps in proportion to the events. They are dealt to as many buckets as a second has events, twice over.
    func inOrder(_ legs: [Leg], from start: Int, seconds: Int) -> [Leg] {
        guard let first = legs.first else { return [] }
        let salt = Mixing.mix(seed, 0x53_65)
        let bits = Int.bitWidth - (legs.count / seconds).leadingZeroBitCount + 1
        var counts = Array(repeating: 0, count: seconds << bits + 1)
        let hashes = legs.map { Mixing.mix(UInt64($0.from) << 32 | UInt64($0.time) ^ salt) }
        func bucket(_ place: Int) -> Int {
            (Int(legs[place].time) - start) << bits | Int(hashes[place] >> UInt64(64 - bits))
        }
        for place in legs.indices { counts[bucket(place) + 1] += 1 }
        for bucket in 1..<counts.count { counts[bucket] += counts[bucket - 1] }
        var sorted = Array(repeating: (leg: first, hash: hashes[0]), count: legs.count)
        for (place, leg) in legs.enumerated() {
            let bucket = bucket(place)
            sorted[counts[bucket]] = (leg, hashes[place])
            counts[bucket] += 1
        }
        // What is left is to order the few that share a bucket.
        for place in sorted.indices.dropFirst() {
            let moving = sorted[place]
            var hole = place
            while hole > 0, sorted[hole - 1].leg.time == moving.leg.time,
                sorted[hole - 1].hash > moving.hash
            {
                sorted[hole] = sorted[hole - 1]
                hole -= 1
            }
            if hole < place { sorted[hole] = moving }
        }
        return sorted.map(\.leg)
    }

    /// Every event in order of time, a slice at a time.
    func forEachSlice(_ body: ([Leg]) -> Void) {
        var dealer = Dealer(sliceSeconds: sliceSeconds, slices: slices)
        let perDay = Span.day / sliceSeconds
        for slice in 0..<slices {
            if slice % perDay == 0 { dealer.deal(planned(day: slice / perDay)) }
            dealer.deal(ordinary.legs(from: slice * sliceSeconds, seconds: sliceSeconds))
            body(inOrder(dealer.take(slice), from: slice * sliceSeconds, seconds: sliceSeconds))
        }
    }

    /// All events as columns, in order of time. Shape: about ``expectedRows``, 25 to 45 bytes a row.
    public func columns() -> EventColumns {
        var columns = EventColumns()
        var index = Indices(self)
        forEachSlice { legs in
            for leg in legs { index.append(leg, to: &columns) }
        }
        return columns
    }

    /// The indices of parties, handsets and cells in the dictionaries of columns, by their places here.
    private struct Indices {
        private static let unknown = UInt32.max
        let traffic: CallTraffic
        let states: Bool
        /// Shape: [parties].
        private var parties: [UInt32]
        /// The handset a telephone was last in, and its index. Shape: [parties].
        private var handsets: [(place: UInt64, index: UInt32)]
        /// Shape: [cells].
        private var cells: [UInt32]

        init(_ traffic: CallTraffic) {
            self.traffic = traffic
            states = traffic.settings.phones.statesHandsetsAndCells
            let count = traffic.directory.count
            parties = Array(repeating: Self.unknown, count: count)
            handsets = Array(repeating: (.max, Self.unknown), count: states ? count : 0)
            let towns = traffic.population.towns
            cells = Array(repeating: Self.unknown, count: towns * Int(traffic.population.cellsPerTown))
        }

        mutating func append(_ leg: Leg, to columns: inout EventColumns) {
            let (from, to) = (party(leg.from, &columns), party(leg.to, &columns))
            let isFromOn = states && traffic.isOn(leg.from, leg)
            let isToOn = states && traffic.isOn(leg.to, leg)
            columns.append(
                time: traffic.instant(Int(leg.time)), kind: Event.Kind(rawValue: leg.kind) ?? .unstated,
                from: from, to: to, duration: leg.duration == Leg.none ? nil : leg.duration,
                fromHandset: isFromOn ? handset(leg.from, leg, &columns) : nil,
                toHandset: isToOn ? handset(leg.to, leg, &columns) : nil,
                fromCell: isFromOn ? cell(leg.from, leg, &columns) : nil,
                toCell: isToOn ? cell(leg.to, leg, &columns) : nil)
        }

        private mutating func party(_ place: UInt32, _ columns: inout EventColumns) -> UInt32 {
            let known = parties[Int(place)]
            guard known == Self.unknown else { return known }
            let index = columns.index(of: traffic.directory.party(place))
            parties[Int(place)] = index
            return index
        }

        private mutating func handset(_ place: UInt32, _ leg: Leg, _ columns: inout EventColumns) -> UInt32? {
            guard let handset = traffic.directory.handset(of: place, day: Int(leg.time) / Span.day) else {
                return nil
            }
            let known = handsets[Int(place)]
            if known.place == handset { return known.index }
            let index = columns.index(of: IMEI(body: Directory.body(ofHandset: handset)))
            handsets[Int(place)] = (handset, index)
            return index
        }

        private mutating func cell(_ place: UInt32, _ leg: Leg, _ columns: inout EventColumns) -> UInt32? {
            let time = Int(leg.time)
            guard let cell = traffic.directory.cell(of: place, time: time, population: traffic.population)
            else { return nil }
            let known = cells[Int(cell)]
            guard known == Self.unknown else { return known }
            guard let id = Directory.cellID(cell) else { return nil }
            let index = columns.index(of: id)
            cells[Int(cell)] = index
            return index
        }
    }

    /// Whether a telephone takes part from a handset and a cell: not where its number was given up or closed before.
    func isOn(_ place: UInt32, _ leg: Leg) -> Bool {
        if leg.isStray, place == leg.to { return false }
        return Int(place) >= population.count || changes.phone(of: place, at: leg.time) == place
    }

    /// Who was in touch with each closed number before its closure, by the number: contacts that could be a line's.
    public func contacts(in columns: EventColumns) -> [(key: String, contacts: [Party])] {
        var closings: [PartyIndex: Int] = [:]
        for (place, closure) in truth.closures.enumerated() {
            if let index = columns.parties.find(closure.old) { closings[index] = place }
        }
        var found = Array(repeating: Set<PartyIndex>(), count: truth.closures.count)
        for row in 0..<columns.count {
            let (from, to) = (columns.from[row], columns.to[row])
            for (one, other) in [(from, to), (to, from)] {
                guard let place = closings[one],
                    columns.times[row] < truth.closures[place].at.microseconds
                else { continue }
                found[place].insert(other)
            }
        }
        return zip(truth.closures, found).map { closure, contacts in
            (closure.key, contacts.map { columns.parties[$0] }.filter(\.isLineCapable).sorted())
        }
    }
}
