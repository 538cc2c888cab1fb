import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

/// The place of a candidate as the manual's formula has it, written out plainly over events, as the oracle of the index.
struct PlaceFormulaTests {
    private typealias Hours = [CellID: Set<Int64>]

    /// Hours in which each party was seen in each cell, in a span of hours from the closure on.
    private func seen(_ world: World, from: Double, before: Double) -> [Party: Hours] {
        var found: [Party: Hours] = [:]
        for row in 0..<world.events.count {
            let event = world.events[row]
            let hour = event.time.hours(since: World.closedAt)
            guard hour >= from, hour < before else { continue }
            let slot = event.time.microseconds / 3_600_000_000
            for end in [event.from, event.to] {
                if let cell = end.cell { found[end.party, default: [:]][cell, default: []].insert(slot) }
            }
        }
        return found
    }

    private func shares<Key: Hashable>(_ counts: [Key: Int]) -> [Key: Double] {
        let weights = counts.mapValues { ln(1 + Double($0)) }
        let sum = weights.values.reduce(0, +)
        return weights.mapValues { $0 / sum }
    }

    private struct Quarter: Hashable {
        let cell: CellID
        let quarter: Int64
    }

    private func quarters(_ hours: Hours) -> [Quarter: Double] {
        var counts: [Quarter: Int] = [:]
        for (cell, slots) in hours {
            for slot in slots { counts[Quarter(cell: cell, quarter: slot % 24 / 6), default: 0] += 1 }
        }
        return shares(counts)
    }

    private func plain(_ candidate: Party, among others: [Party], _ world: World) throws -> Double? {
        let since = seen(world, from: 0, before: .infinity)
        let before = seen(world, from: -28 * 24, before: 0)
        let everybody = seen(world, from: -.infinity, before: 0)
        guard let mine = since[candidate], let line = before[try World.party("line")] else { return nil }
        let habits = others.compactMap { since[$0].map { shares($0.mapValues(\.count)) } }
        let mass = world.events.cells.values.reduce(0.0) { sum, cell in
            sum + Double(everybody.values.count { $0[cell] != nil }) + 2
        }
        let (a, p) = (shares(mine.mapValues(\.count)), shares(line.mapValues(\.count)))
        let own = shares((before[candidate] ?? [:]).mapValues(\.count))
        func background(_ cell: CellID) -> Double {
            let popular = (Double(everybody.values.count { $0[cell] != nil }) + 2) / mass
            let crowd =
                (habits.reduce(0) { $0 + ($1[cell] ?? 0) } + 10 * popular) / Double(habits.count + 10)
            return max(popular, crowd, own[cell] ?? 0)
        }
        func term(_ share: Double, _ cell: CellID) -> Double { ln(0.8 * share / background(cell) + 0.2) }
        let byCell = a.reduce(0) { $0 + $1.value * term(p[$1.key] ?? 0, $1.key) }
        let lineQuarters = quarters(line)
        let byHour = quarters(mine).reduce(0) { sum, entry in
            let all = lineQuarters.filter { $0.key.quarter == entry.key.quarter }.values.reduce(0, +)
            let share = all > 0 ? (lineQuarters[entry.key] ?? 0) / all : p[entry.key.cell] ?? 0
            return sum + entry.value * term(share, entry.key.cell)
        }
        let hours = Double(mine.values.reduce(0) { $0 + $1.count })
        let ratio = 0.5 * exp((1 + 0.3 * ln(hours)) * (byCell + byHour) / 2) + 0.5
        let cap = min(2, log10(Double(max(2, everybody.count))))
        return min(max(log10(ratio), -cap), cap)
    }

    @Test("The index gives what the formula gives, over any events", arguments: 1...8)
    func agrees(seed: UInt64) throws {
        let world = try AttributePropertyTests().world(seed: seed)
        let candidates = try world.rank().candidates
        var stated = 0
        for candidate in candidates {
            let others = candidates.map(\.party).filter { $0 != candidate.party }
            let expected = try plain(candidate.party, among: others, world)
            let found = candidate.log10(of: .place)
            #expect((found == nil) == (expected == nil))
            if let found, let expected {
                stated += 1
                #expect(abs(found - expected) < 2e-9)
            }
        }
        #expect(stated > 10)
    }
}
