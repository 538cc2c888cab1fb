import CallRecords

/// What everybody does before a moment: how popular each cell is, and at which hours people begin calls and texts.
struct Surroundings: Sendable {
    /// Parties seen in each cell. Shape: [cells].
    let parties: [Int]
    /// Parties seen in any.
    let partiesWithCell: Int
    /// The share of everybody's calls and texts begun in each hour of the day in UTC; sums to one. Shape: [24].
    let rhythm: [Double]
    /// Σ (parties + 2) over all cells.
    private let mass: Double

    init(of network: CallNetwork, before moment: Int64) {
        let cells = network.sightings.cells
        var isSeen = [Bool](repeating: false, count: network.partyCount)
        parties = (0..<UInt32(cells.count)).map { cell in
            let users = cells.users(of: cell, before: moment)
            for user in users { isSeen[Int(user)] = true }
            return users.count
        }
        partiesWithCell = isSeen.count { $0 }
        mass = parties.reduce(0) { $0 + Double($1) + 2 }
        var counts = [Double](repeating: 1, count: 24)
        let events = network.events
        for row in 0..<events.count
        where events.times[row] < moment && network.isLineCapable[Int(events.from[row])] {
            counts[HourOfDay.of(events.times[row])] += 1
        }
        let all = counts.reduce(0, +)
        rhythm = counts.map { $0 / all }
    }

    /// The share of everybody's cells that would be this one: by popularity, with a floor for those never seen before.
    func popularity(ofCell cell: UInt32) -> Double { (Double(parties[Int(cell)]) + 2) / max(mass, 2) }
}

extension Background {
    /// So many days before the moment, or the beginning of time.
    func moment(daysBefore days: Double) -> Int64 {
        let length = days * 86_400_000_000
        return Double(moment) - length > Double(Int64.min) ? moment - Int64(length) : .min
    }
}

/// Hours as whole numbers.
enum HourOfDay {
    static let microseconds: Int64 = 3_600_000_000

    /// The hour since 1970 that a moment lies in.
    static func slot(_ time: Int64) -> Int64 {
        let hour = time / microseconds
        return time % microseconds < 0 ? hour - 1 : hour
    }

    /// 0 to 23, in UTC.
    static func of(_ time: Int64) -> Int { ofSlot(slot(time)) }

    static func ofSlot(_ slot: Int64) -> Int {
        let hour = Int(slot % 24)
        return hour < 0 ? hour + 24 : hour
    }
}
