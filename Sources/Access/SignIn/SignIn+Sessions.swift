import CallRecords

/// Sessions as they are used and ended, and keys in their place.
extension SignIn {
    /// The session a cookie stands for, unless it is over. Its use is noted at most once a minute.
    package func session(token: String) async throws -> Session? {
        guard token.utf8.count == 64, let session = try await store.session(digest: Secret.digest(token))
        else {
            return nil
        }
        let now = now()
        guard !isOver(session, at: now) else { return nil }
        if session.stage == .full, now >= session.usedAt.adding(seconds: 60) {
            try await store.touch(session: session.id, at: now)
        }
        return session
    }

    private func isOver(_ session: Session, at now: Instant) -> Bool {
        let rule = session.stage == .full ? rule : SessionRule.half
        return rule.isOver(began: session.beganAt, lastUsed: session.usedAt, now: now)
    }

    /// One's own sessions that still stand, the last used first.
    package func sessions(of account: Int64) async throws -> [Session] {
        let now = now()
        return try await store.sessions(of: account).filter { $0.stage == .full && !isOver($0, at: now) }
    }

    package func signOut(_ session: Session, source: String) async throws {
        let draft = LogDraft(
            .signIn, "sign-out", by: session.account.actor(from: source), on: Subject(.session, session.id))
        try await store.change(account: session.account.id, at: now()) { _ in
            UserDecision([.endSession(session.id)], log: [draft])
        }
    }

    /// Ends another session of the same account.
    ///
    /// - Throws: ``AccountRefusal/noSuchSession``.
    package func end(_ other: Int64, by session: Session, source: String) async throws {
        let draft = LogDraft(
            .signIn, "end-session", by: session.account.actor(from: source), on: Subject(.session, other))
        try await store.change(account: session.account.id, at: now()) { _ in
            UserDecision([.endSession(other)], log: [draft])
        }
    }

    /// Whom a key speaks for, and how far; nil for one that is none, or over.
    package func principal(forKey text: String) async throws -> (Principal, keyID: Int64)? {
        guard text.hasPrefix(KeyRule.prefix), let found = try await store.key(digest: Secret.digest(text))
        else {
            return nil
        }
        let now = now()
        guard now < found.key.until else { return nil }
        if found.key.usedAt.map({ now >= $0.adding(seconds: 60) }) ?? true {
            try await store.touch(key: found.key.id, at: now)
        }
        let account = found.account
        let principal = Principal(
            id: account.id, login: account.login, name: account.name, grants: account.grants,
            keyScopes: found.key.scopes)
        return (principal, keyID: found.key.id)
    }
}

extension SessionRule {
    /// Between the password and the second factor.
    static let half = SessionRule(idle: 15 * 60, absolute: 15 * 60)
}
