import Access
import CallRecords
import Testing

struct OneTimeCodeTests {
    /// The secret of RFC 6238, appendix B.
    private static let code = OneTimeCode(secret: Array("12345678901234567890".utf8))

    @Test(
        "Codes are those of RFC 6238, appendix B",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        #expect(Self.code.code(at: seconds / OneTimeCode.period) == code)
    }

    @Test("A code is taken for half a minute either way, once, and in any spacing")
    func accepts() {
        let now = Instant(seconds: 1_234_567_890)
        let step = OneTimeCode.step(at: now)
        for early in [-1, 0, 1] as [Int64] {
            #expect(Self.code.accepts(Self.code.code(at: step + early), at: now, after: 0) == step + early)
        }
        let written = Self.code.code(at: step)
        #expect(Self.code.accepts(" \(written.prefix(3)) \(written.suffix(3)) ", at: now, after: 0) == step)
        #expect(Self.code.accepts(written, at: now, after: step) == nil, "used already")
        #expect(
            Self.code.accepts(Self.code.code(at: step - 1), at: now, after: step) == nil, "before one used")
    }

    @Test("What is no code of now is refused", arguments: [-2, 2, 1_000] as [Int64])
    func refuses(early: Int64) {
        let now = Instant(seconds: 1_234_567_890)
        let typed = Self.code.code(at: OneTimeCode.step(at: now) + early)
        #expect(Self.code.accepts(typed, at: now, after: 0) == nil)
    }

    @Test("Nothing but six digits is a code", arguments: ["", "12345", "1234567", "ABCDEF", "００５９２４"])
    func refusesOthers(typed: String) {
        #expect(Self.code.accepts(typed, at: Instant(seconds: 1_234_567_890), after: 0) == nil)
    }

    @Test("An authenticator is told the secret in base 32, and the name cannot break the address")
    func uri() {
        #expect(Self.code.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(OneTimeCode(secret: [0xFF]).base32 == "74")
        let uri = Self.code.uri(login: "a?b&c=d/e@f.example")
        #expect(uri.hasPrefix("otpauth://totp/Ringfence:a%3Fb%26c%3Dd%2Fe%40f.example?secret=GEZD"))
    }
}

struct SecretTests {
    @Test("A recovery code is read however it is typed, and holds no letter that looks like another")
    func recovery() {
        let code = Secret.recoveryCode((0..<10).map { UInt8($0 * 25) })
        #expect(code.count == 11)
        #expect(code.allSatisfy { !"01IO".contains($0) })
        #expect(Secret.writtenRecoveryCode(" " + code.lowercased().replacing("-", with: " ")) == code)
    }

    @Test("A secret's digest tells nothing of it, and differs for every secret")
    func digest() {
        #expect(Secret.digest("a") != Secret.digest("b"))
        #expect(Secret.digest("a").count == 64)
    }
}
