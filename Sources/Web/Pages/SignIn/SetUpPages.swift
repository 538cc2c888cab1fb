import Access
import HTTPTypes
import Hummingbird

/// What a set-up link leads to: choosing a password. The link is in the address's query, which no log keeps.
struct SetUpPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/set-up") { request, context in
            let link = request.query["link"]
            return site.page(
                SetUpPage(link: link, account: try await site.signIn.account(link: link), wrong: .none),
                context)
        }
        router.post("/set-up") { request, context in try await choose(request, context) }
    }

    private func choose(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        let link = form["link"]
        do {
            let step = try await site.signIn.useLink(
                link, password: form.exact("password"), again: form.exact("again"),
                visit: context.visit(request))
            return site.go(on: step, to: LocalPath("/"))
        } catch let refusal as AccountRefusal where refusal != .linkOver {
            let account = try await site.signIn.account(link: link)
            let field = refusal == .passwordsDiffer ? "again" : "password"
            return site.page(
                SetUpPage(link: link, account: account, wrong: FormProblems(refusal.sentence, at: field)),
                context,
                status: refusal.status)
        }
    }
}
