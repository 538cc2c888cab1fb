import Access
import CallRecords
import SQL

extension Casebook: SessionStore {
    package func session(digest: String) async throws -> Session? {
        try await database.read { try Self.sessions($0, "digest = ?", [.text(digest)]).first }
    }

    package func sessions(of account: Int64) async throws -> [Session] {
        try await database.read { try Self.sessions($0, "account_id = ?", [.integer(account)]) }
    }

    private static func sessions(
        _ connection: any SQLConnection, _ condition: String, _ values: [SQLValue]
    ) throws -> [Session] {
        var accounts: [Int64: Account] = [:]
        return try connection.all(
            """
            SELECT id, account_id, stage, form_secret, pending_secret, source, agent, began_us, used_us FROM session
            WHERE \(condition) AND ended_us IS NULL ORDER BY used_us DESC, id DESC
            """, values
        ) { row in
            let id = row.integer(1)
            let account = try accounts[id] ?? Self.account(connection, id)
            guard let account, !account.standing.isSuspended, let stage = Session.Stage(rawValue: row.text(2))
            else {
                return Session?.none
            }
            accounts[id] = account
            return Session(
                id: row.integer(0), account: account, stage: stage, formSecret: row.text(3),
                pending: Self.code(row.optionalText(4)),
                origin: Session.Origin(source: row.text(5), agent: row.text(6)), beganAt: row.instant(7),
                usedAt: row.instant(8))
        }.compactMap { $0 }
    }

    package func beginSession(
        of account: Int64, _ token: SessionToken, stage: Session.Stage, origin: Session.Origin,
        pending: OneTimeCode?,
        at now: Instant
    ) async throws -> Int64 {
        try await database.writeConcurrently { connection in
            try connection.insert(
                """
                INSERT INTO session (digest, account_id, stage, pending_secret, form_secret, source, agent, began_us,
                    used_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .text(token.digest), .integer(account), .text(stage.rawValue),
                    SQLValue(pending?.secret.hexadecimal), .text(token.formSecret), .text(origin.source),
                    .text(origin.agent), .integer(now.microseconds), .integer(now.microseconds),
                ])
        }
    }

    package func touch(session: Int64, at now: Instant) async throws {
        try await database.writeConcurrently {
            try $0.execute(
                "UPDATE session SET used_us = ? WHERE id = ? AND used_us < ?",
                [.integer(now.microseconds), .integer(session), .integer(now.microseconds)])
        }
    }

    package func enter(_ entry: SessionEntry, at now: Instant) async throws {
        try await database.write { connection in
            for change in entry.changes { try Self.apply(change, to: entry.account, now, connection) }
            if let step = entry.codeStep {
                let taken = try connection.execute(
                    "UPDATE account SET code_step = ? WHERE id = ? AND code_step < ?",
                    [.integer(step), .integer(entry.account), .integer(step)])
                guard taken == 1 else { throw AccountRefusal.notRecognised }
            }
            let promoted = try connection.execute(
                """
                UPDATE session SET digest = ?, form_secret = ?, stage = 'full', began_us = ?, used_us = ?
                WHERE id = ? AND account_id = ? AND stage <> 'full' AND ended_us IS NULL
                """,
                [
                    .text(entry.token.digest), .text(entry.token.formSecret), .integer(now.microseconds),
                    .integer(now.microseconds), .integer(entry.session), .integer(entry.account),
                ])
            guard promoted == 1 else { throw AccountRefusal.stepOver }
            try connection.execute(
                "UPDATE account SET last_signed_in_us = ? WHERE id = ?",
                [.integer(now.microseconds), .integer(entry.account)])
            try connection.execute(
                "INSERT INTO known_browser (digest, account_id, made_us) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [.text(entry.browser), .integer(entry.account), .integer(now.microseconds)])
            for key in entry.forgiven {
                try connection.execute("DELETE FROM wrong_try WHERE key = ?", [.text(key.digest)])
            }
            try Self.undo(entry.undone, connection)
            try connection.append(entry.log, at: now)
        }
    }
}
