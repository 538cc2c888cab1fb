import Access
import CallRecords
import Storage
import TestDatabases
import Testing

/// Users, links, keys and identities, on every database.
struct AccountTests {
    @Test(
        "A set-up link lets its bearer in once, within a day, and a new one takes its place",
        arguments: TestDatabase.all)
    func links(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let made = try await door.console.add(
                login: "ben", name: "B. Ben", first: Grant(.administrator, .everywhere))
            #expect(try await door.signIn.account(link: made.link).login == "ben")
            let second = try await door.console.newLink(for: made.id)
            await #expect(throws: AccountRefusal.linkOver) { try await door.signIn.account(link: made.link) }
            await #expect(throws: AccountRefusal.password(.tooShort)) {
                try await door.signIn.useLink(second, password: "short", again: "short", visit: door.visit())
            }
            await #expect(throws: AccountRefusal.passwordsDiffer) {
                try await door.signIn.useLink(
                    second, password: Door.password, again: "three odd word", visit: door.visit())
            }
            let step = try await door.signIn.useLink(
                second, password: Door.password, again: Door.password, visit: door.visit())
            #expect(step.stage == .enrol)
            await #expect(throws: AccountRefusal.linkOver) {
                try await door.signIn.useLink(
                    second, password: Door.password, again: Door.password, visit: door.visit())
            }
            let third = try await door.console.newLink(for: made.id)
            door.pass(seconds: SignIn.linkLength)
            await #expect(throws: AccountRefusal.linkOver) { try await door.signIn.account(link: third) }
        }
    }

    @Test("A link does not take the second factor away", arguments: TestDatabase.all)
    func linkAndFactor(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            _ = try await door.enrol("ann")
            let link = try await door.console.newLink(for: id)
            let step = try await door.signIn.useLink(
                link, password: "four other odd words", again: "four other odd words", visit: door.visit())
            #expect(step.stage == .code)
            try await door.console.takeSecondFactor(of: id)
            let again = try await door.signIn.enter(
                login: "ann", password: "four other odd words", visit: door.visit())
            #expect(again.stage == .enrol)
        }
    }

    @Test("A key speaks for its owner as far as it may, until it ends", arguments: TestDatabase.all)
    func keys(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            let account = try #require(try await door.casebook.account(id: id))
            let actor = account.actor(from: "192.0.2.1")
            let made = try await door.signIn.makeKey(
                for: account, named: "Export", scopes: [.read], days: 1, by: actor)
            let found = try #require(try await door.signIn.principal(forKey: made.text))
            #expect(found.0.keyScopes == [.read] && found.0.id == id && found.keyID == made.id)
            #expect(try await door.signIn.principal(forKey: "rf_" + String(repeating: "0", count: 64)) == nil)
            #expect(try await door.signIn.principal(forKey: String(made.text.dropFirst(3))) == nil)
            for (scopes, days, refusal) in [
                ([], 1, .noScope), ([.read], 0, .keyPeriod), ([.read], 367, .keyPeriod),
            ]
                as [(Set<KeyScope>, Int, AccountRefusal)]
            {
                await #expect(throws: refusal) {
                    try await door.signIn.makeKey(
                        for: account, named: "Export", scopes: scopes, days: days, by: actor)
                }
            }
            door.pass(seconds: 86_400)
            #expect(try await door.signIn.principal(forKey: made.text) == nil, "over")
            let other = try await door.signIn.makeKey(
                for: account, named: "Export", scopes: [.read], days: 2, by: actor)
            try await door.signIn.endKey(other.id, of: account, by: actor)
            #expect(try await door.signIn.principal(forKey: other.text) == nil)
            await #expect(throws: AccountRefusal.noSuchKey) {
                try await door.signIn.endKey(other.id, of: account, by: actor)
            }
        }
    }

    @Test("Suspending ends sessions and keys, and lets nobody in", arguments: TestDatabase.all)
    func suspending(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            let (session, _) = try await door.enrol("ann")
            let key = try await door.signIn.makeKey(
                for: session.account, named: "Export", scopes: [.read], days: 9,
                by: session.account.actor(from: "192.0.2.1"))
            try await door.console.suspend(id)
            #expect(try await door.signIn.sessions(of: id).isEmpty)
            #expect(try await door.signIn.principal(forKey: key.text) == nil)
            try await door.console.resume(id)
            #expect(try await door.signIn.principal(forKey: key.text) == nil, "what ended stays ended")
        }
    }

    @Test(
        "A user's name is taken once, and a refused change leaves nothing but its entry",
        arguments: TestDatabase.all)
    func refusals(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let force = try await door.console.addForce(named: "Thornmere Police")
            let id = try await door.user("ann", Grant(.analyst, .force(force)))
            await #expect(throws: AccountRefusal.loginTaken) {
                try await door.console.add(login: "ANN", name: "A. Other", first: nil)
            }
            await #expect(throws: AccountRefusal.forceTaken) {
                try await door.console.addForce(named: "thornmere police")
            }
            await #expect(throws: AccountRefusal.administratorAndCases) {
                try await door.console.give(Grant(.administrator, .force(force)), to: id)
            }
            #expect(try await door.casebook.account(id: id)?.grants == [Grant(.analyst, .force(force))])
            try await door.console.give(Grant(.legal, .everywhere), to: id)
            try await door.console.take(Grant(.analyst, .force(force)), from: id)
            #expect(try await door.casebook.account(id: id)?.grants == [Grant(.legal, .everywhere)])
            #expect(
                try await door.acts() == ["make-force", "make-user", "give-role!", "give-role", "take-role"])
        }
    }

    @Test("Two administrators who suspend each other at once leave one", arguments: TestDatabase.all)
    func lastAdministrator(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let grant = Grant(.administrator, .everywhere)
            let one = try await door.user("one", grant)
            let two = try await door.user("two", grant)
            func administration(_ id: Int64, _ login: String) -> Administration {
                Administration(
                    who: Principal(id: id, login: login, name: login, grants: [grant]), source: "192.0.2.1",
                    signIn: door.signIn)
            }
            async let first: Void? = try? administration(one, "one").suspend(two)
            async let second: Void? = try? administration(two, "two").suspend(one)
            _ = await (first, second)
            let standing = try await door.casebook.accounts().filter { !$0.standing.isSuspended }
            #expect(standing.count == 1)
        }
    }

    @Test(
        "An identity is linked by its verified address, and then known by its own name",
        arguments: TestDatabase.all)
    func identities(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            func identity(_ subject: String, _ email: String, mfa: Bool = true) -> ProviderIdentity {
                ProviderIdentity(
                    issuer: "https://id.thornmere.example", subject: subject, verifiedEmail: email,
                    hasSecondFactor: mfa)
            }
            let id = try await door.user("ann@thornmere.example", Grant(.analyst, .everywhere))
            await #expect(throws: AccountRefusal.providerUnknown) {
                try await door.signIn.enter(identity("7", ""), visit: door.visit())
            }
            await #expect(throws: AccountRefusal.providerUnknown) {
                try await door.signIn.enter(identity("7", "other@thornmere.example"), visit: door.visit())
            }
            let first = try await door.signIn.enter(
                identity("7", "Ann@Thornmere.example"), visit: door.visit())
            #expect(first.stage == .full)
            // The address has gone to somebody else since: the identity has not.
            let again = try await door.signIn.enter(
                identity("7", "moved@thornmere.example"), visit: door.visit())
            #expect(try await door.signIn.session(token: again.token.text)?.account.id == id)
            let weaker = try await door.signIn.enter(identity("7", "", mfa: false), visit: door.visit())
            #expect(weaker.stage == .enrol, "our own second factor is asked for")
            #expect(try await door.casebook.accounts().count == 1, "no account is made")
        }
    }

    @Test(
        "A visit to the provider ends once, in the browser it began in, in time", arguments: TestDatabase.all)
    func visits(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let visit = try await door.signIn.beginVisit(door.visit())
            await #expect(throws: AccountRefusal.stepOver) {
                try await door.signIn.endVisit(state: visit.state, door.visit(browser: "other"))
            }
            #expect(try await door.signIn.endVisit(state: visit.state, door.visit()) == visit)
            await #expect(throws: AccountRefusal.stepOver) {
                try await door.signIn.endVisit(state: visit.state, door.visit())
            }
            let late = try await door.signIn.beginVisit(door.visit())
            door.pass(seconds: ProviderVisit.length)
            await #expect(throws: AccountRefusal.stepOver) {
                try await door.signIn.endVisit(state: late.state, door.visit())
            }
        }
    }
}
