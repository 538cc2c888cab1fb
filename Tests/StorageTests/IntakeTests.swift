import CallRecords
import Casework
import Foundation
import Storage
import Telephony
import Testing

struct IntakeTests {
    @Test("A file is kept to the byte, its rows become events and quarantine, and they add up")
    func whole() async throws {
        let book = try await TemporaryCasebook()
        let text =
            TemporaryCasebook.records + "nonsense\n2026-03-01T10:00:00,call,07700900001,07700900002,,,,,\n"
        let file = try await book.take(text)
        #expect(file.layout == "ringfence")
        #expect(file.reading.rows == file.reading.events + file.reading.quarantined)
        #expect(file.reading.quarantined == 2)
        #expect(file.reading.reasons == ["too-few-cells": 1, "time": 1])
        let original = try Data(contentsOf: URL(filePath: book.casebook.pathOfOriginal(sha256: file.sha256)))
        #expect(original == Data(text.utf8))
        let rows = try await book.casebook.quarantine(file: file.id, offset: 0, limit: 10)
        #expect(rows.map(\.rawText) == ["nonsense", "2026-03-01T10:00:00,call,07700900001,07700900002,,,,,"])
        #expect(rows.last?.column == "time")
        let (events, _) = try await book.casebook.events(until: nil)
        #expect(events.count == file.reading.events)
        #expect(try await book.casebook.file(id: file.id) == file)
    }

    @Test("What is stored is what was read: every event, its handsets and cells too")
    func nothingLost() async throws {
        let book = try await TemporaryCasebook()
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
    }

    @Test("The same bytes are taken in once")
    func once() async throws {
        let book = try await TemporaryCasebook()
        try await book.take(TemporaryCasebook.records, named: "first.csv")
        await #expect(throws: IntakeRefusal.alreadyImported(name: "first.csv", id: 1)) {
            try await book.take(TemporaryCasebook.records, named: "second.csv")
        }
        #expect(try await book.casebook.files().count == 1)
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
        let book = try await TemporaryCasebook()
        await #expect(throws: refusal) { try await book.take(text, layout: layout) }
        #expect(try await book.casebook.files().isEmpty)
        #expect(try await book.casebook.events(until: nil).0.count == 0)
    }

    @Test("A layout that does not exist is named, with those that do")
    func unknownLayout() async throws {
        let book = try await TemporaryCasebook()
        do {
            try await book.take(TemporaryCasebook.records, layout: "csas")
            Issue.record("not refused")
        } catch IntakeRefusal.noSuchLayout(let name, let known) {
            #expect(name == "csas")
            #expect(known.contains("ringfence"))
        }
    }

    @Test("An import that fails in the middle leaves nothing of itself")
    func failsInTheMiddle() async throws {
        struct Interrupted: Error {}
        let book = try await TemporaryCasebook()
        let incoming = try book.casebook.receive(name: "x.csv")
        try incoming.append(Array(TemporaryCasebook.records.utf8))
        let original = try incoming.finish()
        let layout = try #require(try TemporaryCasebook.layouts().first { $0.name == "ringfence" })
        await #expect(throws: Interrupted.self) {
            _ = try await book.casebook.importFile(original, layout: layout, at: TemporaryCasebook.now) {
                writer in
                var columns = EventColumns()
                let party = columns.index(of: .withheld)
                columns.append(time: TemporaryCasebook.now, kind: .call, from: party, to: party)
                try writer.write(columns)
                throw Interrupted()
            }
        }
        #expect(try await book.casebook.files().isEmpty)
        #expect(try await book.casebook.events(until: nil).0.count == 0)
        // And it can be taken in afterwards.
        try await book.take(TemporaryCasebook.records)
    }

    @Test("What an upload left when its process was killed is cleared; what is in hand is kept")
    func abandoned() async throws {
        let book = try await TemporaryCasebook()
        let incoming = book.folder.appending(path: "originals/incoming")
        try Data("left".utf8).write(to: incoming.appending(path: "left"))
        let held = try book.casebook.receive(name: "held.csv")
        try held.append(Array(TemporaryCasebook.records.utf8))
        let original = try held.finish()
        _ = try await Casebook(folder: book.folder.path, now: TemporaryCasebook.now)
        let names = try FileManager.default.contentsOfDirectory(atPath: incoming.path)
        #expect(names == [URL(filePath: original.path).lastPathComponent])
        _ = try await book.intake().take(original)
        #expect(try FileManager.default.contentsOfDirectory(atPath: incoming.path).isEmpty)
    }

    @Test("A casebook's folder is its owner's alone")
    func ownersAlone() async throws {
        let book = try await TemporaryCasebook()
        let attributes = try FileManager.default.attributesOfItem(atPath: book.folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("A device has no end to keep, so it is no file of records")
    func device() {
        #expect(throws: StorageError.self) { try RecordFile(path: "/dev/zero") }
        #expect(throws: StorageError.self) { try RecordFile(path: "/tmp") }
        #expect(throws: StorageError.self) { try RecordFile(path: "/nowhere/at/all") }
    }
}
