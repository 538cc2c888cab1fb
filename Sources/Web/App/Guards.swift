import Casework
import HTTPTypes
import Hummingbird
import Logging

/// Nothing from outside, no script, no framing, nothing kept by caches: every page says so.
struct SecurityHeaders: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        // Not “no-referrer”: browsers then send forms with the origin “null”, which the loopback guard must refuse.
        response.headers[Self.referrerPolicy] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let referrerPolicy = named("Referrer-Policy")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("a header's name is a token") }
        return field
    }
}

/// Lets in only what was asked of this machine by its own name, and forms only from its own pages: there is no
/// sign-in yet, so a page elsewhere must not be able to speak for the user (threat model, T2 and T3).
struct LoopbackGuard: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, Self.isLoopback(authority) else {
            throw PageRefusal(
                status: .misdirectedRequest, title: "Not reached by this name",
                text: "These pages answer only on this machine, as 127.0.0.1 or localhost.")
        }
        if request.method == .post, let origin = request.headers[.origin] {
            let host = origin.split(separator: "//", maxSplits: 1).last.map(String.init) ?? ""
            guard host == authority else {
                throw PageRefusal(
                    status: .forbidden, title: "Sent from another site",
                    text: "A page of another site tried to send this. Nothing was changed. "
                        + "If it was you, go to the page in Ringfence and send it from there.")
            }
        }
        return try await next(request, context)
    }

    static func isLoopback(_ authority: String) -> Bool {
        if authority.hasPrefix("[::1]") { return true }
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        return host == "127.0.0.1" || host == "localhost"
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
            text: "There is no \(what) here. Check the address, or start from the lines.")
    }
}

/// Turns what is thrown into a page that says what happened and what to do.
struct RefusalPages: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as PageRefusal {
            return page(refusal)
        } catch let refusal as RegisterRefusal {
            let isMissing =
                switch refusal {
                case .noSuchLine, .noSuchClosure: true
                default: false
                }
            return page(
                PageRefusal(
                    status: isMissing ? .notFound : .unprocessableContent,
                    title: isMissing ? "Not found" : "That cannot be done", text: Words.sentence(refusal)))
        } catch let error as HTTPError where error.status == .notFound {
            return page(.notFound("page"))
        } catch let error as HTTPError where error.status.code < 500 {
            return page(
                PageRefusal(
                    status: error.status, title: "That cannot be read",
                    text: error.body ?? error.status.reasonPhrase))
        } catch {
            // The error's type and no more: its text may hold what a person typed.
            context.logger.error(
                "a page failed", metadata: ["error": "\(type(of: error))", "path": "\(request.uri.path)"])
            return page(
                PageRefusal(
                    status: .internalServerError, title: "Something went wrong",
                    text:
                        "The casebook could not do that. Nothing was half done. Try again; if it happens again, "
                        + "the server's log says what failed."))
        }
    }

    private func page(_ refusal: PageRefusal) -> Response {
        site.page(RefusalPage(title: refusal.title, text: refusal.text), status: refusal.status)
    }
}

struct RefusalPage: PageModel {
    static let template = "refusal"
    static let section = ""
    let title: String
    let text: String
}
