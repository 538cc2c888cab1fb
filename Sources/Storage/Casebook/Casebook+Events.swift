import CallRecords
import Casework
import Telephony

extension Casebook {
    package func events(until: Instant?) async throws -> (EventColumns, files: [Int64]) {
        try await database.read { connection in
            let columns = try Self.columns(
                "SELECT time_us, kind, from_party, to_party FROM event WHERE time_us <= ?",
                [.integer(until?.microseconds ?? .max)], connection)
            return (
                columns, files: try connection.all("SELECT id FROM record_file ORDER BY id") { $0.integer(0) }
            )
        }
    }

    package func events(naming parties: [Party]) async throws -> EventColumns {
        try await database.read { connection in
            let names = Array(Set(parties.map(\.description)))
            let marks = names.map { _ in "?" }.joined(separator: ", ")
            guard !names.isEmpty else { return EventColumns() }
            let ids = try connection.all(
                "SELECT id FROM party WHERE name IN (\(marks))", names.map { .text($0) }
            ) {
                $0.integer(0)
            }
            guard !ids.isEmpty else { return EventColumns() }
            let places = ids.map { _ in "?" }.joined(separator: ", ")
            return try Self.columns(
                """
                SELECT time_us, kind, from_party, to_party FROM event WHERE from_party IN (\(places))
                UNION ALL
                SELECT time_us, kind, from_party, to_party FROM event
                WHERE to_party IN (\(places)) AND from_party NOT IN (\(places))
                """, (ids + ids + ids).map { .integer($0) }, connection)
        }
    }

    package func firstSeen(_ party: Party) async throws -> Instant? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT MIN(first_us) FROM (
                    SELECT MIN(time_us) AS first_us FROM event
                    WHERE from_party = (SELECT id FROM party WHERE name = ?)
                    UNION ALL
                    SELECT MIN(time_us) AS first_us FROM event
                    WHERE to_party = (SELECT id FROM party WHERE name = ?)) AS ends
                """, [.text(party.description), .text(party.description)]
            ) { $0.optionalInstant(0) } ?? nil
        }
    }

    /// Reads events into columns. Parties keep one index each, however many rows name them.
    private static func columns(
        _ sql: String, _ values: [SQLValue], _ connection: any SQLConnection
    ) throws -> EventColumns {
        var columns = EventColumns()
        var names: [Int64: String] = [:]
        try connection.each("SELECT id, name FROM party", []) { names[$0.integer(0)] = $0.text(1) }
        var indices: [Int64: PartyIndex] = [:]
        func index(_ id: Int64) throws -> PartyIndex {
            if let known = indices[id] { return known }
            let made = columns.index(of: try Party(parsing: names[id] ?? ""))
            indices[id] = made
            return made
        }
        try connection.each(sql, values) { row in
            let (from, to) = (try index(row.integer(2)), try index(row.integer(3)))
            columns.append(
                time: row.instant(0), kind: Event.Kind(rawValue: UInt8(row.integer(1))) ?? .unstated,
                from: from,
                to: to)
        }
        return columns
    }
}
