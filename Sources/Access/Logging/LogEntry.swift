import CallRecords

/// What was done, as the Data Protection Act 2018 s.62 names it; and the two kinds of entry it does not.
package enum LoggedKind: String, CaseIterable, Sendable, Hashable {
    case collection, alteration, consultation, disclosure, combination, erasure
    /// Signing in and out, and trying to.
    case signIn = "sign-in"
    /// Work on the casebook itself: migration, backup, settings.
    case system

    package var title: String {
        switch self {
        case .collection: "Collection"
        case .alteration: "Alteration"
        case .consultation: "Consultation"
        case .disclosure: "Disclosure"
        case .combination: "Combination"
        case .erasure: "Erasure"
        case .signIn: "Sign-in"
        case .system: "System"
        }
    }
}

/// Whether it came to pass.
package enum Outcome: String, CaseIterable, Sendable, Hashable {
    case done, refused
}

/// A thing that can be looked at, changed, shared or deleted.
package struct Subject: Sendable, Hashable {
    package enum Kind: String, CaseIterable, Sendable, Hashable {
        case line, number, identifier, closure, person, operation, authorisation, file, note, user, force,
            key,
            session, log, deletion, search, list, system
    }

    package let kind: Kind
    /// Its row; 0 where the kind has no rows.
    package let id: Int64

    package init(_ kind: Kind, _ id: Int64 = 0) { (self.kind, self.id) = (kind, id) }
}

/// Who did it and from where, as far as is known.
package struct Actor: Sendable, Hashable {
    /// 0 for somebody not signed in, or for the server itself.
    package let userID: Int64
    package let login: String
    /// A network address, or `console` for a command.
    package let source: String

    package init(userID: Int64, login: String, source: String) {
        (self.userID, self.login, self.source) = (userID, login, source)
    }
}

/// An old and a new value. Kept beside the entry, so that the content can be erased and the entry still proved.
package struct Change: Sendable, Hashable {
    package let field: String
    package let old: String
    package let new: String

    package init(_ field: String, from old: String, to new: String) {
        (self.field, self.old, self.new) = (field, old, new)
    }
}

/// What is to be logged.
package struct LogDraft: Sendable, Hashable {
    package let kind: LoggedKind
    package let outcome: Outcome
    package let actor: Actor
    package let subject: Subject
    /// The operation it lies in; 0 for none.
    package let operationID: Int64
    /// What was done, in one of the product's own short words: no text from a case.
    package let act: String
    /// The reason the person gave.
    package let why: String
    /// To whom it was disclosed.
    package let recipient: String
    package let changes: [Change]

    package init(
        _ kind: LoggedKind, _ act: String, by actor: Actor, on subject: Subject, operation: Int64 = 0,
        outcome: Outcome = .done, why: String = "", recipient: String = "", changes: [Change] = []
    ) {
        (self.kind, self.act, self.actor, self.subject) = (kind, act, actor, subject)
        (self.operationID, self.outcome, self.why) = (operation, outcome, why)
        (self.recipient, self.changes) = (recipient, changes)
    }
}

/// An entry as it stands in the log.
package struct LogEntry: Sendable, Hashable {
    /// Counted from 1 without gaps.
    package let sequence: Int64
    package let at: Instant
    package let draft: LogDraft
    /// Of the changes with their salt; empty where there are none.
    package let changesDigest: String
    /// The digest of the entry before; that of nothing for the first.
    package let previous: String
    package let digest: String

    package init(
        sequence: Int64, at: Instant, draft: LogDraft, changesDigest: String, previous: String, digest: String
    ) {
        (self.sequence, self.at, self.draft) = (sequence, at, draft)
        (self.changesDigest, self.previous, self.digest) = (changesDigest, previous, digest)
    }
}
