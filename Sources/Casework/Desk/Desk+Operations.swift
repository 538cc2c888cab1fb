import Access
import CallRecords

/// An operation with what may be seen of it.
package struct OperationView: Sendable {
    package let entry: OperationEntry
    package let card: Card
    /// Forces it is shared with, by name.
    package let shares: [(force: Force, reach: Place.Share)]
    /// Where it is restricted, who may open it.
    package let named: [(id: Int64, name: String, login: String)]
    package let lines: Int
    package let authorisations: [Authorisation]?
    package let notes: [Note]?
}

extension Desk {
    package func operations() async throws -> [OperationEntry] {
        let found = try await visible(for: .seeOperation)
        try await looked("list-operations", at: Subject(.list))
        return found
    }

    package func operation(_ id: Int64) async throws -> OperationView {
        let subject = Subject(.operation, id)
        let entry = try await operation(id, for: .seeOperation, on: subject)
        guard let card = try await store.card(of: subject) else {
            throw RegisterRefusal.noSuchOperation("\(id)")
        }
        try await looked("see-operation", at: subject, in: id)
        let forces = try await store.forces()
        let shares = entry.place.operation?.shares ?? [:]
        func may(_ action: Action) -> Bool { AccessRules.decide(who, action, on: entry.place).isAllowed }
        return OperationView(
            entry: entry, card: card,
            shares: forces.compactMap { force in shares[force.id].map { (force, $0) } },
            named: entry.isRestricted ? try await store.people(named: id) : [],
            lines: may(.seeLines) ? try await store.lines(in: [id], LineQuery()).total : 0,
            authorisations: may(.seeAuthorisations) ? try await store.authorisations(in: [id]) : nil,
            notes: may(.seeNotes) ? try await store.notes(on: subject) : nil)
    }

    /// The operation of that name, among those this person may see.
    package func operation(named name: String) async throws -> OperationEntry {
        let key = name.trimmed.lowercased()
        guard let found = try await visible(for: .seeOperation).first(where: { $0.name.lowercased() == key })
        else {
            throw RegisterRefusal.noSuchOperation(name)
        }
        return found
    }

    /// The forces in which this person may make operations.
    package func forcesForMaking() async throws -> [Force] {
        try await store.forces().filter {
            AccessRules.decide(who, .makeOperation, on: Place(force: $0.id)).isAllowed
        }
    }

    /// Every force there is, for sharing with: their names are no secret among forces.
    package func forces() async throws -> [Force] { try await store.forces() }

    package func makeOperation(named name: String, force: Int64) async throws -> Int64 {
        let place = Place(force: force)
        if case .refused(let refusal) = AccessRules.decide(who, .makeOperation, on: place) {
            try await store.log(
                LogDraft(
                    .alteration, Action.makeOperation.rawValue, by: actor, on: Subject(.operation),
                    outcome: .refused,
                    why: refusal.code), at: now())
            throw refusal
        }
        let name = try RegisterRules.name(name)
        guard try await store.forces().contains(where: { $0.id == force }) else {
            throw RegisterRefusal.noSuchSubject("force")
        }
        return try await store.addOperation(
            named: name, force: force, at: now(),
            log: {
                draft(
                    .alteration, "make-operation", on: Subject(.operation, $0), in: $0,
                    changes: [Change("name", from: "", to: name)])
            })
    }

    /// Shares an operation with a force, or no more where `reach` is nil.
    package func share(operation id: Int64, with force: Int64, reach: Place.Share?, reason: String)
        async throws
    {
        let subject = Subject(.operation, id)
        let entry = try await operation(id, for: .shareOperation, on: subject)
        let reason = try RegisterRules.reason(reason)
        guard let other = try await store.forces().first(where: { $0.id == force }), force != entry.force.id
        else {
            throw RegisterRefusal.noSuchSubject("force")
        }
        let before = entry.place.operation?.shares[force]?.rawValue ?? ""
        try await store.share(
            operation: id, with: force, reach: reach, at: now(),
            log: LogDraft(
                .disclosure, reach == nil ? "unshare" : "share", by: actor, on: subject, operation: id,
                why: reason,
                recipient: other.name, changes: [Change("reach", from: before, to: reach?.rawValue ?? "")]))
    }

    /// Who could be named when restricting: people whose roles reach the operation.
    package func peopleForRestricting(_ id: Int64) async throws -> [(id: Int64, name: String, login: String)]
    {
        _ = try await operation(id, for: .shareOperation, on: Subject(.operation, id))
        return try await store.people(reaching: id)
    }

    /// Restricts an operation to named people, or to nobody in particular where nil. Whoever restricts is always named.
    package func restrict(operation id: Int64, to people: Set<Int64>?, reason: String) async throws {
        let subject = Subject(.operation, id)
        let entry = try await operation(id, for: .shareOperation, on: subject)
        let reason = try RegisterRules.reason(reason)
        let named = people.map { $0.union([who.id]).sorted() }
        var logins = [who.id: who.login]
        if let people, !people.isEmpty {
            for person in try await store.people(reaching: id) { logins[person.id] = person.login }
            guard people.isSubset(of: logins.keys) else { throw RegisterRefusal.noSuchSubject("user") }
        }
        let before = entry.isRestricted ? try await store.people(named: id).map(\.login) : []
        let after = (named ?? []).compactMap { logins[$0] }
        try await store.restrict(
            operation: id, to: named, at: now(),
            log: draft(
                .alteration, "restrict", on: subject, in: id,
                changes: [
                    Change(
                        "named", from: before.sorted().joined(separator: "\n"),
                        to: after.sorted().joined(separator: "\n"))
                ], why: reason))
    }
}
