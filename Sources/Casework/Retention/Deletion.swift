import Access
import CallRecords

/// Something that one person asked to be deleted, and what another answered.
package struct Deletion: Sendable, Hashable {
    package struct Person: Sendable, Hashable {
        package let id: Int64
        package let name: String

        package init(id: Int64, name: String) { (self.id, self.name) = (id, name) }
    }

    package let id: Int64
    package let operationID: Int64
    package let subject: Subject
    package let dataClass: DataClass
    package let reason: String
    package let askedBy: Person
    package let askedAt: Instant
    package let state: DeletionState
    package let answeredBy: Person?
    package let answeredAt: Instant?
    /// What is left to say of it; nil until it is done.
    package let tombstone: Tombstone?

    package init(
        id: Int64, operationID: Int64, subject: Subject, dataClass: DataClass, reason: String,
        askedBy: Person,
        askedAt: Instant, state: DeletionState, answeredBy: Person?, answeredAt: Instant?,
        tombstone: Tombstone?
    ) {
        (self.id, self.operationID, self.subject, self.dataClass) = (id, operationID, subject, dataClass)
        (self.reason, self.askedBy, self.askedAt) = (reason, askedBy, askedAt)
        (self.state, self.answeredBy, self.answeredAt) = (state, answeredBy, answeredAt)
        self.tombstone = tombstone
    }
}

/// Where a request to delete stands.
package enum DeletionState: String, CaseIterable, Sendable, Hashable {
    case asked
    /// Only inside the transaction that deletes: history can be removed while one stands so, and never else.
    case underWay = "under-way"
    case done, refused

    package enum Event: String, CaseIterable, Sendable, Hashable {
        case confirm, refuse, finish
    }

    package struct Rule: Sendable, Hashable {
        package let from: DeletionState
        package let event: Event
        package let to: DeletionState
        /// Whether it takes somebody other than who asked.
        package let takesAnother: Bool
    }

    /// Every step there is.
    package static let rules: [Rule] = [
        Rule(from: .asked, event: .confirm, to: .underWay, takesAnother: true),
        Rule(from: .asked, event: .refuse, to: .refused, takesAnother: true),
        Rule(from: .underWay, event: .finish, to: .done, takesAnother: false),
    ]

    package static func next(after state: DeletionState, on event: Event) throws(RetentionRefusal) -> Rule {
        guard let rule = rules.first(where: { $0.from == state && $0.event == event }) else {
            throw .stepNotAllowed(from: state)
        }
        return rule
    }
}

/// What is left of what was deleted: which class of thing, and how much of it, without its content.
package struct Tombstone: Sendable, Hashable {
    /// Rows of one kind.
    package struct Count: Sendable, Hashable {
        /// A plain word, such as `events`.
        package let name: String
        package let count: Int

        package init(_ name: String, _ count: Int) { (self.name, self.count) = (name, count) }
    }

    /// A file whose bytes were removed.
    package struct File: Sendable, Hashable {
        package let sha256: String
        package let byteCount: Int

        package init(sha256: String, byteCount: Int) { (self.sha256, self.byteCount) = (sha256, byteCount) }
    }

    package let dataClass: DataClass
    package let counts: [Count]
    package let files: [File]

    package init(_ dataClass: DataClass, counts: [Count], files: [File] = []) {
        self.dataClass = dataClass
        self.counts = counts.filter { $0.count > 0 }
        self.files = files
    }
}

extension Tombstone: CustomStringConvertible {
    /// `records events=300 quarantined=2 file=…:1204`. Parses back.
    package var description: String {
        ([dataClass.rawValue] + counts.map { "\($0.name)=\($0.count)" }
            + files.map { "file=\($0.sha256):\($0.byteCount)" }).joined(separator: " ")
    }

    package init?(parsing text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let first = words.first, let dataClass = DataClass(rawValue: String(first)) else { return nil }
        var (counts, files): ([Count], [File]) = ([], [])
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { return nil }
            if parts[0] == "file" {
                let ends = parts[1].split(separator: ":", omittingEmptySubsequences: false)
                guard ends.count == 2, ends[0].utf8.count == 64, let bytes = Int(ends[1]) else { return nil }
                files.append(File(sha256: String(ends[0]), byteCount: bytes))
            } else {
                guard let count = Int(parts[1]), count > 0 else { return nil }
                counts.append(Count(parts[0], count))
            }
        }
        self.init(dataClass, counts: counts, files: files)
    }
}

/// Why data is not deleted, or its review not set. Each has its sentence in ``Words``.
package enum RetentionRefusal: Error, Hashable, Sendable {
    case noSuchDeletion(Int64)
    case stepNotAllowed(from: DeletionState)
    /// Whoever asked cannot be the one who confirms.
    case samePerson
    /// A legal hold lies on the operation.
    case held
    case askedAlready(Int64)
    /// Lines, closures and the like go with their operation.
    case notDeletable(Subject.Kind)
    case noSuchSubject(Subject.Kind)
    /// The records are still being read.
    case stillReading
    case months(longest: Int)
    case noSuchClass(String)
    /// Nothing was ticked that says the person means it.
    case notMeant
}
