import CallRecords
import Foundation

/// In which cells a party is seen, how often and at which quarters of the day.
///
/// What is counted is hours: however many rows one hour makes in one cell, they are one.
struct PlaceHabit {
    struct Cell {
        /// Its place among the events' cells.
        let cell: UInt32
        let hours: Int
        /// Of the party's attention: ln(1 + hours) over its sum.
        let share: Double
    }

    struct Quarter {
        let cell: UInt32
        /// Of the day in UTC: 0 from midnight to six, 3 from six in the evening.
        let quarter: Int
        let share: Double
    }

    /// In order of index.
    let cells: [Cell]
    /// In order of cell and quarter.
    let quarters: [Quarter]
    /// Hours in which the party was seen, one in two cells counted twice.
    let hours: Int
    private let byCell: [UInt32: Int]
    private let byQuarter: [UInt64: Double]
    /// The sum of shares in each quarter. Shape: [4].
    private let ofQuarter: [Double]

    init(of party: PartyIndex, _ network: CallNetwork, from: Int64, before: Int64) {
        var last: [UInt32: Int64] = [:]
        var counts: [UInt32: Int] = [:]
        var quarterCounts: [UInt64: Int] = [:]
        for sighting in network.sightings(of: party, from: from, before: before) {
            guard let cell = sighting.cell else { continue }
            let slot = HourOfDay.slot(sighting.time)
            guard last[cell] != slot else { continue }
            last[cell] = slot
            counts[cell, default: 0] += 1
            quarterCounts[Self.key(cell, HourOfDay.ofSlot(slot) / 6), default: 0] += 1
        }
        let attention = counts.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value, log(1 + Double($0.value)))
        }
        let all = attention.reduce(0) { $0 + $1.2 }
        cells = attention.map { Cell(cell: $0.0, hours: $0.1, share: $0.2 / all) }
        let inQuarters = quarterCounts.sorted { $0.key < $1.key }.map { ($0.key, log(1 + Double($0.value))) }
        let allQuarters = inQuarters.reduce(0) { $0 + $1.1 }
        quarters = inQuarters.map {
            Quarter(cell: UInt32($0.0 >> 2), quarter: Int($0.0 & 3), share: $0.1 / allQuarters)
        }
        hours = counts.values.reduce(0, +)
        byCell = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.cell, $0) })
        byQuarter = Dictionary(uniqueKeysWithValues: inQuarters.map { ($0.0, $0.1 / allQuarters) })
        var sums = [0.0, 0, 0, 0]
        for quarter in quarters { sums[quarter.quarter] += quarter.share }
        ofQuarter = sums
    }

    private static func key(_ cell: UInt32, _ quarter: Int) -> UInt64 { UInt64(cell) << 2 | UInt64(quarter) }

    func share(of cell: UInt32) -> Double { byCell[cell].map { cells[$0].share } ?? 0 }
    func hours(in cell: UInt32) -> Int { byCell[cell].map { cells[$0].hours } ?? 0 }

    /// Of the attention in one quarter of the day; of the whole day where nothing was seen in that quarter.
    func share(of cell: UInt32, inQuarter quarter: Int) -> Double {
        guard ofQuarter[quarter] > 0 else { return share(of: cell) }
        return (byQuarter[Self.key(cell, quarter)] ?? 0) / ofQuarter[quarter]
    }
}
