import CallRecords

/// What people do with their own account: password, second factor, recovery codes, keys.
extension SignIn {
    /// Asks for the password and a code again, before what they protect is changed.
    ///
    /// - Parameter code: nil where the password alone is asked for.
    /// - Throws: ``AccountRefusal``.
    private func confirmAgain(
        _ session: Session, password: String, code: String?, visit: Visit
    ) async throws -> Proof {
        let account = session.account
        guard session.stage == .full else { throw AccountRefusal.stepOver }
        guard !account.standing.isPractice else { throw AccountRefusal.practice }
        let keys = try await tryKeys(login: account.login, account: account.id, visit)
        try await beginTry(keys.all, account, visit)
        let secrets = try await store.secrets(of: account.id)
        do {
            // Who comes by way of a provider only has no password to ask for.
            if secrets.password != nil {
                guard try await isRight(password, secrets.password) else {
                    throw AccountRefusal.notRecognised
                }
            }
            var given = Proof()
            if let code, secrets.code != nil { given = try await proof(of: code, for: account) }
            try await store.undoTry(keys.all, at: now())
            return given
        } catch AccountRefusal.notRecognised {
            try await keepRefusal("confirm-failed", account, visit)
            throw AccountRefusal.notRecognised
        }
    }

    /// Changes the password, and ends every other session.
    package func changePassword(
        _ session: Session, old: String, new: String, again: String, visit: Visit
    ) async throws {
        try check(new, again, login: session.account.login)
        let proof = try await confirmAgain(session, password: old, code: nil, visit: visit)
        let hash = try await PasswordHash.make(of: new, salt: random(16), cost: cost)
        try await change(
            session, [.password(hash), .endSessions(except: session.id)], proof, act: "change-password", visit
        )
    }

    func check(_ password: String, _ again: String, login: String) throws(AccountRefusal) {
        do { try PasswordRule.check(password, login: login) } catch { throw .password(error) }
        guard isSame(password, again) else { throw .passwordsDiffer }
    }

    /// Begins to set up another second factor: its secret waits in the session for its first code.
    package func beginCode(_ session: Session, password: String, code: String, visit: Visit) async throws {
        let proof = try await confirmAgain(session, password: password, code: code, visit: visit)
        let pending = OneTimeCode(secret: random(OneTimeCode.secretLength))
        try await change(
            session, [.pending(session: session.id, pending)], proof, act: "begin-second-factor", visit)
    }

    /// Takes the new second factor in the place of the old one.
    ///
    /// - Returns: new recovery codes; the old ones are no more.
    package func finishCode(_ session: Session, code typed: String, visit: Visit) async throws -> [String] {
        guard session.stage == .full, let pending = session.pending else { throw AccountRefusal.stepOver }
        guard let step = pending.accepts(typed, at: now(), after: 0) else {
            throw AccountRefusal.wrongNewCode
        }
        let codes = newRecoveryCodes()
        try await change(
            session,
            [
                .code(pending, step: step),
                .recoveryCodes(codes.map { Self.recoveryDigest($0, session.account.id) }),
                .pending(session: session.id, nil), .endSessions(except: session.id),
            ], Proof(), act: "change-second-factor", visit)
        return codes
    }

    /// - Returns: new recovery codes; the old ones are no more.
    package func renewRecoveryCodes(
        _ session: Session, password: String, code: String, visit: Visit
    ) async throws -> [String] {
        let proof = try await confirmAgain(session, password: password, code: code, visit: visit)
        let codes = newRecoveryCodes()
        let digests = codes.map { Self.recoveryDigest($0, session.account.id) }
        try await change(session, [.recoveryCodes(digests)], proof, act: "renew-recovery-codes", visit)
        return codes
    }

    /// The proof is used up and the change made in one transaction.
    private func change(
        _ session: Session, _ changes: [UserChange], _ proof: Proof, act: String, _ visit: Visit
    ) async throws {
        let account = session.account
        let draft = LogDraft(
            .alteration, act, by: account.actor(from: visit.origin.source), on: Subject(.user, account.id))
        try await store.change(account: account.id, at: now()) { situation in
            var used = proof.changes
            if let step = proof.step, let code = situation.secrets.code {
                guard step > situation.secrets.codeStep else { throw AccountRefusal.notRecognised }
                used.append(.code(code, step: step))
            }
            return UserDecision(used + changes, log: [draft])
        }
    }

    // MARK: Keys

    /// - Parameter days: how long it holds.
    /// - Returns: the key itself, shown once.
    package func makeKey(
        for account: Account, named name: String, scopes: Set<KeyScope>, days: Int, by actor: Actor
    ) async throws -> (text: String, id: Int64) {
        let name = try AccountNames.name(name)
        guard !scopes.isEmpty else { throw AccountRefusal.noScope }
        guard (1...KeyRule.longest).contains(days) else { throw AccountRefusal.keyPeriod }
        let text = KeyRule.prefix + Secret.token(random(32))
        let until = now().adding(seconds: Int64(days) * 86_400)
        let told = scopes.map(\.rawValue).sorted().joined(separator: ", ")
        let id = try await store.addKey(
            of: account.id, named: name, scopes: scopes, digest: Secret.digest(text), until: until, at: now()
        ) { id in
            LogDraft(
                .alteration, "make-key", by: actor, on: Subject(.key, id),
                changes: [Change("name", from: "", to: name), Change("scopes", from: "", to: told)])
        }
        return (text, id)
    }

    /// - Throws: ``AccountRefusal/noSuchKey``.
    package func endKey(_ id: Int64, of account: Account, by actor: Actor) async throws {
        let draft = LogDraft(.alteration, "end-key", by: actor, on: Subject(.key, id))
        try await store.endKey(id, of: account.id, at: now(), log: draft)
    }
}
