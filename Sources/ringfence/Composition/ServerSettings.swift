import ArgumentParser
import Casework
import Foundation
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import Web

/// Where the server listens, and how browsers reach it.
struct ServerSettings: ParsableArguments {
    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @Option(help: "The address to listen on. Any but this machine's own needs TLS.")
    var address = "127.0.0.1"

    @Option(help: ArgumentHelp("The name that browsers reach it by.", valueName: "host"))
    var name: String?

    @Option(
        help: ArgumentHelp("The TLS certificate, with those that lead to its root (PEM).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"))
    var tlsKey: String?

    @Flag(
        help:
            "A proxy on this machine does the TLS, and says in X-Forwarded-For and X-Forwarded-Proto who asks. Needs --name."
    )
    var behindProxy = false

    @Option(
        help: ArgumentHelp(
            "Requests a second that one person, key or unknown address may make, over time.",
            valueName: "number"))
    var rate = 20

    @Flag(
        inversion: .prefixedNo,
        help:
            "Ask why somebody looks at a line, a number or a person. Confirm with the force solicitor before you turn it off."
    )
    var askWhy = true

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is a number from 0 to 65535.")
        }
        guard (1...100_000).contains(rate) else {
            throw ValidationError("--rate is a number from 1 to 100000.")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        guard !behindProxy || tlsKey == nil else {
            throw ValidationError("Either the server does TLS itself, or the proxy does: not both.")
        }
        guard !behindProxy || isLoopback else {
            throw ValidationError(
                "With --behind-proxy the server listens on this machine only: leave --address out.")
        }
        guard isLoopback || isSecure else {
            throw ValidationError(
                "At \(address) the pages would cross the network in clear. Give --tls-certificate and --tls-key, or let "
                    + "a proxy on this machine do TLS, with --behind-proxy and --name.")
        }
        guard name != nil || (isLoopback && !behindProxy) else {
            throw ValidationError("Give the name that browsers reach the server by, with --name.")
        }
    }

    var isSecure: Bool { behindProxy || tlsKey != nil }

    private var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(address) }

    var site: SiteSettings {
        SiteSettings(
            software: Software.version, desk: .init(asksWhy: askWhy, software: Software.version),
            hosts: name.map { .named($0.lowercased()) } ?? .loopback, isSecure: isSecure,
            isBehindProxy: behindProxy, rate: RateRule(steady: Double(rate), burst: Double(rate) * 10))
    }

    /// Where browsers find it.
    func url(port: Int) -> String {
        if behindProxy { return "https://\(name ?? address)" }
        let host = name ?? (address.contains(":") ? "[\(address)]" : address)
        return "\(isSecure ? "https" : "http")://\(host):\(port)"
    }

    /// What is said once it listens.
    func announcement(port: Int) -> String {
        if behindProxy {
            return
                "Ringfence is at http://\(address):\(port) for the proxy, and at \(url(port: port)) for browsers"
        }
        return "Ringfence is at \(url(port: port))" + (isLoopback ? " (this machine only)" : "")
    }

    /// - Throws: ``Refused`` for a certificate or key that cannot be read.
    func server() throws -> HTTPServerBuilder {
        // A connection that says nothing for so long is closed; live updates say something every quarter of a minute.
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60)))
        guard let tlsCertificate, let tlsKey else { return plain }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tlsCertificate)
            let key = try NIOSSLPrivateKey(file: tlsKey, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw Refused.noInput(
                "The TLS certificate or its key cannot be read, or they do not belong together. Both are PEM files."
            )
        }
    }
}
