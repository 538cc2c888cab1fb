import CallRecords
import LineActivity
import LineMatching
import Telephony

/// Every table there is. A page, a command and an export that show the same thing make it here.
package enum Tables {
    package static func party(_ party: Party, link: String? = nil) -> Table.Cell {
        .init(Format.party(party), value: party.description, link: link)
    }

    // MARK: Lines

    package static func lines(_ rows: [LineRow], _ operations: [OperationEntry]) -> Table {
        let names = names(operations)
        return Table(
            "Lines",
            [
                .text("Line", "line"), .text("Operation", "operation"), .party("Number now", "number"),
                .text("Status", "status"), .number("Closures", "closures"),
                .time("Last closed", "last_closed"),
                .number("Closure to re-finding", "hours_to_refinding"),
            ],
            rows.map { row in
                [
                    .init(row.line.name, link: "/lines/\(row.line.id)"), .init(names[row.operationID] ?? ""),
                    row.numberNow.map { Self.party($0) } ?? .init("None known", value: ""),
                    .init(status(of: row)),
                    .number(row.closures), .time(row.lastClosedAt),
                    .hours(row.hoursToRefinding, none: row.lastClosedAt == nil ? "" : "Not re-found yet"),
                ]
            })
    }

    private static func names(_ operations: [OperationEntry]) -> [Int64: String] {
        Dictionary(uniqueKeysWithValues: operations.map { ($0.id, $0.name) })
    }

    package static func status(of row: LineRow) -> String {
        guard row.numberNow == nil else { return row.closures == 0 ? "In use" : "Re-found" }
        return row.closures == 0 ? "No number" : "Closed"
    }

    /// A line's state in two words.
    package static func status(of file: LineFile) -> String {
        guard file.currentEpisode == nil else { return file.closures.isEmpty ? "In use" : "Re-found" }
        return file.closures.isEmpty ? "No number" : "Closed"
    }

    package static func episodes(of file: LineFile) -> Table {
        Table(
            "Numbers of the \(file.line.name) line",
            [
                .party("Number", "number"), .time("From", "from"), .time("Until", "until"),
                .text("Known from", "known_from"),
            ],
            file.episodes.map { episode in
                [
                    party(episode.party, link: link(to: episode.party)), .time(episode.from),
                    episode.until.map { .time($0) } ?? .init("In use", value: ""),
                    .init(episode.decisionID == nil ? "Recorded" : "Accepted suggestion"),
                ]
            })
    }

    package static func closures(of file: LineFile) -> Table {
        Table(
            "Closures of the \(file.line.name) line",
            [
                .number("Closure", "closure"), .party("Number closed", "number"),
                .time("Closed", "closed_at"),
                .text("By", "kind"), .party("Re-found as", "refound_as"),
                .number("Closure to re-finding", "hours_to_refinding"),
            ],
            file.closures.map { entry in
                [
                    .init("\(entry.closure.id)", link: "/closures/\(entry.closure.id)"),
                    party(entry.closure.party),
                    .time(entry.closure.closedAt),
                    .init(name(of: entry.closure.kind), value: entry.closure.kind.rawValue),
                    .init(
                        entry.accepted.map { Format.party($0.party) }.joined(separator: ", "),
                        value: entry.accepted.map(\.party.description).joined(separator: " ")),
                    .hours(entry.hoursToRefinding, none: "Not re-found yet"),
                ]
            })
    }

    package static func name(of kind: Closure.Kind) -> String {
        switch kind {
        case .order: "Court order"
        case .seizure: "Seizure"
        case .provider: "Provider"
        case .abandoned: "Abandoned"
        }
    }

    package static func activity(_ days: [DailyActivity], of name: String) -> Table {
        Table(
            "Activity of the \(name) line by day",
            [
                .time("Day", "day"), .number("Incoming", "incoming"), .number("Outgoing", "outgoing"),
                .number("Contacts", "contacts"),
            ],
            days.map {
                [
                    .init(Format.day($0.day), value: $0.day.description), .number($0.incoming),
                    .number($0.outgoing),
                    .number($0.contacts),
                ]
            })
    }

    // MARK: Answers

    /// - Parameter answer: whose candidates they are: it says what a score is worth.
    package static func candidates(
        _ suggestions: [Suggestion], of answer: AnswerScale, closedAt: Instant, file: ClosureFile?
    ) -> Table {
        let base = file.map { "/closures/\($0.closure.id)/candidates/" }
        var columns: [Table.Column] = [
            .number("Place", "place"), .party("Number", "number"),
            .number(answer.leastOfASuccessor == nil ? "Score" : "Score, log10", "score"),
            .text("Support", "support"),
            .number("Shared contacts", "shared_contacts"), .number("Contacts since", "contacts_since"),
            .time("First contact", "first_contact"), .time("First seen", "first_seen"),
            .number("After closure", "hours_after_closure"),
        ]
        if file != nil { columns.append(.text("Decision", "decision")) }
        return Table(
            "Candidates", columns,
            suggestions.map { suggestion in
                let candidate = suggestion.candidate
                var cells: [Table.Cell] = [
                    .init(rankText(suggestion.rank)),
                    party(candidate.party, link: base.map { "\($0)\(suggestion.place)" }),
                    .init(Format.decimal(candidate.score, 3)), .init(answer.support(candidate.score)),
                    .number(candidate.sharedContacts.count),
                    .number(candidate.contactsSince), .time(candidate.firstContact),
                    firstSeen(candidate, closedAt),
                    .hours(candidate.firstContact.hours(since: closedAt)),
                ]
                if let file { cells.append(.init(name(of: file.state(of: candidate.party)))) }
                return cells
            })
    }

    private static func firstSeen(_ candidate: Candidate, _ closedAt: Instant) -> Table.Cell {
        let text =
            candidate.isNew(after: closedAt) ? "New since the closure" : Format.day(of: candidate.firstSeen)
        return .init(text, value: candidate.firstSeen.description)
    }

    /// `1`, or `2.5` where places are shared.
    package static func rankText(_ rank: Double) -> String {
        rank == rank.rounded() ? String(Int(rank)) : Format.decimal(rank, 1)
    }

    package static func name(of state: SuggestionState) -> String {
        switch state {
        case .open: "Not decided"
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        }
    }

    package static func sharedContacts(_ candidate: Candidate) -> Table {
        Table(
            "Contacts shared with the closed number",
            [
                .party("Contact", "contact"), .number("Events with closed", "events_with_closed"),
                .time("Last with closed", "last_with_closed"),
                .number("Events with candidate", "events_with_candidate"),
                .time("First with candidate", "first_with_candidate"),
                .number("Numbers in touch with", "popularity"),
                .text("Knew candidate before", "in_touch_before"),
                .number("Speaks for it, log10", "weight"),
            ],
            candidate.sharedContacts.map { contact in
                [
                    party(contact.party), .number(contact.eventsWithClosed), .time(contact.lastWithClosed),
                    .number(contact.eventsWithCandidate), .time(contact.firstWithCandidate),
                    .number(contact.popularity),
                    .init(
                        contact.wereInTouchBefore ? "Yes" : "No",
                        value: contact.wereInTouchBefore ? "yes" : "no"),
                    .init(Format.decimal(contact.weight, 3)),
                ]
            })
    }

    package static func decisions(_ decisions: [Decision]) -> Table {
        Table(
            "Decisions",
            [
                .time("When", "decided_at"), .party("Number", "number"), .text("Decision", "verdict"),
                .text("Reason", "reason"), .text("By", "by"),
            ],
            decisions.map {
                [
                    .time($0.decidedAt), party($0.party),
                    .init(name(of: $0.verdict), value: $0.verdict.rawValue),
                    .init($0.reason), .init($0.by),
                ]
            })
    }

    static func name(of verdict: Decision.Verdict) -> String {
        switch verdict {
        case .accept: "Accepted"
        case .reject: "Rejected"
        case .undo: "Undone"
        }
    }

    // MARK: Files

    package static func files(_ files: [OperationFile], _ operations: [OperationEntry]) -> Table {
        let names = names(operations)
        return Table(
            "Files",
            [
                .number("File", "file"), .text("Name", "name"), .text("Operation", "operation"),
                .text("Layout", "layout"), .number("Rows read", "rows"), .number("Events", "events"),
                .number("Quarantined", "quarantined"), .time("First event", "first_event"),
                .time("Last event", "last_event"), .time("Taken in", "imported_at"),
                .text("SHA-256", "sha256"),
            ],
            files.map { file in
                let reading = file.entry.reading
                return [
                    .number(file.entry.id.value), .init(file.entry.name, link: "/files/\(file.entry.id)"),
                    .init(names[file.operationID] ?? ""), .init(file.entry.layout), .number(reading.rows),
                    .number(reading.events), .number(reading.quarantined), .time(reading.firstEvent),
                    .time(reading.lastEvent), .time(file.at),
                    .init(String(file.entry.sha256.prefix(12)) + "…", value: file.entry.sha256),
                ]
            })
    }

    package static func reasons(_ reading: Reading) -> Table {
        Table(
            "Rows quarantined, by reason", [.text("Reason", "reason"), .number("Rows", "rows")],
            reading.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                [.init($0.key), .number($0.value)]
            })
    }

    package static func quarantine(_ entries: [QuarantineEntry]) -> Table {
        Table(
            "Quarantined rows",
            [
                .number("Line", "line"), .number("Row", "row"), .text("Column", "column"),
                .text("Reason", "reason"),
                .text("Raw text", "raw_text"), .number("Byte offset", "byte_offset"),
                .number("Bytes", "bytes"),
            ],
            entries.map {
                [
                    .number($0.line), .number($0.row),
                    .init($0.column ?? "The whole row", value: $0.column ?? ""),
                    .init($0.reason), .init($0.rawText), .number($0.byteOffset), .number($0.byteCount),
                ]
            })
    }

    package static func layouts(_ layouts: [Layout]) -> Table {
        Table(
            "Layouts",
            [
                .text("Layout", "layout"), .text("What it reads", "title"),
                .text("Times without a zone", "zone"), .text("Known from", "source"),
            ],
            layouts.map {
                [.init($0.name), .init($0.title), .init($0.time.zone.description), .init($0.source)]
            })
    }
}

extension Int64 {
    fileprivate var value: Int { Int(self) }
}
