import CallRecords
import Casework
import LineMatching
import SQL
import Telephony

/// What stands behind an answer: `suggestion_part`, `suggestion_range` and `trace_contact`.
extension SQLConnection {
    func insertExplanation(of suggestion: Suggestion, trace: Int64) throws {
        let place = SQLValue.integer(Int64(suggestion.place))
        for (number, part) in suggestion.parts.enumerated() {
            try execute(
                "INSERT INTO suggestion_part (trace_id, place, number, part, log10) VALUES (?, ?, ?, ?, ?)",
                [.integer(trace), place, .integer(Int64(number)), .text(part.name), .real(part.log10)])
        }
        guard let range = suggestion.leaveOneOut else { return }
        try execute(
            """
            INSERT INTO suggestion_range (trace_id, place, lowest, highest, party_id, without, rival)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(trace), place, .real(range.lowest), .real(range.highest),
                .integer(try id(of: range.contact)), .real(range.without),
                range.rival.map { .real($0) } ?? .null,
            ])
    }

    func insert(_ contacts: [LineContact], trace: Int64) throws {
        for (number, contact) in contacts.enumerated() {
            let movedTo = try contact.movedTo.map { SQLValue.integer(try id(of: $0)) }
            try execute(
                """
                INSERT INTO trace_contact (trace_id, number, party_id, events, last_us, share, popularity,
                    events_since, informs, moved_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(trace), .integer(Int64(number)), .integer(try id(of: contact.party)),
                    .integer(Int64(contact.events)), .integer(contact.last.microseconds),
                    .real(contact.share), .integer(Int64(contact.popularity)),
                    .integer(Int64(contact.eventsSince)), .real(contact.informs), movedTo ?? .null,
                ])
        }
    }

    /// By place.
    func parts(trace: Int64) throws -> [Int64: [WeighedPart]] {
        var found: [Int64: [WeighedPart]] = [:]
        try each(
            "SELECT place, part, log10 FROM suggestion_part WHERE trace_id = ? ORDER BY place, number",
            [.integer(trace)]
        ) { row in
            found[row.integer(0), default: []].append(WeighedPart(name: row.text(1), log10: row.real(2)))
        }
        return found
    }

    /// By place.
    func ranges(trace: Int64) throws -> [Int64: LeaveOneOut] {
        var found: [Int64: LeaveOneOut] = [:]
        try each(
            """
            SELECT s.place, s.lowest, s.highest, p.name, s.without, s.rival
            FROM suggestion_range s JOIN party p ON p.id = s.party_id WHERE s.trace_id = ? ORDER BY s.place
            """, [.integer(trace)]
        ) { row in
            found[row.integer(0)] = LeaveOneOut(
                lowest: row.real(1), highest: row.real(2), contact: try row.party(3), without: row.real(4),
                rival: row.optionalReal(5))
        }
        return found
    }

    func contacts(trace: Int64) throws -> [LineContact] {
        try all(
            """
            SELECT p.name, c.events, c.last_us, c.share, c.popularity, c.events_since, c.informs, m.name
            FROM trace_contact c JOIN party p ON p.id = c.party_id LEFT JOIN party m ON m.id = c.moved_to
            WHERE c.trace_id = ? ORDER BY c.number
            """, [.integer(trace)]
        ) { row in
            LineContact(
                party: try row.party(0), events: Int(row.integer(1)), last: row.instant(2),
                share: row.real(3), popularity: Int(row.integer(4)), eventsSince: Int(row.integer(5)),
                informs: row.real(6), movedTo: try row.optionalText(7).map { try Party(parsing: $0) })
        }
    }
}
