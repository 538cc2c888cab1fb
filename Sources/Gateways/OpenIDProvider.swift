import Access
import CallRecords
import Crypto
import Foundation

/// How a force's provider is reached, and what of it is believed.
package struct OpenIDSettings: Sendable, Hashable {
    /// As the provider writes it, without a path of ours behind it.
    package let issuer: String
    package let client: String
    package let secret: String
    /// On the button.
    package let name: String
    /// Values of `acr` or `amr` with which the provider says that it asked for a second factor (RFC 8176). Empty:
    /// ours is asked for always.
    package let secondFactor: Set<String>

    package init(issuer: String, client: String, secret: String, name: String, secondFactor: Set<String>) {
        (self.issuer, self.client, self.secret) = (issuer, client, secret)
        (self.name, self.secondFactor) = (name, secondFactor)
    }

    /// Whether the issuer's address is one that may be asked.
    package var isAllowed: Bool { GatewayClient.isAllowed(issuer) }
}

/// An identity provider that speaks OpenID Connect. Its addresses and keys are fetched for each sign-in, so that a
/// change of either needs nothing here.
package struct OpenIDProvider: IdentityProvider {
    private let settings: OpenIDSettings
    private let client: GatewayClient
    private let now: @Sendable () -> Instant

    package init(_ settings: OpenIDSettings, client: GatewayClient, now: @escaping @Sendable () -> Instant) {
        (self.settings, self.client, self.now) = (settings, client, now)
    }

    package var name: String { settings.name }

    // MARK: Going there

    package func address(for visit: ProviderVisit, returningTo: String) async throws -> String {
        let addresses = try await discover()
        let challenge = Data(SHA256.hash(data: Data(visit.verifier.utf8)))
        let query = GatewayClient.form([
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", returningTo),
            ("scope", "openid email"), ("state", visit.state), ("nonce", visit.nonce),
            ("code_challenge", IDToken.base64(challenge)), ("code_challenge_method", "S256"),
        ])
        return addresses.authorization + (addresses.authorization.contains("?") ? "&" : "?")
            + query
    }

    // MARK: Coming back

    package func identity(
        code: String, visit: ProviderVisit, returningTo: String
    ) async throws -> ProviderIdentity {
        let addresses = try await discover()
        let tokens = try await exchange(code, visit, returningTo, at: addresses)
        let token = try IDToken(tokens.identity)
        let claims = try await token.claims(signedBy: try await client.get(addresses.keys))
        try claims.check(
            issuer: settings.issuer, client: settings.client, nonce: visit.nonce, now: now())
        var email = claims.verifiedEmail
        if email.isEmpty, let place = addresses.user, let access = tokens.access {
            email = try await self.email(of: claims.sub, at: place, access)
        }
        let told = Set((claims.amr ?? []) + [claims.acr].compactMap { $0 })
        return ProviderIdentity(
            issuer: settings.issuer, subject: claims.sub, verifiedEmail: email,
            hasSecondFactor: !settings.secondFactor.isDisjoint(with: told))
    }

    /// What the provider says of itself (OpenID Connect Discovery 1.0, 3).
    private struct Addresses: Decodable {
        let issuer: String
        let authorization: String
        let token: String
        let keys: String
        let user: String?
        /// How we may show who we are.
        let methods: [String]?

        private enum CodingKeys: String, CodingKey {
            case issuer
            case authorization = "authorization_endpoint"
            case token = "token_endpoint"
            case keys = "jwks_uri"
            case user = "userinfo_endpoint"
            case methods = "token_endpoint_auth_methods_supported"
        }
    }

    private struct Tokens: Decodable {
        let identity: String
        let access: String?

        private enum CodingKeys: String, CodingKey {
            case identity = "id_token"
            case access = "access_token"
        }
    }

    private struct User: Decodable {
        let sub: String
        let email: String?
        let isVerified: IDToken.Truth?

        private enum CodingKeys: String, CodingKey {
            case sub, email
            case isVerified = "email_verified"
        }
    }

    private func discover() async throws(ProviderFailure) -> Addresses {
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let answer = try await client.get("\(base)/.well-known/openid-configuration")
        let addresses: Addresses = try Self.read(answer, "configuration")
        guard addresses.issuer == settings.issuer else { throw .wrongIssuer }
        guard GatewayClient.isAllowed(addresses.authorization) else { throw .unreadable("address") }
        return addresses
    }

    private func exchange(
        _ code: String, _ visit: ProviderVisit, _ returningTo: String, at addresses: Addresses
    ) async throws(ProviderFailure) -> Tokens {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", returningTo),
            ("code_verifier", visit.verifier),
        ]
        var headers: [(String, String)] = []
        let methods = addresses.methods ?? ["client_secret_basic"]
        if methods.contains("client_secret_basic") {
            // RFC 6749, 2.3.1: both are encoded as in a form first.
            let pair = "\(GatewayClient.encoded(settings.client)):\(GatewayClient.encoded(settings.secret))"
            headers.append(("Authorization", "Basic \(Data(pair.utf8).base64EncodedString())"))
        } else {
            fields += [("client_id", settings.client), ("client_secret", settings.secret)]
        }
        let answer = try await client.post(addresses.token, fields, headers: headers)
        return try Self.read(answer, "tokens")
    }

    /// For providers that keep the address out of the token (OpenID Connect Core 1.0, 5.3).
    private func email(
        of subject: String, at place: String, _ access: String
    ) async throws(ProviderFailure) -> String {
        let answer = try await client.get(place, headers: [("Authorization", "Bearer \(access)")])
        let user: User = try Self.read(answer, "user information")
        guard user.sub == subject else { throw .noSubject }
        return user.isVerified?.isTrue == true ? user.email ?? "" : ""
    }

    private static func read<Answer: Decodable>(
        _ data: Data, _ what: String
    ) throws(ProviderFailure) -> Answer {
        do { return try JSONDecoder().decode(Answer.self, from: data) } catch { throw .unreadable(what) }
    }
}
