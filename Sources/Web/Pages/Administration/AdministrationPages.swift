import Access
import Casework
import HTTPTypes
import Hummingbird

/// Where administrators start, and the forces.
struct AdministrationPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/administration") { request, context in
            let who = try site.who(context)
            let places = try await GrantPlaces(site.store)
            let users = try await site.administration(context).users(
                forceOfOperation: places.forceOfOperation)
            return site.page(
                AdministrationPage(
                    users: Format.count(users.count, "user"),
                    forces: Format.count(places.forces.count, "force"),
                    isManager: Navigation.may(who, .manageUsers),
                    isForceManager: Navigation.may(who, .manageForces),
                    isRetentionManager: Navigation.may(who, .setRetention)), context)
        }
    }
}

/// The forces: making and renaming them.
struct ForcePages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/administration/forces") { request, context in try await forces(request, context) }
        router.post("/administration/forces") { request, context in
            let form = try await Form(request)
            return try await change(request, context, form["name"]) { administration in
                _ = try await administration.addForce(named: form["name"])
            }
        }
        router.get("/administration/forces/:id") { _, context in try await force(context) }
        router.post("/administration/forces/:id") { request, context in
            let form = try await Form(request)
            let id = try context.id()
            do { try await site.administration(context).rename(force: id, to: form["name"]) } catch let
                refusal as AccountRefusal where refusal != .noSuchForce
            {
                return try await force(context, typed: form["name"], refusal.sentence, status: refusal.status)
            }
            return Response.seeOther("/administration/forces?done=renamed")
        }
    }

    private func forces(
        _ request: Request, _ context: PageContext, typed: String = "", _ problem: String = "",
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let who = try site.who(context)
        guard Navigation.may(who, .seeUsers) else { throw site.refusal(who, .seeUsers) }
        let places = try await GrantPlaces(site.store)
        let isManager = Navigation.may(who, .manageForces)
        return site.page(
            ForcesPage(
                done: request.query["done"],
                forces: places.forces.map { ForcesPage.Row(id: $0.id, name: $0.name, mayRename: isManager) },
                isManager: isManager, name: typed,
                wrong: FormProblems(problem, at: "name")), context, status: status)
    }

    private func change(
        _ request: Request, _ context: PageContext, _ typed: String,
        _ body: (Administration) async throws -> Void
    ) async throws -> Response {
        do { try await body(try site.administration(context)) } catch let refusal as AccountRefusal {
            return try await forces(request, context, typed: typed, refusal.sentence, status: refusal.status)
        }
        return .seeOther("/administration/forces?done=made")
    }

    private func force(
        _ context: PageContext, typed: String? = nil, _ problem: String = "",
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let who = try site.who(context)
        guard Navigation.may(who, .manageForces) else { throw site.refusal(who, .manageForces) }
        let id = try context.id()
        guard let force = try await site.store.forces().first(where: { $0.id == id }) else {
            throw AccountRefusal.noSuchForce
        }
        return site.page(
            ForcePage(
                title: "Rename \(force.name)", action: "/administration/forces/\(id)",
                name: typed ?? force.name,
                wrong: FormProblems(problem, at: "name")), context, status: status)
    }
}

extension Site {
    func who(_ context: PageContext) throws -> Principal {
        guard let who = context.visitor.principal else { throw SignInNeeded() }
        return who
    }

    /// The person at work on users and forces.
    func administration(_ context: PageContext) throws -> Administration {
        Administration(who: try who(context), source: context.source, signIn: signIn)
    }

    func refusal(_ who: Principal, _ action: Action) -> AccessRefusal {
        if case .refused(let reason) = AccessRules.decide(who, action, on: .everywhere) {
            reason
        } else {
            .elsewhere
        }
    }
}
