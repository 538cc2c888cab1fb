import Access
import HTTPTypes
import Hummingbird

/// One's own keys for programs.
struct KeyPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/account/keys/new") { _, context in
            _ = try site.session(context)
            return site.page(NewKeyPage(), context)
        }
        router.post("/account/keys") { request, context in try await make(request, context) }
        router.post("/account/keys/:id/end") { _, context in
            let account = try site.session(context).account
            try await site.signIn.endKey(
                try context.id(), of: account, by: account.actor(from: context.source))
            return Response.seeOther("/account?done=key")
        }
    }

    private func make(_ request: Request, _ context: PageContext) async throws -> Response {
        let account = try site.session(context).account
        let form = try await Form(request)
        let scopes = Set(form.all("scope").compactMap { KeyScope(rawValue: $0) })
        do {
            let made = try await site.signIn.makeKey(
                for: account, named: form["name"], scopes: scopes, days: Int(form["days"]) ?? 0,
                by: account.actor(from: context.source))
            return site.page(MadeKeyPage(key: made.text), context)
        } catch let refusal as AccountRefusal {
            let field =
                switch refusal {
                case .noScope: "scope-read"
                case .keyPeriod: "days"
                default: "name"
                }
            return site.page(
                NewKeyPage(
                    name: form["name"], days: form["days"], chosen: scopes,
                    wrong: FormProblems(refusal.sentence, at: field)), context, status: refusal.status)
        }
    }
}
