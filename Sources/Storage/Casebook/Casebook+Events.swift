import CallRecords
import Casework
import SQL
import Telephony

extension Casebook {
    package func events(
        in operation: Int64, until: Instant?
    ) async throws -> (EventColumns, files: [Int64]) {
        try await database.read { connection in
            let columns = try Self.columns(
                """
                SELECT time_us, kind, from_party, to_party, from_handset, to_handset, from_sim, to_sim, from_cell, to_cell
                FROM event
                WHERE file_id IN (SELECT file_id FROM operation_file WHERE operation_id = ?) AND time_us <= ?
                """, [.integer(operation), .integer(until?.microseconds ?? .max)], connection)
            let files = try connection.all(
                """
                SELECT x.file_id FROM operation_file x JOIN record_file f ON f.id = x.file_id
                WHERE x.operation_id = ? AND f.state = 'whole' ORDER BY x.file_id
                """, [.integer(operation)]
            ) { $0.integer(0) }
            return (columns, files: files)
        }
    }

    package func events(naming parties: [Party], in operations: [Int64]) async throws -> EventColumns {
        guard !operations.isEmpty else { return EventColumns() }
        return try await database.read { connection in
            let names = Array(Set(parties.map(\.description)))
            guard !names.isEmpty else { return EventColumns() }
            let ids = try connection.all(
                "SELECT id FROM party WHERE name IN (\(marks(names)))", names.map { .text($0) }
            ) { $0.integer(0) }
            guard !ids.isEmpty else { return EventColumns() }
            let files = try connection.all(
                "SELECT DISTINCT file_id FROM operation_file WHERE operation_id IN (\(marks(operations)))",
                operations.values
            ) { $0.integer(0) }
            guard !files.isEmpty else { return EventColumns() }
            return try Self.columns(
                """
                SELECT time_us, kind, from_party, to_party, NULL, NULL, NULL, NULL, NULL, NULL FROM event
                WHERE from_party IN (\(marks(ids))) AND file_id IN (\(marks(files)))
                UNION ALL
                SELECT time_us, kind, from_party, to_party, NULL, NULL, NULL, NULL, NULL, NULL FROM event
                WHERE to_party IN (\(marks(ids))) AND from_party NOT IN (\(marks(ids))) AND file_id IN (\(marks(files)))
                """, (ids + files + ids + ids + files).values, connection)
        }
    }

    package func firstSeen(_ party: Party, in operation: Int64) async throws -> Instant? {
        try await database.read { connection in
            let id = try connection.first("SELECT id FROM party WHERE name = ?", [.text(party.description)]) {
                $0.integer(0)
            }
            guard let id else { return nil }
            return try connection.first(
                """
                SELECT MIN(first_us) FROM (
                    SELECT MIN(time_us) AS first_us FROM event
                    WHERE from_party = ? AND file_id IN (SELECT file_id FROM operation_file WHERE operation_id = ?)
                    UNION ALL
                    SELECT MIN(time_us) AS first_us FROM event
                    WHERE to_party = ? AND file_id IN (SELECT file_id FROM operation_file WHERE operation_id = ?)) AS ends
                """, [id, operation, id, operation].values
            ) { $0.optionalInstant(0) } ?? nil
        }
    }

    /// How many parties are looked up at once.
    private static let batch = 500

    /// An event by the rows it names.
    private struct StoredEvent {
        let time: Int64
        let kind: UInt8
        let from: Int64
        let to: Int64
        let handsets: (from: Int64?, to: Int64?)
        let sims: (from: Int64?, to: Int64?)
        let cells: (from: Int64?, to: Int64?)

        init(_ row: any SQLRow) {
            (time, kind) = (row.integer(0), UInt8(row.integer(1)))
            (from, to) = (row.integer(2), row.integer(3))
            handsets = (row.optionalInteger(4), row.optionalInteger(5))
            sims = (row.optionalInteger(6), row.optionalInteger(7))
            cells = (row.optionalInteger(8), row.optionalInteger(9))
        }
    }

    /// Reads events into columns. Parties, handsets, SIMs and cells keep one index each, however many rows name them.
    private static func columns(
        _ sql: String, _ values: [SQLValue], _ connection: any SQLConnection
    ) throws -> EventColumns {
        let rows = try connection.all(sql, values, StoredEvent.init)
        var columns = EventColumns()
        columns.reserveCapacity(rows.count)
        let parties = try indices(of: Set(rows.flatMap { [$0.from, $0.to] }), "party", "name", connection) {
            columns.index(of: try $0.party(1))
        }
        let handsets = try indices(
            of: Set(rows.flatMap { [$0.handsets.from, $0.handsets.to].compactMap(\.self) }), "handset",
            "body",
            connection
        ) { columns.index(of: IMEI(body: UInt64($0.integer(1)))) }
        let sims = try indices(
            of: Set(rows.flatMap { [$0.sims.from, $0.sims.to].compactMap(\.self) }), "sim", "imsi",
            connection
        ) { columns.index(of: try IMSI(parsing: $0.text(1))) }
        let cells = try indices(
            of: Set(rows.flatMap { [$0.cells.from, $0.cells.to].compactMap(\.self) }), "cell", "name",
            connection
        ) { columns.index(of: try CellID(parsing: $0.text(1))) }
        for row in rows {
            guard let from = parties[row.from], let to = parties[row.to] else {
                throw StorageError(code: .unexpected, context: "an event names a party that is not there")
            }
            func index(_ id: Int64?, _ known: [Int64: UInt32]) -> UInt32? { id.flatMap { known[$0] } }
            columns.append(
                time: Instant(microseconds: row.time), kind: Event.Kind(rawValue: row.kind) ?? .unstated,
                from: from, to: to, duration: nil, fromHandset: index(row.handsets.from, handsets),
                toHandset: index(row.handsets.to, handsets), fromSIM: index(row.sims.from, sims),
                toSIM: index(row.sims.to, sims), fromCell: index(row.cells.from, cells),
                toCell: index(row.cells.to, cells))
        }
        return columns
    }

    /// By row of a table: the index that its value has in the columns.
    private static func indices(
        of ids: Set<Int64>, _ table: String, _ column: String, _ connection: any SQLConnection,
        _ index: (any SQLRow) throws -> UInt32
    ) throws -> [Int64: UInt32] {
        var found: [Int64: UInt32] = [:]
        let sorted = ids.sorted()
        for start in stride(from: 0, to: sorted.count, by: batch) {
            let some = sorted[start..<min(start + batch, sorted.count)]
            try connection.each(
                "SELECT id, \(column) FROM \(table) WHERE id IN (\(marks(some)))", some.values
            ) { found[$0.integer(0)] = try index($0) }
        }
        return found
    }
}
