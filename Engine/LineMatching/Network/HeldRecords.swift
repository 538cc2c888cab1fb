import CallRecords
import Telephony

/// Whose records are taken to be held, so that it can be measured what a narrower view costs.
public enum HeldRecords: Hashable, Sendable {
    /// All there are.
    case network
    /// Those of the closed number and of its contacts before the closure; of so many of the heaviest, where not nil.
    case contacts(most: Int?)
}

extension CallNetwork {
    /// What is left of it for whoever asks about one closure and holds these records: events that name one of their
    /// parties. Parties keep their indices.
    ///
    /// Cost: linear in the events kept, and a sort of them.
    ///
    /// - Parameter halfLifeDays: after which an event weighs half; it decides who is heaviest.
    func holding(
        _ held: HeldRecords, about closed: PartyIndex, closedAt: Instant, halfLifeDays: Double
    ) -> CallNetwork {
        guard case .contacts(let most) = held else { return self }
        var background = Background(self, moment: closedAt.microseconds, halfLifeDays: halfLifeDays)
        let contacts = heaviestFirst(background.profile(of: closed)).prefix(most ?? .max)
        var rows: Set<Int> = []
        for party in [closed] + contacts {
            for posting in postings(of: party, before: .max) { rows.insert(row(posting)) }
        }
        return CallNetwork(events.keeping(rows.sorted()))
    }
}

extension SuccessorScorer {
    /// What was known of one closure to whoever holds these records.
    package func background(
        _ network: CallNetwork, holding held: HeldRecords, about known: KnownClosure
    ) -> Background {
        guard let closed = network.parties.find(known.old) else {
            return background(network, at: known.closedAt)
        }
        return background(
            network.holding(held, about: closed, closedAt: known.closedAt, halfLifeDays: halfLifeDays),
            at: known.closedAt)
    }
}
