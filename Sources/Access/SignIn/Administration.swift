import CallRecords

/// An administrator at work on users and forces. Each operation decides, changes and logs, in one transaction.
package struct Administration: Sendable {
    let who: Principal
    let actor: Actor
    let signIn: SignIn

    /// - Parameter source: where the administrator is, as the log keeps it.
    package init(who: Principal, source: String, signIn: SignIn) {
        (self.who, self.signIn) = (who, signIn)
        actor = Actor(userID: who.id, login: who.login, source: source)
    }

    /// Whoever has the machine itself, at its console: manages everything.
    package static func console(signIn: SignIn) -> Administration {
        Administration(
            who: Principal(
                id: 0, login: "console", name: "The machine's operator",
                grants: [Grant(.administrator, .everywhere)]),
            source: "console", signIn: signIn)
    }

    private var store: any AccountStore { signIn.store }

    // MARK: Looking

    /// Users that this administrator or auditor may see, by name.
    ///
    /// - Throws: ``AccessRefusal``, after it is logged.
    package func users(forceOfOperation: [Int64: Int64]) async throws -> [Account] {
        let found = try await visible(forceOfOperation)
        try await looked("list-users", at: Subject(.user))
        return found
    }

    /// One of them.
    ///
    /// - Throws: ``AccessRefusal``, after it is logged; ``AccountRefusal/noSuchUser``.
    package func user(_ id: Int64, forceOfOperation: [Int64: Int64]) async throws -> Account {
        guard let account = try await store.account(id: id) else { throw AccountRefusal.noSuchUser }
        guard try await visible(forceOfOperation).contains(where: { $0.id == id }) else {
            throw try await refused(.seeUsers, on: Subject(.user, id))
        }
        try await looked("see-user", at: Subject(.user, id))
        return account
    }

    private func visible(_ forceOfOperation: [Int64: Int64]) async throws -> [Account] {
        func may(_ place: Place) -> Bool { AccessRules.decide(who, .seeUsers, on: place).isAllowed }
        guard Self.places(of: who, forceOfOperation).contains(where: may) else {
            throw try await refused(.seeUsers, on: Subject(.user))
        }
        let accounts = try await store.accounts()
        guard !may(.everywhere) else { return accounts }
        return accounts.filter { Self.places(of: $0.principal, forceOfOperation).contains(where: may) }
    }

    private func looked(_ act: String, at subject: Subject) async throws {
        try await store.keep(LogDraft(.consultation, act, by: actor, on: subject), at: signIn.now())
    }

    private static func places(of who: Principal, _ forceOfOperation: [Int64: Int64]) -> [Place] {
        who.grants.map {
            switch $0.scope {
            case .everywhere: .everywhere
            case .force(let force): Place(force: force)
            case .operation(let id): Place(force: forceOfOperation[id], operation: .init(id: id))
            }
        }
    }

    /// The reason why something may not be done, once it is logged.
    private func refused(_ action: Action, on subject: Subject) async throws -> AccessRefusal {
        var refusal = AccessRefusal.elsewhere
        if case .refused(let reason) = AccessRules.decide(who, action, on: .everywhere) { refusal = reason }
        try await store.keep(
            LogDraft(.consultation, action.rawValue, by: actor, on: subject, outcome: .refused),
            at: signIn.now())
        return refusal
    }

    // MARK: Users

    /// Makes a user with their first role.
    ///
    /// - Returns: the id, and the set-up link's text, to hand over.
    package func add(login: String, name: String, first grant: Grant?) async throws -> (
        id: Int64, link: String
    ) {
        try await add(login: login, name: name, grants: grant.map { [$0] } ?? [])
    }

    package func add(login: String, name: String, grants: [Grant]) async throws -> (id: Int64, link: String) {
        let link = signIn.newLink()
        let id = try await add(login: login, name: name, grants: grants, link.change)
        return (id, link.text)
    }

    package func rename(_ id: Int64, to name: String) async throws {
        let (new, old) = (try AccountNames.name(name), try await store.account(id: id)?.name ?? "")
        try await change(id, "rename-user", [Change("name", from: old, to: new)]) { who, situation in
            try UserRules.manage(who, situation)
            return [.rename(new)]
        }
    }

    /// Makes a user who has a password already, at the console.
    package func add(
        login: String, name: String, grants: [Grant], password: String, isPractice: Bool = false
    ) async throws -> Int64 {
        let written = try AccountNames.login(login)
        if !isPractice { try signIn.check(password, password, login: written) }
        let hash = try await PasswordHash.make(of: password, salt: signIn.random(16), cost: signIn.cost)
        return try await add(
            login: login, name: name, grants: grants, .password(hash), isPractice: isPractice)
    }

    private func add(
        login: String, name: String, grants: [Grant], _ change: UserChange, isPractice: Bool = false
    ) async throws -> Int64 {
        let new = NewAccount(
            login: try AccountNames.login(login), name: try AccountNames.name(name), isPractice: isPractice)
        let (who, actor) = (who, actor)
        return try await store.addAccount(new, at: signIn.now()) { situation in
            if grants.isEmpty { try UserRules.manage(who, situation) }
            var given: [Grant] = []
            for grant in grants {
                try UserRules.give(grant, by: who, situation.holding(given), isNew: true)
                given.append(grant)
            }
            let changes = [Change("login", from: "", to: new.login), Change("name", from: "", to: new.name)]
            return UserDecision(
                grants.map { .give($0) } + [change],
                log: [
                    LogDraft(
                        .alteration, "make-user", by: actor, on: Subject(.user, situation.account.id),
                        changes: changes + grants.map { Change("role", from: "", to: $0.written) })
                ])
        }
    }

    package func give(_ grant: Grant, to id: Int64) async throws {
        try await change(id, "give-role", [Change("role", from: "", to: grant.written)]) { who, situation in
            try UserRules.give(grant, by: who, situation)
            return situation.account.grants.contains(grant) ? [] : [.give(grant)]
        }
    }

    package func take(_ grant: Grant, from id: Int64) async throws {
        try await change(id, "take-role", [Change("role", from: grant.written, to: "")]) { who, situation in
            try UserRules.take(grant, by: who, situation)
            return situation.account.grants.contains(grant) ? [.take(grant)] : []
        }
    }

    /// Ends the user's sessions and keys, and lets them in no more.
    package func suspend(_ id: Int64) async throws {
        try await change(id, "suspend-user", [Change("suspended", from: "no", to: "yes")]) { who, situation in
            try UserRules.suspend(by: who, situation)
            return [.suspend, .endSessions(except: nil), .endKeys]
        }
    }

    package func resume(_ id: Int64) async throws {
        try await change(id, "resume-user", [Change("suspended", from: "yes", to: "no")]) { who, situation in
            try UserRules.suspend(by: who, situation)
            return [.resume]
        }
    }

    package func endSessions(of id: Int64) async throws {
        try await change(id, "end-sessions", []) { who, situation in
            try UserRules.manage(who, situation)
            return [.endSessions(except: nil)]
        }
    }

    /// For somebody who lost the second factor and the recovery codes: they set up another when they next sign in.
    package func takeSecondFactor(of id: Int64) async throws {
        try await change(id, "take-second-factor", []) { who, situation in
            try UserRules.change(by: who, situation)
            return [.code(nil, step: 0), .recoveryCodes([]), .endSessions(except: nil)]
        }
    }

    /// For somebody who forgot the password. The second factor stays.
    ///
    /// - Returns: the link's text, to hand over.
    package func newLink(for id: Int64) async throws -> String {
        let link = signIn.newLink()
        try await change(id, "make-set-up-link", []) { who, situation in
            try UserRules.change(by: who, situation)
            return [link.change]
        }
        return link.text
    }

    private func change(
        _ id: Int64, _ act: String, _ told: [Change],
        _ decide: @escaping @Sendable (Principal, UserSituation) throws -> [UserChange]
    ) async throws {
        let (who, actor) = (who, actor)
        // Where an administrator of one force may go no further, the rules of users say so.
        guard AccessRules.rule(for: .manageUsers)?.roles.isDisjoint(with: who.roles) == false else {
            throw try await refused(.manageUsers, on: Subject(.user, id))
        }
        let draft = LogDraft(.alteration, act, by: actor, on: Subject(.user, id), changes: told)
        do {
            try await store.change(account: id, at: signIn.now()) { situation in
                let changes = try decide(who, situation)
                return changes.isEmpty ? UserDecision([], log: []) : UserDecision(changes, log: [draft])
            }
        } catch let refusal as AccountRefusal where refusal != .noSuchUser {
            let refused = LogDraft(
                .alteration, act, by: actor, on: Subject(.user, id), outcome: .refused, why: "\(refusal)")
            try await store.keep(refused, at: signIn.now())
            throw refusal
        }
    }

    // MARK: Forces

    /// - Throws: ``AccessRefusal``, after it is logged; ``AccountRefusal``.
    package func addForce(named name: String) async throws -> Int64 {
        guard AccessRules.decide(who, .manageForces, on: .everywhere).isAllowed else {
            throw try await refused(.manageForces, on: Subject(.force))
        }
        let (name, actor) = (try AccountNames.name(name), actor)
        return try await store.addForce(named: name, at: signIn.now()) { id in
            LogDraft(
                .alteration, "make-force", by: actor, on: Subject(.force, id),
                changes: [Change("name", from: "", to: name)])
        }
    }

    package func rename(force id: Int64, to name: String) async throws {
        guard AccessRules.decide(who, .manageForces, on: .everywhere).isAllowed else {
            throw try await refused(.manageForces, on: Subject(.force, id))
        }
        let (name, actor) = (try AccountNames.name(name), actor)
        try await store.rename(force: id, to: name, at: signIn.now()) { old in
            LogDraft(
                .alteration, "rename-force", by: actor, on: Subject(.force, id),
                changes: [Change("name", from: old, to: name)])
        }
    }
}

extension UserSituation {
    /// As it will be once these are given.
    func holding(_ grants: [Grant]) -> UserSituation {
        let account = Account(
            id: account.id, login: account.login, name: account.name, grants: account.grants + grants,
            standing: account.standing, madeAt: account.madeAt, lastSignedInAt: account.lastSignedInAt)
        return UserSituation(
            account: account, secrets: secrets, administrators: administrators, forces: forces,
            forceOfOperation: forceOfOperation)
    }
}

extension Grant {
    /// As the log keeps it: `analyst@force 2`.
    package var written: String {
        switch scope {
        case .everywhere: "\(role.rawValue)@everywhere"
        case .force(let id): "\(role.rawValue)@force \(id)"
        case .operation(let id): "\(role.rawValue)@operation \(id)"
        }
    }
}
