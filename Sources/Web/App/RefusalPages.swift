import Access
import Casework
import HTTPTypes
import Hummingbird
import Logging

/// Turns what is thrown into a page that says what happened and what to do, or into the same for a program.
struct RefusalPages: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let problem = Self.problem(error)
            if problem.status == .internalServerError {
                // The error's type and no more: its text may hold what a person typed.
                context.logger.error(
                    "a page failed", metadata: ["error": "\(type(of: error))", "path": "\(request.uri.path)"])
            }
            let isProgram = request.uri.path.hasPrefix("/api/") || request.uri.path == "/live"
            return isProgram ? problem.response : page(error, problem, request, context)
        }
    }

    private func page(
        _ error: any Error, _ problem: APIProblem, _ request: Request, _ context: PageContext
    ) -> Response {
        switch error {
        case is SignInNeeded, AccessRefusal.notSignedIn:
            let to = request.method == .get ? LocalPath(context.asked) : LocalPath("/")
            return .seeOther(to.description == "/" ? "/sign-in" : "/sign-in?to=\(to.encoded)")
        case let needed as ReasonNeeded where context.visitor.session != nil:
            return .seeOther(WhyPages.address(for: needed.subject, to: back(request, context)))
        default:
            let title = (error as? PageRefusal)?.title ?? Self.title(of: problem.status)
            var response = site.page(
                RefusalPage(title: title, text: problem.detail), context, status: problem.status)
            for field in problem.headers { response.headers[field.name] = field.value }
            return response
        }
    }

    /// Where to come back to once the reason is given: what was asked for, or the page that sent the form.
    private func back(_ request: Request, _ context: PageContext) -> LocalPath {
        if request.method == .get || request.method == .head { return LocalPath(context.asked) }
        let referrer = request.headers[.referer] ?? ""
        guard let place = referrer.firstRange(of: "://\(request.head.authority ?? "")/") else {
            return LocalPath("/")
        }
        return LocalPath("/" + referrer[place.upperBound...])
    }

    private static func title(of status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "Not found"
        case .forbidden, .unauthorized: "You may not do that"
        case .tooManyRequests: "Too many tries"
        case .internalServerError: "Something went wrong"
        case .badRequest: "That cannot be read"
        default: "That cannot be done"
        }
    }

    /// What the guards and the server itself refuse; the rules' refusals are told in one place for all.
    private static func problem(_ error: any Error) -> APIProblem {
        switch error {
        case is SignInNeeded: .notSignedIn
        case is KeyRefused:
            APIProblem(.unauthorized, "key", "The key is none of this casebook's, or is over. Make another.")
        case is FormRefused:
            APIProblem(
                .forbidden, "token",
                "What you sent does not carry the mark of the page you are signed in to. Nothing was changed. "
                    + "Go back, open the page afresh, and send it again.")
        case let error as TooFast: tooMany(error.seconds, "You ask for pages faster than is allowed.")
        case AccountRefusal.wait(let seconds):
            tooMany(seconds, AccountRefusal.wait(seconds: seconds).sentence)
        case let refusal as AccountRefusal where [.oneself, .outsideForce, .practice].contains(refusal):
            APIProblem(.forbidden, "refused", refusal.sentence)
        case let error as HTTPError where error.status == .notFound: APIProblem(PageRefusal.notFound("page"))
        case let error as HTTPError where error.status.code < 500:
            APIProblem(error.status, "refused", error.body ?? error.status.reasonPhrase)
        default: APIProblem(error)
        }
    }

    private static func tooMany(_ seconds: Int64, _ sentence: String) -> APIProblem {
        var problem = APIProblem(.tooManyRequests, "too-many", sentence)
        problem.headers[.retryAfter] = "\(seconds)"
        return problem
    }
}

struct RefusalPage: PageModel {
    static let template = "refusal"
    static let section = ""
    let title: String
    let text: String
}
