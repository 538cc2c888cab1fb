import Access
import HTTPTypes
import Hummingbird

/// To the force's identity provider and back.
struct ProviderPages: PageRoutes {
    let site: Site

    private static let home = "/sign-in/provider/return"

    func add(to router: Router<PageContext>) {
        router.get("/sign-in/provider") { request, context in
            try await told(request, context) { provider in
                let visit = try await site.signIn.beginVisit(context.visit(request))
                return .seeOther(try await provider.address(for: visit, returningTo: address(request)))
            }
        }
        router.get("\(Self.home)") { request, context in
            try await told(request, context) { provider in try await comeBack(request, context, provider) }
        }
    }

    private func comeBack(
        _ request: Request, _ context: PageContext, _ provider: any IdentityProvider
    ) async throws -> Response {
        let visit = context.visit(request)
        let begun = try await site.signIn.endVisit(state: request.query["state"], visit)
        let code = request.query["code"]
        // The person said no, or the provider did.
        guard !code.isEmpty else { throw AccountRefusal.notRecognised }
        let identity = try await provider.identity(code: code, visit: begun, returningTo: address(request))
        let step = try await site.signIn.enter(identity, visit: visit)
        let next = site.go(on: step, to: LocalPath("/"))
        // A page of our own, which asks for the next one: a browser led here from elsewhere sends no strict cookie.
        let place = next.headers[.location] ?? "/"
        var response = site.page(
            SignedInPage(title: "Signed in", next: place), context, refreshAfter: 0, with: place)
        for cookie in next.headers[values: .setCookie] {
            response.headers.append(HTTPField(name: .setCookie, value: cookie))
        }
        return response
    }

    /// Where the provider sends the browser back to.
    private func address(_ request: Request) -> String {
        "\(site.settings.isSecure ? "https" : "http")://\(request.head.authority ?? "")\(Self.home)"
    }

    /// Logs what the provider failed at, and says so.
    private func told(
        _ request: Request, _ context: PageContext, _ body: (any IdentityProvider) async throws -> Response
    ) async throws -> Response {
        guard let provider = site.provider else { throw PageRefusal.notFound("page") }
        do { return try await body(provider) } catch let failure as ProviderFailure {
            try await site.signIn.keepProviderFailure(failure, visit: context.visit(request))
            throw AccountRefusal.provider(failure)
        }
    }
}
