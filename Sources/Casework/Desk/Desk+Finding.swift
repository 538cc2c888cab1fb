import Access
import CallRecords
import Telephony

/// A number with everything the person may see of it.
package struct NumberView: Sendable {
    package let partyID: Int64
    package let party: Party
    /// Every time it served a line, in the operations this person may see.
    package let uses: [NumberRow]
    package let firstEvent: Instant?
    package let lastEvent: Instant?
    package let events: Int
    /// Those in touch with it most, with how many events.
    package let contacts: [(party: Party, events: Int)]
}

/// What needs somebody today.
package struct Today: Sendable {
    /// Closures whose line has not been found again.
    package let waiting: [LineRow]
    package let checkBacks: [CheckBack]
    /// Authorisations that lapse within seven days and are not cancelled.
    package let lapsing: [Authorisation]
    /// Operations whose review date has come.
    package let reviews: [OperationEntry]
}

extension Desk {
    package func numbers(page: Int = 1, in operation: Int64? = nil) async throws -> ListPage<NumberRow> {
        let operations = try await visible(for: .seeLines, in: operation)
        try await looked("list-numbers", at: Subject(.list), in: operation ?? 0)
        return try await store.numbers(in: operations.map(\.id), page: page)
    }

    package func number(_ id: Int64) async throws -> NumberView {
        let subject = Subject(.number, id)
        let operations = try await visible(for: .seeLines)
        guard let party = try await store.party(id: id) else { throw RegisterRefusal.noSuchSubject("number") }
        let records = try await self.operations(for: .seeRecords)
        let uses = try await store.uses(of: party, in: operations.map(\.id))
        let events = try await store.events(naming: [party], in: records.map(\.id))
        // Whether a number is known at all is itself a secret of the operations that know it.
        guard !uses.isEmpty || events.count > 0 else { throw RegisterRefusal.noSuchSubject("number") }
        let place =
            uses.first.flatMap { use in operations.first { $0.id == use.operationID } } ?? records.first
        try await require(.seeLines, on: subject, in: place)
        try await looked("see-number", at: subject, in: place?.id ?? 0)
        var counts: [PartyIndexed: Int] = [:]
        let own = events.parties.find(party)
        for row in 0..<events.count {
            let other = events.from[row] == own ? events.to[row] : events.from[row]
            counts[other, default: 0] += 1
        }
        let best = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20)
        return NumberView(
            partyID: id, party: party, uses: uses,
            firstEvent: events.times.min().map { Instant(microseconds: $0) },
            lastEvent: events.times.max().map { Instant(microseconds: $0) }, events: events.count,
            contacts: best.map { (events.parties[$0.key], $0.value) })
    }

    private typealias PartyIndexed = UInt32

    /// Finds a number however it is typed, a line by nickname or misspelling, a person by part of a name: within what
    /// this person may see.
    package func search(_ text: String) async throws -> [(hit: SearchHit, operation: OperationEntry)] {
        let (words, digits) = SearchTerms.asked(text)
        try await looked("search", at: Subject(.search))
        guard !words.isEmpty || !digits.isEmpty else { return [] }
        let operations = try await operations(for: .seeOperation)
        let byID = Dictionary(uniqueKeysWithValues: operations.map { ($0.id, $0) })
        let hits = try await store.search(
            words: words, digits: digits, in: operations.map(\.id), limit: 100)
        return hits.compactMap { hit in
            guard let operation = byID[hit.operationID] else { return nil }
            let action = Cards.actions(for: hit.subject.kind)?.see ?? .seeLines
            return AccessRules.decide(who, action, on: operation.place).isAllowed ? (hit, operation) : nil
        }
    }

    /// What needs this person today.
    package func today() async throws -> Today {
        let lines = try await operations(for: .seeLines).map(\.id)
        let checks = try await operations(for: .checkBack).map(\.id)
        let authorised = try await operations(for: .editAuthorisations).map(\.id)
        let now = now()
        try await looked("today", at: Subject(.list))
        return Today(
            waiting: try await store.waiting(in: lines, limit: 20),
            checkBacks: try await store.checkBacks(dueBefore: now, in: checks, limit: 20),
            lapsing: try await store.authorisations(
                lapsingAfter: now, before: now.adding(seconds: 7 * 86_400), in: authorised, limit: 20),
            reviews: try await operations(for: .editOperation).filter { entry in
                entry.reviewAt.map { $0 <= now } ?? false
            })
    }
}
