import CallRecords
import Foundation

/// The crowd of a watched line, as ``Crowd`` says, made of the other watched lines that it shares contacts with.
///
/// Worked out each time it is asked for, so that a state read back weighs as one that ran on.
struct StreamCrowd {
    /// Lines, and how much of the crowd each is. They sum to one.
    private let lines: [(line: Int, weight: Double)]

    /// Nil where no other watched line shares a contact.
    init?(around line: Int, besides candidate: PartyKey, _ scorer: inout StreamScorer) {
        var alike: [Int: Double] = [:]
        let profile = scorer.lines[line].profile()
        for (place, contact) in scorer.lines[line].contacts.enumerated() {
            for other in scorer.watch.lines(of: Int(contact))
            where scorer.isRival(Int(other), of: line, besides: candidate) {
                let share = scorer.lines[Int(other)].share(of: contact)
                alike[Int(other), default: 0] += (profile.shares[place] * share).squareRoot()
            }
        }
        let most = alike.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
            .prefix(Crowd.most)
        let total = most.reduce(0) { $0 + $1.value }
        guard total > 0 else { return nil }
        lines = most.map { ($0.key, $0.value / total) }
    }

    func share(of contact: UInt32, _ scorer: inout StreamScorer) -> Double {
        lines.reduce(0) { $0 + $1.weight * scorer.lines[$1.line].share(of: contact) }
    }
}
