import CallRecords

/// Set-up links: each lets its bearer choose a password, once, within a day.
extension SignIn {
    package static let linkLength: Int64 = 24 * 3_600

    /// Makes one for a new user, or one who cannot sign in any more. Whoever may is the caller's matter.
    func newLink() -> (text: String, change: UserChange) {
        let text = Secret.token(random(32))
        let until = now().adding(seconds: Self.linkLength)
        return (text, .link(digest: Secret.digest(text), until: until))
    }

    /// Whose link it is.
    ///
    /// - Throws: ``AccountRefusal/linkOver``.
    package func account(link text: String) async throws -> Account {
        guard let account = try await store.account(link: Secret.digest(text), at: now()) else {
            throw AccountRefusal.linkOver
        }
        return account
    }

    /// Uses the link: the password is set, every session ended, and the second factor is next.
    package func useLink(_ text: String, password: String, again: String, visit: Visit) async throws -> Step {
        let account = try await account(link: text)
        try check(password, again, login: account.login)
        let hash = try await PasswordHash.make(of: password, salt: random(16), cost: cost)
        let draft = LogDraft(
            .signIn, "use-set-up-link", by: account.actor(from: visit.origin.source),
            on: Subject(.user, account.id))
        try await store.change(account: account.id, at: now()) { _ in
            UserDecision(
                [.useLink(digest: Secret.digest(text)), .password(hash), .endSessions(except: nil)],
                log: [draft])
        }
        return try await begin(account, visit)
    }
}
