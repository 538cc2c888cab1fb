import CallRecords
import Crypto
import Foundation

/// The second factor: six digits that change every thirty seconds (RFC 6238 with SHA-1, as every authenticator has it).
package struct OneTimeCode: Sendable, Hashable {
    package static let period: Int64 = 30
    /// Twenty bytes, as RFC 4226 section 4 asks.
    package static let secretLength = 20

    package let secret: [UInt8]

    package init(secret: [UInt8]) { self.secret = secret }

    /// - Parameter step: thirty-second steps since 1970.
    package func code(at step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[mac.count - 1] & 15)
        let value = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(value % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    package static func step(at now: Instant) -> Int64 { now.microseconds / 1_000_000 / period }

    /// The step that a typed code belongs to, one either way for clocks that differ; nil where it is no code of now,
    /// or of a step used already: a code seen over a shoulder is of no use.
    package func accepts(_ typed: String, at now: Instant, after lastUsed: Int64) -> Int64? {
        let digits = typed.filter { !$0.isWhitespace }
        let current = Self.step(at: now)
        return (current - 1...current + 1).first { $0 > lastUsed && isSame(code(at: $0), digits) }
    }

    /// For an authenticator, typed or as a picture (Key URI format).
    package func uri(login: String, issuer: String = "Ringfence") -> String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        let name = login.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return
            "otpauth://totp/\(issuer):\(name)?secret=\(base32)&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
    }

    /// RFC 4648 base 32, without padding.
    package var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, bits, held) = ("", 0, 0)
        for byte in secret {
            (bits, held) = (bits << 8 | Int(byte), held + 8)
            while held >= 5 {
                held -= 5
                text.append(alphabet[bits >> held & 31])
            }
            bits &= 1 << held - 1
        }
        if held > 0 { text.append(alphabet[bits << (5 - held) & 31]) }
        return text
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
package func isSame(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}

/// Secrets that are handed out once and kept as a digest only: session tokens, keys, links, recovery codes.
package enum Secret {
    /// - Parameter bytes: 32 random ones.
    package static func token(_ bytes: [UInt8]) -> String { bytes.hexadecimal }

    /// What is kept of it. The secret is long and random, so a plain digest does.
    package static func digest(_ secret: String) -> String { LogChain.hash(["ringfence-secret-1", secret]) }

    /// Ten characters in two groups, without those that look alike.
    ///
    /// - Parameter bytes: ten random ones.
    package static func recoveryCode(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let letters = bytes.prefix(10).map { alphabet[Int($0) % alphabet.count] }
        return String(letters.prefix(5)) + "-" + String(letters.dropFirst(5))
    }

    /// A recovery code as typed, in the form it was made.
    package static func writtenRecoveryCode(_ text: String) -> String {
        let letters = text.uppercased().filter { $0.isLetter || $0.isNumber }
        return String(letters.prefix(5)) + "-" + String(letters.dropFirst(5))
    }
}
