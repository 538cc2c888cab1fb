import CallRecords
import Casework
import SQL
import Telephony

/// Writes one import's rows, a batch a transaction, and counts what came back beside what was asked.
actor EventWriter: ImportWriter {
    private let database: any SQLDatabase
    private let fileID: Int64
    private let authorisation: Authorisation
    private let now: @Sendable () -> Instant
    private(set) var check = ReturnCheck()
    private var known = Known()

    /// The rows of what the columns' dictionaries hold, by index.
    private struct Known: Sendable {
        var parties: [Int64] = []
        var handsets: [Int64] = []
        var sims: [Int64] = []
        var cells: [Int64] = []
    }

    init(
        database: any SQLDatabase, fileID: Int64, authorisation: Authorisation,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.database, self.fileID, self.authorisation, self.now) = (database, fileID, authorisation, now)
    }

    func write(_ columns: EventColumns, quarantine: [(row: QuarantinedRow, reason: String)]) async throws {
        check.count(columns, against: authorisation)
        let (fileID, before, beat) = (fileID, known, now())
        known = try await database.write { connection in
            let known = try Self.extend(before, to: columns, connection)
            try connection.insertMany(
                into: "event",
                columns: [
                    "file_id", "row_number", "time_us", "kind", "from_party", "to_party", "duration_s",
                    "from_handset", "to_handset", "from_sim", "to_sim", "from_cell", "to_cell",
                ]
            ) { append in
                for row in 0..<columns.count { try append(Self.values(of: row, in: columns, fileID, known)) }
            }
            try connection.insertMany(
                into: "quarantine",
                columns: [
                    "file_id", "row_number", "line_number", "byte_offset", "byte_count", "column_name",
                    "raw_text",
                    "code", "reason",
                ]
            ) { append in
                for entry in quarantine { try append(Self.values(of: entry.row, entry.reason, fileID)) }
            }
            try connection.execute(
                "UPDATE record_file SET beat_us = ? WHERE id = ?",
                [.integer(beat.microseconds), .integer(fileID)])
            return known
        }
    }

    private static func extend(
        _ known: Known, to columns: EventColumns, _ connection: any SQLConnection
    ) throws -> Known {
        var known = known
        for party in columns.parties.values[known.parties.count...] {
            known.parties.append(try connection.id(of: party))
        }
        for handset in columns.handsets.values[known.handsets.count...] {
            known.handsets.append(
                try connection.id(in: "handset", column: "body", .integer(Int64(handset.body))))
        }
        for sim in columns.sims.values[known.sims.count...] {
            known.sims.append(try connection.id(in: "sim", column: "imsi", .text(sim.description)))
        }
        for cell in columns.cells.values[known.cells.count...] {
            known.cells.append(try connection.id(in: "cell", column: "name", .text(cell.description)))
        }
        return known
    }

    private static func values(
        of row: Int, in columns: EventColumns, _ fileID: Int64, _ known: Known
    ) -> [SQLValue] {
        func id(_ index: UInt32?, _ ids: [Int64]) -> SQLValue {
            index.map { .integer(ids[Int($0)]) } ?? .null
        }
        let details = columns.details(ofRow: row)
        return [
            .integer(fileID), .integer(Int64(columns.rows[row])), .integer(columns.times[row]),
            .integer(Int64(columns.kinds[row])), .integer(known.parties[Int(columns.from[row])]),
            .integer(known.parties[Int(columns.to[row])]), SQLValue(details.duration),
            id(details.fromHandset, known.handsets), id(details.toHandset, known.handsets),
            id(details.fromSIM, known.sims), id(details.toSIM, known.sims),
            id(details.fromCell, known.cells), id(details.toCell, known.cells),
        ]
    }

    private static func values(of row: QuarantinedRow, _ reason: String, _ fileID: Int64) -> [SQLValue] {
        [
            .integer(fileID), .integer(Int64(row.row)), .integer(Int64(row.line)),
            .integer(Int64(row.bytes.lowerBound)), .integer(Int64(row.bytes.count)),
            SQLValue(row.column.map(visibleNulls)), .text(visibleNulls(row.rawText)), .text(row.reason.code),
            .text(visibleNulls(reason)),
        ]
    }

    /// Text without NULs, at which the database would end it; the original holds them still.
    private static func visibleNulls(_ text: String) -> String { text.replacing("\u{0}", with: "\u{2400}") }
}
