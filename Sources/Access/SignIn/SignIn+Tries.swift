import CallRecords

/// Wrong tries. A browser that signed in to an account before is counted alone, so that tries made elsewhere, or by
/// a colleague behind the same address, never make its owner wait.
extension SignIn {
    struct TryKeys: Sendable {
        /// Of this visitor and this account.
        var own: [TryKey] = []
        /// That others take part in.
        var shared: [TryKey] = []

        var all: [TryKey] { own + shared }
    }

    func tryKeys(login: String, account: Int64?, _ visit: Visit) async throws -> TryKeys {
        let browser = Self.browserDigest(visit.browser, account ?? 0)
        if try await store.isKnown(browser: browser) {
            return TryKeys(own: [TryKey(digest: Secret.digest("try \(browser)"), rule: .pair)])
        }
        let source = visit.origin.source
        return TryKeys(
            own: [TryKey(digest: Secret.digest("try pair \(source) \(login)"), rule: .pair)],
            shared: [
                TryKey(digest: Secret.digest("try source \(source)"), rule: .source),
                TryKey(digest: Secret.digest("try account \(login)"), rule: .account),
            ])
    }

    func beginTry(_ keys: [TryKey], _ account: Account?, _ visit: Visit) async throws {
        let wait = try await store.beginTry(keys, at: now())
        guard wait > 0 else { return }
        try await keepRefusal("sign-in-locked", account, visit)
        throw AccountRefusal.wait(seconds: wait)
    }

    /// Logs what was refused. Of a name that nobody has, nothing is kept: it may be a password in the wrong field.
    func keepRefusal(_ act: String, _ account: Account?, _ visit: Visit) async throws {
        let actor =
            account?.actor(from: visit.origin.source)
            ?? Actor(userID: 0, login: "", source: visit.origin.source)
        try await store.keep(
            LogDraft(.signIn, act, by: actor, on: Subject(.user, account?.id ?? 0), outcome: .refused),
            at: now())
    }

    /// A key that is none, or is over. Nothing of what was sent is kept.
    package func keepKeyRefusal(source: String) async throws {
        try await store.keep(
            LogDraft(
                .signIn, "key-refused", by: Actor(userID: 0, login: "", source: source), on: Subject(.key),
                outcome: .refused), at: now())
    }
}
