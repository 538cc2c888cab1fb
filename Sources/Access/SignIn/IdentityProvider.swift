/// A force's identity provider, as far as sign-in needs it (OpenID Connect Core 1.0, the code flow).
package protocol IdentityProvider: Sendable {
    /// What the button on the sign-in page calls it.
    var name: String { get }
    /// Where to send the browser, which comes back to `returningTo` with a code and the visit's state.
    ///
    /// - Throws: ``ProviderFailure``.
    func address(for visit: ProviderVisit, returningTo: String) async throws -> String
    /// Who it was, once the provider's signature, issuer, audience, end and nonce are found right.
    ///
    /// - Throws: ``ProviderFailure``.
    func identity(code: String, visit: ProviderVisit, returningTo: String) async throws -> ProviderIdentity
}

/// A sign-in under way at the provider. All three are random, and used once.
package struct ProviderVisit: Sendable, Hashable {
    /// Seconds until it must have come back.
    package static let length: Int64 = 600

    package let state: String
    package let nonce: String
    /// RFC 7636: only who began the visit can end it.
    package let verifier: String

    package init(state: String, nonce: String, verifier: String) {
        (self.state, self.nonce, self.verifier) = (state, nonce, verifier)
    }
}

/// Who the provider says somebody is.
package struct ProviderIdentity: Sendable, Hashable {
    package let issuer: String
    /// The provider's own name for the person, which never changes.
    package let subject: String
    /// Empty where the provider has not verified one.
    package let verifiedEmail: String
    /// Whether the provider asked for a second factor, told in the way the casebook was set to believe.
    package let hasSecondFactor: Bool

    package init(issuer: String, subject: String, verifiedEmail: String, hasSecondFactor: Bool) {
        (self.issuer, self.subject) = (issuer, subject)
        (self.verifiedEmail, self.hasSecondFactor) = (verifiedEmail, hasSecondFactor)
    }
}

/// Why an identity provider could not be asked, or not be believed.
package enum ProviderFailure: Error, Sendable, Hashable {
    case unreachable
    /// It answered with this status.
    case refused(status: Int)
    case answerTooLong
    /// The named answer is not what the standard has there.
    case unreadable(String)
    /// What it said of itself is not what the casebook is set to.
    case wrongIssuer
    case signature
    case audience
    case over
    case nonce
    case noSubject

    package var sentence: String {
        switch self {
        case .unreachable:
            "The identity provider does not answer. Try again, or sign in with your password if you have one."
        case .refused(let status):
            "The identity provider refused (status \(status)). Tell your administrator if it happens again."
        default:
            "The identity provider's answer is not one that can be believed (\(code)). Tell your administrator."
        }
    }

    /// A short word for the log.
    package var code: String {
        switch self {
        case .unreachable: "unreachable"
        case .refused(let status): "refused \(status)"
        case .answerTooLong: "answer too long"
        case .unreadable(let what): "unreadable \(what)"
        case .wrongIssuer: "wrong issuer"
        case .signature: "signature"
        case .audience: "audience"
        case .over: "over"
        case .nonce: "nonce"
        case .noSubject: "no subject"
        }
    }
}
