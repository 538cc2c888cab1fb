import Access
import CallRecords
import Telephony

/// A person with what may be seen of them.
package struct PersonView: Sendable {
    package let person: Person
    package let card: Card
    package let operation: OperationEntry
    package let notes: [Note]?
}

extension Desk {
    // MARK: Cards

    /// A subject's card, and whether this person may change it.
    package func card(of subject: Subject) async throws -> (
        card: Card, operation: OperationEntry, mayEdit: Bool
    ) {
        guard let actions = Cards.actions(for: subject.kind), let card = try await store.card(of: subject)
        else {
            throw RegisterRefusal.noSuchSubject(subject.kind.rawValue)
        }
        let operation = try await operation(
            card.operationID, for: actions.see, on: try await gate(of: subject))
        let mayEdit = AccessRules.decide(who, actions.edit, on: operation.place).isAllowed
        return (card, operation, mayEdit)
    }

    /// What stands before a subject when a reason is asked: a closure is opened with its line.
    private func gate(of subject: Subject) async throws -> Subject {
        guard subject.kind == .closure, let file = try await store.closure(id: subject.id) else {
            return subject
        }
        return Subject(.line, file.closure.lineID)
    }

    /// Changes one field, as typed.
    ///
    /// - Parameter old: what the person saw before changing it; nil to change whatever is there.
    package func change(_ key: String, of subject: Subject, to typed: String, from old: String? = nil)
        async throws
    {
        guard let actions = Cards.actions(for: subject.kind), let card = try await store.card(of: subject)
        else {
            throw RegisterRefusal.noSuchSubject(subject.kind.rawValue)
        }
        _ = try await operation(card.operationID, for: actions.edit, on: subject)
        guard let field = Cards.field(key, of: subject.kind) else { throw FieldRefusal.noSuchField(key) }
        let new = try field.read(typed)
        let known = card.values[key] ?? ""
        if let old, old != known { throw FieldRefusal.changedMeanwhile(field, now: field.shown(known)) }
        guard new != known else { return }
        try await store.change(
            field, of: subject, from: known, to: new,
            log: draft(
                .alteration, "change-\(key.replacing("_", with: "-"))", on: subject, in: card.operationID,
                changes: [Change(key, from: known, to: new)]),
            at: now())
    }

    package func history(of subject: Subject) async throws -> [HistoryEntry] {
        let (_, operation, _) = try await card(of: subject)
        try await looked("see-history", at: subject, in: operation.id)
        return try await store.history(of: subject, limit: 500)
    }

    // MARK: People

    package func people(page: Int = 1, in operation: Int64? = nil) async throws -> ListPage<Person> {
        let operations = try await visible(for: .seePeople, in: operation)
        try await looked("list-people", at: Subject(.list), in: operation ?? 0)
        return try await store.people(in: operations.map(\.id), page: page)
    }

    package func person(_ id: Int64) async throws -> PersonView {
        let subject = Subject(.person, id)
        guard let person = try await store.person(id: id), let card = try await store.card(of: subject) else {
            throw RegisterRefusal.noSuchSubject("person")
        }
        let operation = try await operation(person.operationID, for: .seePeople, on: subject)
        try await looked("see-person", at: subject, in: operation.id)
        let readsNotes = AccessRules.decide(who, .seeNotes, on: operation.place).isAllowed
        return PersonView(
            person: person, card: card, operation: operation,
            notes: readsNotes ? try await store.notes(on: subject) : nil)
    }

    package func addPerson(
        named name: String, roles: Set<PersonRole> = [], in operation: Int64
    ) async throws -> Int64 {
        let operation = try await self.operation(operation, for: .editPeople, on: Subject(.person))
        guard let field = Cards.field("name", of: .person) else { throw FieldRefusal.noSuchField("name") }
        let name = try field.read(name)
        let roles = PersonRole.allCases.filter(roles.contains)
        return try await store.addPerson(named: name, roles: roles, in: operation.id, at: now()) {
            draft(
                .alteration, "add-person", on: Subject(.person, $0), in: operation.id,
                changes: [
                    Change("name", from: "", to: name),
                    Change("roles", from: "", to: roles.map(\.rawValue).joined(separator: "\n")),
                ])
        }
    }

    /// Links a person to a line of the same operation, or no more.
    package func link(person id: Int64, line: Int64, isLinked: Bool) async throws {
        guard let person = try await store.person(id: id),
            let card = try await store.card(of: Subject(.line, line)), card.operationID == person.operationID
        else { throw RegisterRefusal.noSuchSubject("person") }
        _ = try await operation(person.operationID, for: .editPeople, on: Subject(.person, id))
        let change =
            isLinked ? Change("line", from: "", to: card.title) : Change("line", from: card.title, to: "")
        try await store.link(
            person: id, line: line, isLinked: isLinked,
            log: draft(
                .alteration, isLinked ? "link-line" : "unlink-line", on: Subject(.person, id),
                in: person.operationID, changes: [change]), at: now())
    }

    // MARK: Identifiers

    package func identifiers(page: Int = 1, in operation: Int64? = nil) async throws -> ListPage<
        IdentifierUse
    > {
        let operations = try await visible(for: .seeLines, in: operation)
        try await looked("list-identifiers", at: Subject(.list), in: operation ?? 0)
        return try await store.identifiers(in: operations.map(\.id), page: page)
    }

    package func identifier(_ id: Int64) async throws -> (
        card: Card, entry: IdentifierEntry, uses: [IdentifierUse]
    ) {
        let subject = Subject(.identifier, id)
        guard let found = try await store.identifier(id: id), let card = try await store.card(of: subject)
        else {
            throw RegisterRefusal.noSuchSubject("identifier")
        }
        _ = try await operation(found.entry.operationID, for: .seeLines, on: subject)
        try await looked("see-identifier", at: subject, in: found.entry.operationID)
        return (card, found.entry, found.uses)
    }

    /// Records that a line used the thing with an identifier.
    ///
    /// - Parameter label: for the eleventh kind, what kind of identifier it is.
    package func addIdentifier(
        _ kind: Identifier.Kind, written: String, label: String = "", line: Int64, from: Instant,
        until: Instant?,
        source: String = ""
    ) async throws -> Int64 {
        guard let card = try await store.card(of: Subject(.line, line)) else {
            throw RegisterRefusal.noSuchLine("\(line)")
        }
        _ = try await operation(card.operationID, for: .editLines, on: Subject(.line, line))
        if let until, until < from { throw RegisterRefusal.endsBeforeItBegins }
        let identifier: Identifier
        do throws(IdentifierTextError) {
            identifier = try Identifier(
                parsing: "\(kind.rawValue):" + (kind == .other ? "\(label.trimmed)=" : "") + written.trimmed)
        } catch { throw RegisterRefusal.notAnIdentifier(written.trimmed, error) }
        guard let field = Cards.field("label", of: .identifier) else {
            throw FieldRefusal.noSuchField("label")
        }
        return try await store.addIdentifier(
            identifier, written: written.trimmed, line: line, from: from, until: until,
            source: try field.read(source),
            in: card.operationID, at: now()
        ) {
            draft(
                .alteration, "add-identifier", on: Subject(.identifier, $0), in: card.operationID,
                changes: [Change("identifier", from: "", to: identifier.description)])
        }
    }

    // MARK: Notes

    package func addNote(_ text: String, on subject: Subject) async throws {
        guard let card = try await store.card(of: subject) else {
            throw RegisterRefusal.noSuchSubject(subject.kind.rawValue)
        }
        _ = try await operation(card.operationID, for: .writeNotes, on: subject)
        let text = try RegisterRules.reason(text)
        try await store.addNote(
            text, on: subject, in: card.operationID, by: who.name, at: now(),
            log: draft(.alteration, "add-note", on: subject, in: card.operationID))
    }
}
