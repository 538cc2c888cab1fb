import HTTPTypes
import Hummingbird

/// Nothing from outside, no inline script, no framing, nothing kept by caches: every page says so.
struct SecurityHeaders: RouterMiddleware {
    let settings: SiteSettings

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        // Not “no-referrer”: browsers then send forms with the origin “null”, which the form guard must refuse.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.permissionsPolicy] =
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        response.headers[.crossOriginResourcePolicy] = "same-origin"
        // Browsers that were here once never ask in clear again, for a year (RFC 6797).
        if settings.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}

/// How long the server took, for whoever measures it. Not at the door: it would tell without noise what was looked up.
struct ServerTiming: RouterMiddleware {
    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let began = clock.now
        var response = try await next(request, context)
        guard !request.uri.path.hasPrefix("/sign-in"), !request.uri.path.hasPrefix("/set-up") else {
            return response
        }
        let spent = (clock.now - began) / .microseconds(1)
        response.headers[.serverTiming] =
            "app;dur=\(Int(spent) / 1_000).\(String(Int(spent) % 1_000 + 1_000).dropFirst())"
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = ours("Referrer-Policy")
    static let permissionsPolicy = ours("Permissions-Policy")
    static let crossOriginOpenerPolicy = ours("Cross-Origin-Opener-Policy")
    static let serverTiming = ours("Server-Timing")
    static let forwardedFor = ours("X-Forwarded-For")
    static let forwardedProto = ours("X-Forwarded-Proto")
    static let fetchSite = ours("Sec-Fetch-Site")
    static let why = ours("X-Ringfence-Why")
    static let token = ours(FormToken.header)

    private static func ours(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("a header's name is a token") }
        return field
    }
}
