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

/// What the register asks of any store, asked of each.
struct RegisterStoreTests {
    private static let line = "07700 900001"

    /// A book with records, a closure and its answer.
    private static func traced(
        _ kind: TestDatabase, _ body: @escaping @Sendable (TestBook, Closure) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(TestBook.records)
            let closure = try await book.desk().close(
                try Party(parsing: line), at: TestBook.closedAt, kind: .order, lineName: "Ash",
                in: book.operation)
            _ = try await book.desk().trace(closure: closure.id)
            try await body(book, closure)
        }
    }

    @Test(
        "A closure of a number of no line makes the line, from the first record that names the number",
        arguments: TestDatabase.all)
    func closureMakesLine(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let file = try await book.desk().line(named: "  ash ").file
            #expect(file.line.name == "Ash")
            #expect(file.episodes.map(\.from) == [TestBook.closedAt.adding(seconds: -7_200)])
            #expect(file.episodes.map(\.until) == [TestBook.closedAt])
            #expect(file.closures.map(\.closure) == [closure])
            #expect(file.currentEpisode == nil)
        }
    }

    @Test(
        "An answer is kept as it was given: settings, view, files, candidates and every reason",
        arguments: TestDatabase.all)
    func traceRoundTrip(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let trace = try #require(try await book.casebook.latestTrace(closure: closure.id))
            let (events, files) = try await book.casebook.events(in: book.operation, until: nil)
            let ranking = try OpenSetScorer().rank(
                SuccessorQuestion(closed: closure.party, closedAt: closure.closedAt), in: events)
            #expect(trace.suggestions.map(\.candidate) == ranking.candidates)
            #expect(trace.view == ranking.view)
            #expect(trace.settings == ranking.settings)
            #expect(trace.fileIDs == files)
            #expect(trace.suggestions.first?.candidate.party.description == "+447700900002")
        }
    }

    @Test(
        "Accepting a candidate gives the line a number; undoing takes it away; both stay on record",
        arguments: TestDatabase.all)
    func acceptAndUndo(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let successor = try Party(parsing: "07700 900002")
            let desk = book.desk()
            try await desk.decide(
                .accept, on: successor, closure: closure.id, reason: "Same contacts")
            var file = try await desk.line(closure.lineID).file
            #expect(file.currentEpisode?.party == successor)
            #expect(file.currentEpisode?.from == TestBook.closedAt.adding(seconds: 1_800))
            #expect(file.closures.first?.hoursToRefinding == 24)
            try await desk.decide(
                .undo, on: successor, closure: closure.id, reason: "Wrong number")
            file = try await desk.line(closure.lineID).file
            #expect(file.currentEpisode == nil)
            #expect(file.closures.first?.decisions.map(\.verdict) == [.accept, .undo])
            try await desk.decide(
                .reject, on: successor, closure: closure.id, reason: "A courier")
            #expect(try await desk.closure(closure.id).file.state(of: successor) == .rejected)
        }
    }

    @Test("A decision that the rules forbid changes nothing", arguments: TestDatabase.all)
    func refusedDecisions(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            let successor = try Party(parsing: "07700 900002")
            await #expect(throws: RegisterRefusal.stepNotAllowed(from: .open, .undo)) {
                try await desk.decide(.undo, on: successor, closure: closure.id, reason: "r")
            }
            await #expect(throws: RegisterRefusal.reasonMissing) {
                try await desk.decide(.accept, on: successor, closure: closure.id, reason: "  \n")
            }
            let stranger = try Party(parsing: "07700 900077")
            await #expect(throws: RegisterRefusal.notACandidate(stranger)) {
                try await desk.decide(.accept, on: stranger, closure: closure.id, reason: "r")
            }
            await #expect(throws: RegisterRefusal.noSuchClosure(99)) {
                try await desk.decide(.accept, on: successor, closure: 99, reason: "r")
            }
            #expect(try await desk.closure(closure.id).file.decisions.isEmpty)
        }
    }

    @Test("A number that serves another line is not accepted as this one's", arguments: TestDatabase.all)
    func servesAnother(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            let successor = try Party(parsing: "07700 900002")
            _ = try await desk.addLine(
                named: "Elder", number: successor, from: TestBook.closedAt, in: book.operation)
            await #expect(throws: RegisterRefusal.numberServes(successor, line: "Elder")) {
                try await desk.decide(.accept, on: successor, closure: closure.id, reason: "r")
            }
        }
    }

    @Test(
        "A closure recorded twice, or before the number served, is refused, and no episode overlaps another",
        arguments: TestDatabase.all)
    func closedTwice(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            for seconds in [0, -600] as [Int64] {
                let at = TestBook.closedAt.adding(seconds: seconds)
                await #expect(
                    throws: RegisterRefusal.closedAlready(closure.party, line: "Ash", at: closure.closedAt)
                ) {
                    try await desk.close(
                        closure.party, at: at, kind: .order, lineName: "Ash", in: book.operation)
                }
            }
            _ = try await desk.close(
                closure.party, at: TestBook.closedAt.adding(seconds: 600), kind: .order, lineName: "Ash",
                in: book.operation)
            let episodes = try await desk.line(closure.lineID).file.episodes
            #expect(
                episodes.map(\.from) == [TestBook.closedAt.adding(seconds: -7_200), closure.closedAt])
        }
    }

    @Test(
        "A number recorded for another line from a later day cannot be accepted before it",
        arguments: TestDatabase.all)
    func servesLater(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            let successor = try Party(parsing: "07700 900002")
            _ = try await desk.addLine(
                named: "Elder", number: successor, from: TestBook.closedAt.adding(seconds: 40_000),
                in: book.operation)
            await #expect(throws: RegisterRefusal.numberServes(successor, line: "Elder")) {
                try await desk.decide(.accept, on: successor, closure: closure.id, reason: "r")
            }
        }
    }

    @Test("An acceptance on which a later closure rests cannot be undone", arguments: TestDatabase.all)
    func closedSince(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            let successor = try Party(parsing: "07700 900002")
            try await desk.decide(.accept, on: successor, closure: closure.id, reason: "r")
            _ = try await desk.close(
                successor, at: TestBook.closedAt.adding(seconds: 7_200), kind: .seizure, in: book.operation)
            await #expect(throws: RegisterRefusal.closedSince(successor)) {
                try await desk.decide(.undo, on: successor, closure: closure.id, reason: "r")
            }
        }
    }

    @Test("Lines and closures that cannot be are refused", arguments: TestDatabase.all)
    func refusedEntries(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            let desk = book.desk()
            let number = try Party(parsing: "07700 900050")
            let from = TestBook.closedAt
            await #expect(throws: RegisterRefusal.lineNameTaken("ASH")) {
                try await desk.addLine(named: " ASH ", number: number, from: from, in: book.operation)
            }
            await #expect(throws: RegisterRefusal.lineNameEmpty) {
                try await desk.addLine(named: " ", number: number, from: from, in: book.operation)
            }
            await #expect(throws: RegisterRefusal.notALineNumber(.withheld)) {
                try await desk.addLine(named: "X", number: .withheld, from: from, in: book.operation)
            }
            let future = TestBook.now.adding(seconds: 60)
            await #expect(throws: RegisterRefusal.closureInTheFuture(future)) {
                try await desk.close(number, at: future, kind: .order, lineName: "X", in: book.operation)
            }
            await #expect(throws: RegisterRefusal.numberServesNoLine(number)) {
                try await desk.close(number, at: from, kind: .order, in: book.operation)
            }
            await #expect(throws: RegisterRefusal.question(.closedNumberUnknown, number)) {
                let other = try await desk.close(
                    number, at: from, kind: .order, lineName: "X", in: book.operation)
                _ = try await desk.trace(closure: other.id)
            }
            for name in ["a\u{0}b", "a\u{1B}[31m", "a\u{202E}b"] {
                await #expect(throws: RegisterRefusal.controlCharacter) {
                    try await desk.addLine(named: name, number: number, from: from, in: book.operation)
                }
            }
            #expect(try await desk.closure(closure.id).file.closure == closure)
        }
    }

    @Test(
        "A number is found however it is typed, and a token that records hold without its prefix",
        arguments: TestDatabase.all)
    func writtenNumbers(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take("time,from,to\n2026-03-01T10:00:00Z,id:349,id:23\n")
            let desk = book.desk()
            #expect(try await desk.party(written: "0044 7700 900001").description == "+447700900001")
            #expect(try await desk.party(written: "349").description == "id:349")
            await #expect(throws: RegisterRefusal.notANumber("", .empty)) {
                try await desk.party(written: "")
            }
            #expect(try await desk.party(written: "350").description == "350")
        }
    }

    @Test(
        "History cannot be rewritten: not by delete, not by update, not by replace",
        arguments: TestDatabase.all)
    func appendOnly(kind: TestDatabase) async throws {
        try await Self.traced(kind) { book, closure in
            try await book.desk().decide(
                .reject, on: try Party(parsing: "07700 900002"), closure: closure.id, reason: "r")
            let attempts = [
                "DELETE FROM decision", "UPDATE decision SET reason = 'other'", "DELETE FROM event",
                "UPDATE event SET kind = 1", "DELETE FROM record_file", "DELETE FROM line",
                "UPDATE closure SET closed_us = 0", "DELETE FROM trace",
                "UPDATE suggestion SET score = 9",
                "DELETE FROM suggestion_contact", "UPDATE episode SET from_us = 0",
                "UPDATE party SET name = 'x'",
                "DELETE FROM party", "DELETE FROM log_entry", "UPDATE log_entry SET why = 'x'",
                "DELETE FROM log_change", "UPDATE log_change SET old_value = 'x'", "DELETE FROM log_head",
            ]
            let replacing = [
                "INSERT OR REPLACE INTO decision SELECT * FROM decision",
                "INSERT OR REPLACE INTO line SELECT * FROM line",
                "INSERT OR REPLACE INTO record_file SELECT * FROM record_file",
                "INSERT OR REPLACE INTO event SELECT * FROM event",
                "INSERT OR REPLACE INTO party SELECT * FROM party",
                "INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry",
            ]
            let truncating = [
                "TRUNCATE log_entry CASCADE", "TRUNCATE event CASCADE", "TRUNCATE decision CASCADE",
            ]
            for sql in attempts + (kind.dialect == .sqlite ? replacing : truncating) {
                await #expect(throws: (any Error).self, "\(sql)") {
                    try await book.casebook.database.write { try $0.execute(sql) }
                }
            }
        }
    }
}
