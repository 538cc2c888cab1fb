import Access
import CallRecords
import SQL

extension Casebook: UserStore {
    package func accounts() async throws -> [Account] {
        try await database.read { try Self.accounts($0, "ORDER BY name, id", []) }
    }

    package func account(id: Int64) async throws -> Account? {
        try await database.read { try Self.account($0, id) }
    }

    package func account(login: String) async throws -> Account? {
        try await database.read { try Self.accounts($0, "WHERE login = ?", [.text(login)]).first }
    }

    package func account(issuer: String, subject: String) async throws -> Account? {
        try await database.read {
            try Self.accounts(
                $0, "WHERE id = (SELECT account_id FROM account_identity WHERE issuer = ? AND subject = ?)",
                [.text(issuer), .text(subject)]
            ).first
        }
    }

    package func account(link digest: String, at now: Instant) async throws -> Account? {
        try await database.read {
            try Self.accounts(
                $0,
                """
                WHERE is_suspended = 0 AND id = (
                    SELECT account_id FROM setup_link WHERE digest = ? AND used_us IS NULL AND until_us > ?)
                """,
                [.text(digest), .integer(now.microseconds)]
            ).first
        }
    }

    package func hasAccounts() async throws -> Bool {
        try await database.read {
            try $0.first("SELECT id FROM account LIMIT 1", [], { $0.integer(0) }) != nil
        }
    }

    package func practiceLogins() async throws -> [String] {
        try await database.read {
            try $0.all("SELECT login FROM account WHERE is_practice = 1 AND is_suspended = 0 ORDER BY login")
            {
                $0.text(0)
            }
        }
    }

    package func secrets(of account: Int64) async throws -> AccountSecrets {
        try await database.read { try Self.secrets($0, account) }
    }

    package func keep(_ draft: LogDraft, at now: Instant) async throws { try await log(draft, at: now) }

    // MARK: Reading

    static func account(_ connection: any SQLConnection, _ id: Int64) throws -> Account? {
        try accounts(connection, "WHERE id = ?", [.integer(id)]).first
    }

    /// - Parameter condition: what follows `FROM account`, on that table alone.
    static func accounts(
        _ connection: any SQLConnection, _ condition: String, _ values: [SQLValue]
    ) throws -> [Account] {
        let which = condition.hasPrefix("ORDER") ? "" : condition
        let grants = try connection.all(
            """
            SELECT account_id, role, force_id, operation_id FROM account_grant
            WHERE account_id IN (SELECT id FROM account \(which)) ORDER BY id
            """, values
        ) { (account: $0.integer(0), grant: try Self.grant($0)) }
        let given = Dictionary(grouping: grants, by: \.account)
        return try connection.all(
            """
            SELECT id, login, name, is_suspended, is_practice, password_hash IS NOT NULL, code_secret IS NOT NULL,
                made_us, last_signed_in_us
            FROM account \(condition)
            """, values
        ) {
            Account(
                id: $0.integer(0), login: $0.text(1), name: $0.text(2),
                grants: (given[$0.integer(0)] ?? []).map(\.grant),
                standing: .init(
                    isSuspended: $0.integer(3) == 1, isPractice: $0.integer(4) == 1,
                    hasPassword: $0.integer(5) == 1,
                    hasSecondFactor: $0.integer(6) == 1),
                madeAt: $0.instant(7), lastSignedInAt: $0.optionalInstant(8))
        }
    }

    private static func grant(_ row: any SQLRow) throws -> Grant {
        guard let role = Role(rawValue: row.text(1)) else {
            throw StorageError(
                code: .unexpected,
                context: "A user holds a role that this version does not know. Use the version that gave it.")
        }
        if let force = row.optionalInteger(2) { return Grant(role, .force(force)) }
        return Grant(role, row.optionalInteger(3).map { .operation($0) } ?? .everywhere)
    }

    static func secrets(_ connection: any SQLConnection, _ account: Int64) throws -> AccountSecrets {
        let left = try connection.first(
            "SELECT count(*) FROM recovery_code WHERE account_id = ? AND used_us IS NULL", [.integer(account)]
        ) { Int($0.integer(0)) }
        let found = try connection.first(
            "SELECT password_hash, code_secret, code_step FROM account WHERE id = ?", [.integer(account)]
        ) {
            AccountSecrets(
                password: $0.optionalText(0).map(PasswordHash.init(encoded:)),
                code: Self.code($0.optionalText(1)),
                codeStep: $0.integer(2), recoveryCodesLeft: left ?? 0)
        }
        return found ?? AccountSecrets(password: nil, code: nil, codeStep: 0, recoveryCodesLeft: 0)
    }

    static func code(_ text: String?) -> OneTimeCode? {
        text.flatMap { [UInt8](hexadecimal: $0) }.map { OneTimeCode(secret: $0) }
    }
}
