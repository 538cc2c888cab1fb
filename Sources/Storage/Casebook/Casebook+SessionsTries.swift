import Access
import CallRecords
import SQL

extension Casebook {
    package func beginTry(_ keys: [TryKey], at now: Instant) async throws -> Int64 {
        try await database.write { connection in
            let forgotten = now.adding(seconds: -LockOutRule.memory)
            try connection.execute(
                "DELETE FROM wrong_try WHERE last_us < ?", [.integer(forgotten.microseconds)])
            var wait: Int64 = 0
            var counts: [Int] = []
            for key in keys {
                let known = try connection.first(
                    "SELECT count, until_us FROM wrong_try WHERE key = ?", [.text(key.digest)]
                ) { (count: Int($0.integer(0)), until: $0.integer(1)) }
                counts.append((known?.count ?? 0) + 1)
                let left = (known?.until ?? 0) - now.microseconds
                wait = max(wait, (left + 999_999) / 1_000_000)
            }
            guard wait <= 0 else { return wait }
            for (key, count) in zip(keys, counts) {
                let until = now.adding(seconds: key.rule.wait(after: count))
                try connection.execute(
                    """
                    INSERT INTO wrong_try (key, count, last_us, until_us) VALUES (?, ?, ?, ?)
                    ON CONFLICT (key) DO UPDATE
                    SET count = excluded.count, last_us = excluded.last_us, until_us = excluded.until_us
                    """,
                    [
                        .text(key.digest), .integer(Int64(count)), .integer(now.microseconds),
                        .integer(until.microseconds),
                    ])
            }
            return 0
        }
    }

    package func undoTry(_ keys: [TryKey], at now: Instant) async throws {
        try await database.write { try Self.undo(keys, $0) }
    }

    static func undo(_ keys: [TryKey], _ connection: any SQLConnection) throws {
        for key in keys {
            try connection.execute(
                "UPDATE wrong_try SET count = count - 1, until_us = last_us WHERE key = ? AND count > 0",
                [.text(key.digest)])
        }
    }

    package func isKnown(browser digest: String) async throws -> Bool {
        try await database.read {
            try $0.first("SELECT made_us FROM known_browser WHERE digest = ?", [.text(digest)]) {
                $0.integer(0)
            } != nil
        }
    }

    package func addVisit(
        _ visit: ProviderVisit, browser: String, until: Instant, at now: Instant
    ) async throws {
        try await database.writeConcurrently { connection in
            try connection.execute(
                "DELETE FROM provider_visit WHERE until_us < ?", [.integer(now.microseconds)])
            try connection.execute(
                "INSERT INTO provider_visit (state, nonce, verifier, browser, until_us) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(visit.state), .text(visit.nonce), .text(visit.verifier), .text(browser),
                    .integer(until.microseconds),
                ])
        }
    }

    package func takeVisit(state: String, browser: String, at now: Instant) async throws -> ProviderVisit? {
        try await database.write { connection in
            try connection.first(
                """
                DELETE FROM provider_visit WHERE state = ? AND browser = ? AND until_us > ?
                RETURNING state, nonce, verifier
                """,
                [.text(state), .text(browser), .integer(now.microseconds)]
            ) { ProviderVisit(state: $0.text(0), nonce: $0.text(1), verifier: $0.text(2)) }
        }
    }
}
