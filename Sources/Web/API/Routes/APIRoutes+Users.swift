import Access
import Casework
import HTTPTypes

extension APIRoutes {
    private static let grant: [Schema.Member] = [
        .choice("role", Role.self), .id("force", "Where it holds: a force, an operation, or everywhere."),
        .id("operation"),
    ]

    /// The role alone must be sent; where neither force nor operation is, it holds everywhere.
    private static let sentGrant = [grant[0]] + grant.dropFirst().map(\.optional)
    private static let askedGrant = [grant[0]] + grant.dropFirst().map(\.omissible)

    static let users: [APIRoute] = [
        .all("/users", "listUsers", "Users that you may see, by name.", under: .seeUsers, of: APIModels.user)
        { call in
            try await call.site.administration(call.context).users(forceOfOperation: call.forceOfOperation)
        },
        .get("/users/{id}", "getUser", "A user.", under: .seeUsers, gives: APIModels.user) { call in
            try await call.site.administration(call.context).user(
                call.id(), forceOfOperation: call.forceOfOperation)
        },
        APIRoute(
            method: .post, path: "/users", operationID: "makeUser",
            summary: "Makes a user with their first role, and the link with which they choose a password.",
            action: .manageUsers,
            takes: .json([.text("login", upTo: 60), .text("name", upTo: 60)] + sentGrant),
            gives: .json(.created, APIModels.link.schema), query: []
        ) { call in
            let made = try await call.site.administration(call.context).add(
                login: call.text("login"), name: call.text("name"), first: call.grant)
            return .made(APIModels.link.json(made), at: "/users/\(made.id)")
        },
        .change(
            .post, "/users/{id}/grants", "giveRole", "Gives a user a role.", under: .manageUsers,
            takes: sentGrant
        ) { try await $0.site.administration($0.context).give($0.grant, to: $0.id()) },
        .change(
            .delete, "/users/{id}/grants", "takeRole", "Takes a role from a user.", under: .manageUsers,
            query: askedGrant
        ) { try await $0.site.administration($0.context).take($0.grant, from: $0.id()) },
        .change(
            .put, "/users/{id}/suspension", "suspendUser",
            "Ends a user's sessions and keys, and lets them in no more.",
            under: .manageUsers
        ) { try await $0.site.administration($0.context).suspend($0.id()) },
        .change(
            .delete, "/users/{id}/suspension", "resumeUser", "Lets a suspended user in again.",
            under: .manageUsers
        ) { try await $0.site.administration($0.context).resume($0.id()) },
        .change(
            .delete, "/users/{id}/sessions", "endUserSessions", "Ends a user's sessions.", under: .manageUsers
        ) { try await $0.site.administration($0.context).endSessions(of: $0.id()) },
        .change(
            .delete, "/users/{id}/second-factor", "takeSecondFactor",
            "For a user who lost the second factor: they set up another when they next sign in.",
            under: .manageUsers
        ) { try await $0.site.administration($0.context).takeSecondFactor(of: $0.id()) },
        APIRoute(
            method: .post, path: "/users/{id}/links", operationID: "makeSetUpLink",
            summary: "For a user who forgot the password: a link with which they choose another.",
            action: .manageUsers, takes: .nothing, gives: .json(.created, APIModels.link.schema), query: []
        ) { call in
            let link = try await call.site.administration(call.context).newLink(for: call.id())
            return .made(APIModels.link.json((call.id(), link)), at: "/users/\(call.id())")
        },
        .make(
            "/forces", "makeForce", "Makes a force.", under: .manageForces, takes: [.text("name", upTo: 60)],
            at: "/forces"
        ) { try await $0.site.administration($0.context).addForce(named: $0.text("name")) },
        .change(
            .put, "/forces/{id}/name", "renameForce", "Renames a force.", under: .manageForces,
            takes: [.text("name", upTo: 60)]
        ) { try await $0.site.administration($0.context).rename(force: $0.id(), to: $0.text("name")) },
    ]
}

extension APICall {
    fileprivate var forceOfOperation: [Int64: Int64] {
        get async throws {
            Dictionary(uniqueKeysWithValues: try await site.store.operations().map { ($0.id, $0.force.id) })
        }
    }

    fileprivate var grant: Grant {
        get throws {
            let role: Role = choice("role", else: .analyst)
            switch (optionalID("force"), operation) {
            case (nil, nil): return Grant(role, .everywhere)
            case (let force?, nil): return Grant(role, .force(force))
            case (nil, let operation?): return Grant(role, .operation(operation))
            case (_?, _?):
                throw APIProblem(
                    .unprocessableContent, "invalid", "Send a force or an operation, not both.",
                    field: "force")
            }
        }
    }
}
