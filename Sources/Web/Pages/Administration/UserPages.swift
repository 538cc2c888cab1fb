import Access
import Casework
import HTTPTypes
import Hummingbird

/// Users: making them, giving and taking roles, and letting them in or not.
struct UserPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/administration/users") { request, context in
            let who = try site.who(context)
            let sought = request.query["q"]
            return site.page(
                UsersPage(
                    sought: sought,
                    users: TableView(
                        try await table(request, context),
                        csv: "/administration/users.csv?q=\(LocalPath.encoded(sought))",
                        whenEmpty: sought.isEmpty ? "There is no user yet." : "No user's name holds that."),
                    isManager: Navigation.may(who, .manageUsers)), context)
        }
        router.get("/administration/users.csv") { request, context in
            Response.csv(try await table(request, context), name: "users")
        }
        router.get("/administration/users/new") { _, context in try await new(context) }
        router.post("/administration/users") { request, context in try await add(request, context) }
        router.get("/administration/users/:id") { request, context in
            try await user(context, done: request.query["done"])
        }
        router.post("/administration/users/:id/:act") { request, context in try await change(request, context)
        }
    }

    private func table(_ request: Request, _ context: PageContext) async throws -> Table {
        let places = try await GrantPlaces(site.store)
        let sought = request.query["q"].lowercased()
        let users = try await site.administration(context).users(forceOfOperation: places.forceOfOperation)
        return Tables.users(
            users.filter { sought.isEmpty || "\($0.name) \($0.login)".lowercased().contains(sought) },
            scope: places.name(of:))
    }

    // MARK: A new user

    private func new(
        _ context: PageContext, form: Form = Form(""), wrong: FormProblems = .none,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let who = try site.who(context)
        guard Navigation.may(who, .manageUsers) else { throw site.refusal(who, .manageUsers) }
        let places = try await GrantPlaces(site.store)
        return site.page(
            NewUserPage(
                login: form["login"], name: form["name"],
                choices: GrantChoices(places, for: who, role: form["role"], scope: form["where"]),
                wrong: wrong),
            context, status: status)
    }

    private func add(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        do {
            guard let grant = GrantPlaces.grant(form) else { throw AccountRefusal.roleMissing }
            let made = try await site.administration(context).add(
                login: form["login"], name: form["name"], first: grant)
            return handOver(made.link, name: form["name"], user: made.id, request, context)
        } catch let refusal as AccountRefusal {
            let field =
                switch refusal {
                case .loginForm, .loginTaken: "login"
                case .nameMissing, .nameForm: "name"
                default: "role"
                }
            return try await new(
                context, form: form, wrong: FormProblems(refusal.sentence, at: field), status: refusal.status)
        }
    }

    private func handOver(
        _ link: String, name: String, user: Int64, hasSecondFactor: Bool = false, _ request: Request,
        _ context: PageContext
    ) -> Response {
        let base = "\(site.settings.isSecure ? "https" : "http")://\(request.head.authority ?? "")"
        return site.page(
            UserLinkPage(
                name: name, link: "\(base)/set-up?link=\(link)", user: user, hasSecondFactor: hasSecondFactor),
            context)
    }

    // MARK: One user

    private func user(
        _ context: PageContext, done: String = "", _ problem: String = "", form: Form = Form(""),
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let who = try site.who(context)
        let places = try await GrantPlaces(site.store)
        let user = try await site.administration(context).user(
            try context.id(), forceOfOperation: places.forceOfOperation)
        let isManager = Navigation.may(who, .manageUsers) && user.id != who.id
        let base = "/administration/users/\(user.id)"
        return site.page(
            UserPage(
                user, done: UserPage.notice(done),
                given: user.grants.map {
                    UserPage.Given(
                        text: places.written($0), role: $0.role.rawValue,
                        scope: GrantPlaces.value(of: $0.scope),
                        action: "\(base)/take", isTakeable: isManager)
                }, isManager: isManager, isSelf: user.id == who.id,
                choices: GrantChoices(places, for: who, role: form["role"], scope: form["where"]),
                acts: isManager ? Self.acts(for: user, base) : [],
                wrong: FormProblems(problem, at: form["name"].isEmpty ? "role" : "name")), context,
            status: status)
    }

    private static func acts(for user: Account, _ base: String) -> [UserPage.Act] {
        func act(_ name: String, _ button: String, _ hint: String) -> UserPage.Act {
            UserPage.Act(action: "\(base)/\(name)", button: button, hint: hint)
        }
        var acts: [UserPage.Act] = []
        if !user.standing.isPractice {
            acts.append(
                act("link", "Make a set-up link", "For a password that was forgotten, or never chosen."))
        }
        if user.standing.hasSecondFactor {
            acts.append(
                act(
                    "take-second-factor", "Take the second factor away",
                    "For a second factor that was lost with its recovery codes. Ends all sessions."))
        }
        acts.append(act("end-sessions", "End all sessions", "They have to sign in again everywhere."))
        acts.append(
            user.standing.isSuspended
                ? act("resume", "Let them sign in again", "They sign in again with the roles they have now.")
                : act(
                    "suspend", "Suspend",
                    "Ends sessions and keys, and lets them in no more. What they did stays."))
        return acts
    }

    private func change(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await Form(request)
        let id = try context.id()
        let administration = try site.administration(context)
        do {
            let done: String
            switch context.parameters.get("act") {
            case "give":
                guard let grant = GrantPlaces.grant(form) else { throw AccountRefusal.roleMissing }
                try await administration.give(grant, to: id)
                done = "given"
            case "take":
                guard let grant = GrantPlaces.grant(form) else { throw AccountRefusal.roleMissing }
                try await administration.take(grant, from: id)
                done = "taken"
            case "rename":
                try await administration.rename(id, to: form["name"])
                done = "renamed"
            case "suspend":
                try await administration.suspend(id)
                done = "suspended"
            case "resume":
                try await administration.resume(id)
                done = "resumed"
            case "end-sessions":
                try await administration.endSessions(of: id)
                done = "sessions"
            case "take-second-factor":
                try await administration.takeSecondFactor(of: id)
                done = "factor"
            case "link":
                let link = try await administration.newLink(for: id)
                let account = try await site.store.account(id: id)
                return handOver(
                    link, name: account?.name ?? "", user: id,
                    hasSecondFactor: account?.standing.hasSecondFactor ?? false, request, context)
            default: throw PageRefusal.notFound("page")
            }
            return .seeOther("/administration/users/\(id)?done=\(done)")
        } catch let refusal as AccountRefusal where refusal != .noSuchUser {
            return try await user(context, refusal.sentence, form: form, status: refusal.status)
        }
    }
}

/// A user in a summary list.
enum UserFacts {
    static func of(_ user: Account) -> [Fact] {
        [
            Fact(term: "Sign-in name", text: user.login), Fact(term: "State", text: Tables.state(of: user)),
            Fact(term: "Password", text: user.standing.hasPassword ? "Set" : "Not set yet"),
            Fact(
                term: "Second factor",
                text: user.standing.isPractice
                    ? "None: a practice user" : user.standing.hasSecondFactor ? "Set up" : "Not set up yet"),
            Fact(term: "Made", text: Format.time(user.madeAt)),
            Fact(term: "Last signed in", text: user.lastSignedInAt.map(Format.time) ?? "Never"),
        ]
    }
}
