import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Telephony
import TestDatabases
import Testing

/// What an auditor asks, held against the same question put to every entry in memory.
struct LogReadingTests {
    private static let start = Instant(seconds: 1_780_000_000)

    /// Four hundred looks and refusals of three people in two operations and none, an hour apart, with clocks that
    /// differ by up to ten minutes.
    private static func withLog(
        _ kind: TestDatabase, _ body: @escaping @Sendable (TestBook, [LogEntry]) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            let head = try await book.casebook.logHead().sequence
            try await book.casebook.database.write { connection in
                for number in Int64(0)..<400 {
                    let kinds: [LoggedKind] = [.consultation, .consultation, .alteration, .disclosure]
                    let subjects: [Subject.Kind] = [.line, .number, .person]
                    let draft = LogDraft(
                        number % 97 == 0 ? .erasure : kinds[Int(number % 4)], "test",
                        by: Actor(userID: number % 3 + 1, login: "user\(number % 3)", source: "test"),
                        on: Subject(subjects[Int(number / 7 % 3)], number % 5), operation: number % 3,
                        outcome: number % 11 == 0 ? .refused : .done,
                        changes: number % 4 == 2 ? [Change("a", from: "", to: "\(number)")] : [])
                    let skew = (number % 5 - 2) * 300
                    try connection.append(draft, at: start.adding(seconds: number * 3_600 + skew))
                }
            }
            let all = try await book.casebook.logEntries(
                LogFilter(), .everything, .oldestFirst(after: head, upTo: head + 400), limit: 1_000)
            #expect(all.count == 400)
            try await body(book, all.map(\.entry))
        }
    }

    private static let filters: [LogFilter] = [
        LogFilter(), LogFilter(account: 2), LogFilter(subjects: [Subject(.line, 3)]),
        LogFilter(subjects: [Subject(.line, 3), Subject(.person, 1), Subject(.number, 99)]),
        LogFilter(subjects: []),
        LogFilter(operation: 1), LogFilter(kind: .erasure), LogFilter(outcome: .refused),
        LogFilter(kind: .consultation, outcome: .refused),
        LogFilter(account: 1, operation: 2, kind: .disclosure),
        LogFilter(subjects: [Subject(.line, 3)], kind: .alteration, outcome: .done),
        LogFilter(from: start.adding(seconds: 100 * 3_600), until: start.adding(seconds: 110 * 3_600)),
        LogFilter(account: 3, from: start.adding(seconds: 300 * 3_600)),
        LogFilter(kind: .alteration, until: start.adding(seconds: 40 * 3_600)),
        LogFilter(from: start.adding(seconds: 9_000 * 3_600)),
    ]

    private static let reaches: [LogReach] = [
        .everything, .part(operations: [1], accounts: [2]), .part(operations: [], accounts: [1, 3]),
        .part(operations: [2], accounts: []), .part(operations: [], accounts: []),
    ]

    private static func holds(_ entry: LogEntry, _ filter: LogFilter, _ reach: LogReach) -> Bool {
        let draft = entry.draft
        let isReached =
            switch reach {
            case .everything: true
            case .part(let operations, let accounts):
                draft.operationID == 0
                    ? accounts.contains(draft.actor.userID) : operations.contains(draft.operationID)
            }
        return isReached && (filter.account.map { $0 == draft.actor.userID } ?? true)
            && (filter.subjects.map { $0.contains(draft.subject) } ?? true)
            && (filter.operation.map { $0 == draft.operationID } ?? true)
            && (filter.kind.map { $0 == draft.kind } ?? true)
            && (filter.outcome.map { $0 == draft.outcome } ?? true)
            && (filter.from.map { entry.at >= $0 } ?? true) && (filter.until.map { entry.at < $0 } ?? true)
    }

    @Test(
        "Every question finds the entries it asks for, page by page, either way", arguments: TestDatabase.all)
    func filters(kind: TestDatabase) async throws {
        try await Self.withLog(kind) { book, all in
            let first = try #require(all.first).sequence
            let last = try #require(all.last).sequence
            for filter in Self.filters {
                for reach in Self.reaches {
                    let expected = all.filter { Self.holds($0, filter, reach) }
                    var (found, before): ([LogEntry], Int64?) = ([], nil)
                    while true {
                        let page = try await book.casebook.logEntries(
                            filter, reach, .newestFirst(before: before), limit: 50
                        ).map(\.entry).filter { $0.sequence >= first }
                        guard let end = page.last else { break }
                        found += page
                        before = end.sequence
                    }
                    #expect(found == expected.reversed(), "\(filter) \(reach)")
                    let block = try await book.casebook.logEntries(
                        filter, reach, .oldestFirst(after: first + 99, upTo: last - 50), limit: 70)
                    let inside = expected.filter { (first + 100...last - 50).contains($0.sequence) }
                    #expect(block.map(\.entry) == Array(inside.prefix(70)), "\(filter) \(reach)")
                }
            }
        }
    }

    @Test(
        "No question reads the log whole, or sorts more than the numbers of a day",
        arguments: TestDatabase.all)
    func plans(kind: TestDatabase) async throws {
        try await Self.withLog(kind) { book, _ in
            try await book.casebook.database.read { connection in
                for filter in Self.filters {
                    for reach in Self.reaches {
                        for way in [LogWay.newestFirst(before: 300), .oldestFirst(after: 10, upTo: 400)] {
                            let search = try LogSearch(filter, reach, way, limit: 51, connection)
                            for statement in search.statements {
                                let plan = try connection.explain(statement.sql, statement.values).joined(
                                    separator: "\n")
                                #expect(!plan.contains("Seq Scan"), "\(filter) \(reach)\n\(plan)")
                                #expect(!plan.contains("SCAN log_entry\n"), "\(filter) \(reach)\n\(plan)")
                                let isDay = plan.contains("COVERING INDEX log_entry_at (at_us>? AND at_us<?)")
                                #expect(isDay || !plan.contains("TEMP B-TREE"), "\(filter) \(reach)\n\(plan)")
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Unusual looking

    @Test("What was looked at is counted by person and hour", arguments: TestDatabase.all)
    func hours(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let noon = Instant(seconds: 1_780_056_000)
            func log(_ draft: LogDraft, _ seconds: Int64) async throws {
                try await book.casebook.log(draft, at: noon.adding(seconds: seconds))
            }
            func look(_ kind: Subject.Kind, _ id: Int64, operation: Int64 = 1, outcome: Outcome = .done)
                -> LogDraft
            {
                LogDraft(
                    .consultation, "see", by: Actor(userID: 2, login: "analyst", source: "test"),
                    on: Subject(kind, id), operation: operation, outcome: outcome)
            }
            for id in Int64(1)...3 { try await log(look(.line, id), id) }
            try await log(look(.line, 3), 60)
            try await log(look(.number, 3, operation: 0), 61)
            try await log(look(.list, 0, operation: 0), 62)
            try await log(look(.line, 9, outcome: .refused), 63)
            try await log(look(.line, 1), 3_600)
            try await log(
                LogDraft(
                    .signIn, "sign-in", by: Actor(userID: 0, login: "analyst", source: "test"),
                    on: Subject(.session),
                    outcome: .refused), 64)
            // Every hour of looks tells something where none is usual.
            let rule = UnusualRule(usualHours: 0..<0)
            let found = try await book.casebook.lookingHours(
                from: noon, until: noon.adding(seconds: 7_200), .everything, tellingBy: rule
            ).sorted { ($0.account, $0.from) < ($1.account, $1.from) }
            #expect(
                found == [
                    LookingHour(
                        account: 0, login: "analyst", from: noon, looks: 0, looksOutside: 0, subjects: 0,
                        refusals: 0,
                        failedSignIns: 1),
                    LookingHour(
                        account: 2, login: "analyst", from: noon, looks: 6, looksOutside: 1, subjects: 4,
                        refusals: 1,
                        failedSignIns: 0),
                    LookingHour(
                        account: 2, login: "analyst", from: noon.adding(seconds: 3_600), looks: 1,
                        looksOutside: 0,
                        subjects: 1, refusals: 0, failedSignIns: 0),
                ])
            let part = try await book.casebook.lookingHours(
                from: noon, until: noon.adding(seconds: 7_200), .part(operations: [1], accounts: []),
                tellingBy: rule)
            #expect(part.reduce(0) { $0 + $1.looks } == 5)
        }
    }

    @Test(
        "Looking at a person of one's own name is found, in any order of words", arguments: TestDatabase.all)
    func ownName(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let desk = book.desk()
            let own = try await desk.addPerson(named: "TEST, Investigator of the", in: book.operation)
            let other = try await desk.addPerson(named: "Investigator of the tests", in: book.operation)
            for id in [own, other, own] { _ = try await desk.person(id) }
            let found = try await book.desk(.auditor, .everywhere).unusualLooking(
                from: TestBook.now, until: TestBook.now.adding(seconds: 86_400))
            #expect(found.filter { $0.sign == .ownName }.map(\.count) == [2])
        }
    }

    // MARK: Access

    @Test(
        "An auditor of a force reads its part of the log, of everywhere all of it; others none",
        arguments: TestDatabase.all)
    func reach(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.casebook.database.write { connection in
                try connection.execute(
                    "INSERT INTO account_grant (account_id, role, force_id, given_us) VALUES (1, 'investigator', 1, 0)"
                )
            }
            _ = try await book.desk().operations()
            func count(_ scope: Scope) async throws -> Int {
                try await book.desk(.auditor, scope).log(LogQuestion()).entries.filter {
                    $0.entry.draft.actor.login == "investigator"
                }.count
            }
            #expect(try await count(.everywhere) == 3)
            #expect(try await count(.force(1)) == 3)
            #expect(try await count(.force(2)) == 0)
            #expect(try await count(.operation(book.operation)) == 2)
            for role in Role.allCases where role != .auditor {
                await #expect(throws: AccessRefusal.self, "\(role)") {
                    try await book.desk(role, .everywhere).log(LogQuestion())
                }
            }
            await #expect(throws: LogRefusal.noSuchEntry(1)) {
                try await book.desk(.auditor, .force(2)).logEntry(1)
            }
            #expect(try await book.log(1) == ["consultation see-log log 0 refused"])
        }
    }

    @Test("Reading the log is logged, and taking it away as a disclosure", arguments: TestDatabase.all)
    func logged(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let desk = book.desk(.auditor, .everywhere)
            _ = try await desk.log(LogQuestion())
            _ = try await desk.logEntry(1)
            for (recipient, reason) in [("", "Disclosure"), ("CPS", ""), ("  ", "x")] {
                await #expect(throws: (any Error).self) {
                    try await desk.exportLog(LogQuestion(), to: recipient, reason: reason)
                }
            }
            let export = try await desk.exportLog(LogQuestion(), to: "CPS", reason: "Disclosure")
            #expect(
                try await book.log(3) == [
                    "consultation read-log log 0 done", "consultation read-log-entry log 1 done",
                    "disclosure export-log log 0 done",
                ])
            // What is taken away proves itself, its own disclosure included.
            var verifier = try LogVerifier()
            for kept in try await export.blocks(0) {
                try verifier.check(try #require(KeptEntry(line: kept.line)))
            }
            let report = try verifier.finish(
                head: (export.beginning.head, export.beginning.headDigest), witness: .export)
            #expect(report.entries == (try await book.casebook.logHead().sequence))
            #expect(export.beginning.isWhole)
            let part = try await desk.exportLog(
                LogQuestion(login: "Auditor"), to: "CPS", reason: "Disclosure")
            #expect(!part.beginning.isWhole)
        }
    }

    @Test(
        "Everything done to a number takes in the line, the closure and the identifier it belongs to",
        arguments: TestDatabase.all)
    func number(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(TestBook.records)
            let closure = try await book.desk().close(
                try Party(parsing: "07700 900001"), at: TestBook.closedAt, kind: .order, lineName: "Ash",
                in: book.operation)
            _ = try await book.desk().line(closure.lineID)
            let found = try await book.desk(.auditor, .everywhere).log(LogQuestion(number: "+44 7700 900001"))
            #expect(
                Set(found.entries.map(\.entry.draft.subject.kind)).isSuperset(of: [.line, .closure]))
            let none = try await book.desk(.auditor, .everywhere).log(LogQuestion(number: "07700 900999"))
            #expect(none.entries.isEmpty)
            await #expect(throws: (any Error).self) {
                try await book.desk(.auditor, .everywhere).log(LogQuestion(number: "07700 9000"))
            }
            await #expect(throws: LogRefusal.noSuchUser("nobody")) {
                try await book.desk(.auditor, .everywhere).log(LogQuestion(login: "nobody"))
            }
        }
    }
}
