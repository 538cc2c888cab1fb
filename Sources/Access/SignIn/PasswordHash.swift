import CArgon2

/// A password as it is kept: Argon2id (RFC 9106), in the encoded form that carries its own costs and salt.
package struct PasswordHash: Sendable, Hashable {
    package struct Cost: Sendable, Hashable {
        /// Kibibytes.
        package let memory: UInt32
        package let passes: UInt32

        package init(memory: UInt32, passes: UInt32) { (self.memory, self.passes) = (memory, passes) }

        /// OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
        package static let standard = Cost(memory: 19_456, passes: 2)
        /// For tests, where nothing is to be kept safe.
        package static let least = Cost(memory: 64, passes: 1)
    }

    package let encoded: String

    package init(encoded: String) { self.encoded = encoded }

    /// Tens of milliseconds of one core and the cost's memory, off the caller's executor.
    ///
    /// - Parameter salt: sixteen random bytes.
    @concurrent
    package static func make(
        of password: String, salt: [UInt8], cost: Cost = .standard
    ) async throws(Failure) -> PasswordHash {
        let bytes = Array(password.utf8)
        var encoded = [CChar](repeating: 0, count: 256)
        let code = argon2id_hash_encoded(
            cost.passes, cost.memory, 1, bytes, bytes.count, salt, salt.count, 32, &encoded, encoded.count)
        guard code == ARGON2_OK.rawValue else { throw Failure(code: Int(code)) }
        return PasswordHash(
            encoded: String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// As long as making one takes.
    @concurrent
    package func matches(_ password: String) async -> Bool {
        let bytes = Array(password.utf8)
        return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
    }

    /// The library's error; the machine has no memory for it, most likely.
    package struct Failure: Error, Sendable, Hashable { package let code: Int }
}

/// What a new password must be: long, and not one that everybody tries first (NIST SP 800-63B, 5.1.1.2).
package enum PasswordRule {
    package static let least = 12
    package static let most = 128

    package enum Refusal: Error, Sendable, Hashable {
        case tooShort, tooLong, common, isLogin

        package var sentence: String {
            switch self {
            case .tooShort: "The password must have \(PasswordRule.least) characters or more."
            case .tooLong: "The password must have \(PasswordRule.most) characters or fewer."
            case .common:
                "That password is among the first that anybody would try. Three words together are better."
            case .isLogin: "The password must not hold your sign-in name."
            }
        }
    }

    private static let common = [
        "password", "123456", "qwerty", "letmein", "ringfence", "welcome", "police", "football", "iloveyou",
        "admin",
        "abc123", "111111", "000000", "monkey", "dragon",
    ]

    package static func check(_ password: String, login: String) throws(Refusal) {
        guard password.count >= least else { throw .tooShort }
        guard password.count <= most else { throw .tooLong }
        let lowered = password.lowercased()
        if !login.isEmpty, lowered.contains(login.lowercased()) { throw .isLogin }
        // What is left without the common word is all that anybody has to guess.
        for word in common where lowered.replacing(word, with: "").count < 6 { throw .common }
        if Set(lowered).count < 5 { throw .common }
    }
}
