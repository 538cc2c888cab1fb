import Access
import CallRecords
import Storage
import TestDatabases
import Testing

/// Signing in, on every database.
struct SignInTests {
    @Test(
        "The password leads to a code, the code to a session, each with a token of its own",
        arguments: TestDatabase.all)
    func steps(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            let (first, codes) = try await door.enrol("ann")
            #expect(first.stage == .full && first.pending == nil)
            #expect(Set(codes).count == 10)
            door.pass(seconds: 60)
            let half = try await door.signIn.enter(
                login: " ANN ", password: Door.password, visit: door.visit())
            #expect(half.stage == .code)
            let session = try #require(try await door.signIn.session(token: half.token.text))
            let full = try await door.signIn.confirm(
                session, code: try await door.code(of: id), visit: door.visit())
            #expect(full.token.text != half.token.text && full.token.formSecret != half.token.formSecret)
            #expect(try await door.signIn.session(token: half.token.text) == nil, "the old token is no more")
            #expect(try await door.signIn.session(token: full.token.text)?.stage == .full)
            #expect(try await door.signIn.sessions(of: id).count == 2)
            #expect(try await door.acts() == ["make-user", "sign-in-first", "sign-in"])
        }
    }

    @Test("What is wrong is told in one sentence, whatever it was", arguments: TestDatabase.all)
    func oneSentence(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            _ = try await door.enrol("ann")
            for (login, password) in [("ann", "wrong"), ("nobody", Door.password), ("", ""), ("a\u{0}", "x")]
            {
                await #expect(throws: AccountRefusal.notRecognised) {
                    try await door.signIn.enter(login: login, password: password, visit: door.visit())
                }
            }
            door.pass(seconds: 60)
            let half = try await door.signIn.enter(login: "ann", password: Door.password, visit: door.visit())
            let session = try #require(try await door.signIn.session(token: half.token.text))
            for code in ["000000", "", "AAAAA-AAAAA", "' OR 1=1"] {
                await #expect(throws: AccountRefusal.notRecognised) {
                    try await door.signIn.confirm(session, code: code, visit: door.visit())
                }
            }
            try await door.console.suspend(id)
            await #expect(throws: AccountRefusal.notRecognised) {
                try await door.signIn.enter(
                    login: "ann", password: Door.password,
                    visit: door.visit(from: "192.0.2.9", browser: "other"))
            }
        }
    }

    @Test("A code counts once, and so does a recovery code", arguments: TestDatabase.all)
    func once(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            let (_, codes) = try await door.enrol("ann")
            let spare = try #require(codes.first)
            for (typed, isTaken) in [
                (try await door.code(of: id), false), (spare.lowercased(), true), (spare, false),
            ] {
                let half = try await door.signIn.enter(
                    login: "ann", password: Door.password, visit: door.visit())
                let session = try #require(try await door.signIn.session(token: half.token.text))
                let step = try? await door.signIn.confirm(session, code: typed, visit: door.visit())
                #expect((step != nil) == isTaken)
            }
            #expect(try await door.casebook.secrets(of: id).recoveryCodesLeft == 9)
        }
    }

    @Test("Nobody is locked out by the tries of others", arguments: TestDatabase.all)
    func lockOut(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            _ = try await door.enrol("ann")
            // Somebody behind the same address guesses until they have to wait.
            for _ in 0..<5 {
                await #expect(throws: AccountRefusal.notRecognised) {
                    try await door.signIn.enter(
                        login: "ann", password: "guess", visit: door.visit(browser: "other"))
                }
            }
            await #expect(throws: AccountRefusal.wait(seconds: 2)) {
                try await door.signIn.enter(
                    login: "ann", password: "guess", visit: door.visit(browser: "other"))
            }
            // And from everywhere else, until the account itself makes strangers wait.
            for number in 0..<100 {
                _ = try? await door.signIn.enter(
                    login: "ann", password: "guess",
                    visit: door.visit(from: "198.51.100.\(number)", browser: "b\(number)"))
            }
            await #expect(throws: AccountRefusal.self) {
                try await door.signIn.enter(
                    login: "ann", password: Door.password,
                    visit: door.visit(from: "203.0.113.1", browser: "new"))
            }
            // The owner, at the browser they always use, does not notice.
            door.pass(seconds: 30)
            let half = try await door.signIn.enter(login: "ann", password: Door.password, visit: door.visit())
            let session = try #require(try await door.signIn.session(token: half.token.text))
            _ = try await door.signIn.confirm(session, code: try await door.code(of: id), visit: door.visit())
        }
    }

    @Test("Knowing the password does not help to guess codes", arguments: TestDatabase.all)
    func codesAreCounted(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            try await door.user("ann", Grant(.analyst, .everywhere))
            _ = try await door.enrol("ann")
            var guesses = 0
            for _ in 0..<40 {
                guard
                    let half = try? await door.signIn.enter(
                        login: "ann", password: Door.password, visit: door.visit(browser: "thief")),
                    let session = try await door.signIn.session(token: half.token.text)
                else { continue }
                do {
                    _ = try await door.signIn.confirm(
                        session, code: "000000", visit: door.visit(browser: "thief"))
                } catch AccountRefusal.notRecognised { guesses += 1 } catch {}
            }
            #expect(guesses <= LockOutRule.pair.free)
        }
    }

    @Test("Sixty guesses at once are counted as sixty", arguments: TestDatabase.all)
    func atOnce(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            try await door.user("ann", Grant(.analyst, .everywhere))
            let tried = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        do {
                            _ = try await door.signIn.enter(
                                login: "ann", password: "guess", visit: door.visit())
                        } catch AccountRefusal.notRecognised { return true } catch {}
                        return false
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(tried == LockOutRule.pair.free)
        }
    }

    @Test("A session ends by itself, by its owner, and by a new password", arguments: TestDatabase.all)
    func ends(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            let id = try await door.user("ann", Grant(.analyst, .everywhere))
            let (first, _) = try await door.enrol("ann")
            door.pass(seconds: 60)
            let half = try await door.signIn.enter(
                login: "ann", password: Door.password, visit: door.visit(browser: "second"))
            let session = try #require(try await door.signIn.session(token: half.token.text))
            let full = try await door.signIn.confirm(
                session, code: try await door.code(of: id), visit: door.visit(browser: "second"))
            let second = try #require(try await door.signIn.session(token: full.token.text))
            await #expect(throws: AccountRefusal.noSuchSession) {
                try await door.signIn.end(999, by: first, source: "192.0.2.1")
            }
            try await door.signIn.changePassword(
                second, old: Door.password, new: "four other odd words", again: "four other odd words",
                visit: door.visit(browser: "second"))
            #expect(try await door.signIn.sessions(of: id).map(\.id) == [second.id])
            try await door.signIn.signOut(second, source: "192.0.2.1")
            #expect(try await door.signIn.session(token: full.token.text) == nil)
            // A half session is of no use for long.
            let late = try await door.signIn.enter(
                login: "ann", password: "four other odd words", visit: door.visit())
            door.pass(seconds: 15 * 60)
            #expect(try await door.signIn.session(token: late.token.text) == nil)
        }
    }

    @Test("A practice user needs no second factor, and keeps the password", arguments: TestDatabase.all)
    func practice(kind: TestDatabase) async throws {
        try await Door.with(kind) { door in
            try await door.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
            let step = try await door.signIn.enter(
                login: "analyst", password: Door.password, visit: door.visit())
            #expect(step.stage == .full)
            let session = try #require(try await door.signIn.session(token: step.token.text))
            await #expect(throws: AccountRefusal.practice) {
                try await door.signIn.changePassword(
                    session, old: Door.password, new: "four other odd words", again: "four other odd words",
                    visit: door.visit())
            }
        }
    }
}
