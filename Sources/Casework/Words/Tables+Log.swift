import Access
import CallRecords

extension Tables {
    /// Entries as a list shows them.
    package static func log(_ entries: [LogEntry], link: (LogEntry) -> String? = { _ in nil }) -> Table {
        Table(
            "Entries of the log",
            [
                .number("Entry", "sequence"), .time("When", "at"), .text("Who", "login"),
                .text("From where", "source"), .text("Kind", "kind"), .text("What", "act"),
                .text("On what", "subject"), .text("Outcome", "outcome"), .text("Why", "why"),
                .text("To whom", "recipient"),
            ],
            entries.map { entry in
                let draft = entry.draft
                return [
                    .number(Int(entry.sequence), link: link(entry)), .time(entry.at),
                    .init(draft.actor.login),
                    .init(draft.actor.source), .init(draft.kind.title, value: draft.kind.rawValue),
                    .init(Words.act(draft.act), value: draft.act),
                    .init(
                        Words.name(draft.subject), value: "\(draft.subject.kind.rawValue) \(draft.subject.id)"
                    ),
                    .init(draft.outcome == .done ? "Done" : "Refused", value: draft.outcome.rawValue),
                    .init(Words.why(draft), value: draft.why), .init(draft.recipient),
                ]
            })
    }

    /// The same with everything that an entry's digest is made of: for a file to keep.
    package static func wholeLog(_ entries: [LogEntry]) -> Table {
        let keys = [
            "sequence", "at_us", "at", "kind", "outcome", "account_id", "login", "source", "subject_kind",
            "subject_id",
            "operation_id", "act", "why", "recipient", "changes_digest", "previous", "digest",
        ]
        return Table(
            "The log", keys.map { .text($0, $0) },
            entries.map { entry in
                let draft = entry.draft
                return [
                    "\(entry.sequence)", "\(entry.at.microseconds)", "\(entry.at)", draft.kind.rawValue,
                    draft.outcome.rawValue, "\(draft.actor.userID)", draft.actor.login, draft.actor.source,
                    draft.subject.kind.rawValue, "\(draft.subject.id)", "\(draft.operationID)", draft.act,
                    draft.why,
                    draft.recipient, entry.changesDigest, entry.previous, entry.digest,
                ].map { .init($0) }
            })
    }

    package static func unusual(_ found: [UnusualLooking], link: (UnusualLooking) -> String? = { _ in nil })
        -> Table
    {
        Table(
            "Unusual looking",
            [
                .text("Sign", "sign"), .text("Who", "login"), .time("From", "from"), .time("Until", "until"),
                .number("Times", "count"),
            ],
            found.map {
                [
                    .init(Words.title($0.sign), value: $0.sign.rawValue, link: link($0)),
                    .init($0.login.isEmpty ? "Nobody signed in" : $0.login, value: $0.login), .time($0.from),
                    .time($0.until), .number($0.count),
                ]
            })
    }
}
