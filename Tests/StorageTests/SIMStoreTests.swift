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

/// SIMs in the casebook: kept with the events that name them, weighed as those of files are, and gone with the last of
/// them. All are of the test network 001-01.
struct SIMStoreTests {
    private static func sim(_ number: Int) -> String { "00101000000000\(number)" }

    private static let header = "time,kind,from,to,from_imsi,to_imsi\n"

    private static func row(
        _ from: String, _ to: String, at seconds: Int64, _ fromSIM: String = "", _ toSIM: String = ""
    ) -> String {
        "\(TestBook.closedAt.adding(seconds: seconds)),text,\(from),\(to),\(fromSIM),\(toSIM)\n"
    }

    /// A line with three customers. One number writes to one of them after the closure; another is on the line's SIM, and
    /// writes to none.
    private static var records: String {
        var text = header
        for customer in ["07700900011", "07700900012", "07700900013"] {
            text += row(customer, "07700900001", at: -7_200, "", sim(1))
            text += row("07700900001", customer, at: -3_600, sim(1))
            text += row(customer, "07700900021", at: -3_000)
        }
        text += row("07700900002", "07700900011", at: 1_800, sim(2))
        text += row("07700900003", "07700900031", at: 2_400, sim(1))
        return text
    }

    private static let line = "07700 900001"
    private static let successor = "07700 900003"

    private static func count(
        _ table: String, where condition: String = "1 = 1", _ database: any SQLDatabase
    ) async throws -> Int64 {
        try await database.read { connection in
            try connection.first("SELECT COUNT(*) FROM \(table) WHERE \(condition)") { $0.integer(0) } ?? -1
        }
    }

    private static func sims(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { connection in
            try connection.all("SELECT imsi FROM sim ORDER BY imsi") { $0.text(0) }
        }
    }

    /// The events as they were read from a file, without the durations, which no answer asks the casebook for.
    private static func read(_ text: String) throws -> EventColumns {
        let layout = try #require(try TestBook.layouts().first { $0.name == "ringfence" })
        var columns = EventColumns()
        var reader = RecordReader(layout: layout)
        _ = try reader.read(Array(text.utf8).span.bytes, isFinal: true, into: &columns, quarantine: { _ in })
        return columns
    }

    private static func events(_ columns: EventColumns) -> Set<Event> {
        Set((0..<columns.count).map { columns[$0] })
    }

    // MARK: Keeping

    @Test("A SIM imported comes back with its event, at the end it was read at", arguments: TestDatabase.all)
    func roundTrip(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            // Fourteen digits, and fifteen that differ in a zero only, are two SIMs; either end, both or none may be stated.
            let text =
                Self.records + Self.row("07700900041", "07700900042", at: 1, "00101000000001", Self.sim(1))
            try await book.take(text)
            let (columns, _) = try await book.casebook.events(in: book.operation, until: nil)
            #expect(Self.events(columns) == Self.events(try Self.read(text)))
            #expect(
                Set(columns.sims.values.map(\.description)) == [Self.sim(1), Self.sim(2), "00101000000001"])
            #expect(
                try await Self.sims(book.casebook.database) == [Self.sim(1), Self.sim(2), "00101000000001"])
            #expect(columns.handsets.count == 0 && columns.cells.count == 0)
            // Pages that show whose events they are ask for no more than that.
            let naming = try await book.casebook.events(
                naming: [try Party(parsing: Self.successor)], in: [book.operation])
            #expect(naming.count == 1 && naming.sims.count == 0)
        }
    }

    @Test(
        "A SIM that two files name is one row, and so is one that one file names often",
        arguments: TestDatabase.all)
    func once(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(Self.records)
            try await book.take(Self.header + Self.row("07700900051", "07700900052", at: 9, Self.sim(1)))
            #expect(try await Self.count("sim", book.casebook.database) == 2)
            let named = "from_sim IS NOT NULL OR to_sim IS NOT NULL"
            #expect(try await Self.count("event", where: named, book.casebook.database) == 9)
        }
    }

    @Test("Rows of a SIM cannot be rewritten or deleted", arguments: TestDatabase.all)
    func appendOnly(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(Self.records)
            for sql in [
                "DELETE FROM sim", "UPDATE sim SET imsi = '001010000000009'",
                "UPDATE event SET from_sim = NULL",
                "INSERT INTO sim (imsi) VALUES ('001010000000001')",
                "INSERT INTO sim (imsi) VALUES ('00101')",
            ] {
                await #expect(throws: (any Error).self, "\(sql)") {
                    try await book.casebook.database.write { try $0.execute(sql) }
                }
            }
            #expect(try await Self.sims(book.casebook.database) == [Self.sim(1), Self.sim(2)])
        }
    }

    // MARK: Weighing

    @Test(
        "An answer in the casebook finds a number by its SIM, with the figure that the files give",
        arguments: TestDatabase.all)
    func traced(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(Self.records)
            let closure = try await book.desk().close(
                try Party(parsing: Self.line), at: TestBook.closedAt, kind: .order, lineName: "Ash",
                in: book.operation)
            let answer = try await book.desk().trace(closure: closure.id)
            let ranking = try OpenSetScorer().rank(
                SuccessorQuestion(closed: try Party(parsing: Self.line), closedAt: TestBook.closedAt),
                in: try Self.read(Self.records))
            let successor = try Party(parsing: Self.successor)
            let inFiles = try #require(ranking.candidates.first { $0.party == successor })
            let kept = try #require(answer.suggestions.first { $0.candidate.party == successor })
            #expect(kept.candidate.score == inFiles.score)
            #expect(kept.parts == inFiles.contributions.map(WeighedPart.init))
            #expect(kept.candidate.attributes == inFiles.attributes)
            let part = try #require(inFiles.contributions.first { $0.part == .sim })
            #expect(part.log10 > 1)
            #expect(
                answer.suggestions.map(\.candidate.party) == ranking.candidates.map(\.party)
                    && answer.suggestions.first?.candidate.party == successor)
        }
    }

    // MARK: Erasing

    private static func delete(_ subject: Subject, in book: TestBook) async throws {
        let request = try await book.desk().askDeletion(
            of: subject, in: book.operation, reason: "No longer needed")
        _ = try await book.desk(.legal).confirmDeletion(request)
    }

    @Test("With a file go the SIMs that nothing else names, and no others", arguments: TestDatabase.all)
    func fileErased(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let first = try await book.take(Self.records)
            let second = try await book.take(
                Self.header + Self.row("07700900051", "07700900052", at: 9, Self.sim(3), Self.sim(1)))
            try await Self.delete(Subject(.file, first.entry.id), in: book)
            #expect(try await Self.sims(book.casebook.database) == [Self.sim(1), Self.sim(3)])
            let (columns, _) = try await book.casebook.events(in: book.operation, until: nil)
            #expect(columns.count == 1)
            #expect(columns[0].from.sim?.description == Self.sim(3))
            #expect(columns[0].to.sim?.description == Self.sim(1))
            try await Self.delete(Subject(.file, second.entry.id), in: book)
            #expect(try await Self.sims(book.casebook.database).isEmpty)
        }
    }

    @Test(
        "With an operation go its SIMs; a SIM that another operation's file names stays",
        arguments: TestDatabase.all)
    func operationErased(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(Self.records)
            let other = try await book.desk().makeOperation(named: "Rowan", force: 1)
            _ = try await book.desk().addAuthorisation(
                reference: "CD/2", .events, identifiers: "", period: (nil, nil),
                grantedAt: TestBook.now.adding(seconds: -86_400), isUrgent: false, purpose: "", in: other)
            try await book.take(
                Self.header + Self.row("07700900051", "07700900052", at: 9, Self.sim(2)), in: other,
                under: "CD/2")
            try await Self.delete(Subject(.operation, book.operation), in: book)
            #expect(try await Self.sims(book.casebook.database) == [Self.sim(2)])
            let problems = try await book.casebook.database.integrityProblems()
            // A test's own server is set to be fast, not to be safe.
            #expect(problems.filter { !$0.hasPrefix("The server's setting") } == [])
        }
    }

    // MARK: Carrying elsewhere

    struct Way: Sendable, CustomTestStringConvertible {
        let from: TestDatabase
        let to: TestDatabase
        var testDescription: String { "\(from) to \(to)" }
    }

    private static let ways = TestDatabase.all.flatMap { from in
        TestDatabase.all.map { Way(from: from, to: $0) }
    }

    @Test("SIMs are moved, and backed up and restored, from either database to either", arguments: ways)
    func carried(way: Way) async throws {
        try await TestBook.with(way.from) { book in
            try await book.take(Self.records)
            let before = Self.events(try Self.read(Self.records))
            let path = book.folder.appending(path: "casebook.rfbackup").path
            _ = try await book.casebook.backUp(to: path, software: "test", now: TestBook.now)
            try await way.to.with { database in
                let originals = book.folder.appending(path: "restored").path
                let casebook = try await Casebook.restore(
                    BackupReader(path: path), into: database, originals: originals, now: TestBook.now)
                let (columns, _) = try await casebook.events(in: book.operation, until: nil)
                #expect(Self.events(columns) == before)
            }
            try await way.to.with { database in
                let originals = book.folder.appending(path: "moved").path
                _ = try await book.casebook.move(into: database, originals: originals, now: TestBook.now)
                let casebook = try await Casebook(
                    database: database, originals: originals, now: TestBook.now)
                let (columns, _) = try await casebook.events(in: book.operation, until: nil)
                #expect(Self.events(columns) == before)
                #expect(try await Self.sims(database) == [Self.sim(1), Self.sim(2)])
            }
        }
    }

    // MARK: Casebooks of before

    /// Two events of the fourth version, one with a handset and a cell at each end.
    private static let oldRows = """
        INSERT INTO force (id, name, name_key, made_us) VALUES (1, 'Thornmere Police', 'thornmere police', 0);
        INSERT INTO operation (id, force_id, name, name_key, made_us) VALUES (1, 1, 'Larch', 'larch', 0);
        INSERT INTO party (id, name) VALUES (1, '+447700900001'), (2, '+447700900002');
        INSERT INTO handset (id, body) VALUES (1, 101000000123), (2, 101000000124);
        INSERT INTO cell (id, name) VALUES (1, '001-01-1-1'), (2, 'Mast 7');
        INSERT INTO record_file (id, sha256, name, byte_count, layout, zone, imported_us, row_count, event_count,
            quarantine_count, preamble_lines, blank_lines, reasons, state)
            VALUES (1, '\(String(repeating: "a", count: 64))', 'old.csv', 9, 'ringfence', 'stated', 5, 2, 2, 0, 0, 0, '{}',
            'whole');
        INSERT INTO operation_file (operation_id, file_id, brought_by, brought_us) VALUES (1, 1, 'test', 5);
        INSERT INTO event (file_id, row_number, time_us, kind, from_party, to_party, duration_s, from_handset, to_handset,
            from_cell, to_cell) VALUES (1, 1, 7, 0, 1, 2, 61, 1, 2, 1, 2), (1, 2, 8, 1, 2, 1, NULL, NULL, NULL, NULL, NULL);
        """

    private static func oldEvents() throws -> Set<Event> {
        let (first, second) = (try Party(parsing: "+447700900001"), try Party(parsing: "+447700900002"))
        return [
            Event(
                time: Instant(microseconds: 7), kind: .call,
                from: .init(
                    first, handset: IMEI(body: 101_000_000_123), cell: try CellID(parsing: "001-01-1-1")),
                to: .init(second, handset: IMEI(body: 101_000_000_124), cell: try CellID(parsing: "Mast 7"))),
            Event(time: Instant(microseconds: 8), kind: .text, from: .init(second), to: .init(first)),
        ]
    }

    /// Hands over a database at the fourth step, with those events in it.
    private static func old(
        _ kind: TestDatabase, _ body: (_ database: any SQLDatabase, _ folder: URL) async throws -> Void
    ) async throws {
        try await kind.with { database in
            let migrations = try Migrator.migrations(in: Casebook.migrations(for: kind.dialect))
            try await Migrator.migrate(database, with: Array(migrations.prefix(4)), nowMicroseconds: 0)
            try await database.write { connection in
                try connection.execute(script: oldRows)
                try connection.restartIDs(
                    of: ["force", "operation", "party", "handset", "cell", "record_file"], kind)
            }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(database, folder)
        }
    }

    @Test(
        "Events of the fourth version read as before after the fifth step, and new ones bring their SIMs",
        arguments: TestDatabase.all)
    func fromTheFourth(kind: TestDatabase) async throws {
        try await Self.old(kind) { database, folder in
            let book = try await Casebook(database: database, folder: folder.path, now: TestBook.now)
            let (columns, files) = try await book.events(in: 1, until: nil)
            #expect(Self.events(columns) == (try Self.oldEvents()) && columns.count == 2 && files == [1])
            #expect(columns.sims.count == 0)
            let durations = try await database.read { connection in
                try connection.all("SELECT duration_s FROM event ORDER BY row_number") {
                    $0.optionalInteger(0)
                }
            }
            #expect(durations == [61, nil])
            try await database.write { connection in
                try connection.execute(
                    script: """
                        INSERT INTO sim (imsi) VALUES ('\(Self.sim(1))');
                        INSERT INTO event (file_id, row_number, time_us, kind, from_party, to_party, to_sim)
                            SELECT 1, 3, 9, 0, 1, 2, id FROM sim;
                        """)
            }
            let (after, _) = try await book.events(in: 1, until: nil)
            #expect(after.count == 3 && after.sims.values.map(\.description) == [Self.sim(1)])
        }
    }

    @Test("A backup of the fourth version is restored, and reads as before", arguments: ways)
    func backupOfTheFourth(way: Way) async throws {
        try await Self.old(way.from) { database, folder in
            let old = try await Casebook(
                database: database, folder: folder.path, now: TestBook.now, schema: .asItIs)
            // The original of the old file is lost, as the backup says.
            let path = folder.appending(path: "old.rfbackup").path
            let backup = try await old.backUp(to: path, software: "test", now: TestBook.now)
            #expect(backup.manifest.schema == "0004-explanation" && backup.manifest.lost.count == 1)
            try await way.to.with { database in
                let casebook = try await Casebook.restore(
                    BackupReader(path: path), into: database,
                    originals: folder.appending(path: "restored").path, now: TestBook.now)
                let (columns, _) = try await casebook.events(in: 1, until: nil)
                #expect(Self.events(columns) == (try Self.oldEvents()))
            }
        }
    }
}
