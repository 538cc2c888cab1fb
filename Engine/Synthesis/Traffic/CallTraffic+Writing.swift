import CallRecords
import Telephony

extension CallTraffic {
    /// What came of writing the records.
    public struct Written: Sendable {
        public let rows: Int
        /// For each closure, by its key, who was in touch with the number before it was closed.
        public let contacts: [(key: String, contacts: [Party])]

        /// As `ringfence scan --contacts` reads it.
        public var contactsCSV: String { CallTraffic.contactsCSV(contacts) }
    }

    public static func contactsCSV(_ contacts: [(key: String, contacts: [Party])]) -> String {
        contacts.reduce(into: "line,contact\n") { text, line in
            for contact in line.contacts { text += "\(line.key),\(contact)\n" }
        }
    }

    /// Writes all events in order of time in the `ringfence` layout, its header first, a slice of time at a call.
    ///
    /// The bytes do not depend on `threads`. Memory: some tens of megabytes a thread, beside what is planned for a day.
    public func write(
        threads: Int, to sink: (_ bytes: [UInt8]) throws -> Void
    ) async throws -> Written {
        try sink(Array(RingfenceCSV.header.utf8))
        var dealer = Dealer(sliceSeconds: sliceSeconds, slices: slices)
        var gathered = GatheredContacts(self)
        var rows = 0
        let perDay = Span.day / sliceSeconds
        let batch = max(1, threads) * 2
        var next = await made(0..<min(batch, slices))
        for first in stride(from: 0, to: slices, by: batch) {
            let places = first..<min(first + batch, slices)
            for (slice, legs) in zip(places, next) {
                if slice % perDay == 0 {
                    let planned = await planned(day: slice / perDay, parts: batch)
                    gathered.take(planned)
                    dealer.deal(planned)
                }
                dealer.deal(legs)
            }
            let due = places.map { dealer.take($0) }
            rows += due.reduce(0) { $0 + $1.count }
            let following = places.upperBound..<min(places.upperBound + batch, slices)
            async let later = made(following)
            for bytes in await formatted(due, places) { try sink(bytes) }
            next = await later
        }
        return Written(rows: rows, contacts: gathered.all)
    }

    /// What ``planned(day:)`` gives, made in so many parts at once.
    @concurrent
    private func planned(day: Int, parts: Int) async -> [Leg] {
        let count = plan.episodes.count
        let trades = await withTaskGroup(of: (Int, [Leg]).self) { group in
            for part in 0..<parts {
                group.addTask {
                    (part, trade(count * part / parts..<count * (part + 1) / parts, day: day))
                }
            }
            return await inPlace(group, from: 0, count: parts)
        }
        return ordinary.adverts(day: day) + trades.joined() + extras(day: day)
    }

    /// The ordinary events that begin in each of some slices. Shape: [slices.count].
    @concurrent
    private func made(_ slices: Range<Int>) async -> [[Leg]] {
        await withTaskGroup(of: (Int, [Leg]).self) { group in
            for slice in slices {
                group.addTask {
                    (slice, ordinary.legs(from: slice * sliceSeconds, seconds: sliceSeconds))
                }
            }
            return await inPlace(group, from: slices.lowerBound, count: slices.count)
        }
    }

    @concurrent
    private func formatted(_ legs: [[Leg]], _ slices: Range<Int>) async -> [[UInt8]] {
        await withTaskGroup(of: (Int, [UInt8]).self) { group in
            for (slice, legs) in zip(slices, legs) {
                group.addTask { (slice, bytes(of: legs, slice: slice)) }
            }
            return await inPlace(group, from: slices.lowerBound, count: slices.count)
        }
    }

    private func inPlace<Part: Sendable>(
        _ group: consuming TaskGroup<(Int, [Part])>, from first: Int, count: Int
    ) async -> [[Part]] {
        var parts = Array(repeating: [Part](), count: count)
        for await (place, part) in group { parts[place - first] = part }
        return parts
    }

    /// A slice's rows, its events given in any order.
    func bytes(of legs: [Leg], slice: Int) -> [UInt8] {
        let start = slice * sliceSeconds
        var writer = RowWriter(self, rows: legs.count, day: start)
        writer.write(inOrder(legs, from: start, seconds: sliceSeconds))
        return writer.finished()
    }

    /// Who was in touch with which number before its closure, gathered from what is planned. No other events touch a
    /// line's number.
    private struct GatheredContacts {
        private let traffic: CallTraffic
        private let end: Int32
        /// The closure of each telephone, by place in the directory.
        private var closings: [UInt32: (place: Int, time: Int32)] = [:]
        private var found: [Set<UInt32>]

        init(_ traffic: CallTraffic) {
            self.traffic = traffic
            end = Int32(traffic.settings.people.days * Span.day)
            for (place, closure) in traffic.plan.closures.enumerated() {
                let phone = traffic.plan.episodes[closure.episode].phone
                closings[phone] = (place, Int32(closure.time))
            }
            found = Array(repeating: [], count: traffic.plan.closures.count)
        }

        mutating func take(_ legs: [Leg]) {
            for leg in legs where leg.time < end {
                if let closing = closings[leg.from], leg.time < closing.time {
                    found[closing.place].insert(leg.to)
                }
                if let closing = closings[leg.to], leg.time < closing.time {
                    found[closing.place].insert(leg.from)
                }
            }
        }

        var all: [(key: String, contacts: [Party])] {
            zip(traffic.truth.closures, found).map { closure, contacts in
                (closure.key, contacts.map(traffic.directory.party).filter(\.isLineCapable).sorted())
            }
        }
    }
}
