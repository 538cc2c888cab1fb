import Access
import BigStore
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Synthesis
import TestDatabases
import Testing

struct QueryPlanTests {
    private static let now = Instant(seconds: 1_780_000_000)
    /// Large enough that one force sees a small part of it.
    private static let nation = nation(
        Nation.Size(lines: 400, numbers: 1_200, contacts: 2_000, events: 6_000, looks: 3_000))
    private static let small = nation(
        Nation.Size(lines: 60, numbers: 300, contacts: 300, events: 500, looks: 500))

    private static func nation(_ size: Nation.Size) -> Nation {
        Nation(Nation.Settings(seed: 1, now: now, size: size))
    }

    /// Hands a casebook to `body`, with a nation in it where one is given, and what keeps its statements.
    private static func with(
        _ nation: Nation?, on kind: TestDatabase, _ body: (Casebook, RecordingDatabase) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await kind.with { database in
            let recorder = RecordingDatabase(database)
            let casebook = try await Casebook(database: recorder, folder: folder.path, now: now)
            if let nation { try await Loader(nation, into: database).load() }
            _ = recorder.take()
            try await body(casebook, recorder)
        }
    }

    @Test(
        "No page reads a large table whole, and none a vast one for any reader", arguments: TestDatabase.all)
    func alongIndexes(kind: TestDatabase) async throws {
        try await Self.with(Self.nation, on: kind) { casebook, recorder in
            for isWide in [false, true] {
                for stop in DeskTour(of: Self.nation, in: casebook, isWide: isWide, now: { Self.now }).stops {
                    try await stop.visit()
                    let statements = recorder.take().filter(QueryPlan.isPlanned)
                    #expect(!statements.isEmpty)
                    // Whoever may see all lines reads all of their rows for a list of them; nobody reads all events.
                    let watched = isWide ? QueryPlan.vast : QueryPlan.large
                    let found = try await recorder.read { connection in
                        try statements.map { try QueryPlan(of: $0, connection, watching: watched) }
                            .filter { !$0.wholeScans.isEmpty }
                    }
                    for plan in found {
                        Issue.record(
                            """
                            \(stop.name) reads \(plan.wholeScans.joined(separator: ", ")) whole:
                            \(plan.statement.sql)
                            \(plan.lines.joined(separator: "\n"))
                            """)
                    }
                    _ = recorder.take()
                }
            }
        }
    }

    @Test("Lists show of a line what its history says", arguments: TestDatabase.all)
    func listsFollowHistory(kind: TestDatabase) async throws {
        try await Self.with(Self.small, on: kind) { casebook, _ in
            let operations = Self.small.operations.indices.map { Int64($0) + 1 }
            let rows = try await casebook.lines(in: operations, LineQuery()).rows
            #expect(rows.count == ListPage<LineRow>.length)
            for row in rows {
                let file = try #require(try await casebook.line(id: row.line.id))
                #expect(row.closures == file.closures.count)
                #expect(row.numberNow == file.currentEpisode?.party)
                #expect(row.lastClosedAt == file.closures.last?.closure.closedAt)
                #expect(row.refoundAt == file.closures.last?.accepted.map(\.decidedAt).min())
            }
        }
    }

    @Test("The log that was filled in is one chain, and goes on", arguments: TestDatabase.all)
    func logIsWhole(kind: TestDatabase) async throws {
        try await Self.with(Self.small, on: kind) { casebook, _ in
            let actor = Actor(userID: 1, login: "officer-1", source: "192.0.2.1")
            try await casebook.log(
                LogDraft(.consultation, "see-line", by: actor, on: Subject(.line, 1)), at: Self.now)
            let head = try await casebook.logHead()
            #expect(head.sequence == 501)
            let entries = try await casebook.logEntries(
                LogFilter(), .everything, .oldestFirst(after: 0, upTo: head.sequence), limit: 1_000)
            var verifier = try LogVerifier()
            for entry in entries { try verifier.check(entry) }
            #expect(try verifier.finish(head: head).entries == 501)
        }
    }

    // MARK: The judging of plans

    private static let statements: [(sql: String, values: [SQLValue], whole: [String])] = [
        ("SELECT COUNT(*) FROM event", [], ["event"]),
        ("SELECT time_us FROM event e WHERE e.duration_s = ?", [7], ["event"]),
        ("SELECT time_us FROM event e WHERE e.from_party = ?", [7], []),
        ("SELECT x.term FROM search_term x WHERE x.term LIKE ?", ["%ash%"], ["search_term"]),
        ("SELECT entry_id FROM search_term WHERE term >= ? AND term < ?", ["as", "at"], []),
        ("SELECT sequence FROM log_entry ORDER BY sequence DESC LIMIT 50", [], []),
        (
            "SELECT sequence FROM log_entry WHERE act = ? ORDER BY sequence DESC LIMIT 50", ["see-line"],
            ["log_entry"]
        ),
        ("SELECT sequence FROM log_entry ORDER BY digest LIMIT 50", [], ["log_entry"]),
        ("UPDATE check_back SET how = ? WHERE done_by = ?", ["", "Nobody"], ["check_back"]),
        ("SELECT name FROM force WHERE made_us > ?", [0], []),
    ]

    @Test(
        "A statement that reads a large table whole is told from one that does not",
        arguments: TestDatabase.all)
    func judging(kind: TestDatabase) async throws {
        try await Self.with(nil, on: kind) { _, recorder in
            for (sql, values, whole) in Self.statements {
                let found = try await recorder.write { connection in
                    _ = try connection.execute(sql, values)
                    let ran = recorder.take().first { $0.sql == sql }
                    return try ran.map { try QueryPlan(of: $0, connection).wholeScans }
                }
                #expect(found == whole, "\(sql)")
            }
        }
    }
}
