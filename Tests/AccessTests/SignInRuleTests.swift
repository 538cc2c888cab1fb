import Access
import CallRecords
import Testing

struct SignInRuleTests {
    private static let start = Instant(seconds: 1_780_000_000)

    @Test(
        "A session ends when it is idle, or old",
        arguments: [
            (used: 0, now: 1_799, isOver: false), (used: 0, now: 1_800, isOver: true),
            (used: 43_100, now: 43_199, isOver: false), (used: 43_199, now: 43_200, isOver: true),
        ] as [(used: Int64, now: Int64, isOver: Bool)])
    func sessions(used: Int64, now: Int64, isOver: Bool) {
        #expect(
            SessionRule().isOver(
                began: Self.start, lastUsed: Self.start.adding(seconds: used),
                now: Self.start.adding(seconds: now))
                == isOver)
    }

    @Test(
        "Who tries wrongly waits longer each time, and never for ever",
        arguments: [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (14, 900), (1_000_000, 900)] as [(Int, Int64)])
    func waits(failures: Int, seconds: Int64) {
        #expect(LockOutRule.pair.wait(after: failures) == seconds)
    }

    @Test(
        "A password that anybody would try is refused",
        arguments: [
            ("short", .tooShort), (String(repeating: "a very long one ", count: 9), .tooLong),
            ("Password1234", .common), ("qwertyqwerty", .common), ("aaaaaaaaaaaaaa", .common),
            ("my a.officer rocks", .isLogin),
        ] as [(String, PasswordRule.Refusal)])
    func passwords(password: String, refusal: PasswordRule.Refusal) {
        #expect(throws: refusal) { try PasswordRule.check(password, login: "a.officer") }
    }

    @Test(
        "A long one is taken, whatever letters it has",
        arguments: ["three odd words", "Ünïcödé schützt gut", "correct horse battery", Practice.password])
    func goodPasswords(password: String) throws { try PasswordRule.check(password, login: "a.officer") }

    @Test("A password matches its own hash and no other, and two hashes of it differ")
    func hashes() async throws {
        let hash = try await PasswordHash.make(of: "three odd words", salt: Array(0..<16), cost: .least)
        let other = try await PasswordHash.make(of: "three odd words", salt: Array(1..<17), cost: .least)
        #expect(hash.encoded.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        #expect(hash.encoded != other.encoded)
        #expect(await hash.matches("three odd words"))
        #expect(await !hash.matches("three odd word"))
        #expect(await !hash.matches(""))
        #expect(await !PasswordHash(encoded: "$argon2id$nonsense").matches("three odd words"))
    }

    @Test(
        "A sign-in name is read in one way",
        arguments: [
            ("A.Officer ", "a.officer"), ("ann@thornmere.example", "ann@thornmere.example"), ("a+b", "a+b"),
        ])
    func logins(text: String, login: String) throws { #expect(try AccountNames.login(text) == login) }

    @Test("What is no sign-in name is refused", arguments: ["", "a", "a/b", "ännchen", "a\u{0}b", "<b>"])
    func badLogins(text: String) {
        #expect(throws: AccountRefusal.loginForm) { try AccountNames.login(text) }
    }

    @Test(
        "A name is one line that shows what it is",
        arguments: [
            ("", AccountRefusal.nameMissing), ("  ", .nameMissing), ("Ann\u{202E}nnA", .nameForm),
            ("A\u{7}", .nameForm), (String(repeating: "n", count: 61), .nameForm),
        ])
    func badNames(text: String, refusal: AccountRefusal) {
        #expect(throws: refusal) { try AccountNames.name(text) }
    }

    @Test("Every refusal has a sentence, and what is wrong in signing in has one for all")
    func sentences() {
        #expect(AccountRefusal.wait(seconds: 1).sentence.contains("1 second."))
        #expect(AccountRefusal.wait(seconds: 900).sentence.contains("15 minutes."))
        #expect(AccountRefusal.notRecognised.sentence.hasPrefix("That is not right."))
    }
}
