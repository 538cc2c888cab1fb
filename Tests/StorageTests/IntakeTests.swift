import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Telephony
import TestDatabases
import Testing

struct IntakeTests {
    @Test(
        "A file is kept to the byte, its rows become events and quarantine, and they add up",
        arguments: TestDatabase.all)
    func whole(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let text =
                TestBook.records + "nonsense\n2026-03-01T10:00:00,call,07700900001,07700900002,,,,,\n"
            let view = try await book.take(text)
            let file = view.entry
            #expect(file.layout == "ringfence")
            #expect(file.reading.rows == file.reading.events + file.reading.quarantined)
            #expect(file.reading.quarantined == 2)
            #expect(file.reading.reasons == ["too-few-cells": 1, "time": 1])
            let original = try Data(
                contentsOf: URL(filePath: book.casebook.pathOfOriginal(sha256: file.sha256)))
            #expect(original == Data(text.utf8))
            let rows = try await book.casebook.quarantine(file: file.id, offset: 0, limit: 10)
            #expect(
                rows.map(\.rawText) == ["nonsense", "2026-03-01T10:00:00,call,07700900001,07700900002,,,,,"])
            #expect(rows.last?.column == "time")
            let (events, _) = try await book.casebook.events(in: book.operation, until: nil)
            #expect(events.count == file.reading.events)
            #expect(try await book.desk().file(file.id).file == view)
        }
    }

    @Test(
        "What is stored is what was read: every event, its handsets and cells too",
        arguments: TestDatabase.all)
    func nothingLost(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let text =
                RingfenceCSV.header
                + "2026-03-01T10:00:00Z,call,07700900001,ParcelPost,61,490154203237518,00101000000123,234-10-1-2,12\n"
            try await book.take(text)
            let stored = try await book.casebook.database.read { connection in
                try connection.all(
                    """
                    SELECT e.kind, f.name, t.name, e.duration_s, a.body, b.body, c.name, d.name FROM event e
                    JOIN party f ON f.id = e.from_party JOIN party t ON t.id = e.to_party
                    JOIN handset a ON a.id = e.from_handset JOIN handset b ON b.id = e.to_handset
                    JOIN cell c ON c.id = e.from_cell JOIN cell d ON d.id = e.to_cell
                    """
                ) { row in
                    "\(row.integer(0)) \(row.text(1)) \(row.text(2)) \(row.integer(3)) \(row.integer(4)) \(row.integer(5)) "
                        + "\(row.text(6)) \(row.text(7))"
                }
            }
            #expect(stored == ["0 +447700900001 ParcelPost 61 49015420323751 101000000123 234-10-1-2 12"])
            // An answer weighs them, so it is given them again.
            let event = try await book.casebook.events(in: book.operation, until: nil).0[0]
            #expect(event.from.handset?.body == 49_015_420_323_751)
            #expect(event.to.handset?.body == 101_000_000_123)
            #expect(event.from.cell?.description == "234-10-1-2" && event.to.cell?.description == "12")
        }
    }

    @Test("The same bytes are taken in once", arguments: TestDatabase.all)
    func once(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            try await book.take(TestBook.records, named: "first.csv")
            await #expect(throws: IntakeRefusal.alreadyImported(name: "first.csv", id: 1)) {
                try await book.take(TestBook.records, named: "second.csv")
            }
            let total = try await book.desk().files().total
            #expect(total == 1)
        }
    }

    @Test(
        "A file refused leaves the casebook as it was",
        arguments: [
            ("", "auto", IntakeRefusal.file(.empty)), ("PK\u{3}\u{4}zip", "auto", .file(.notText(.zip))),
            (
                "a,b\n1,2\n", "ringfence",
                .file(.noHeader(layout: "ringfence", missing: ["time", "from", "to"], seen: "a,b"))
            ),
        ])
    func refused(text: String, layout: String, refusal: IntakeRefusal) async throws {
        for kind in TestDatabase.all {
            try await TestBook.with(kind) { book in
                await #expect(throws: refusal) { try await book.take(text, layout: layout) }
                let total = try await book.desk().files().total
                #expect(total == 0)
                let events = try await book.casebook.events(in: book.operation, until: nil).0
                #expect(events.count == 0)
            }
        }
    }

    @Test("A layout that does not exist is named, with those that do", arguments: TestDatabase.all)
    func unknownLayout(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            do {
                try await book.take(TestBook.records, layout: "csas")
                Issue.record("not refused")
            } catch IntakeRefusal.noSuchLayout(let name, let known) {
                #expect(name == "csas")
                #expect(known.contains("ringfence"))
            }
        }
    }

    @Test("An import that fails in the middle leaves nothing of itself", arguments: TestDatabase.all)
    func failsInTheMiddle(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            struct Interrupted: Error {}
            let incoming = try book.casebook.receive(name: "x.csv")
            try incoming.append(Array(TestBook.records.utf8))
            let original = try incoming.finish()
            let layout = try #require(try TestBook.layouts().first { $0.name == "ringfence" })
            await #expect(throws: Interrupted.self) {
                let ticket = try await book.desk().mayImport(into: book.operation, under: book.authorisation)
                _ = try await book.casebook.importFile(
                    original, layout: layout, ticket: ticket, now: { TestBook.now }
                ) {
                    writer in
                    var columns = EventColumns()
                    let party = columns.index(of: .withheld)
                    columns.append(time: TestBook.now, kind: .call, from: party, to: party)
                    try await writer.write(columns, quarantine: [])
                    throw Interrupted()
                }
            }
            let total = try await book.desk().files().total
            #expect(total == 0)
            let events = try await book.casebook.events(in: book.operation, until: nil).0
            #expect(events.count == 0)
            // And it can be taken in afterwards.
            try await book.take(TestBook.records)
        }
    }

    @Test(
        "What an upload left when its process was killed is cleared; what is in hand is kept",
        arguments: TestDatabase.all)
    func abandoned(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let incoming = book.folder.appending(path: "originals/incoming")
            try Data("left".utf8).write(to: incoming.appending(path: "left"))
            let held = try book.casebook.receive(name: "held.csv")
            try held.append(Array(TestBook.records.utf8))
            let original = try held.finish()
            _ = try await Casebook(
                database: book.casebook.database, folder: book.folder.path, now: TestBook.now)
            let names = try FileManager.default.contentsOfDirectory(atPath: incoming.path)
            #expect(names == [URL(filePath: original.path).lastPathComponent])
            let ticket = try await book.desk().mayImport(into: book.operation, under: book.authorisation)
            _ = try await book.intake().take(original, ticket: ticket)
            #expect(try FileManager.default.contentsOfDirectory(atPath: incoming.path).isEmpty)
        }
    }

    @Test("A casebook's folder is its owner's alone", arguments: TestDatabase.all)
    func ownersAlone(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let attributes = try FileManager.default.attributesOfItem(atPath: book.folder.path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test("A device has no end to keep, so it is no file of records")
    func device() {
        #expect(throws: StorageError.self) { try RecordFile(path: "/dev/zero") }
        #expect(throws: StorageError.self) { try RecordFile(path: "/tmp") }
        #expect(throws: StorageError.self) { try RecordFile(path: "/nowhere/at/all") }
    }

    @Test("The same bytes in another operation are read once and lie in both", arguments: TestDatabase.all)
    func inTwoOperations(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            let first = try await book.take(TestBook.records)
            let other = try await book.desk().makeOperation(named: "Rowan", force: 1)
            _ = try await book.desk().addAuthorisation(
                reference: "CD/2", .events, identifiers: "07700900099", period: (nil, TestBook.closedAt),
                grantedAt: TestBook.now, isUrgent: true, purpose: "", in: other)
            let second = try await book.take(TestBook.records, in: other, under: "cd/2")
            #expect(second.entry == first.entry)
            #expect(first.check.isAsAsked)
            #expect(second.check.otherNumbers == second.entry.reading.events)
            #expect(second.check.outsidePeriod == 4)
            #expect(
                try await book.casebook.events(in: other, until: nil).0.count == first.entry.reading.events)
            let all = try await book.casebook.database.read { connection in
                try connection.first("SELECT COUNT(*) FROM event") { Int($0.integer(0)) }
            }
            #expect(all == first.entry.reading.events)
        }
    }

    @Test(
        "Records are taken in under an authorisation of their operation, or not at all",
        arguments: TestDatabase.all)
    func authorised(kind: TestDatabase) async throws {
        try await TestBook.with(kind) { book in
            await #expect(throws: RegisterRefusal.authorisationNeeded) {
                try await book.take(TestBook.records, under: " ")
            }
            await #expect(throws: RegisterRefusal.noSuchAuthorisation("CD/9")) {
                try await book.take(TestBook.records, under: "CD/9")
            }
            let total = try await book.desk().files().total
            #expect(total == 0)
        }
    }
}
