import Access
import CallRecords
import SQL

extension Casebook {
    package func addAccount(
        _ new: NewAccount, at now: Instant, decide: @escaping @Sendable (UserSituation) throws -> UserDecision
    ) async throws -> Int64 {
        try await database.write { connection in
            let taken = try connection.first("SELECT id FROM account WHERE login = ?", [.text(new.login)]) {
                $0.integer(0)
            }
            guard taken == nil else { throw AccountRefusal.loginTaken }
            let id = try connection.insert(
                "INSERT INTO account (login, name, is_practice, made_us) VALUES (?, ?, ?, ?) RETURNING id",
                [
                    .text(new.login), .text(new.name), .integer(new.isPractice ? 1 : 0),
                    .integer(now.microseconds),
                ])
            try Self.decide(id, now, connection, decide)
            return id
        }
    }

    package func change(
        account: Int64, at now: Instant, decide: @escaping @Sendable (UserSituation) throws -> UserDecision
    ) async throws {
        try await database.write { try Self.decide(account, now, $0, decide) }
    }

    private static func decide(
        _ id: Int64, _ now: Instant, _ connection: any SQLConnection,
        _ decide: (UserSituation) throws -> UserDecision
    ) throws {
        guard let account = try account(connection, id) else { throw AccountRefusal.noSuchUser }
        let administrators = try connection.all(
            """
            SELECT a.id FROM account a JOIN account_grant g ON g.account_id = a.id
            WHERE g.role = ? AND g.force_id IS NULL AND g.operation_id IS NULL AND a.is_suspended = 0
            """, [.text(Role.administrator.rawValue)]
        ) { $0.integer(0) }
        let operations = try connection.all("SELECT id, force_id FROM operation") {
            ($0.integer(0), $0.integer(1))
        }
        let decision = try decide(
            UserSituation(
                account: account, secrets: try secrets(connection, id), administrators: Set(administrators),
                forces: Set(try connection.all("SELECT id FROM force") { $0.integer(0) }),
                forceOfOperation: Dictionary(operations, uniquingKeysWith: { first, _ in first })))
        for change in decision.changes { try apply(change, to: id, now, connection) }
        try connection.append(decision.log, at: now)
    }

    static func apply(
        _ change: UserChange, to account: Int64, _ now: Instant, _ connection: any SQLConnection
    ) throws {
        switch change {
        case .give(let grant):
            try connection.execute(
                "INSERT INTO account_grant (account_id, role, force_id, operation_id, given_us) VALUES (?, ?, ?, ?, ?)",
                [.integer(account), .text(grant.role.rawValue)] + columns(of: grant.scope)
                    + [.integer(now.microseconds)])
        case .take(let grant): try take(grant, from: account, connection)
        case .suspend, .resume:
            try connection.execute(
                "UPDATE account SET is_suspended = ? WHERE id = ?",
                [.integer(change == .suspend ? 1 : 0), .integer(account)])
        case .rename(let name):
            try connection.execute(
                "UPDATE account SET name = ? WHERE id = ?", [.text(name), .integer(account)])
        case .password(let hash):
            try connection.execute(
                "UPDATE account SET password_hash = ? WHERE id = ?", [.text(hash.encoded), .integer(account)])
        case .identity(let issuer, let subject):
            try connection.execute(
                "INSERT INTO account_identity (issuer, subject, account_id, made_us) VALUES (?, ?, ?, ?)",
                [.text(issuer), .text(subject), .integer(account), .integer(now.microseconds)])
        case .code, .firstCode, .recoveryCodes, .useRecoveryCode:
            try applySecondFactor(change, to: account, now, connection)
        case .link, .useLink: try applyLink(change, to: account, now, connection)
        case .endSessions, .endSession, .endKeys, .pending: try applyEnd(change, to: account, now, connection)
        }
    }

    private static func columns(of scope: Scope) -> [SQLValue] {
        switch scope {
        case .everywhere: [.null, .null]
        case .force(let id): [.integer(id), .null]
        case .operation(let id): [.null, .integer(id)]
        }
    }

    private static func take(_ grant: Grant, from account: Int64, _ connection: any SQLConnection) throws {
        let (which, values): (String, [SQLValue]) =
            switch grant.scope {
            case .everywhere: ("force_id IS NULL AND operation_id IS NULL", [])
            case .force(let id): ("force_id = ?", [.integer(id)])
            case .operation(let id): ("operation_id = ?", [.integer(id)])
            }
        try connection.execute(
            "DELETE FROM account_grant WHERE account_id = ? AND role = ? AND \(which)",
            [.integer(account), .text(grant.role.rawValue)] + values)
    }

    private static func applySecondFactor(
        _ change: UserChange, to account: Int64, _ now: Instant, _ connection: any SQLConnection
    ) throws {
        switch change {
        case .code(let code, let step):
            try connection.execute(
                "UPDATE account SET code_secret = ?, code_step = ? WHERE id = ?",
                [SQLValue(code?.secret.hexadecimal), .integer(step), .integer(account)])
        case .firstCode(let code):
            let set = try connection.execute(
                "UPDATE account SET code_secret = ?, code_step = 0 WHERE id = ? AND code_secret IS NULL",
                [.text(code.secret.hexadecimal), .integer(account)])
            guard set == 1 else { throw AccountRefusal.stepOver }
        case .recoveryCodes(let digests):
            try connection.execute("DELETE FROM recovery_code WHERE account_id = ?", [.integer(account)])
            for digest in digests {
                try connection.execute(
                    "INSERT INTO recovery_code (digest, account_id) VALUES (?, ?)",
                    [.text(digest), .integer(account)])
            }
        case .useRecoveryCode(let digest):
            let used = try connection.execute(
                "UPDATE recovery_code SET used_us = ? WHERE digest = ? AND account_id = ? AND used_us IS NULL",
                [.integer(now.microseconds), .text(digest), .integer(account)])
            guard used == 1 else { throw AccountRefusal.notRecognised }
        default: preconditionFailure("the caller sends no other")
        }
    }

    private static func applyLink(
        _ change: UserChange, to account: Int64, _ now: Instant, _ connection: any SQLConnection
    ) throws {
        switch change {
        case .link(let digest, let until):
            try connection.execute("DELETE FROM setup_link WHERE account_id = ?", [.integer(account)])
            try connection.execute(
                "INSERT INTO setup_link (digest, account_id, until_us) VALUES (?, ?, ?)",
                [.text(digest), .integer(account), .integer(until.microseconds)])
        case .useLink(let digest):
            let used = try connection.execute(
                """
                UPDATE setup_link SET used_us = ?
                WHERE digest = ? AND account_id = ? AND used_us IS NULL AND until_us > ?
                """,
                [.integer(now.microseconds), .text(digest), .integer(account), .integer(now.microseconds)])
            guard used == 1 else { throw AccountRefusal.linkOver }
        default: preconditionFailure("the caller sends no other")
        }
    }

    private static func applyEnd(
        _ change: UserChange, to account: Int64, _ now: Instant, _ connection: any SQLConnection
    ) throws {
        let (at, account) = (SQLValue.integer(now.microseconds), SQLValue.integer(account))
        switch change {
        case .endSessions(let kept):
            try connection.execute(
                "UPDATE session SET ended_us = ? WHERE account_id = ? AND ended_us IS NULL AND id <> ?",
                [at, account, .integer(kept ?? 0)])
        case .endSession(let id):
            let ended = try connection.execute(
                "UPDATE session SET ended_us = ? WHERE id = ? AND account_id = ? AND ended_us IS NULL",
                [at, .integer(id), account])
            guard ended == 1 else { throw AccountRefusal.noSuchSession }
        case .endKeys:
            try connection.execute(
                "UPDATE api_key SET ended_us = ? WHERE account_id = ? AND ended_us IS NULL", [at, account])
        case .pending(let session, let code):
            try connection.execute(
                "UPDATE session SET pending_secret = ? WHERE id = ? AND account_id = ?",
                [SQLValue(code?.secret.hexadecimal), .integer(session), account])
        default: preconditionFailure("the caller sends no other")
        }
    }

    // MARK: Forces

    package func addForce(
        named name: String, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64 {
        try await database.write { connection in
            try Self.refuseTaken(name, by: 0, connection)
            let id = try connection.insert(
                "INSERT INTO force (name, name_key, made_us) VALUES (?, ?, ?) RETURNING id",
                [.text(name), .text(name.lowercased()), .integer(now.microseconds)])
            try connection.append(log(id), at: now)
            return id
        }
    }

    package func rename(
        force: Int64, to name: String, at now: Instant, log: @escaping @Sendable (String) -> LogDraft
    ) async throws {
        try await database.write { connection in
            let old = try connection.first("SELECT name FROM force WHERE id = ?", [.integer(force)]) {
                $0.text(0)
            }
            guard let old else { throw AccountRefusal.noSuchForce }
            try Self.refuseTaken(name, by: force, connection)
            try connection.execute(
                "UPDATE force SET name = ?, name_key = ? WHERE id = ?",
                [.text(name), .text(name.lowercased()), .integer(force)])
            try connection.append(log(old), at: now)
        }
    }

    private static func refuseTaken(_ name: String, by force: Int64, _ connection: any SQLConnection) throws {
        let other = try connection.first(
            "SELECT id FROM force WHERE name_key = ? AND id <> ?",
            [.text(name.lowercased()), .integer(force)]
        ) { $0.integer(0) }
        if other != nil { throw AccountRefusal.forceTaken }
    }
}
