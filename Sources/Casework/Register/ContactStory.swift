import LineMatching

/// A contact that the closed number had before the closure, and what a candidate has had to do with it since.
package struct ContactStory: Sendable, Hashable {
    package let contact: LineContact
    /// Nil where the two were not in touch since the closure.
    package let shared: SharedContact?

    package init(_ contact: LineContact, shared: SharedContact?) {
        (self.contact, self.shared) = (contact, shared)
    }
}

extension Trace {
    /// The closed number's contacts beside a candidate, heaviest first; none in answers made before they were kept.
    package func contacts(beside suggestion: Suggestion) -> [ContactStory] {
        let shared = Dictionary(
            suggestion.candidate.sharedContacts.map { ($0.party, $0) },
            uniquingKeysWith: { first, _ in first })
        return contacts.map { ContactStory($0, shared: shared[$0.party]) }
    }

    package var furtherRecords: FurtherRecords { FurtherRecords(contacts) }
}

extension [ContactStory] {
    /// So many of them, in the order they stand: of those taken up the heaviest, and of those not taken up the heaviest. What is
    /// left out may be heavier than what is chosen of the other kind.
    package func chosen(_ most: Int) -> [ContactStory] {
        guard count > most else { return self }
        // Some room is kept for contacts that were not taken up, which tell as much.
        let room = most * 2 / 3
        let rest = count { $0.shared == nil }
        let taken = indices.filter { self[$0].shared != nil }.prefix(Swift.max(room, most - rest))
        let others = indices.filter { self[$0].shared == nil }.prefix(most - taken.count)
        return (taken + others).sorted().map { self[$0] }
    }
}
