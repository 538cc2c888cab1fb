import Access
import HTTPTypes
import Hummingbird

/// Changing the second factor, and new recovery codes. Both ask for the password and a code first.
struct SecondFactorPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/account/second-factor") { _, context in
            _ = try site.session(context)
            return confirmFactor(context)
        }
        router.post("/account/second-factor") { request, context in try await begin(request, context) }
        router.get("/account/second-factor/new") { _, context in try new(context) }
        router.post("/account/second-factor/new") { request, context in try await finish(request, context) }
        router.get("/account/recovery-codes") { _, context in
            _ = try site.session(context)
            return confirmCodes(context)
        }
        router.post("/account/recovery-codes") { request, context in try await renew(request, context) }
    }

    private func confirmFactor(
        _ context: PageContext, _ problem: String = "", status: HTTPResponse.Status = .ok
    ) -> Response {
        site.page(
            ConfirmPage(
                title: "Change your second factor",
                text:
                    "You will set up an authenticator afresh. Your other sessions end, and the old one counts no more.",
                action: "/account/second-factor", button: "Go on",
                wrong: FormProblems(problem, at: "password")),
            context, status: status)
    }

    private func confirmCodes(
        _ context: PageContext, _ problem: String = "", status: HTTPResponse.Status = .ok
    ) -> Response {
        site.page(
            ConfirmPage(
                title: "Get new recovery codes",
                text: "You will see ten new codes once. The old ones count no more.",
                action: "/account/recovery-codes", button: "Get new codes",
                wrong: FormProblems(problem, at: "password")),
            context, status: status)
    }

    private func begin(_ request: Request, _ context: PageContext) async throws -> Response {
        let session = try site.session(context)
        let form = try await Form(request)
        do {
            try await site.signIn.beginCode(
                session, password: form.exact("password"), code: form["code"], visit: context.visit(request))
            return .seeOther("/account/second-factor/new")
        } catch let refusal as AccountRefusal {
            return confirmFactor(context, refusal.sentence, status: refusal.status)
        }
    }

    private func new(
        _ context: PageContext, _ problem: String = "", status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let session = try site.session(context)
        guard let pending = session.pending else { return .seeOther("/account/second-factor") }
        return site.page(
            SecondFactorPage(
                pending, login: session.account.login, action: "/account/second-factor/new",
                to: LocalPath("/account"),
                problem: problem), context, status: status)
    }

    private func finish(_ request: Request, _ context: PageContext) async throws -> Response {
        let session = try site.session(context)
        let form = try await Form(request)
        do {
            let codes = try await site.signIn.finishCode(
                session, code: form["code"], visit: context.visit(request))
            return shown(codes, context)
        } catch AccountRefusal.stepOver {
            return .seeOther("/account/second-factor")
        } catch let refusal as AccountRefusal {
            return try new(context, refusal.sentence, status: refusal.status)
        }
    }

    private func renew(_ request: Request, _ context: PageContext) async throws -> Response {
        let session = try site.session(context)
        let form = try await Form(request)
        do {
            let codes = try await site.signIn.renewRecoveryCodes(
                session, password: form.exact("password"), code: form["code"], visit: context.visit(request))
            return shown(codes, context)
        } catch let refusal as AccountRefusal {
            return confirmCodes(context, refusal.sentence, status: refusal.status)
        }
    }

    private func shown(_ codes: [String], _ context: PageContext) -> Response {
        site.page(
            RecoveryCodesPage(codes: codes.map { RecoveryCodesPage.Code(text: $0) }, next: "/account"),
            context)
    }
}
