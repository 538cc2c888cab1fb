import CallRecords
import Foundation
import Telephony

/// A row to fit a ``Combination`` on: a number weighed after a closure whose outcome is known.
package struct Example: Sendable {
    package let isTrue: Bool
    /// Whether it is among the sixty that the contact list speaks for most: the ones that can be mistaken for the truth.
    package let isHard: Bool
    /// How many numbers it stands for; none where it is there for the others to be behind.
    package let count: Int
    package let measures: [Measure: Double]
}

extension OpenSetScorer {
    /// The rows of one question, and whose records they look to rest on; nil where it cannot be asked.
    package func examples(
        _ known: KnownClosure, until: Instant, in background: inout Background
    ) -> (view: Ranking.View.Kind, rows: [Example])? {
        let network = background.network
        let question = SuccessorQuestion(closed: known.old, closedAt: known.closedAt, until: until)
        guard let closed = try? question.check(in: network) else { return nil }
        let takings = followed(closed, question.end, &background)
        let crowd = Crowd(around: takings, &background)
        let weights = weigh(takings, &background, crowd: crowd)
        let truth = known.new.flatMap { network.parties.find($0) }
        let siblings = Set(known.siblings.compactMap { network.parties.find($0) })
        let measuring = Measuring(takings, self, crowd, &background)
        let hard = Set(weights.indices.sorted { weights[$0].ratio > weights[$1].ratio }.prefix(60))
        var rows: [Example] = []
        for (place, candidate) in takings.candidates.enumerated() {
            // Another number of the same line is neither right nor wrong, and stands for none; but all others are behind it, as
            // they are when somebody asks.
            let isSibling = siblings.contains(candidate)
            rows.append(
                Example(
                    isTrue: candidate == truth, isHard: !isSibling && hard.contains(place),
                    count: isSibling ? 0 : 1,
                    measures: measuring(candidate, takings.taken[place], weights[place], &background)))
        }
        let kinds = takings.kinds(&background)
        var rest = [Int](repeating: 0, count: Ranking.Others.Kind.all.count)
        let known = Set(takings.candidates).union(siblings)
        func row(_ isTrue: Bool, _ kind: Ranking.Others.Kind, _ count: Int) {
            rows.append(
                Example(isTrue: isTrue, isHard: false, count: count, measures: measuring.nothing(kind)))
        }
        for (party, isVisible) in takings.visible(network).enumerated()
        where isVisible && !known.contains(PartyIndex(party)) {
            if PartyIndex(party) == truth {
                row(true, Ranking.Others.Kind.all[Int(kinds[party])], 1)
            } else {
                rest[Int(kinds[party])] += 1
            }
        }
        for (kind, count) in zip(Ranking.Others.Kind.all, rest) where count > 0 { row(false, kind, count) }
        return (takings.viewKind(network), rows)
    }
}
