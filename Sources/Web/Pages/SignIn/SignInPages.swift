import Access
import HTTPTypes
import Hummingbird

/// The way in: the password, then the second factor.
struct SignInPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/sign-in") { request, context in
            if context.visitor.principal != nil { return Response.seeOther(request.to.description) }
            // Led here from another site, a browser keeps the session's cookie back; asked again by a page of ours, it
            // sends it.
            if request.headers[.fetchSite] == "cross-site" {
                return site.page(
                    SignedInPage(title: "One moment", next: context.asked), context, refreshAfter: 0,
                    with: context.asked)
            }
            return try await signIn(request.to, context)
        }
        router.post("/sign-in") { request, context in try await enter(request, context) }
        router.get("/sign-in/code") { request, context in
            try await code(request.to, context)
        }
        router.post("/sign-in/code") { request, context in try await confirm(request, context) }
        router.get("/sign-in/set-up") { request, context in
            try await setUp(request.to, context)
        }
        router.post("/sign-in/set-up") { request, context in try await enrol(request, context) }
        router.post("/sign-out") { _, context in try await signOut(context) }
    }

    // MARK: The password

    private func signIn(
        _ to: LocalPath, _ context: PageContext, login: String = "", _ problem: String = "",
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let practice = try await site.store.practiceLogins()
        let isEmpty = practice.isEmpty ? try await !site.store.hasAccounts() : false
        return site.page(
            SignInPage(
                to: to.description, login: login, wrong: FormProblems(problem, at: "login"),
                provider: site.provider?.name ?? "", hasProvider: site.provider != nil,
                practice: practice.joined(separator: ", "), practicePassword: Practice.password,
                hasPractice: !practice.isEmpty, isEmpty: isEmpty), context, status: status)
    }

    private func enter(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        let to = LocalPath(form["to"])
        do {
            let step = try await site.signIn.enter(
                login: form["login"], password: form.exact("password"), visit: context.visit(request))
            return site.go(on: step, to: to)
        } catch let refusal as AccountRefusal {
            return try await signIn(
                to, context, login: form["login"], refusal.sentence, status: refusal.status)
        }
    }

    // MARK: The second factor

    private func code(
        _ to: LocalPath, _ context: PageContext, _ problem: String = "", status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard context.visitor.session?.stage == .code else { return .seeOther("/sign-in") }
        return site.page(
            SignInCodePage(to: to.description, wrong: FormProblems(problem, at: "code")), context,
            status: status)
    }

    private func confirm(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        let to = LocalPath(form["to"])
        guard let session = context.visitor.session else { return .seeOther("/sign-in") }
        do {
            let step = try await site.signIn.confirm(
                session, code: form["code"], visit: context.visit(request))
            return site.go(on: step, to: to)
        } catch AccountRefusal.stepOver {
            return .seeOther("/sign-in")
        } catch let refusal as AccountRefusal {
            return try await code(to, context, refusal.sentence, status: refusal.status)
        }
    }

    private func setUp(
        _ to: LocalPath, _ context: PageContext, _ problem: String = "", status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let session = context.visitor.session, session.stage == .enrol, let pending = session.pending
        else {
            return .seeOther("/sign-in")
        }
        return site.page(
            SecondFactorPage(
                pending, login: session.account.login, action: "/sign-in/set-up", to: to, problem: problem),
            context,
            status: status)
    }

    private func enrol(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        let to = LocalPath(form["to"])
        guard let session = context.visitor.session else { return .seeOther("/sign-in") }
        do {
            let step = try await site.signIn.enrol(session, code: form["code"], visit: context.visit(request))
            var response = site.page(
                RecoveryCodesPage(
                    codes: step.recoveryCodes.map { RecoveryCodesPage.Code(text: $0) }, next: to.description),
                context)
            response.headers.append(Cookies.session(step.token.text, isSecure: site.settings.isSecure))
            return response
        } catch AccountRefusal.stepOver {
            return .seeOther("/sign-in")
        } catch let refusal as AccountRefusal {
            return try await setUp(to, context, refusal.sentence, status: refusal.status)
        }
    }

    private func signOut(_ context: PageContext) async throws -> Response {
        if let session = context.visitor.session {
            try await site.signIn.signOut(session, source: context.source)
        }
        var response = Response.seeOther("/sign-in")
        response.headers.append(Cookies.noSession(isSecure: site.settings.isSecure))
        return response
    }
}

extension Site {
    /// Where a step of signing in leads, with its cookie.
    func go(on step: SignIn.Step, to: LocalPath) -> Response {
        let next =
            switch step.stage {
            case .code: "/sign-in/code?to=\(to.encoded)"
            case .enrol: "/sign-in/set-up?to=\(to.encoded)"
            case .full: to.description
            }
        var response = Response.seeOther(next)
        response.headers.append(Cookies.session(step.token.text, isSecure: settings.isSecure))
        return response
    }

    /// The session of the person at the page, signed in fully.
    func session(_ context: PageContext) throws -> Session {
        guard let session = context.visitor.session, session.stage == .full else { throw SignInNeeded() }
        return session
    }
}

extension Request {
    /// Where to go once this is done, as the address says.
    var to: LocalPath { LocalPath(query["to"]) }
}

extension AccountRefusal {
    /// Of the page that shows it beside the form.
    var status: HTTPResponse.Status {
        if case .wait = self { .tooManyRequests } else { .unprocessableContent }
    }
}
