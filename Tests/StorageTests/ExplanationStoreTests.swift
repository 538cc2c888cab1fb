import Access
import CallRecords
import Casework
import Foundation
import LineMatching
import SQL
import Storage
import Telephony
import TestDatabases
import Testing

/// What stands behind an answer, as it was kept: asked of each database.
struct ExplanationStoreTests {
    private static func traced(
        _ kind: TestDatabase, _ body: @escaping @Sendable (TestBook, Trace) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(TestBook.records)
            let closure = try await book.desk().close(
                try Party(parsing: "07700 900001"), at: TestBook.closedAt, kind: .order, lineName: "Ash",
                in: book.operation)
            try await body(book, try await book.desk().trace(closure: closure.id))
        }
    }

    @Test(
        "Parts, ranges and the closed number's contacts are kept as they were given",
        arguments: TestDatabase.all)
    func roundTrip(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, trace in
            let (events, _) = try await book.casebook.events(in: book.operation, until: nil)
            let (ranking, explanation) = try OpenSetScorer().answer(
                SuccessorQuestion(closed: try Party(parsing: "07700 900001"), closedAt: TestBook.closedAt),
                in: events)
            #expect(!trace.contacts.isEmpty && trace.contacts == explanation.contacts)
            let best = try #require(trace.suggestions.first)
            #expect(best.parts == ranking.candidates[0].contributions.map(WeighedPart.init))
            #expect(best.leaveOneOut == explanation.leaveOneOut[best.candidate.party])
            #expect(best.leaveOneOut != nil)
            let again = try #require(try await book.casebook.trace(id: trace.id))
            #expect(again.suggestions == trace.suggestions && again.closureID == trace.closureID)
            #expect(try await book.casebook.trace(id: 99) == nil)
        }
    }

    @Test(
        "A contact that moved itself, a candidate without rival: both read back", arguments: TestDatabase.all)
    func whatIsOptional(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, trace in
            let moved = LineContact(
                party: try Party(parsing: "id:a"), events: 3, last: TestBook.closedAt, share: 0.5,
                popularity: 2, eventsSince: 0, informs: -0.25, movedTo: try Party(parsing: "id:new"))
            let alone = LeaveOneOut(lowest: -1, highest: 2, contact: moved.party, without: -1, rival: nil)
            let suggestion = Suggestion(
                place: 1, rank: 1, candidate: try #require(trace.suggestions.first).candidate,
                leaveOneOut: alone)
            let id = try await book.casebook.addTrace(
                Trace(
                    id: 0, closureID: trace.closureID, ranAt: TestBook.now, until: nil,
                    settings: trace.settings, software: "later", view: trace.view, fileIDs: [],
                    suggestions: [suggestion], contacts: [moved]),
                log: LogDraft(.combination, "trace", by: TestBook.system, on: Subject(.closure, 1)))
            let kept = try #require(try await book.casebook.trace(id: id))
            #expect(kept.contacts == [moved])
            #expect(kept.suggestions == [suggestion])
        }
    }

    @Test("A part that this version does not know reads back under its own name", arguments: TestDatabase.all)
    func unknownPart(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, trace in
            try await book.casebook.database.write {
                try $0.execute(
                    "INSERT INTO suggestion_part VALUES (?, 1, 90, 'moon-phase', -0.5)", [.integer(trace.id)])
            }
            let best = try #require(
                try await book.casebook.latestTrace(closure: trace.closureID)?.suggestions.first)
            let part = try #require(best.parts.last)
            #expect(part.name == "moon-phase" && part.log10 == -0.5 && part.contribution == nil)
            #expect(best.candidate.contributions.count == best.parts.count - 1)
            #expect(Words.title(of: part) == "Moon phase")
        }
    }

    @Test("What was kept of an answer cannot be rewritten", arguments: TestDatabase.all)
    func appendOnly(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, _ in
            for table in ["suggestion_part", "suggestion_range", "trace_contact"] {
                var attempts = ["DELETE FROM \(table)", "UPDATE \(table) SET trace_id = trace_id"]
                if kind.dialect == .sqlite {
                    attempts.append("INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)")
                }
                for sql in attempts {
                    await #expect(throws: (any Error).self, "\(sql)") {
                        try await book.casebook.database.write { try $0.execute(sql) }
                    }
                }
            }
        }
    }

    @Test(
        "An answer of the third version is there after the fourth step, with nothing behind it",
        arguments: TestDatabase.all)
    func fromTheThird(kind: TestDatabase) async throws {
        let rows = """
            INSERT INTO party (id, name) VALUES (1, '+447700900001'), (2, '+447700900002');
            INSERT INTO line (id, name, name_key, recorded_us) VALUES (1, 'Ash', '1:ash', 1);
            INSERT INTO episode (id, line_id, party_id, from_us, recorded_us) VALUES (1, 1, 1, 1, 1);
            INSERT INTO closure (id, line_id, episode_id, party_id, closed_us, kind, recorded_us)
                VALUES (1, 1, 1, 1, 3600000000, 'order', 2);
            INSERT INTO trace (id, closure_id, ran_us, settings, software, view) VALUES (1, 1, 5,
                '{"parameters":{},"scorer":"open-set","version":1}', '0.2.0',
                '{"closedNumberEventsAfter":0,"contacts":3,"contactsSeenAfter":2,"eventsAfter":4,"eventsBefore":9,"weighed":8}');
            INSERT INTO suggestion (trace_id, place, standing, party_id, score, first_contact_us, first_seen_us,
                contacts_since) VALUES (1, 1, 1, 2, 1.5, 3600000001, 3600000001, 2);
            """
        try await kind.with { database in
            let migrations = try Migrator.migrations(in: Casebook.migrations(for: kind.dialect))
            try await Migrator.migrate(database, with: Array(migrations.prefix(3)), nowMicroseconds: 0)
            try await database.write { try $0.execute(script: rows) }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let book = try await Casebook(database: database, folder: folder.path, now: TestBook.now)
            let trace = try #require(try await book.latestTrace(closure: 1))
            #expect(trace.contacts.isEmpty && trace.suggestions.count == 1)
            #expect(trace.suggestions[0].parts.isEmpty && trace.suggestions[0].leaveOneOut == nil)
            #expect(trace.suggestions[0].candidate.score == 1.5)
        }
    }
}
