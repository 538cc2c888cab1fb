import CallRecords

/// Signing in: what is asked for, in which order, and what a right or a wrong answer leads to.
///
/// A password leads to a half session, the second factor to a full one, each with a token of its own. What is wrong
/// is told in one sentence, whatever it was, and after the same work.
package struct SignIn: Sendable {
    let store: any AccountStore
    let rule: SessionRule
    let cost: PasswordHash.Cost
    let now: @Sendable () -> Instant
    let random: @Sendable (Int) -> [UInt8]

    /// - Parameter random: gives so many random bytes, fit for secrets.
    package init(
        store: any AccountStore, rule: SessionRule = SessionRule(), cost: PasswordHash.Cost = .standard,
        now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        (self.store, self.rule, self.cost, self.now, self.random) = (store, rule, cost, now, random)
    }

    /// What a step has led to.
    package struct Step: Sendable, Hashable {
        package let stage: Session.Stage
        package let token: SessionToken
        /// Shown once; empty but after a second factor was set up.
        package let recoveryCodes: [String]
    }

    // MARK: The password

    /// - Throws: ``AccountRefusal``.
    package func enter(login typed: String, password: String, visit: Visit) async throws -> Step {
        let login = (try? AccountNames.login(typed)) ?? ""
        let account = try await store.account(login: login)
        let keys = try await tryKeys(login: login, account: account?.id, visit)
        try await beginTry(keys.all, account, visit)
        // For nobody too, so that both take the same time.
        let secrets = try await store.secrets(of: account?.id ?? 0)
        guard try await isRight(password, secrets.password), let account, !account.standing.isSuspended else {
            try await keepRefusal("sign-in-failed", account, visit)
            throw AccountRefusal.notRecognised
        }
        try await store.undoTry(keys.all, at: now())
        if account.standing.isPractice { return try await finish(account, visit, act: "sign-in-practice") }
        return try await begin(account, visit)
    }

    /// As long as comparing takes, where there is nothing to compare with.
    func isRight(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        if let hash { return await hash.matches(password) }
        _ = try await PasswordHash.make(of: password, salt: random(16), cost: cost)
        return false
    }

    /// A half session: the code is asked for, or set up where there is none.
    func begin(_ account: Account, _ visit: Visit) async throws -> Step {
        let stage: Session.Stage = account.standing.hasSecondFactor ? .code : .enrol
        let token = newToken()
        let pending = stage == .enrol ? OneTimeCode(secret: random(OneTimeCode.secretLength)) : nil
        _ = try await store.beginSession(
            of: account.id, token, stage: stage, origin: visit.origin, pending: pending, at: now())
        return Step(stage: stage, token: token, recoveryCodes: [])
    }

    /// A full session for somebody whose one factor, or whose provider's two, are enough.
    func finish(_ account: Account, _ visit: Visit, act: String) async throws -> Step {
        let id = try await store.beginSession(
            of: account.id, newToken(), stage: .code, origin: visit.origin, pending: nil, at: now())
        return try await promote(id, account, visit, act: act)
    }

    // MARK: The second factor

    /// - Parameter typed: six digits, or a recovery code.
    /// - Throws: ``AccountRefusal``.
    package func confirm(_ session: Session, code typed: String, visit: Visit) async throws -> Step {
        guard session.stage == .code else { throw AccountRefusal.stepOver }
        let account = session.account
        let keys = try await tryKeys(login: account.login, account: account.id, visit)
        try await beginTry(keys.all, account, visit)
        do {
            let proof = try await proof(of: typed, for: account)
            let act = proof.step == nil ? "sign-in-recovery" : "sign-in"
            return try await promote(session.id, account, visit, act: act, proof: proof, keys: keys)
        } catch AccountRefusal.notRecognised {
            try await keepRefusal("code-failed", account, visit)
            throw AccountRefusal.notRecognised
        }
    }

    /// What shows that somebody holds the second factor, and is used up by it.
    struct Proof: Sendable {
        var step: Int64?
        var changes: [UserChange] = []
    }

    /// - Throws: ``AccountRefusal/notRecognised`` for what is no code of now. A recovery code is looked up as it is used.
    func proof(of typed: String, for account: Account) async throws -> Proof {
        let secrets = try await store.secrets(of: account.id)
        guard let code = secrets.code else { throw AccountRefusal.notRecognised }
        if let step = code.accepts(typed, at: now(), after: secrets.codeStep) { return Proof(step: step) }
        let written = Secret.writtenRecoveryCode(typed)
        guard written.count == 11 else { throw AccountRefusal.notRecognised }
        return Proof(changes: [.useRecoveryCode(Self.recoveryDigest(written, account.id))])
    }

    /// Sets up the second factor, once its first code is right, and gives the recovery codes.
    ///
    /// - Throws: ``AccountRefusal``.
    package func enrol(_ session: Session, code typed: String, visit: Visit) async throws -> Step {
        guard session.stage == .enrol, let pending = session.pending else { throw AccountRefusal.stepOver }
        guard let step = pending.accepts(typed, at: now(), after: 0) else {
            throw AccountRefusal.wrongNewCode
        }
        let codes = newRecoveryCodes()
        let proof = Proof(
            step: step,
            changes: [
                .firstCode(pending),
                .recoveryCodes(codes.map { Self.recoveryDigest($0, session.account.id) }),
                .pending(session: session.id, nil),
            ])
        let done = try await promote(session.id, session.account, visit, act: "sign-in-first", proof: proof)
        return Step(stage: done.stage, token: done.token, recoveryCodes: codes)
    }

    private func promote(
        _ session: Int64, _ account: Account, _ visit: Visit, act: String, proof: Proof = Proof(),
        keys: TryKeys = TryKeys()
    ) async throws -> Step {
        let token = newToken()
        let actor = account.actor(from: visit.origin.source)
        try await store.enter(
            SessionEntry(
                session: session, account: account.id, token: token, changes: proof.changes,
                codeStep: proof.step,
                browser: Self.browserDigest(visit.browser, account.id), forgiven: keys.own,
                undone: keys.shared,
                log: [LogDraft(.signIn, act, by: actor, on: Subject(.session, session))]), at: now())
        return Step(stage: .full, token: token, recoveryCodes: [])
    }

    // MARK: Secrets

    func newToken() -> SessionToken {
        SessionToken(text: Secret.token(random(32)), formSecret: Secret.token(random(32)))
    }

    func newRecoveryCodes() -> [String] { (0..<10).map { _ in Secret.recoveryCode(random(10)) } }

    /// With the account's number in it, so that two accounts' codes can never meet.
    static func recoveryDigest(_ code: String, _ account: Int64) -> String {
        Secret.digest("recovery \(account) \(code)")
    }

    static func browserDigest(_ browser: String, _ account: Int64) -> String {
        Secret.digest("browser \(account) \(browser)")
    }
}

extension SignIn {
    /// What a browser is known by from its first page on.
    package func newBrowser() -> String { Secret.token(random(32)) }
}
