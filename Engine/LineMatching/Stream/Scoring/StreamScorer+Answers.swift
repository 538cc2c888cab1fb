import CallRecords
import Telephony

extension StreamScorer {
    /// Every line's suggestions, by line, best first. Nothing below the settings' first level, nor with fewer shared
    /// contacts than they let out.
    ///
    /// - Parameter best: how many of a line at most.
    public mutating func suggestions(best: Int) -> [StreamSuggestion] {
        ranked().flatMap { $0.filter { $0.log10Ratio >= settings.levels[0] }.prefix(best) }
    }

    /// By line, every number weighed, best first: what is measured, and not let out.
    package mutating func ranked() -> [[StreamSuggestion]] {
        var weighed: [[Weighed]] = Array(repeating: [], count: lines.count)
        for party in ties.parties.indices where ties.parties[party].isWeighed(least: settings.leastContacts) {
            let key = ties.parties[party].key
            guard names.party(key).isLineCapable, let first = seen.first(MixedKey(key)) else { continue }
            for line in candidacies(of: party, firstSeen: first) {
                if let found = weigh(party, for: line, firstSeen: first) { weighed[line].append(found) }
            }
        }
        return weighed.map { line in
            let lead = Lead(line.map(\.sum))
            return line.map { suggestion($0, other: lead.other(than: $0.sum)) }.sorted {
                let (one, other) = ($0.strength, $1.strength)
                return one != other ? one > other : $0.party < $1.party
            }
        }
    }

    /// The lines, in their order, of which a party has the least number of contacts.
    private func candidacies(of party: Int, firstSeen: Int64) -> [Int] {
        var counts: [Int: Int] = [:]
        ties.forEachTie(of: party) { tie in
            let contact = Int(ties.ties[tie].contact)
            guard firstSeen >= watch.since(contact) else { return }
            for line in watch.lines(of: contact) { counts[Int(line), default: 0] += 1 }
        }
        return counts.filter { $0.value >= settings.leastContacts }.keys.sorted()
    }
}

extension StreamSuggestion {
    /// The ratio before it is capped, which orders those that reach the cap.
    var strength: Double { contributions.reduce(0) { $0 + $1.log10 } }
}
