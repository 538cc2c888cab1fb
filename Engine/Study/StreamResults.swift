import CallRecords
import Foundation
import LineMatching
import Synthesis
import Telephony

/// How a stream's ratios keep their word, as docs/method/STREAM.md prints it: invented traffic of the held-out seeds, read once in
/// its order by the scorer that `scan` and `watch` use, with every line that closed watched.
struct StreamResults {
    let markdown: String

    init(seeds: [UInt64]) throws {
        var text = """
            # What a stream finds

            Written by `make evaluate`. Invented traffic of the held-out seeds, read once in its order; every line that closed is watched, with whoever was in
            touch with its number before as its contacts. *Told*: how many were told of at a level of 10, 100 or 1,000 by the time that records cover, true
            successors of those that share three contacts, and wrong numbers of all those weighed; a line's other new numbers are neither. *In memory*: the same pairs, weighed by
            `trace` at the end with all the network's records. *First*, *Cllr* and *least* are as in RESULTS.md, at the end, of these pairs alone: all wrong ones share three contacts and more,
            so they are the hardest there are. The weights are those that ship, fitted on other seeds.

            | seed | | true pairs | first | told ≥ 10 | ≥ 100 | ≥ 1,000 | median hours to 100 | wrong pairs | told ≥ 10 | ≥ 100 | ≥ 1,000 | Cllr | least |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """
        for seed in seeds { text += try Self.rows(seed) }
        markdown = text
    }

    private static let levels = [10.0, 100, 1_000]

    /// One pair of a closed line and a number that shares enough of its contacts.
    private struct Pair {
        let isTrue: Bool
        let isFirst: Bool
        let ratio: Double
        /// Log10 of the highest level told; nought where none was.
        let told: Double
    }

    private static func rows(_ seed: UInt64) throws -> String {
        let traffic = try CallTraffic(.evaluation, seed: seed)
        let network = CallNetwork(traffic.columns())
        let closures = traffic.truth.closures
        let names = PartyNames()
        var scorer = StreamScorer(
            try watchList(closures, network.events, names), names: names,
            settings: try StreamSettings(ratios: levels))
        var told: [Int: [Party: Double]] = [:]
        var hours: [Double] = []
        scorer.take(calls(network.events, names)) { alert in
            guard case .reached(let found, let level, let at) = alert else { return }
            let before = told[found.line, default: [:]].updateValue(level, forKey: found.party) ?? 0
            let closure = closures[found.line]
            // What is told of at 1,000 at once is told of at 100 by then.
            if before < 2, level >= 2, closure.successors.first?.party == found.party {
                hours.append(Double(at.microseconds - closure.at.microseconds) / 3_600_000_000)
            }
        }
        var (stream, memory): ([Pair], [Pair]) = ([], [])
        let whole = OpenSetScorer()
        for (line, ranked) in scorer.ranked().enumerated() where !ranked.isEmpty {
            let closure = closures[line]
            let others = Set(closure.successors.dropFirst().map(\.party))
            let truth = closure.successors.first?.party
            var background = whole.background(network, at: closure.at)
            let answer = try whole.rank(
                SuccessorQuestion(closed: closure.old, closedAt: closure.at), in: &background)
            for (place, found) in ranked.filter({ !others.contains($0.party) }).enumerated() {
                let isTrue = found.party == truth
                stream.append(
                    Pair(
                        isTrue: isTrue, isFirst: place == 0, ratio: found.log10Ratio,
                        told: told[line]?[found.party] ?? 0))
                guard let score = answer.score(of: found.party),
                    let ratio = answer.settings.log10Ratio(of: score, weighed: answer.view.weighed)
                else { continue }
                let first = answer.candidates.first { !others.contains($0.party) }?.party
                memory.append(
                    Pair(isTrue: isTrue, isFirst: first == found.party, ratio: ratio, told: ratio))
            }
        }
        hours.sort()
        let median = hours.isEmpty ? "–" : decimal(hours[hours.count / 2], 1)
        return row("\(seed)", "stream", stream, median) + row("", "in memory", memory, "–")
    }

    private static func row(_ seed: String, _ kind: String, _ pairs: [Pair], _ median: String) -> String {
        let (right, wrong) = (pairs.filter(\.isTrue), pairs.filter { !$0.isTrue })
        func reach(_ pairs: [Pair]) -> [String] {
            [1.0, 2, 3].map { level in String(pairs.count { $0.told >= level }) }
        }
        let calibration = Calibration(
            targets: right.map(\.ratio), others: wrong.map { (ratio: $0.ratio, count: 1) })
        let cells =
            [seed, kind, String(right.count), String(right.count(where: \.isFirst))] + reach(right) + [median]
            + [grouped(wrong.count)] + reach(wrong)
            + [calibration.cost, calibration.leastCost].map { $0.map { decimal($0, 3) } ?? "–" }
        return "| " + cells.joined(separator: " | ") + " |\n"
    }

    private static func watchList(
        _ closures: [TrafficTruth.Closure], _ events: EventColumns, _ names: PartyNames
    ) throws -> WatchList {
        var lines: [Party: [Int]] = [:]
        for (place, closure) in closures.enumerated() { lines[closure.old, default: []].append(place) }
        var contacts = closures.map { _ in Set<Party>() }
        for row in 0..<events.count {
            let event = events[row]
            for (one, other) in [(event.from.party, event.to.party), (event.to.party, event.from.party)] {
                for place in lines[one] ?? [] where event.time < closures[place].at {
                    contacts[place].insert(other)
                }
            }
        }
        var text = "line,contact\n"
        for (closure, contacts) in zip(closures, contacts) {
            for contact in contacts.sorted() { text += "\(closure.key),\(contact)\n" }
        }
        let layout = try Layout(yaml: String(contentsOfFile: "Layouts/ringfence.yaml", encoding: .utf8))
        return try WatchList(
            closures: closures.map { WatchList.Closure(line: $0.key, number: $0.old, at: $0.at) },
            contacts: ContactList(Array(text.utf8), layout: layout, names: names))
    }

    /// In the order of time.
    private static func calls(_ events: EventColumns, _ names: PartyNames) -> [Call] {
        let keys = events.parties.values.map { names.key(of: $0) }
        return events.times.indices.sorted { (events.times[$0], $0) < (events.times[$1], $1) }.map {
            Call(time: events.times[$0], from: keys[Int(events.from[$0])], to: keys[Int(events.to[$0])])
        }
    }
}
