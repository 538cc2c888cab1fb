import CallRecords
import LineMatching
import Telephony

/// What a stream says of one number and one line: as a scan prints it and a watch tells it. It holds no contact.
package struct StreamRow: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A number reached a level.
        case alert
        /// A late record showed the number before the closure.
        case withdrawn
        /// Of the table at the end.
        case final
    }

    package let kind: Kind
    /// The time of the record that made it; in the table at the end, of the number's last event with a contact.
    package let at: Instant
    package let line: String
    /// The line's last closure before that, or its first.
    package let closedAt: Instant
    package let candidate: Party
    /// Nil for what is withdrawn.
    package let suggestion: StreamSuggestion?

    package init(_ alert: StreamAlert, of watch: WatchList) {
        switch alert {
        case .reached(let found, _, let at):
            self.init(kind: .alert, at: at, line: found.line, found.party, found, watch)
        case .withdrawn(let line, let party, let at):
            self.init(kind: .withdrawn, at: at, line: line, party, nil, watch)
        }
    }

    package init(final found: StreamSuggestion, of watch: WatchList) {
        self.init(kind: .final, at: found.last, line: found.line, found.party, found, watch)
    }

    private init(
        kind: Kind, at: Instant, line: Int, _ candidate: Party, _ suggestion: StreamSuggestion?,
        _ watch: WatchList
    ) {
        let watched = watch.lines[line]
        (self.kind, self.at, self.candidate, self.suggestion) = (kind, at, candidate, suggestion)
        self.line = watched.name
        closedAt = watched.closures.last { $0.at <= at }?.at ?? watched.since
    }

    package var hours: Double { at.hours(since: closedAt) }

    /// One line for a person: whoever wrote the lists or the records writes nothing else into it.
    package func sentence(_ candidate: String) -> String {
        let head = "\(Format.shortTime(at))  \(line.onOneLine)  \(candidate.onOneLine)"
        guard let suggestion else { return "\(head)  withdrawn: it was there before the closure" }
        let ratio = suggestion.log10Ratio
        return
            "\(head)  \(Words.strength(log10Ratio: ratio)) (about \(Words.times(log10Ratio: ratio)) times likelier), "
            + "\(Format.count(suggestion.sharedContacts, "contact")) in \(Format.count(suggestion.events, "event")), "
            + "\(Format.hours(hours)) after the closure"
    }
}

extension Tables {
    /// - Parameter written: a party as the records write it.
    package static func stream(_ rows: [StreamRow], written: (Party) -> String) -> Table {
        Table(
            "Suggestions",
            [
                .text("", "row"), .time("At", "at"), .text("Line", "line"), .party("Number", "candidate"),
                .number("Ratio", "ratio"), .text("What is held is", "strength"),
                .number("Contacts", "contacts"),
                .number("Events", "events"), .time("First seen", "first_seen"),
                .time("First with a contact", "first"), .time("Last", "last"),
                .number("Since closure", "hours_since_closure"),
            ],
            rows.map { row in
                let found = row.suggestion
                return [
                    .init(row.kind.rawValue), .time(row.at), .init(row.line),
                    .init(Format.party(row.candidate), value: written(row.candidate)), ratio(found),
                    .init(found.map { Words.strength(log10Ratio: $0.log10Ratio) } ?? ""),
                    found.map { .number($0.sharedContacts) } ?? .init(""),
                    found.map { .number($0.events) } ?? .init(""),
                    .time(found?.firstSeen), .time(found?.first), .time(found?.last), .hours(row.hours),
                ]
            })
    }

    private static func ratio(_ found: StreamSuggestion?) -> Table.Cell {
        guard let found else { return .init("") }
        let times = VerbalScale.times(log10Ratio: found.log10Ratio)
        return .init(
            Words.times(log10Ratio: found.log10Ratio), value: Format.decimal(times, times < 10 ? 1 : 0))
    }
}
