import CallRecords
import Crypto
import Foundation

/// A signed statement that the log stood so at that moment. Kept elsewhere, it holds even against whoever owns the
/// machine: a past that is written anew has another digest at the same place.
package struct Checkpoint: Sendable, Hashable, Codable {
    package let sequence: Int64
    /// Of the entry with that number.
    package let digest: String
    /// Microseconds UTC.
    package let atMicroseconds: Int64
    /// Ed25519 (RFC 8032), raw, hexadecimal.
    package let publicKey: String
    package let signature: String

    enum CodingKeys: String, CodingKey {
        case sequence, digest, signature
        case atMicroseconds = "at_us"
        case publicKey = "public_key"
    }

    private static func message(_ sequence: Int64, _ digest: String, _ at: Int64) -> Data {
        Data(LogChain.hash(["ringfence-checkpoint-1", String(sequence), digest, String(at)]).utf8)
    }

    /// - Throws: where the key cannot sign.
    package init(sequence: Int64, digest: String, at: Instant, key: SigningKey) throws {
        (self.sequence, self.digest, atMicroseconds) = (sequence, digest, at.microseconds)
        publicKey = key.publicKey
        signature = try key.key.signature(for: Self.message(sequence, digest, at.microseconds)).hexadecimal
    }

    /// Whether its own key signed it, unaltered.
    package var isGenuine: Bool {
        guard let key = [UInt8](hexadecimal: publicKey), let signature = [UInt8](hexadecimal: signature),
            let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return verifier.isValidSignature(
            Data(signature), for: Self.message(sequence, digest, atMicroseconds))
    }

    /// One line of JSON, keys in order.
    package var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    package init?(line: some StringProtocol) {
        guard let read = try? JSONDecoder().decode(Checkpoint.self, from: Data(String(line).utf8)) else {
            return nil
        }
        self = read
    }
}

/// The key that signs checkpoints: 32 secret bytes in hexadecimal.
package struct SigningKey: Sendable {
    let key: Curve25519.Signing.PrivateKey

    package init() { key = Curve25519.Signing.PrivateKey() }

    package init?(hexadecimal text: some StringProtocol) {
        guard let bytes = [UInt8](hexadecimal: text),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    package var hexadecimal: String { key.rawRepresentation.hexadecimal }
    package var publicKey: String { key.publicKey.rawRepresentation.hexadecimal }
}
