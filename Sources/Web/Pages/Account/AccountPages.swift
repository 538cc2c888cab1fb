import Access
import Casework
import HTTPTypes
import Hummingbird

/// One's own account: who one is here, where one is signed in, and the password.
struct AccountPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/account") { request, context in try await account(request, context) }
        router.get("/account/password") { _, context in
            _ = try site.session(context)
            return site.page(PasswordPage(wrong: .none), context)
        }
        router.post("/account/password") { request, context in try await changePassword(request, context) }
        router.post("/account/sessions/:id/end") { _, context in
            let session = try site.session(context)
            try await site.signIn.end(try context.id(), by: session, source: context.source)
            return Response.seeOther("/account?done=session")
        }
    }

    private func account(_ request: Request, _ context: PageContext) async throws -> Response {
        let session = try site.session(context)
        let account = session.account
        let places = try await GrantPlaces(site.store)
        let left = try await site.store.secrets(of: account.id).recoveryCodesLeft
        let roles = account.grants.map { places.written($0) }
        return site.page(
            AccountPage(
                done: AccountPage.notice(request.query["done"]),
                facts: [
                    Fact(term: "Name", text: account.name), Fact(term: "Sign-in name", text: account.login),
                    Fact(term: "Roles", text: roles.isEmpty ? "None yet" : roles.joined(separator: "; ")),
                    Fact(
                        term: "Second factor",
                        text: account.standing.hasSecondFactor
                            ? "Set up; \(Format.count(left, "recovery code")) left"
                            : account.standing.isPractice
                                ? "None: a practice user" : "Your identity provider's"),
                ],
                isPractice: account.standing.isPractice,
                sessions: try await site.signIn.sessions(of: account.id).map {
                    AccountPage.Sitting($0, isThis: $0.id == session.id)
                },
                keys: try await site.store.keys(of: account.id).map { AccountPage.Key($0, now: site.now()) }),
            context)
    }

    private func changePassword(_ request: Request, _ context: PageContext) async throws -> Response {
        let session = try site.session(context)
        let form = try await Form(request)
        do {
            try await site.signIn.changePassword(
                session, old: form.exact("old"), new: form.exact("password"), again: form.exact("again"),
                visit: context.visit(request))
            return .seeOther("/account?done=password")
        } catch let refusal as AccountRefusal {
            let field =
                switch refusal {
                case .password: "password"
                case .passwordsDiffer: "again"
                default: "old"
                }
            return site.page(
                PasswordPage(wrong: FormProblems(refusal.sentence, at: field)), context,
                status: refusal.status)
        }
    }
}
