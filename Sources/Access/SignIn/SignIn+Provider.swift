import CallRecords

/// Signing in by way of a force's identity provider.
extension SignIn {
    /// A visit to the provider, which only this browser can end.
    package func beginVisit(_ visit: Visit) async throws -> ProviderVisit {
        let begun = ProviderVisit(
            state: Secret.token(random(32)), nonce: Secret.token(random(32)),
            verifier: Secret.token(random(32)))
        let now = now()
        try await store.addVisit(
            begun, browser: Secret.digest(visit.browser), until: now.adding(seconds: ProviderVisit.length),
            at: now)
        return begun
    }

    /// - Throws: ``AccountRefusal/stepOver`` for a state that is none of this browser's.
    package func endVisit(state: String, _ visit: Visit) async throws -> ProviderVisit {
        let found = try await store.takeVisit(state: state, browser: Secret.digest(visit.browser), at: now())
        guard let found else { throw AccountRefusal.stepOver }
        return found
    }

    /// Signs in whom the provider knows. An identity belongs to the account it was linked to; the first time, to the
    /// one whose sign-in name is its verified mail address. No account is ever made here.
    package func enter(_ identity: ProviderIdentity, visit: Visit) async throws -> Step {
        let known = try await store.account(issuer: identity.issuer, subject: identity.subject)
        let account = if let known { known } else { try await link(identity, visit) }
        guard !account.standing.isSuspended, !account.standing.isPractice else {
            try await keepRefusal("provider-refused", account, visit)
            throw AccountRefusal.notRecognised
        }
        if identity.hasSecondFactor { return try await finish(account, visit, act: "sign-in-provider") }
        return try await begin(account, visit)
    }

    private func link(_ identity: ProviderIdentity, _ visit: Visit) async throws -> Account {
        let login = (try? AccountNames.login(identity.verifiedEmail)) ?? ""
        guard !login.isEmpty, let account = try await store.account(login: login),
            !account.standing.isPractice, !account.standing.isSuspended
        else {
            try await keepRefusal("provider-unknown", nil, visit)
            throw AccountRefusal.providerUnknown
        }
        let draft = LogDraft(
            .alteration, "link-identity", by: account.actor(from: visit.origin.source),
            on: Subject(.user, account.id), changes: [Change("identity", from: "", to: identity.issuer)])
        try await store.change(account: account.id, at: now()) { _ in
            UserDecision([.identity(issuer: identity.issuer, subject: identity.subject)], log: [draft])
        }
        return account
    }

    package func keepProviderFailure(_ failure: ProviderFailure, visit: Visit) async throws {
        try await store.keep(
            LogDraft(
                .signIn, "provider-failed", by: Actor(userID: 0, login: "", source: visit.origin.source),
                on: Subject(.user), outcome: .refused, why: failure.code), at: now())
    }
}
