import CallRecords
import Foundation

/// In what order the closed number wrote to its list, as its own broadcasts show it.
///
/// A telephone book that is copied keeps its order, and whoever sends to all of it goes through it from the top. Two who
/// gathered the same people by themselves have them in different orders.
struct Broadcasts {
    /// Ten people and more, no pause longer than ten minutes. Assumptions; what is bulk is argued about (facts 3.8).
    private static let leastPeople = 10
    private static let longestPause: Int64 = 600_000_000

    /// Places within the last broadcast that reached a contact, and which one that was.
    private let places: [PartyIndex: (broadcast: Int, place: Int)]

    init(of party: PartyIndex, _ background: borrowing Background) {
        let network = background.network
        var places: [PartyIndex: (broadcast: Int, place: Int)] = [:]
        var (run, broadcast): ([PartyIndex], Int) = ([], 0)
        var last: Int64?
        func end() {
            var seen: Set<PartyIndex> = []
            let order = run.filter { seen.insert($0).inserted }
            if order.count >= Self.leastPeople {
                for (place, contact) in order.enumerated() { places[contact] = (broadcast, place) }
                broadcast += 1
            }
            run = []
        }
        for posting in network.postings(of: party, before: background.moment)
        where network.began(posting, party) {
            let time = network.time(posting)
            if let last, time - last > Self.longestPause { end() }
            last = time
            run.append(network.other(posting))
        }
        end()
        self.places = places
    }

    /// ln of how much likelier the order in which a candidate wrote to shared contacts is if it has the line's list.
    /// Nought where nothing can be told: a list may have been put in another order, or sent to nobody.
    func worth(_ taken: [Taken], _ settings: EvidenceSettings) -> Double {
        guard let agreement = agreement(taken) else { return 0 }
        let share = (agreement - settings.order.from) / (settings.order.upTo - settings.order.from)
        return min(max(share, 0), 1) * settings.order.cap * log(10)
    }

    /// How far the order in which a candidate first wrote to shared contacts agrees with the closed number's: Kendall's
    /// rank correlation over its standard deviation where the orders have nothing to do with each other (Kendall, "A new
    /// measure of rank correlation", Biometrika 30, 1938). Nil with fewer than five contacts of one broadcast.
    func agreement(_ taken: [Taken]) -> Double? {
        var groups: [Int: [(time: Int64, place: Int)]] = [:]
        for taken in taken {
            guard let time = taken.firstBegun, let known = places[taken.contact] else { continue }
            groups[known.broadcast, default: []].append((time, known.place))
        }
        var (sum, variance) = (0.0, 0.0)
        for group in groups.values where group.count >= 5 {
            let order = group.sorted { ($0.time, $0.place) < ($1.time, $1.place) }
            var agreed = 0
            for later in order.indices {
                for earlier in 0..<later where order[earlier].time < order[later].time {
                    agreed += order[earlier].place < order[later].place ? 1 : -1
                }
            }
            let count = Double(order.count)
            sum += Double(agreed)
            variance += count * (count - 1) * (2 * count + 5) / 18
        }
        return variance > 0 ? sum / variance.squareRoot() : nil
    }
}
