import HTTPTypes
import Hummingbird

/// The names a server answers to. A name re-bound to this machine by somebody's name server is none of them.
package enum HostRule: Sendable, Hashable {
    case loopback
    /// In lower case, without a port.
    case named(String)

    package func allows(_ authority: String) -> Bool {
        switch self {
        case .loopback: Self.isLoopback(authority)
        case .named(let name): Self.host(of: authority) == name
        }
    }

    static func isLoopback(_ authority: String) -> Bool {
        ["[::1]", "127.0.0.1", "localhost"].contains(host(of: authority))
    }

    /// Without the port.
    private static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let rest = authority[authority.index(after: end)...]
            return rest.isEmpty || rest.hasPrefix(":") ? String(authority[...end]).lowercased() : ""
        }
        return authority.split(separator: ":", omittingEmptySubsequences: false).first.map { $0.lowercased() }
            ?? ""
    }
}

/// Where a request comes from and what it asks for, before anything is believed of it.
struct Arrivals: RouterMiddleware {
    let settings: SiteSettings

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.asked = LocalPath(request.uri.string).description
        context.why = request.headers[.why] ?? ""
        if settings.isBehindProxy, Self.isLoopback(context.source) {
            context.source = Self.lastAddress(request.headers[.forwardedFor] ?? "") ?? context.source
            guard request.headers[.forwardedProto].map({ $0 == "https" }) ?? true else {
                throw PageRefusal(
                    status: .forbidden, title: "Not over TLS",
                    text: "These pages are not given in clear. Ask for them with https.")
            }
        }
        return try await next(request, context)
    }

    static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address == "local"
    }

    /// The last of the list is what our own proxy saw; those before it are anybody's word.
    static func lastAddress(_ list: String) -> String? {
        let last = list.split(separator: ",").last.map { $0.filter { $0 != " " } } ?? ""
        let isAddress = last.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isASCIIHexDigit || $0 == "." || $0 == ":")
        }
        return isAddress && (2...45).contains(last.utf8.count) ? last : nil
    }
}

/// Lets in only what was asked of this server by its own name (threat model, T3).
struct HostGuard: RouterMiddleware {
    let rule: HostRule

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, rule.allows(authority) else {
            let name =
                switch rule {
                case .loopback: "only on this machine, as 127.0.0.1 or localhost"
                case .named(let name): "as \(name)"
                }
            throw PageRefusal(
                status: .misdirectedRequest, title: "Not reached by this name",
                text: "These pages answer \(name).")
        }
        return try await next(request, context)
    }
}

/// A refusal that has its own page.
struct PageRefusal: Error {
    let status: HTTPResponse.Status
    let title: String
    let text: String

    static func notFound(_ what: String) -> PageRefusal {
        PageRefusal(
            status: .notFound, title: "Not found",
            text: "There is no \(what) here. Check the address, or start from the home page.")
    }
}
