import CallRecords
import Casework
import Foundation
import Telephony

extension Casebook: IntakeStore {
    package func receive(name: String) throws -> any IncomingOriginal { try originals.receive(name: name) }

    package func pathOfOriginal(sha256: String) -> String { originals.url(sha256: sha256).path }

    package func files() async throws -> [RecordFileEntry] {
        try await database.read { try $0.all(Self.fileSQL + " ORDER BY id", [], Self.file) }
    }

    package func file(id: Int64) async throws -> RecordFileEntry? {
        try await database.read { try $0.first(Self.fileSQL + " WHERE id = ?", [.integer(id)], Self.file) }
    }

    package func file(sha256: String) async throws -> RecordFileEntry? {
        try await database.read {
            try $0.first(Self.fileSQL + " WHERE sha256 = ?", [.text(sha256)], Self.file)
        }
    }

    private static let fileSQL = """
        SELECT id, sha256, name, byte_count, layout, zone, imported_us, row_count, event_count, quarantine_count, \
        preamble_lines, blank_lines, first_event_us, last_event_us, reasons FROM record_file
        """

    private static func file(_ row: any SQLRow) throws -> RecordFileEntry {
        var reading = Reading()
        reading.rows = Int(row.integer(7))
        reading.events = Int(row.integer(8))
        reading.quarantined = Int(row.integer(9))
        reading.preambleLines = Int(row.integer(10))
        reading.blankLines = Int(row.integer(11))
        reading.firstEvent = row.optionalInstant(12)
        reading.lastEvent = row.optionalInstant(13)
        reading.reasons = try JSONDecoder().decode([String: Int].self, from: Data(row.text(14).utf8))
        return RecordFileEntry(
            id: row.integer(0), sha256: row.text(1), name: row.text(2), byteCount: Int(row.integer(3)),
            layout: row.text(4), zone: row.text(5), importedAt: row.instant(6), reading: reading)
    }

    package func quarantine(file: Int64, offset: Int, limit: Int) async throws -> [QuarantineEntry] {
        try await database.read { connection in
            try connection.all(
                """
                SELECT row_number, line_number, byte_offset, byte_count, column_name, raw_text, reason FROM quarantine
                WHERE file_id = ? ORDER BY row_number LIMIT ? OFFSET ?
                """, [.integer(file), .integer(Int64(limit)), .integer(Int64(offset))]
            ) { row in
                QuarantineEntry(
                    row: Int(row.integer(0)), line: Int(row.integer(1)), byteOffset: Int(row.integer(2)),
                    byteCount: Int(row.integer(3)), column: row.optionalText(4), rawText: row.text(5),
                    reason: row.text(6))
            }
        }
    }

    package func importFile(
        _ original: ReceivedOriginal, layout: Layout, at now: Instant,
        read: @escaping @Sendable (any ImportWriter) throws -> Reading
    ) async throws -> RecordFileEntry {
        let originals = originals
        let id = try await database.write { connection in
            let known = try connection.first(
                Self.fileSQL + " WHERE sha256 = ?", [.text(original.sha256)], Self.file)
            if let known { throw IntakeRefusal.alreadyImported(name: known.name, id: known.id) }
            let id =
                try connection.first(
                    "SELECT COALESCE(MAX(id), 0) + 1 FROM record_file", [], { $0.integer(0) }) ?? 1
            let reading = try read(EventWriter(connection: connection, fileID: id))
            try Self.insert(original, id, layout, reading, now, connection)
            // The original is in its place before the transaction ends: a file in the casebook always has its bytes.
            try originals.keep(original)
            return id
        }
        guard let entry = try await file(id: id) else {
            throw StorageError(code: .unexpected, context: "the file imported is not there")
        }
        return entry
    }

    private static func insert(
        _ original: ReceivedOriginal, _ id: Int64, _ layout: Layout, _ reading: Reading, _ now: Instant,
        _ connection: any SQLConnection
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try connection.execute(
            """
            INSERT INTO record_file (id, sha256, name, byte_count, layout, zone, imported_us, row_count, event_count,
                quarantine_count, preamble_lines, blank_lines, first_event_us, last_event_us, reasons)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(id), .text(original.sha256), .text(original.name),
                .integer(Int64(original.byteCount)),
                .text(layout.name), .text(layout.time.zone.description), .integer(now.microseconds),
                .integer(Int64(reading.rows)), .integer(Int64(reading.events)),
                .integer(Int64(reading.quarantined)),
                .integer(Int64(reading.preambleLines)), .integer(Int64(reading.blankLines)),
                SQLValue(reading.firstEvent), SQLValue(reading.lastEvent),
                .text(String(decoding: try encoder.encode(reading.reasons), as: UTF8.self)),
            ])
    }
}

/// Writes one file's rows, giving every party, handset and cell its id as it first appears.
private final class EventWriter: ImportWriter {
    private let connection: any SQLConnection
    private let fileID: Int64
    private var parties: [Int64] = []
    private var handsets: [Int64] = []
    private var cells: [Int64] = []

    init(connection: any SQLConnection, fileID: Int64) {
        (self.connection, self.fileID) = (connection, fileID)
    }

    func write(_ columns: EventColumns) throws {
        for party in columns.parties.values[parties.count...] { parties.append(try connection.id(of: party)) }
        for handset in columns.handsets.values[handsets.count...] {
            handsets.append(try connection.id(in: "handset", column: "body", .integer(Int64(handset.body))))
        }
        for cell in columns.cells.values[cells.count...] {
            cells.append(try connection.id(in: "cell", column: "name", .text(cell.description)))
        }
        let insert = try connection.prepare(
            """
            INSERT INTO event (file_id, row_number, time_us, kind, from_party, to_party, duration_s, from_handset,
                to_handset, from_cell, to_cell) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for row in 0..<columns.count {
            let details = columns.details(ofRow: row)
            try insert.execute(
                [
                    .integer(fileID), .integer(Int64(columns.rows[row])), .integer(columns.times[row]),
                    .integer(Int64(columns.kinds[row])), .integer(parties[Int(columns.from[row])]),
                    .integer(parties[Int(columns.to[row])]), SQLValue(details.duration),
                    id(details.fromHandset, handsets), id(details.toHandset, handsets),
                    id(details.fromCell, cells), id(details.toCell, cells),
                ])
        }
    }

    private func id(_ index: UInt32?, _ ids: [Int64]) -> SQLValue {
        index.map { .integer(ids[Int($0)]) } ?? .null
    }

    func quarantine(_ row: QuarantinedRow, reason: String) throws {
        try connection.execute(
            """
            INSERT INTO quarantine (file_id, row_number, line_number, byte_offset, byte_count, column_name, raw_text,
                code, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(fileID), .integer(Int64(row.row)), .integer(Int64(row.line)),
                .integer(Int64(row.bytes.lowerBound)), .integer(Int64(row.bytes.count)),
                SQLValue(row.column.map(Self.visibleNulls)),
                .text(Self.visibleNulls(row.rawText)), .text(row.reason.code),
                .text(Self.visibleNulls(reason)),
            ])
    }

    /// Text without NULs, at which the database would end it; the original holds them still.
    private static func visibleNulls(_ text: String) -> String { text.replacing("\u{0}", with: "\u{2400}") }
}
