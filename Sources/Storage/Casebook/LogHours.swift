import Access
import CallRecords
import Casework
import SQL

/// Looks, refusals and failed sign-ins of the log, counted by the hour: the one place that says what is counted.
enum LogHours {
    static let hour: Int64 = 3_600_000_000

    private static let looks = "kind IN ('consultation', 'disclosure', 'combination') AND outcome = 'done'"
    private static let looked =
        "subject_kind IN ('line', 'number', 'identifier', 'person') AND subject_id <> 0"
    /// The beginning of an entry's hour.
    private static let begins = "at_us / \(hour) * \(hour)"

    /// What is counted of a group of entries.
    private static let counts = """
        SUM(CASE WHEN \(looks) THEN 1 ELSE 0 END),
            SUM(CASE WHEN \(looks) AND \(looked) AND operation_id = 0 THEN 1 ELSE 0 END),
            COUNT(DISTINCT CASE WHEN \(looks) AND \(looked) THEN subject_kind || CAST(subject_id AS TEXT) END),
            SUM(CASE WHEN kind <> 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END),
            SUM(CASE WHEN kind = 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END)
        """

    static func beginning(_ microseconds: Int64) -> Int64 { microseconds / hour * hour }

    // MARK: From the entries themselves

    /// Counted from every entry of a time.
    static func live(
        _ range: Range<Int64>, _ reach: LogReach, _ connection: any SQLConnection
    ) throws -> [LookingHour] {
        let (part, values) = condition(reach)
        return try connection.all(
            """
            SELECT account_id, login, \(begins), \(counts)
            FROM log_entry WHERE at_us >= ? AND at_us < ?\(part) GROUP BY account_id, login, \(begins)
            """, [.integer(range.lowerBound), .integer(range.upperBound)] + values, lookingHour)
    }

    /// How often an account looked at a person, and when last; nil where it did not.
    static func looks(
        of account: Int64, at person: Int64, _ range: Range<Int64>, _ reach: LogReach,
        _ connection: any SQLConnection
    ) throws -> (last: Instant, count: Int)? {
        let (part, values) = condition(reach)
        let found = try connection.first(
            """
            SELECT MAX(at_us), COUNT(*) FROM log_entry
            WHERE subject_kind = 'person' AND subject_id = ? AND +account_id = ? AND \(looks)
                AND +at_us >= ? AND +at_us < ?\(part)
            """,
            [.integer(person), .integer(account), .integer(range.lowerBound), .integer(range.upperBound)]
                + values
        ) { ($0.optionalInteger(0), Int($0.integer(1))) }
        return found.flatMap { last, count in last.map { (Instant(microseconds: $0), count) } }
    }

    /// Subjects that an account looked at in several operations within an hour: asked of one stretch of time.
    ///
    /// The case keeps a database from the index by kind, along which it would read nearly the whole log for an hour.
    static let sharedRows = """
            WITH seen AS (
                SELECT DISTINCT \(begins) AS hour_us, account_id, login, subject_kind, subject_id, operation_id
                FROM log_entry WHERE at_us >= ? AND at_us < ? AND CASE WHEN \(looks) AND \(looked) THEN 1 ELSE 0 END = 1)
            SELECT s.hour_us, s.account_id, s.login, s.subject_kind, s.subject_id, s.operation_id FROM seen s
            JOIN (SELECT hour_us, account_id, login, subject_kind, subject_id FROM seen
                GROUP BY hour_us, account_id, login, subject_kind, subject_id HAVING COUNT(*) > 1) AS several
            ON several.hour_us = s.hour_us AND several.account_id = s.account_id AND several.login = s.login
                AND several.subject_kind = s.subject_kind AND several.subject_id = s.subject_id
        """

    /// The rows that a time's hours are stored as.
    static func rows(
        _ range: Range<Int64>, _ connection: any SQLConnection
    ) throws -> (hours: [[SQLValue]], shared: [[SQLValue]]) {
        let values: [SQLValue] = [.integer(range.lowerBound), .integer(range.upperBound)]
        let hours = try connection.all(
            """
            SELECT \(begins), account_id, login, operation_id, \(counts)
            FROM log_entry WHERE at_us >= ? AND at_us < ?
            GROUP BY \(begins), account_id, login, operation_id
            """, values
        ) { row -> [SQLValue] in
            [.integer(row.integer(0)), .integer(row.integer(1)), .text(row.text(2))]
                + (3...8).map { .integer(row.integer($0)) }
        }
        let shared = try connection.all(
            sharedRows, values
        ) { row -> [SQLValue] in
            [
                .integer(row.integer(0)), .integer(row.integer(1)), .text(row.text(2)), .text(row.text(3)),
                .integer(row.integer(4)), .integer(row.integer(5)),
            ]
        }
        return (hours, shared)
    }

    // MARK: From what is stored

    /// Hours that may tell something by a rule, and some that do not.
    ///
    /// - Parameters:
    ///   - range: from one hour's beginning to another's.
    ///   - leaving: hours that are not wanted.
    static func stored(
        _ range: Range<Int64>, leaving: [Int64], _ reach: LogReach, tellingBy rule: UnusualRule,
        _ connection: any SQLConnection
    ) throws -> [LookingHour] {
        guard !range.isEmpty else { return [] }
        let (part, values) = condition(reach)
        let within: [SQLValue] = [.integer(range.lowerBound), .integer(range.upperBound)]
        let usual = stride(from: range.lowerBound, to: range.upperBound, by: Int64.Stride(hour)).filter {
            rule.isUsual(Instant(microseconds: $0))
        }
        let hours = try connection.all(
            """
            SELECT account_id, login, hour_us, SUM(looks), SUM(looks_outside), SUM(subjects), SUM(refusals),
                SUM(failed_sign_ins)
            FROM log_hour WHERE hour_us >= ? AND hour_us < ?\(none(of: leaving))\(part)
            GROUP BY hour_us, account_id, login
            HAVING SUM(subjects) >= ? OR SUM(looks_outside) > 0 OR SUM(refusals) > 0 OR SUM(failed_sign_ins) > 0
                OR (SUM(looks) > 0\(none(of: usual)))
            """, within + leaving.values + values + [.integer(Int64(rule.manySubjects))] + usual.values,
            lookingHour)
        var again: [Hour: Int] = [:]
        try connection.each(
            """
            SELECT account_id, login, hour_us, COUNT(*) - 1 FROM log_hour_shared
            WHERE hour_us >= ? AND hour_us < ?\(none(of: leaving))\(part)
            GROUP BY hour_us, account_id, login, subject_kind, subject_id HAVING COUNT(*) > 1
            """, within + leaving.values + values
        ) {
            let key = Hour(account: $0.integer(0), login: $0.text(1), hour: $0.integer(2))
            again[key, default: 0] += Int($0.integer(3))
        }
        return hours.map { $0.without(subjects: again[Hour(of: $0)] ?? 0) }
    }

    private struct Hour: Hashable {
        let account: Int64
        let login: String
        let hour: Int64

        init(account: Int64, login: String, hour: Int64) {
            (self.account, self.login, self.hour) = (account, login, hour)
        }

        init(of found: LookingHour) {
            self.init(account: found.account, login: found.login, hour: found.from.microseconds)
        }
    }

    private static func none(of hours: [Int64]) -> String {
        hours.isEmpty ? "" : " AND hour_us NOT IN (\(marks(hours)))"
    }

    /// What a reader may see, put so that no database takes an index by operation or account for it: these hold years.
    private static func condition(_ reach: LogReach) -> (sql: String, values: [SQLValue]) {
        guard case .part(let operations, let accounts) = reach else { return ("", []) }
        let (sql, values) = LogSearch.condition(operations: operations, accounts: accounts)
        return (" AND " + sql, values)
    }

    private static func lookingHour(_ row: any SQLRow) -> LookingHour {
        LookingHour(
            account: row.integer(0), login: row.text(1), from: row.instant(2), looks: Int(row.integer(3)),
            looksOutside: Int(row.integer(4)), subjects: Int(row.integer(5)), refusals: Int(row.integer(6)),
            failedSignIns: Int(row.integer(7)))
    }
}

extension LookingHour {
    fileprivate func without(subjects again: Int) -> LookingHour {
        again == 0
            ? self
            : LookingHour(
                account: account, login: login, from: from, looks: looks, looksOutside: looksOutside,
                subjects: subjects - again, refusals: refusals, failedSignIns: failedSignIns)
    }
}
