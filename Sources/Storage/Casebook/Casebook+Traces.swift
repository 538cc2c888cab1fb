import Access
import CallRecords
import Casework
import Foundation
import LineMatching
import SQL
import Telephony

extension Casebook {
    package func addTrace(_ trace: Trace, log: LogDraft) async throws -> Int64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let settings = String(decoding: try encoder.encode(trace.settings), as: UTF8.self)
        let view = String(decoding: try encoder.encode(trace.view), as: UTF8.self)
        return try await database.write { connection in
            let id = try connection.insert(
                """
                INSERT INTO trace (closure_id, ran_us, until_us, settings, software, view) VALUES (?, ?, ?, ?, ?, ?)
                RETURNING id
                """,
                [
                    .integer(trace.closureID), .integer(trace.ranAt.microseconds), SQLValue(trace.until),
                    .text(settings), .text(trace.software), .text(view),
                ])
            for file in trace.fileIDs {
                try connection.execute(
                    "INSERT INTO trace_file (trace_id, file_id) VALUES (?, ?)",
                    [.integer(id), .integer(file)])
            }
            for suggestion in trace.suggestions { try Self.insert(suggestion, trace: id, connection) }
            try connection.insert(trace.contacts, trace: id)
            try connection.append(log, at: trace.ranAt)
            return id
        }
    }

    private static func insert(_ suggestion: Suggestion, trace: Int64, _ connection: any SQLConnection) throws
    {
        let candidate = suggestion.candidate
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try connection.execute(
            """
            INSERT INTO suggestion (trace_id, place, standing, party_id, score, first_contact_us, first_seen_us,
                contacts_since, reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(trace), .integer(Int64(suggestion.place)), .real(suggestion.rank),
                .integer(try connection.id(of: candidate.party)), .real(candidate.score),
                .integer(candidate.firstContact.microseconds), .integer(candidate.firstSeen.microseconds),
                .integer(Int64(candidate.contactsSince)),
                .text(String(decoding: try encoder.encode(candidate.attributes), as: UTF8.self)),
            ])
        for (number, contact) in candidate.sharedContacts.enumerated() {
            try connection.execute(
                """
                INSERT INTO suggestion_contact (trace_id, place, number, party_id, events_with_closed,
                    last_with_closed_us, events_with_candidate, first_with_candidate_us, popularity, were_in_touch,
                    weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(trace), .integer(Int64(suggestion.place)), .integer(Int64(number)),
                    .integer(try connection.id(of: contact.party)), .integer(Int64(contact.eventsWithClosed)),
                    .integer(contact.lastWithClosed.microseconds),
                    .integer(Int64(contact.eventsWithCandidate)),
                    .integer(contact.firstWithCandidate.microseconds), .integer(Int64(contact.popularity)),
                    .integer(contact.wereInTouchBefore ? 1 : 0), .real(contact.weight),
                ])
        }
        try connection.insertExplanation(of: suggestion, trace: trace)
    }

    package func latestTrace(closure: Int64) async throws -> Trace? {
        try await trace("closure_id = ? ORDER BY id DESC LIMIT 1", closure)
    }

    package func trace(id: Int64) async throws -> Trace? { try await trace("id = ?", id) }

    private func trace(_ condition: String, _ value: Int64) async throws -> Trace? {
        try await database.read { connection in
            let found = try connection.first(
                "SELECT id, ran_us, until_us, settings, software, view, closure_id FROM trace WHERE \(condition)",
                [.integer(value)]
            ) { row in
                (
                    id: row.integer(0), ranAt: row.instant(1), until: row.optionalInstant(2),
                    settings: row.text(3),
                    software: row.text(4), view: row.text(5), closure: row.integer(6)
                )
            }
            guard let found else { return nil }
            let files = try connection.all(
                "SELECT file_id FROM trace_file WHERE trace_id = ? ORDER BY file_id", [.integer(found.id)]
            ) { $0.integer(0) }
            return Trace(
                id: found.id, closureID: found.closure, ranAt: found.ranAt, until: found.until,
                settings: try JSONDecoder().decode(ScorerSettings.self, from: Data(found.settings.utf8)),
                software: found.software,
                view: try JSONDecoder().decode(Ranking.View.self, from: Data(found.view.utf8)),
                fileIDs: files,
                suggestions: try Self.suggestions(trace: found.id, connection),
                contacts: try connection.contacts(trace: found.id))
        }
    }

    private static func suggestions(trace: Int64, _ connection: any SQLConnection) throws -> [Suggestion] {
        var contacts: [Int64: [SharedContact]] = [:]
        try connection.each(
            """
            SELECT s.place, p.name, s.events_with_closed, s.last_with_closed_us, s.events_with_candidate,
                s.first_with_candidate_us, s.popularity, s.were_in_touch, s.weight
            FROM suggestion_contact s JOIN party p ON p.id = s.party_id WHERE s.trace_id = ? ORDER BY s.place, s.number
            """, [.integer(trace)]
        ) { row in
            contacts[row.integer(0), default: []].append(
                SharedContact(
                    party: try row.party(1), eventsWithClosed: Int(row.integer(2)),
                    lastWithClosed: row.instant(3),
                    eventsWithCandidate: Int(row.integer(4)), firstWithCandidate: row.instant(5),
                    popularity: Int(row.integer(6)), wereInTouchBefore: row.integer(7) == 1,
                    weight: row.real(8)))
        }
        let parts = try connection.parts(trace: trace)
        let ranges = try connection.ranges(trace: trace)
        return try connection.all(
            """
            SELECT s.place, s.standing, p.name, s.score, s.first_contact_us, s.first_seen_us, s.contacts_since,
                s.reasons
            FROM suggestion s JOIN party p ON p.id = s.party_id WHERE s.trace_id = ? ORDER BY s.place
            """, [.integer(trace)]
        ) { row in
            Suggestion(
                place: Int(row.integer(0)), rank: row.real(1),
                candidate: Candidate(
                    party: try row.party(2), score: row.real(3),
                    sharedContacts: contacts[row.integer(0)] ?? [],
                    firstContact: row.instant(4), firstSeen: row.instant(5),
                    contactsSince: Int(row.integer(6)),
                    contributions: (parts[row.integer(0)] ?? []).compactMap(\.contribution),
                    // Reasons of a later version's are not read: its words are not known here either.
                    attributes: (try? JSONDecoder().decode(
                        [AttributeReason].self, from: Data(row.text(7).utf8))) ?? []),
                parts: parts[row.integer(0)] ?? [], leaveOneOut: ranges[row.integer(0)])
        }
    }
}
