import Access
import BigStore
import CallRecords
import Foundation
import SQL
import Synthesis
import TestDatabases
import Testing

@testable import Casework
@testable import Storage

/// Hours that were counted before, held against every entry counted anew.
struct LogCountingTests {
    private static let hour: Int64 = 3_600
    /// On the hour.
    private static let start = Instant(seconds: 1_780_002_000 / 3_600 * 3_600)
    private static let rule = UnusualRule(usualHours: 9..<17, manySubjects: 4)

    private static let reaches: [LogReach] = [
        .everything, .part(operations: [1], accounts: [2]), .part(operations: [1, 2], accounts: [1, 3]),
        .part(operations: [], accounts: [0]), .part(operations: [], accounts: []),
    ]

    // MARK: The oracle

    /// Every entry of a time, counted by the plainest query.
    private static func oracle(
        _ from: Instant, _ until: Instant, _ reach: LogReach, _ book: TestBook
    ) async throws -> Set<LookingHour> {
        let looks = "kind IN ('consultation', 'disclosure', 'combination') AND outcome = 'done'"
        let looked = "subject_kind IN ('line', 'number', 'identifier', 'person') AND subject_id <> 0"
        let (part, values) = condition(reach)
        let hours = try await book.casebook.database.read { connection in
            try connection.all(
                """
                SELECT account_id, login, at_us / 3600000000,
                    SUM(CASE WHEN \(looks) THEN 1 ELSE 0 END),
                    SUM(CASE WHEN \(looks) AND \(looked) AND operation_id = 0 THEN 1 ELSE 0 END),
                    COUNT(DISTINCT CASE WHEN \(looks) AND \(looked)
                        THEN subject_kind || CAST(subject_id AS TEXT) END),
                    SUM(CASE WHEN kind <> 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END),
                    SUM(CASE WHEN kind = 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END)
                FROM log_entry WHERE at_us >= ? AND at_us < ? AND \(part)
                GROUP BY account_id, login, at_us / 3600000000
                """, [.integer(from.microseconds), .integer(until.microseconds)] + values
            ) { row in
                LookingHour(
                    account: row.integer(0), login: row.text(1),
                    from: Instant(microseconds: row.integer(2) * 3_600_000_000), looks: Int(row.integer(3)),
                    looksOutside: Int(row.integer(4)), subjects: Int(row.integer(5)),
                    refusals: Int(row.integer(6)), failedSignIns: Int(row.integer(7)))
            }
        }
        return Set(hours.filter(rule.isTelling))
    }

    private static func condition(_ reach: LogReach) -> (String, [SQLValue]) {
        guard case .part(let operations, let accounts) = reach else { return ("1 = 1", []) }
        func any(_ column: String, _ ids: [Int64]) -> String {
            ids.isEmpty ? "1 = 0" : "\(column) IN (\(ids.map { _ in "?" }.joined(separator: ", ")))"
        }
        return (
            "(\(any("operation_id", operations)) OR (operation_id = 0 AND \(any("account_id", accounts))))",
            (operations + accounts).map { .integer($0) }
        )
    }

    // MARK: Entries

    /// Three people and a stranger of several names, who look at few things in few operations, so that much is seen
    /// again; moments that fall on an hour's first and last microsecond among them.
    private static func drafts(
        _ count: Int, from first: Int64, _ random: inout SeededGenerator
    ) -> [(draft: LogDraft, at: Instant)] {
        let kinds: [LoggedKind] = [
            .consultation, .consultation, .disclosure, .combination, .alteration, .signIn,
        ]
        let subjects: [Subject.Kind] = [.line, .number, .number, .person, .identifier, .list, .file]
        return (0..<count).map { place in
            let account = Int64(Int.random(in: 0..<4, using: &random))
            let login = account == 0 ? "stranger\(Int.random(in: 0..<3, using: &random))" : "user\(account)"
            let draft = LogDraft(
                kinds[Int.random(in: 0..<kinds.count, using: &random)], "test",
                by: Actor(userID: account, login: login, source: "test"),
                on: Subject(
                    subjects[Int.random(in: 0..<subjects.count, using: &random)],
                    Int64(Int.random(in: 0..<4, using: &random))),
                operation: Int64(Int.random(in: 0..<3, using: &random)),
                outcome: (Double.random(in: 0..<1, using: &random) < 0.2) ? .refused : .done)
            let hours = first + Int64(place / 12)
            let edge = start.adding(seconds: hours * hour)
            let within: Int64 =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: 0
                case 1: 3_599_999_999
                default: Int64(Int.random(in: 0..<3_600_000, using: &random)) * 1_000
                }
            // A clock that is slow by up to nine hours, now and then.
            let late =
                (Double.random(in: 0..<1, using: &random) < 0.05)
                ? Int64(Int.random(in: 0..<9, using: &random)) * hour : 0
            return (draft, Instant(microseconds: edge.adding(seconds: -late).microseconds + within))
        }
    }

    private static func append(
        _ drafts: [(draft: LogDraft, at: Instant)], to book: TestBook
    ) async throws {
        try await book.casebook.database.write { connection in
            for (draft, at) in drafts { try connection.append(draft, at: at) }
        }
    }

    private static func expectSame(_ book: TestBook, _ what: String) async throws {
        let ends: [(Int64, Int64)] = [
            (0, 60 * hour), (7 * hour, 8 * hour), (3 * hour + 1_800, 31 * hour + 60),
            (5 * hour + 60, 5 * hour + 900),
            (12 * hour - 1, 12 * hour + 1), (-400 * hour, 400 * hour), (9 * hour, 9 * hour),
        ]
        for (from, until) in ends {
            let (from, until) = (start.adding(seconds: from), start.adding(seconds: until))
            for reach in reaches {
                let found = try await book.casebook.lookingHours(
                    from: from, until: until, reach, tellingBy: rule)
                let expected = try await oracle(from, until, reach, book)
                #expect(Set(found) == expected, "\(what) \(from) \(until) \(reach)")
                #expect(found.count == expected.count, "\(what): an hour is there twice")
            }
        }
    }

    // MARK: The tests

    @Test(
        "Whatever was counted before, and whenever, hours say what counting every entry says",
        arguments: TestDatabase.all, [1, 2, 3] as [UInt64])
    func same(kind: TestDatabase, seed: UInt64) async throws {
        try await TestBook.with(kind) { book in
            var random = SeededGenerator(seed: seed)
            let database = book.casebook.database
            try await Self.expectSame(book, "before anything")
            for round in Int64(0)..<6 {
                try await Self.append(Self.drafts(120, from: round * 9, &random), to: book)
                try await Self.expectSame(book, "round \(round), behind")
                // A few pieces of a few entries; sometimes before the hour is over, and sometimes all there is.
                let counter = LogCounter(
                    database: database, piece: Int64(3 + Int.random(in: 0..<40, using: &random)),
                    mostLate: 1 + Int.random(in: 0..<4, using: &random))
                let end = Self.start.adding(
                    seconds: (round * 9 + Int64(Int.random(in: 0..<12, using: &random))) * Self.hour + 1_800)
                for _ in 0..<((Double.random(in: 0..<1, using: &random) < 0.5) ? 3 : 1_000) {
                    guard try await counter.countPiece(endedBefore: end) else { break }
                }
                try await Self.expectSame(book, "round \(round), counted")
            }
            let mark = try await database.read { try LogCounter.mark($0) }
            #expect((mark?.until ?? 0) > Self.start.microseconds)
            let shared = try await database.read { connection in
                try connection.first("SELECT COUNT(*) FROM log_hour_shared") { $0.integer(0) }
            }
            #expect((shared ?? 0) > 0)
        }
    }

    @Test("Servers that count at the same time, while others look, count once", arguments: TestDatabase.all)
    func together(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            var random = SeededGenerator(seed: 9)
            let (before, after) = (Self.drafts(200, from: 0, &random), Self.drafts(200, from: 10, &random))
            try await Self.append(before, to: book)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for piece in [5, 8, 13] as [Int64] {
                    group.addTask {
                        let counter = LogCounter(database: book.casebook.database, piece: piece, mostLate: 3)
                        let end = Self.start.adding(seconds: 40 * Self.hour)
                        while try await counter.countPiece(endedBefore: end) {}
                    }
                }
                group.addTask {
                    for start in stride(from: 0, to: after.count, by: 10) {
                        try await Self.append(Array(after[start..<start + 10]), to: book)
                    }
                }
                try await group.waitForAll()
            }
            try await Self.expectSame(book, "counted together")
            let end = Self.start.adding(seconds: 40 * Self.hour)
            #expect(try await book.casebook.countLog(endedBefore: end, pieces: 1_000))
            try await Self.expectSame(book, "counted to the end")
        }
    }

    @Test(
        "What is counted is read from there, and counted anew where it was emptied",
        arguments: TestDatabase.all)
    func rebuilt(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            var random = SeededGenerator(seed: 4)
            try await Self.append(Self.drafts(100, from: 0, &random), to: book)
            let end = Self.start.adding(seconds: 400 * Self.hour)
            #expect(try await book.casebook.countLog(endedBefore: end, pieces: 1_000))
            #expect(try await !LogCounter(database: book.casebook.database).countPiece(endedBefore: end))
            try await book.casebook.database.write {
                try $0.execute("UPDATE log_hour SET looks_outside = 77")
            }
            let found = try await book.casebook.lookingHours(
                from: Self.start, until: end, .everything, tellingBy: Self.rule)
            #expect(!found.isEmpty && found.allSatisfy { $0.looksOutside % 77 == 0 })
            try await book.casebook.database.write { connection in
                for table in ["log_hour", "log_hour_shared", "log_hour_mark"] {
                    try connection.execute("DELETE FROM \(table)")
                }
            }
            try await Self.expectSame(book, "emptied")
            #expect(try await book.casebook.countLog(endedBefore: end, pieces: 1_000))
            try await Self.expectSame(book, "counted anew")
        }
    }

    @Test("A person of one's own name is found as among everybody looked at", arguments: TestDatabase.all)
    func ownNames(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let desk = book.desk()
            for name in ["TEST the analyst of", "Analyst", "Auditor of the test", "Somebody Else"] {
                _ = try await desk.addPerson(named: name, in: book.operation)
            }
            var random = SeededGenerator(seed: 5)
            let entries = Self.drafts(300, from: 0, &random)
            try await Self.append(entries, to: book)
            try await desk.change("aliases", of: Subject(.person, 2), to: "Ned\nInvestigator of, the TEST")
            for reach in Self.reaches {
                let (from, until) = (Self.start.adding(seconds: 7_000), Self.start.adding(seconds: 70_000))
                let (part, values) = Self.condition(reach)
                let all = try await book.casebook.database.read { connection in
                    try connection.all(
                        """
                        SELECT e.account_id, a.login, a.name, p.id, p.name, p.aliases, MAX(e.at_us), COUNT(*)
                        FROM (SELECT account_id, subject_id, at_us FROM log_entry
                            WHERE at_us >= ? AND at_us < ? AND subject_kind = 'person' AND outcome = 'done'
                                AND kind IN ('consultation', 'disclosure', 'combination') AND \(part)) AS e
                        JOIN account a ON a.id = e.account_id JOIN person p ON p.id = e.subject_id
                        GROUP BY e.account_id, a.login, a.name, p.id, p.name, p.aliases
                        """,
                        [.integer(from.microseconds), .integer(until.microseconds)]
                            + values
                    ) { row in
                        PersonLooked(
                            account: row.integer(0), login: row.text(1), accountName: row.text(2),
                            person: row.integer(3),
                            personNames: [row.text(4)]
                                + row.text(5).split(separator: "\n").map(String.init),
                            last: row.instant(6), looks: Int(row.integer(7)))
                    }
                }
                let found = try await book.casebook.peopleLooked(from: from, until: until, reach)
                #expect(Set(found) == Set(all.filter(\.isOwnName)), "\(reach)")
                if reach == .everything { #expect(found.count > 1) }
            }
        }
    }

    @Test(
        "Of a long log only the hours asked for are read, for a part of it too", arguments: TestDatabase.all)
    func plans(kind: TestDatabase) async throws {
        try await kind.with { database in
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let recorder = RecordingDatabase(database)
            let book = try await Casebook(database: recorder, folder: folder.path, now: TestBook.now)
            let until = Self.start.adding(seconds: 30 * Self.hour)
            _ = try await book.countLog(endedBefore: until, pieces: 1)
            _ = recorder.take()
            for reach in Self.reaches.dropLast() {
                _ = try await book.lookingHours(
                    from: Self.start, until: until, reach, tellingBy: Self.rule)
            }
            try await recorder.read { connection in
                let hour: [SQLValue] = [.integer(0), .integer(3_600_000_000)]
                let counting = try connection.explain(LogHours.sharedRows, hour).joined(separator: "\n")
                #expect(!counting.contains("log_entry_kind"), "\(counting)")
                for statement in recorder.take() where statement.sql.contains("FROM log_entry") {
                    let plan = try connection.explain(statement.sql, statement.values).joined(separator: "\n")
                    let isAlong =
                        plan.contains("log_entry_at") || plan.contains("log_entry_pkey")
                        || plan.contains("INTEGER PRIMARY KEY")
                    #expect(isAlong, "\(statement.sql)\n\(plan)")
                }
            }
        }
    }
}
