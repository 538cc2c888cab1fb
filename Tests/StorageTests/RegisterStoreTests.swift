import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Telephony
import Testing

/// What the register asks of any store. The next database to come runs the same.
struct RegisterStoreTests {
    private static let line = "07700 900001"

    private func traced() async throws -> (TemporaryCasebook, Closure) {
        let book = try await TemporaryCasebook()
        try await book.take(TemporaryCasebook.records)
        let register = book.register()
        let closure = try await register.close(
            try Party(parsing: Self.line), at: TemporaryCasebook.closedAt, kind: .order, lineName: "Ash")
        _ = try await register.trace(closure: closure.id)
        return (book, closure)
    }

    @Test("A closure of a number of no line makes the line, from the first record that names the number")
    func closureMakesLine() async throws {
        let (book, closure) = try await traced()
        let file = try await book.register().line(named: "  ash ")
        #expect(file.line.name == "Ash")
        #expect(file.episodes.map(\.from) == [TemporaryCasebook.closedAt.adding(seconds: -7_200)])
        #expect(file.episodes.map(\.until) == [TemporaryCasebook.closedAt])
        #expect(file.closures.map(\.closure) == [closure])
        #expect(file.currentEpisode == nil)
    }

    @Test("An answer is kept as it was given: settings, view, files, candidates and every reason")
    func traceRoundTrip() async throws {
        let (book, closure) = try await traced()
        let trace = try #require(try await book.casebook.latestTrace(closure: closure.id))
        let (events, files) = try await book.casebook.events(until: nil)
        let ranking = try CommunityOverlap().rank(
            SuccessorQuestion(closed: closure.party, closedAt: closure.closedAt), in: events)
        #expect(trace.suggestions.map(\.candidate) == ranking.candidates)
        #expect(trace.view == ranking.view)
        #expect(trace.settings == CommunityOverlap().settings)
        #expect(trace.fileIDs == files)
        #expect(trace.suggestions.first?.candidate.party.description == "+447700900002")
    }

    @Test("Accepting a candidate gives the line a number; undoing takes it away; both stay on record")
    func acceptAndUndo() async throws {
        let (book, closure) = try await traced()
        let successor = try Party(parsing: "07700 900002")
        let register = book.register()
        try await register.decide(
            .accept, on: successor, closure: closure.id, reason: "Same contacts", by: "A. Analyst")
        var file = try await register.line(closure.lineID)
        #expect(file.currentEpisode?.party == successor)
        #expect(file.currentEpisode?.from == TemporaryCasebook.closedAt.adding(seconds: 1_800))
        #expect(file.closures.first?.hoursToRefinding == 24)
        try await register.decide(
            .undo, on: successor, closure: closure.id, reason: "Wrong number", by: "A. Analyst")
        file = try await register.line(closure.lineID)
        #expect(file.currentEpisode == nil)
        #expect(file.closures.first?.decisions.map(\.verdict) == [.accept, .undo])
        try await register.decide(
            .reject, on: successor, closure: closure.id, reason: "A courier", by: "B. Analyst")
        #expect(try await register.closure(closure.id).state(of: successor) == .rejected)
    }

    @Test("A decision that the rules forbid changes nothing")
    func refusedDecisions() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        let successor = try Party(parsing: "07700 900002")
        await #expect(throws: RegisterRefusal.stepNotAllowed(from: .open, .undo)) {
            try await register.decide(.undo, on: successor, closure: closure.id, reason: "r", by: "b")
        }
        await #expect(throws: RegisterRefusal.reasonMissing) {
            try await register.decide(.accept, on: successor, closure: closure.id, reason: "  \n", by: "b")
        }
        await #expect(throws: RegisterRefusal.nameMissing) {
            try await register.decide(.accept, on: successor, closure: closure.id, reason: "r", by: " ")
        }
        let stranger = try Party(parsing: "07700 900077")
        await #expect(throws: RegisterRefusal.notACandidate(stranger)) {
            try await register.decide(.accept, on: stranger, closure: closure.id, reason: "r", by: "b")
        }
        await #expect(throws: RegisterRefusal.noSuchClosure(99)) {
            try await register.decide(.accept, on: successor, closure: 99, reason: "r", by: "b")
        }
        #expect(try await register.closure(closure.id).decisions.isEmpty)
    }

    @Test("A number that serves another line is not accepted as this one's")
    func servesAnother() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        let successor = try Party(parsing: "07700 900002")
        _ = try await register.addLine(named: "Elder", number: successor, from: TemporaryCasebook.closedAt)
        await #expect(throws: RegisterRefusal.numberServes(successor, line: "Elder")) {
            try await register.decide(.accept, on: successor, closure: closure.id, reason: "r", by: "b")
        }
    }

    @Test(
        "A closure recorded twice, or before the number served, is refused, and no episode overlaps another")
    func closedTwice() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        for seconds in [0, -600] as [Int64] {
            let at = TemporaryCasebook.closedAt.adding(seconds: seconds)
            await #expect(
                throws: RegisterRefusal.closedAlready(closure.party, line: "Ash", at: closure.closedAt)
            ) {
                try await register.close(closure.party, at: at, kind: .order, lineName: "Ash")
            }
        }
        _ = try await register.close(
            closure.party, at: TemporaryCasebook.closedAt.adding(seconds: 600), kind: .order, lineName: "Ash")
        let episodes = try await register.line(closure.lineID).episodes
        #expect(
            episodes.map(\.from) == [TemporaryCasebook.closedAt.adding(seconds: -7_200), closure.closedAt])
    }

    @Test("A number recorded for another line from a later day cannot be accepted before it")
    func servesLater() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        let successor = try Party(parsing: "07700 900002")
        _ = try await register.addLine(
            named: "Elder", number: successor, from: TemporaryCasebook.closedAt.adding(seconds: 40_000))
        await #expect(throws: RegisterRefusal.numberServes(successor, line: "Elder")) {
            try await register.decide(.accept, on: successor, closure: closure.id, reason: "r", by: "b")
        }
    }

    @Test("An acceptance on which a later closure rests cannot be undone")
    func closedSince() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        let successor = try Party(parsing: "07700 900002")
        try await register.decide(.accept, on: successor, closure: closure.id, reason: "r", by: "b")
        _ = try await register.close(
            successor, at: TemporaryCasebook.closedAt.adding(seconds: 7_200), kind: .seizure)
        await #expect(throws: RegisterRefusal.closedSince(successor)) {
            try await register.decide(.undo, on: successor, closure: closure.id, reason: "r", by: "b")
        }
    }

    @Test("Lines and closures that cannot be are refused")
    func refusedEntries() async throws {
        let (book, closure) = try await traced()
        let register = book.register()
        let number = try Party(parsing: "07700 900050")
        let from = TemporaryCasebook.closedAt
        await #expect(throws: RegisterRefusal.lineNameTaken("ASH")) {
            try await register.addLine(named: " ASH ", number: number, from: from)
        }
        await #expect(throws: RegisterRefusal.lineNameEmpty) {
            try await register.addLine(named: " ", number: number, from: from)
        }
        await #expect(throws: RegisterRefusal.notALineNumber(.withheld)) {
            try await register.addLine(named: "X", number: .withheld, from: from)
        }
        let future = TemporaryCasebook.now.adding(seconds: 60)
        await #expect(throws: RegisterRefusal.closureInTheFuture(future)) {
            try await register.close(number, at: future, kind: .order, lineName: "X")
        }
        await #expect(throws: RegisterRefusal.numberServesNoLine(number)) {
            try await register.close(number, at: from, kind: .order)
        }
        await #expect(throws: RegisterRefusal.question(.closedNumberUnknown, number)) {
            let other = try await register.close(number, at: from, kind: .order, lineName: "X")
            _ = try await register.trace(closure: other.id)
        }
        for name in ["a\u{0}b", "a\u{1B}[31m", "a\u{202E}b"] {
            await #expect(throws: RegisterRefusal.controlCharacter) {
                try await register.addLine(named: name, number: number, from: from)
            }
        }
        #expect(try await register.closure(closure.id).closure == closure)
    }

    @Test("A number is found however it is typed, and a token that records hold without its prefix")
    func writtenNumbers() async throws {
        let book = try await TemporaryCasebook()
        try await book.take("time,from,to\n2026-03-01T10:00:00Z,id:349,id:23\n")
        let register = book.register()
        #expect(try await register.party(written: "0044 7700 900001").description == "+447700900001")
        #expect(try await register.party(written: "349").description == "id:349")
        await #expect(throws: RegisterRefusal.notANumber("", .empty)) {
            try await register.party(written: "")
        }
        #expect(try await register.party(written: "350").description == "350")
    }

    @Test("History cannot be rewritten: not by delete, not by update, not by replace")
    func appendOnly() async throws {
        let (book, closure) = try await traced()
        try await book.register().decide(
            .reject, on: try Party(parsing: "07700 900002"), closure: closure.id, reason: "r", by: "b")
        let attempts = [
            "DELETE FROM decision", "UPDATE decision SET reason = 'other'", "DELETE FROM event",
            "UPDATE event SET kind = 1",
            "INSERT OR REPLACE INTO decision SELECT * FROM decision", "DELETE FROM record_file",
            "DELETE FROM line",
            "INSERT OR REPLACE INTO line SELECT * FROM line", "UPDATE closure SET closed_us = 0",
            "DELETE FROM trace",
            "UPDATE suggestion SET score = 9", "DELETE FROM suggestion_contact",
            "UPDATE episode SET from_us = 0",
            "INSERT OR REPLACE INTO record_file SELECT * FROM record_file",
            "INSERT OR REPLACE INTO event SELECT * FROM event", "UPDATE party SET name = 'x'",
            "DELETE FROM party",
            "INSERT OR REPLACE INTO party SELECT * FROM party",
        ]
        for sql in attempts {
            await #expect(throws: (any Error).self, "\(sql)") {
                try await book.casebook.database.write { try $0.execute(sql) }
            }
        }
    }
}
