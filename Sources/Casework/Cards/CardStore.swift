import Access
import CallRecords
import Telephony

/// A subject's card: where it lies, what it is called, and its fields.
package struct Card: Sendable, Hashable {
    package let subject: Subject
    package let operationID: Int64
    /// A line's name, a person's, an authorisation's reference.
    package let title: String
    /// By field key, as stored.
    package let values: [String: String]

    package init(subject: Subject, operationID: Int64, title: String, values: [String: String]) {
        (self.subject, self.operationID, self.title, self.values) = (subject, operationID, title, values)
    }

    package var fields: [FieldValue] {
        Cards.fields(of: subject.kind).map { FieldValue(field: $0, value: values[$0.key] ?? "") }
    }
}

/// A change of a subject, as its history shows it.
package struct HistoryEntry: Sendable, Hashable {
    package let at: Instant
    package let login: String
    package let act: String
    package let why: String
    /// To whom something was disclosed, such as the force that an operation is shared with.
    package let recipient: String
    package let changes: [Change]

    package init(
        at: Instant, login: String, act: String, why: String, recipient: String = "", changes: [Change]
    ) {
        (self.at, self.login, self.act) = (at, login, act)
        (self.why, self.recipient, self.changes) = (why, recipient, changes)
    }
}

package struct Person: Sendable, Hashable {
    package let id: Int64
    package let operationID: Int64
    package let name: String
    package let aliases: [String]
    package let roles: [PersonRole]
    /// Lines they are linked to.
    package let lines: [Line]

    package init(
        id: Int64, operationID: Int64, name: String, aliases: [String], roles: [PersonRole], lines: [Line]
    ) {
        (self.id, self.operationID, self.name) = (id, operationID, name)
        (self.aliases, self.roles, self.lines) = (aliases, roles, lines)
    }
}

/// A device identifier recorded in an operation: a handset's, a SIM's, or another of the eleven kinds (facts 1.11).
package struct IdentifierEntry: Sendable, Hashable {
    package let id: Int64
    package let operationID: Int64
    package let identifier: Identifier
    /// As it was typed.
    package let written: String
    package let label: String

    package init(id: Int64, operationID: Int64, identifier: Identifier, written: String, label: String) {
        (self.id, self.operationID, self.identifier) = (id, operationID, identifier)
        (self.written, self.label) = (written, label)
    }
}

/// A time during which a line used a handset, a SIM or another thing with an identifier.
package struct IdentifierUse: Sendable, Hashable {
    package let id: Int64
    package let entry: IdentifierEntry
    package let line: Line
    package let from: Instant
    package let until: Instant?
    /// Where it is known from.
    package let source: String

    package init(
        id: Int64, entry: IdentifierEntry, line: Line, from: Instant, until: Instant?, source: String
    ) {
        (self.id, self.entry, self.line) = (id, entry, line)
        (self.from, self.until, self.source) = (from, until, source)
    }
}

package struct Note: Sendable, Hashable {
    package let id: Int64
    package let text: String
    package let by: String
    package let writtenAt: Instant

    package init(id: Int64, text: String, by: String, writtenAt: Instant) {
        (self.id, self.text, self.by, self.writtenAt) = (id, text, by, writtenAt)
    }
}

/// The few store operations that cards, people, identifiers, notes and authorisations need. Each change keeps its log
/// entry in the same transaction.
package protocol CardStore: Sendable {
    func card(of subject: Subject) async throws -> Card?
    /// - Throws: ``FieldRefusal/changedMeanwhile(_:now:)`` where the field does not hold `old` any more.
    func change(
        _ field: Field, of subject: Subject, from old: String, to new: String, log: LogDraft, at now: Instant
    ) async throws
    /// Newest first.
    func history(of subject: Subject, limit: Int) async throws -> [HistoryEntry]

    func people(in operations: [Int64], page: Int) async throws -> ListPage<Person>
    func person(id: Int64) async throws -> Person?
    func people(line: Int64) async throws -> [Person]
    func addPerson(
        named name: String, roles: [PersonRole], in operation: Int64, at now: Instant,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    func link(person: Int64, line: Int64, isLinked: Bool, log: LogDraft, at now: Instant) async throws

    func identifiers(in operations: [Int64], page: Int) async throws -> ListPage<IdentifierUse>
    func identifier(id: Int64) async throws -> (entry: IdentifierEntry, uses: [IdentifierUse])?
    func identifiers(line: Int64) async throws -> [IdentifierUse]
    func addIdentifier(
        _ identifier: Identifier, written: String, line: Int64, from: Instant, until: Instant?,
        source: String,
        in operation: Int64, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64

    /// Newest first.
    func notes(on subject: Subject) async throws -> [Note]
    func addNote(
        _ text: String, on subject: Subject, in operation: Int64, by name: String, at now: Instant,
        log: LogDraft
    ) async throws

    func authorisations(in operations: [Int64]) async throws -> [Authorisation]
    /// Not cancelled, and lapsing after one moment and before another; the first to lapse first.
    func authorisations(
        lapsingAfter: Instant, before: Instant, in operations: [Int64], limit: Int
    ) async throws -> [Authorisation]
    func authorisation(id: Int64) async throws -> Authorisation?
    func addAuthorisation(
        _ authorisation: Authorisation, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
}
