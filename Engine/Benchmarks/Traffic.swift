import CallRecords
import Synthesis
import Telephony

/// Records by the million, made quickly: everybody has a circle of twelve, one line has two hundred contacts, and its
/// successor takes up half of them in the last tenth of the time.
struct Traffic {
    let rows: Int
    let parties: Int
    private var random = SeededGenerator(seed: 2_026)

    static let start = Instant(seconds: 1_772_323_200)  // 2026-03-01T00:00:00Z
    static let closed = 0
    static let successor = 1

    init(rows: Int) {
        self.rows = rows
        parties = max(2_000, rows / 300)
    }

    var closedAt: Instant { Self.start.adding(seconds: Int64(rows) * 9 / 10) }

    /// One row: seconds since the start, sender and recipient. Rows come in order of time, a second apart.
    mutating func next(_ row: Int) -> (second: Int, from: Int, to: Int) {
        if row % 1_000 == 0 {
            let isAfter = row >= rows * 9 / 10
            let contact = 2 + Int(random.next() % (isAfter ? 100 : 200))
            return (row, isAfter ? Self.successor : Self.closed, contact)
        }
        let from = 2 + Int(random.next() % UInt64(parties - 2))
        let to = 2 + (from + 1 + Int(random.next() % 12)) % (parties - 2)
        return (row, from, to)
    }

    static func number(_ party: Int) -> String { "+999\(100_000_000 + party)" }

    /// The rows as a file in the `ringfence` layout.
    mutating func csv() -> [UInt8] {
        var bytes = Array("time,kind,from,to,duration\n".utf8)
        bytes.reserveCapacity(rows * 64)
        for row in 0..<rows {
            let (second, from, to) = next(row)
            bytes += Self.start.adding(seconds: Int64(second)).description.utf8
            bytes += ",call,".utf8
            bytes += Self.number(from).utf8
            bytes.append(UInt8(ascii: ","))
            bytes += Self.number(to).utf8
            bytes += ",\(second % 600)\n".utf8
        }
        return bytes
    }

    /// The rows as columns.
    mutating func columns() throws -> EventColumns {
        var columns = EventColumns()
        columns.reserveCapacity(rows)
        let everyone = try (0..<parties).map { Event.End(try Party(parsing: Self.number($0))) }
        for row in 0..<rows {
            let (second, from, to) = next(row)
            columns.append(
                Event(
                    time: Self.start.adding(seconds: Int64(second)), kind: .call, from: everyone[from],
                    to: everyone[to], duration: 60),
                row: UInt32(row))
        }
        return columns
    }
}
