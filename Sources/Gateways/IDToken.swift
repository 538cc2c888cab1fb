import Access
import CallRecords
import Foundation
import JWTKit

/// A signed statement of who somebody is (OpenID Connect Core 1.0, 2), not believed before ``claims(signedBy:)``.
struct IDToken: Sendable {
    /// What a provider may sign with here: RSA and ECDSA, both with SHA-256. Never “none”, never a shared secret.
    private static let algorithms: [String: (type: JWK.KeyType, algorithm: JWK.Algorithm)] = [
        "RS256": (.rsa, .rs256), "ES256": (.ecdsa, .es256),
    ]

    private struct Header: Decodable {
        let alg: String
        let kid: String?
    }

    private let text: String
    private let header: Header

    init(_ text: String) throws(ProviderFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Self.data(base64: parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: data)
        else { throw .unreadable("ID token") }
        (self.text, self.header) = (text, header)
    }

    /// What it says, where one of the provider's keys signed it.
    ///
    /// - Parameter keys: a JSON Web Key Set (RFC 7517). Keys of kinds that are not used here are passed over.
    func claims(signedBy keys: Data) async throws(ProviderFailure) -> Claims {
        guard let (type, algorithm) = Self.algorithms[header.alg] else { throw .signature }
        for var key in try Self.keys(keys) where key.keyType.rawValue == type.rawValue {
            if let kid = header.kid, let own = key.keyIdentifier?.string, own != kid { continue }
            key.algorithm = algorithm
            key.keyIdentifier = JWKIdentifier(string: "one")
            guard let only = try? await JWTKeyCollection().add(jwk: key) else { continue }
            if let claims = try? await only.verify(text, as: Claims.self) { return claims }
        }
        throw .signature
    }

    private static func keys(_ data: Data) throws(ProviderFailure) -> [JWK] {
        struct Keys: Decodable { let keys: [Entry] }
        guard let set = try? JSONDecoder().decode(Keys.self, from: data) else { throw .unreadable("keys") }
        return set.keys.compactMap(\.key)
    }

    /// A key, or one of a kind that is not known here, or one for another use.
    private struct Entry: Decodable {
        let key: JWK?

        private enum CodingKeys: String, CodingKey { case use }

        init(from decoder: any Decoder) throws {
            let use = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .use)
            key = use == "enc" ? nil : try? JWK(from: decoder)
        }
    }

    // MARK: Base 64 without padding (RFC 4648, 5)

    static func base64(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }

    private static func data(base64 text: Substring) -> Data? {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: String(text))
    }

    /// `true`, or the text “true”, which some providers write.
    struct Truth: Codable, Sendable {
        let isTrue: Bool

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            isTrue = try (try? value.decode(Bool.self)) ?? (value.decode(String.self) == "true")
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encode(isTrue)
        }
    }

    /// One text or several (RFC 7519, 4.1.3).
    struct Texts: Codable, Sendable {
        let all: [String]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            all = try (try? [value.decode(String.self)]) ?? value.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encode(all)
        }
    }

    struct Claims: JWTPayload {
        /// Seconds by which the two clocks may differ.
        private static let tolerance = 60.0

        let iss: String
        let sub: String
        let aud: Texts
        let exp: Double
        let iat: Double?
        let azp: String?
        let nonce: String?
        let email: String?
        let isVerified: Truth?
        let acr: String?
        let amr: [String]?

        private enum CodingKeys: String, CodingKey {
            case iss, sub, aud, exp, iat, azp, nonce, email, acr, amr
            case isVerified = "email_verified"
        }

        /// The signature is found right before this is asked; the rest is checked with our own clock.
        func verify(using algorithm: some JWTAlgorithm) async throws {}

        /// OpenID Connect Core 1.0, 3.1.3.7.
        func check(
            issuer: String, client: String, nonce expected: String, now: Instant
        ) throws(ProviderFailure) {
            let now = Double(now.microseconds) / 1e6
            guard iss == issuer else { throw .wrongIssuer }
            guard aud.all.contains(client), aud.all.count == 1 || azp == client,
                azp.map({ $0 == client }) ?? true
            else { throw .audience }
            guard exp + Self.tolerance > now, (iat ?? now) - Self.tolerance < now else { throw .over }
            guard let nonce, isSame(nonce, expected) else { throw .nonce }
            guard !sub.isEmpty, sub.utf8.count <= 255 else { throw .noSubject }
        }

        var verifiedEmail: String { isVerified?.isTrue == true ? email ?? "" : "" }
    }
}
