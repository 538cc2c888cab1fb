import Access
import CallRecords
import Casework
import Foundation
import SQL
import Telephony

extension Casebook: IntakeStore {
    package func receive(name: String) throws -> any IncomingOriginal { try originals.receive(name: name) }

    package func pathOfOriginal(sha256: String) -> String { originals.url(sha256: sha256).path }

    // MARK: Looking

    package func files(in operations: [Int64], page: Int) async throws -> ListPage<OperationFile> {
        guard !operations.isEmpty else { return ListPage(rows: [], total: 0, number: 1) }
        let filter = "WHERE x.operation_id IN (\(marks(operations)))"
        return try await database.read { connection in
            try connection.page(
                "SELECT COUNT(*) FROM operation_file x \(filter)",
                "\(FileReading.sql) \(filter) ORDER BY x.brought_us DESC, x.file_id DESC, x.operation_id",
                operations.values, number: page, FileReading.operationFile)
        }
    }

    package func files(id: Int64) async throws -> [OperationFile] {
        try await database.read { connection in
            try connection.all(
                FileReading.sql + " WHERE x.file_id = ? ORDER BY x.operation_id", [.integer(id)],
                FileReading.operationFile)
        }
    }

    package func file(sha256: String) async throws -> RecordFileEntry? {
        try await database.read { connection in
            try connection.first(
                "SELECT \(FileReading.columns) FROM record_file f WHERE f.sha256 = ? AND f.state = 'whole'",
                [.text(sha256)], FileReading.entry)
        }
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

    // MARK: Taking in

    package func importFile(
        _ original: ReceivedOriginal, layout: Layout, ticket: ImportTicket,
        now: @escaping @Sendable () -> Instant,
        read: @escaping @Sendable (any ImportWriter) async throws -> Reading
    ) async throws -> RecordFileEntry {
        try await clearAbandonedImports(now: now())
        let id = try await begin(original, layout, now())
        let hold = try originals.hold(reading: id)
        defer { withExtendedLifetime(hold) {} }
        let writer = EventWriter(
            database: database, fileID: id, authorisation: ticket.authorisation, now: now)
        do {
            let reading = try await read(writer)
            try await finish(original, id, reading, await writer.check, ticket, now())
        } catch {
            // What cannot be cleared now is cleared by the next import, once this one's beat has stopped.
            try? await clear(file: id)
            throw error
        }
        guard let entry = try await files(id: id).first?.entry else {
            throw StorageError(code: .unexpected, context: "the file imported is not there")
        }
        return entry
    }

    /// The file's own row, before any of its rows: nobody else takes the same bytes in meanwhile.
    private func begin(_ original: ReceivedOriginal, _ layout: Layout, _ now: Instant) async throws -> Int64 {
        try await database.write { connection in
            let known = try connection.first(
                "SELECT id, name, state FROM record_file WHERE sha256 = ?", [.text(original.sha256)]
            ) { (id: $0.integer(0), name: $0.text(1), state: $0.text(2)) }
            switch known?.state {
            case "reading": throw IntakeRefusal.beingTakenIn(name: known?.name ?? "")
            case "removed": throw IntakeRefusal.deletedBefore
            case nil: break
            default: throw IntakeRefusal.alreadyImported(name: known?.name ?? "", id: known?.id ?? 0)
            }
            return try connection.insert(
                """
                INSERT INTO record_file (sha256, name, byte_count, layout, zone, imported_us, row_count, event_count,
                    quarantine_count, preamble_lines, blank_lines, reasons, state, beat_us)
                VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '{}', 'reading', ?) RETURNING id
                """,
                [
                    .text(original.sha256), .text(original.name), .integer(Int64(original.byteCount)),
                    .text(layout.name), .text(layout.time.zone.description), .integer(now.microseconds),
                    .integer(now.microseconds),
                ])
        }
    }

    /// Makes a file whole and seen: its counts, its place in the operation, its entry in the log, all at once.
    private func finish(
        _ original: ReceivedOriginal, _ id: Int64, _ reading: Reading, _ check: ReturnCheck,
        _ ticket: ImportTicket,
        _ now: Instant
    ) async throws {
        let originals = originals
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let reasons = String(decoding: try encoder.encode(reading.reasons), as: UTF8.self)
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE record_file SET row_count = ?, event_count = ?, quarantine_count = ?, preamble_lines = ?,
                    blank_lines = ?, first_event_us = ?, last_event_us = ?, reasons = ?, state = 'whole' WHERE id = ?
                """,
                [
                    .integer(Int64(reading.rows)), .integer(Int64(reading.events)),
                    .integer(Int64(reading.quarantined)), .integer(Int64(reading.preambleLines)),
                    .integer(Int64(reading.blankLines)), SQLValue(reading.firstEvent),
                    SQLValue(reading.lastEvent),
                    .text(reasons), .integer(id),
                ])
            try connection.place(file: id, check, ticket, at: now)
            // The original is in its place before the transaction ends: a file in the casebook always has its bytes.
            try originals.keep(original)
        }
    }

    package func bring(file: Int64, check: ReturnCheck, ticket: ImportTicket, at now: Instant) async throws {
        try await database.write { try $0.place(file: file, check, ticket, at: now) }
    }

    // MARK: Clearing away

    /// A reader says every so often that it goes on, for servers that do not share its folder. One that has not for so
    /// many seconds has died.
    private static let silence: Int64 = 120

    /// Removes the rows of imports that were cut short, those of other processes too.
    package func clearAbandonedImports(now: Instant) async throws {
        let readers = try await database.read { connection in
            try connection.all("SELECT id, beat_us FROM record_file WHERE state = 'reading'") {
                (id: $0.integer(0), beat: $0.instant(1))
            }
        }
        for reader in readers {
            let isSilent = reader.beat.adding(seconds: Self.silence) < now
            if originals.isAbandoned(reading: reader.id) || isSilent { try await clear(file: reader.id) }
        }
    }

    private func clear(file id: Int64) async throws {
        try await database.write { connection in
            let isReading = try connection.first(
                "SELECT 1 FROM record_file WHERE id = ? AND state = 'reading'", [.integer(id)],
                { $0.integer(0) })
            guard isReading != nil else { return }
            for table in ["event", "quarantine"] {
                try connection.execute("DELETE FROM \(table) WHERE file_id = ?", [.integer(id)])
            }
            try connection.execute("DELETE FROM record_file WHERE id = ?", [.integer(id)])
        }
        originals.forget(reading: id)
    }

    // MARK: Jobs

    package func keep(_ job: Job) async throws {
        let (state, result) =
            switch job.state {
            case .running: ("running", "")
            case .done(let place): ("done", place)
            case .refused(let text): ("refused", text)
            }
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO job (id, account_id, operation_id, name, done, total, state, result, began_us, beat_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET done = excluded.done, total = excluded.total, state = excluded.state,
                    result = excluded.result, beat_us = excluded.beat_us
                """,
                [
                    .text(job.id), .integer(job.accountID), .integer(job.operationID), .text(job.name),
                    .integer(Int64(job.done)), .integer(Int64(job.total)), .text(state), .text(result),
                    .integer(job.beatAt.microseconds), .integer(job.beatAt.microseconds),
                ])
        }
    }

    package func job(id: String) async throws -> Job? {
        try await database.read { connection in
            try connection.first(
                "SELECT id, account_id, operation_id, name, done, total, state, result, beat_us FROM job WHERE id = ?",
                [.text(id)]
            ) { row in
                let state: Job.State =
                    switch row.text(6) {
                    case "done": .done(row.text(7))
                    case "refused": .refused(row.text(7))
                    default: .running
                    }
                return Job(
                    id: row.text(0), accountID: row.integer(1), operationID: row.integer(2),
                    name: row.text(3),
                    done: Int(row.integer(4)), total: Int(row.integer(5)), state: state,
                    beatAt: row.instant(8))
            }
        }
    }
}

extension SQLConnection {
    fileprivate func place(file: Int64, _ check: ReturnCheck, _ ticket: ImportTicket, at now: Instant) throws
    {
        try execute(
            """
            INSERT INTO operation_file (operation_id, file_id, authorisation_id, brought_by, brought_us, other_numbers,
                outside_period) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(ticket.operation.id), .integer(file), .integer(ticket.authorisation.id),
                .text(ticket.by),
                .integer(now.microseconds), .integer(Int64(check.otherNumbers)),
                .integer(Int64(check.outsidePeriod)),
            ])
        try append(ticket.log(file), at: now)
    }
}

/// Reads files of records as they stand in the database.
private enum FileReading {
    static let columns = """
        f.id, f.sha256, f.name, f.byte_count, f.layout, f.zone, f.imported_us, f.row_count, f.event_count,
        f.quarantine_count, f.preamble_lines, f.blank_lines, f.first_event_us, f.last_event_us, f.reasons
        """

    static let sql = """
        SELECT \(columns), x.operation_id, x.authorisation_id, x.brought_by, x.brought_us, x.other_numbers,
            x.outside_period, f.state FROM operation_file x JOIN record_file f ON f.id = x.file_id
        """

    static func entry(_ row: any SQLRow) throws -> RecordFileEntry {
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

    static func operationFile(_ row: any SQLRow) throws -> OperationFile {
        OperationFile(
            entry: try entry(row), operationID: row.integer(15), authorisationID: row.optionalInteger(16),
            by: row.text(17), at: row.instant(18),
            check: ReturnCheck(otherNumbers: Int(row.integer(19)), outsidePeriod: Int(row.integer(20))),
            isRemoved: row.text(21) == "removed")
    }
}
