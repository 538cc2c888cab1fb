import Access
import HTTPTypes
import Hummingbird

/// Finds out who sent a request: by the key of a program, or by the cookies of a browser.
struct Visitors: RouterMiddleware {
    let site: Site
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let authorization = request.headers[.authorization] {
            context.visitor = try await key(authorization, from: context.source)
            return try await next(request, context)
        }
        let cookies = Cookies(request, isSecure: site.settings.isSecure)
        let browser = cookies.browser ?? site.signIn.newBrowser()
        context.visitor = .nobody(browser: browser)
        if let token = cookies.session, let session = try await site.signIn.session(token: token) {
            context.visitor = .session(session, browser: browser)
        }
        var response = try await next(request, context)
        // With pages, whose forms can then be sent back, and on the way to the identity provider and back.
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
        if cookies.browser == nil, isPage || response.status == .seeOther {
            response.headers.append(Cookies.browser(browser, isSecure: site.settings.isSecure))
        }
        return response
    }

    /// Wrong keys are counted where they come from: whoever guesses waits as everybody does.
    private func key(_ authorization: String, from source: String) async throws -> Visitor {
        let words = authorization.split(separator: " ")
        if words.count == 2, words[0].lowercased() == "bearer",
            let (principal, id) = try await site.signIn.principal(forKey: String(words[1]))
        {
            return .key(principal, id: id)
        }
        let wait = limiter.take(for: "source \(source)")
        guard wait == 0 else { throw TooFast(seconds: wait) }
        try await site.signIn.keepKeyRefusal(source: source)
        throw KeyRefused()
    }
}

/// The key is none, or is over.
struct KeyRefused: Error {}

/// The two cookies: who is signed in, and which browser it is.
struct Cookies: Sendable {
    let session: String?
    let browser: String?

    init(_ request: Request, isSecure: Bool) {
        var found: [String: String] = [:]
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
                // Both are tokens of ours: 64 hexadecimal digits.
                guard parts.count == 2, parts[1].utf8.count == 64, parts[1].allSatisfy(\.isHexDigit) else {
                    continue
                }
                found[parts[0]] = parts[1]
            }
        }
        session = found[Self.name("ringfence", isSecure)]
        browser = found[Self.name("ringfence-browser", isSecure)]
    }

    /// With the prefix that makes a browser refuse one set in clear or by another host (RFC 6265bis, 4.1.3.2).
    private static func name(_ name: String, _ isSecure: Bool) -> String {
        isSecure ? "__Host-\(name)" : name
    }

    static func session(_ token: String, isSecure: Bool) -> HTTPField {
        field("ringfence", token, "SameSite=Strict", isSecure)
    }

    static func noSession(isSecure: Bool) -> HTTPField {
        field("ringfence", "", "SameSite=Strict; Max-Age=0", isSecure)
    }

    /// Kept for a year. Lax, so that it comes back with the browser from the identity provider.
    static func browser(_ token: String, isSecure: Bool) -> HTTPField {
        field("ringfence-browser", token, "SameSite=Lax; Max-Age=31536000", isSecure)
    }

    private static func field(_ name: String, _ value: String, _ rest: String, _ isSecure: Bool) -> HTTPField
    {
        let secure = isSecure ? "; Secure" : ""
        return HTTPField(
            name: .setCookie,
            value: "\(Self.name(name, isSecure))=\(value); Path=/; HttpOnly; \(rest)\(secure)")
    }
}

extension PageContext {
    /// The browser at the door, as signing in knows it.
    func visit(_ request: Request) -> Visit {
        let browser =
            switch visitor {
            case .nobody(let browser), .session(_, let browser): browser
            case .unknown, .key: ""
            }
        return Visit(source: source, agent: request.headers[.userAgent] ?? "", browser: browser)
    }
}
