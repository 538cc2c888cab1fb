import CallRecords
import SQL

/// Counts the log's hours that are over, piece by piece.
///
/// Every piece is read first, beside writers, and kept after in a short transaction of its own; of several servers that
/// count the same piece, one keeps it. Entries that come late to an hour that was counted, by a clock that is slow, have
/// it counted again.
struct LogCounter: Sendable {
    /// How far the counting has come.
    struct Mark: Sendable, Hashable {
        /// Hours before it are counted, in microseconds,
        let until: Int64
        /// with every entry up to this number.
        let sequence: Int64
    }

    /// What one piece comes to.
    private struct Counted: Sendable {
        let before: Mark?
        let after: Mark
        let ranges: [Range<Int64>]
        var hours: [[SQLValue]] = []
        var shared: [[SQLValue]] = []
    }

    let database: any SQLDatabase
    /// Entries to a piece, more or less: their hours are counted whole.
    var piece: Int64 = 10_000
    /// Hours counted again in one piece.
    var mostLate = 48

    static func mark(_ connection: any SQLConnection) throws -> Mark? {
        try connection.first("SELECT until_us, sequence FROM log_hour_mark WHERE id = 1") {
            Mark(until: $0.integer(0), sequence: $0.integer(1))
        }
    }

    /// Hours already counted that have entries after those that were.
    static func lateHours(
        after mark: Mark, upTo last: Int64, in range: Range<Int64>, _ connection: any SQLConnection
    ) throws -> [(hour: Int64, sequence: Int64)] {
        // A plus sign keeps a database from the index by time, along which this is nearly every entry.
        try connection.all(
            """
            SELECT at_us, sequence FROM log_entry WHERE sequence > ? AND sequence <= ?
                AND +at_us >= ? AND +at_us < ? ORDER BY sequence
            """,
            [.integer(mark.sequence), .integer(last), .integer(range.lowerBound), .integer(range.upperBound)]
        ) { (LogHours.beginning($0.integer(0)), $0.integer(1)) }
    }

    /// Counts one piece.
    ///
    /// - Parameter end: hours that end later are left for another time.
    /// - Returns: whether there was one.
    func countPiece(endedBefore end: Instant) async throws -> Bool {
        let end = LogHours.beginning(end.microseconds)
        guard let counted = try await database.read({ try count(endedBefore: end, $0) }) else {
            return false
        }
        try await database.writeConcurrently { try Self.keep(counted, $0) }
        return true
    }

    private func count(endedBefore end: Int64, _ connection: any SQLConnection) throws -> Counted? {
        guard let head = try StoredLog.head(connection)?.sequence, head > 0 else { return nil }
        let mark = try Self.mark(connection)
        var late: Set<Int64> = []
        // Entries without a mark before them come late to nothing.
        var sequence = mark.map { min(head, $0.sequence + piece) } ?? head
        if let mark {
            for entry in try Self.lateHours(
                after: mark, upTo: sequence, in: .min..<mark.until, connection)
            {
                if late.count == mostLate, !late.contains(entry.hour) {
                    sequence = entry.sequence - 1
                    break
                }
                late.insert(entry.hour)
            }
        }
        var ranges = late.sorted().map { $0..<$0 + LogHours.hour }
        var until = mark?.until
        if sequence == head, let next = try next(after: mark, endedBefore: end, connection) {
            ranges.append(next)
            until = next.upperBound
        }
        // A mark is not moved for a few entries alone: whoever reads on from it reads them in no time.
        guard let until, !ranges.isEmpty || sequence - (mark?.sequence ?? 0) > piece / 10 else { return nil }
        var counted = Counted(
            before: mark, after: Mark(until: until, sequence: sequence), ranges: ranges)
        for range in ranges {
            let rows = try LogHours.rows(range, connection)
            counted.hours += rows.hours
            counted.shared += rows.shared
        }
        return counted
    }

    /// The hours to be counted next: whole ones, of as many entries as make a piece.
    private func next(
        after mark: Mark?, endedBefore end: Int64, _ connection: any SQLConnection
    ) throws -> Range<Int64>? {
        func entry(from: Int64, place: Int64) throws -> Int64? {
            try connection.first(
                "SELECT at_us FROM log_entry WHERE at_us >= ? ORDER BY at_us LIMIT 1 OFFSET ?",
                [.integer(from), .integer(place)]
            ) { LogHours.beginning($0.integer(0)) }
        }
        guard let from = try mark?.until ?? entry(from: 0, place: 0), from < end else { return nil }
        let first = try entry(from: from, place: 0) ?? end
        let last = try entry(from: from, place: piece) ?? end
        return from..<min(end, max(last, first + LogHours.hour))
    }

    private static func keep(_ counted: Counted, _ connection: any SQLConnection) throws {
        guard try move(from: counted.before, to: counted.after, connection) else { return }
        for table in ["log_hour", "log_hour_shared"] {
            for range in counted.ranges {
                try connection.execute(
                    "DELETE FROM \(table) WHERE hour_us >= ? AND hour_us < ?",
                    [.integer(range.lowerBound), .integer(range.upperBound)])
            }
        }
        try connection.insertMany(
            into: "log_hour",
            columns: [
                "hour_us", "account_id", "login", "operation_id", "looks", "looks_outside", "subjects",
                "refusals", "failed_sign_ins",
            ]
        ) { append in for row in counted.hours { try append(row) } }
        try connection.insertMany(
            into: "log_hour_shared",
            columns: ["hour_us", "account_id", "login", "subject_kind", "subject_id", "operation_id"]
        ) { append in for row in counted.shared { try append(row) } }
    }

    /// Whether nobody else has moved the mark meanwhile.
    private static func move(from: Mark?, to: Mark, _ connection: any SQLConnection) throws -> Bool {
        let new: [SQLValue] = [.integer(to.until), .integer(to.sequence)]
        guard let from else {
            return try connection.execute(
                """
                INSERT INTO log_hour_mark (id, until_us, sequence) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING
                """, new) == 1
        }
        return try connection.execute(
            """
            UPDATE log_hour_mark SET until_us = ?, sequence = ? WHERE id = 1 AND until_us = ? AND sequence = ?
            """, new + [.integer(from.until), .integer(from.sequence)]) == 1
    }
}
