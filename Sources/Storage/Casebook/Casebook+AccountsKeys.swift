import Access
import CallRecords
import SQL

extension Casebook: KeyStore {
    package func key(digest: String) async throws -> (key: AccountKey, account: Account)? {
        try await database.read { connection in
            let found = try connection.first(
                """
                SELECT id, name, scopes, made_us, until_us, used_us, account_id FROM api_key
                WHERE digest = ? AND ended_us IS NULL
                """, [.text(digest)]
            ) { (key: Self.key($0), account: $0.integer(6)) }
            guard let found, let account = try Self.account(connection, found.account),
                !account.standing.isSuspended
            else { return nil }
            return (found.key, account)
        }
    }

    package func keys(of account: Int64) async throws -> [AccountKey] {
        try await database.read {
            try $0.all(
                """
                SELECT id, name, scopes, made_us, until_us, used_us FROM api_key
                WHERE account_id = ? AND ended_us IS NULL ORDER BY id DESC
                """, [.integer(account)], Self.key)
        }
    }

    private static func key(_ row: any SQLRow) -> AccountKey {
        AccountKey(
            id: row.integer(0), name: row.text(1),
            scopes: Set(row.text(2).split(separator: " ").compactMap { KeyScope(rawValue: String($0)) }),
            madeAt: row.instant(3), until: row.instant(4), usedAt: row.optionalInstant(5))
    }

    package func addKey(
        of account: Int64, named name: String, scopes: Set<KeyScope>, digest: String, until: Instant,
        at now: Instant,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            let id = try connection.insert(
                """
                INSERT INTO api_key (digest, account_id, name, scopes, made_us, until_us) VALUES (?, ?, ?, ?, ?, ?)
                RETURNING id
                """,
                [
                    .text(digest), .integer(account), .text(name),
                    .text(scopes.map(\.rawValue).sorted().joined(separator: " ")), .integer(now.microseconds),
                    .integer(until.microseconds),
                ])
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func endKey(_ id: Int64, of account: Int64, at now: Instant, log: LogDraft) async throws {
        try await database.write { connection in
            let ended = try connection.execute(
                "UPDATE api_key SET ended_us = ? WHERE id = ? AND account_id = ? AND ended_us IS NULL",
                [.integer(now.microseconds), .integer(id), .integer(account)])
            guard ended == 1 else { throw AccountRefusal.noSuchKey }
            try connection.append(log, at: now)
        }
    }

    package func touch(key: Int64, at now: Instant) async throws {
        try await database.writeConcurrently {
            try $0.execute(
                "UPDATE api_key SET used_us = ? WHERE id = ?", [.integer(now.microseconds), .integer(key)])
        }
    }
}
