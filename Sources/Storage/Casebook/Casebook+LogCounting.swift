import Access
import CallRecords
import Casework
import SQL

extension Casebook {
    private static let hour: Int64 = 3_600_000_000
    private static let looks = "kind IN ('consultation', 'disclosure', 'combination') AND outcome = 'done'"
    private static let looked =
        "subject_kind IN ('line', 'number', 'identifier', 'person') AND subject_id <> 0"

    package func lookingHours(
        from: Instant, until: Instant, _ reach: LogReach
    ) async throws -> [LookingHour] {
        let (within, values) = Self.within(from, until, reach)
        return try await database.read { connection in
            try connection.all(
                """
                SELECT account_id, login, at_us / \(Self.hour) AS hour,
                    SUM(CASE WHEN \(Self.looks) THEN 1 ELSE 0 END),
                    SUM(CASE WHEN \(Self.looks) AND \(Self.looked) AND operation_id = 0 THEN 1 ELSE 0 END),
                    COUNT(DISTINCT CASE WHEN \(Self.looks) AND \(Self.looked)
                        THEN subject_kind || CAST(subject_id AS TEXT) END),
                    SUM(CASE WHEN kind <> 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END),
                    SUM(CASE WHEN kind = 'sign-in' AND outcome = 'refused' THEN 1 ELSE 0 END)
                FROM log_entry WHERE \(within) GROUP BY account_id, login, at_us / \(Self.hour)
                """, values
            ) { row in
                LookingHour(
                    account: row.integer(0), login: row.text(1),
                    from: Instant(microseconds: row.integer(2) * Self.hour), looks: Int(row.integer(3)),
                    looksOutside: Int(row.integer(4)), subjects: Int(row.integer(5)),
                    refusals: Int(row.integer(6)), failedSignIns: Int(row.integer(7)))
            }
        }
    }

    package func peopleLooked(
        from: Instant, until: Instant, _ reach: LogReach
    ) async throws -> [PersonLooked] {
        let (within, values) = Self.within(from, until, reach)
        return try await database.read { connection in
            try connection.all(
                """
                SELECT found.account_id, a.login, a.name, p.id, p.name, p.aliases, found.last_us, found.looks
                FROM (SELECT account_id, subject_id, MAX(at_us) AS last_us, COUNT(*) AS looks FROM log_entry
                    WHERE \(within) AND subject_kind = 'person' AND \(Self.looks)
                    GROUP BY account_id, subject_id) AS found
                JOIN account a ON a.id = found.account_id JOIN person p ON p.id = found.subject_id
                """, values
            ) { row in
                PersonLooked(
                    account: row.integer(0), login: row.text(1), accountName: row.text(2),
                    person: row.integer(3),
                    personNames: [row.text(4)] + row.text(5).split(separator: "\n").map(String.init),
                    last: row.instant(6), looks: Int(row.integer(7)))
            }
        }
    }

    /// The condition that an entry is of a time and of what a reader may see.
    private static func within(
        _ from: Instant, _ until: Instant, _ reach: LogReach
    ) -> (sql: String, values: [SQLValue]) {
        let times: [SQLValue] = [.integer(from.microseconds), .integer(until.microseconds)]
        guard case .part(let operations, let accounts) = reach else {
            return ("at_us >= ? AND at_us < ?", times)
        }
        let part = LogSearch.condition(operations: operations, accounts: accounts)
        return ("at_us >= ? AND at_us < ? AND \(part.sql)", times + part.values)
    }
}
