import ArgumentParser
import Foundation
import Gateways

/// The force's identity provider, where it has one.
struct ProviderSettings: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The identity provider's issuer address, for signing in with OpenID Connect. (default: the environment's "
                + "RINGFENCE_PROVIDER_ISSUER)", valueName: "url"))
    var providerIssuer: String?

    @Option(
        help: ArgumentHelp(
            "What the provider calls this casebook. (default: RINGFENCE_PROVIDER_CLIENT)", valueName: "client"
        ))
    var providerClient: String?

    @Option(
        help: ArgumentHelp(
            "The file with the secret shared with the provider. (default: RINGFENCE_PROVIDER_SECRET_FILE)",
            valueName: "file"))
    var providerSecretFile: String?

    @Option(
        help: ArgumentHelp(
            "What the sign-in page calls the provider. (default: RINGFENCE_PROVIDER_NAME, else its host)",
            valueName: "name"))
    var providerName: String?

    @Option(
        help: ArgumentHelp(
            "A value of acr or amr, such as mfa, with which the provider says that it asked for a second factor; may be "
                + "given several times. Without one, ours is always asked for. (default: RINGFENCE_PROVIDER_SECOND_FACTOR, "
                + "separated by commas)", valueName: "value"))
    var providerSecondFactor: [String] = []

    /// Nil where there is no provider.
    ///
    /// - Throws: ``Refused`` for one that is only half set.
    func openID() throws -> OpenIDSettings? {
        guard let issuer = value(providerIssuer, "issuer") else { return nil }
        guard let client = value(providerClient, "client"),
            let file = value(providerSecretFile, "secret-file")
        else {
            throw Refused(
                text: "With --provider-issuer go --provider-client and --provider-secret-file.", code: 64)
        }
        guard let bytes = FileManager.default.contents(atPath: file), bytes.count < 4_096 else {
            throw Refused.noInput("\(file) is not there, cannot be read, or holds no secret.")
        }
        let secret = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        let told = value(nil, "second-factor")?.split(separator: ",").map(String.init) ?? []
        let settings = OpenIDSettings(
            issuer: issuer, client: client, secret: secret,
            name: value(providerName, "name") ?? URLComponents(string: issuer)?.host ?? "your force",
            secondFactor: Set(providerSecondFactor.isEmpty ? told : providerSecondFactor))
        guard settings.isAllowed else {
            throw Refused(text: "The identity provider must be reached by https: \(issuer) is not.", code: 64)
        }
        return settings
    }

    private func value(_ typed: String?, _ name: String) -> String? {
        let variable = "RINGFENCE_PROVIDER_" + name.replacing("-", with: "_").uppercased()
        return Setting("provider-\(name)", typed: typed, option: "--provider-\(name)", variable: variable)?
            .value
    }
}
