import Access
import Casework
import HTTPTypes

/// Everything a program can ask for or do. A new one is one line in the part it belongs to.
package enum APIRoutes {
    package static let all: [APIRoute] =
        own + finding + operations + lines + numbers + people + closures + authorisations + files + cards
        + log
        + retention + users

    // MARK: What is one's own

    static let own: [APIRoute] = [
        .get(
            "/account", "getOwnAccount", "Who this key speaks for.", under: .useAccount, gives: APIModels.own
        ) {
            $0.who
        },
        .all("/account/keys", "listOwnKeys", "One's own keys.", under: .useAccount, of: APIModels.key) {
            call in
            try await call.site.store.keys(of: call.who.id)
        },
        APIRoute(
            method: .post, path: "/account/keys", operationID: "makeOwnKey",
            summary: "Makes a key. It is shown this once. Only for somebody signed in: no key makes another.",
            action: .useAccount,
            takes: .json([
                .text("name", upTo: 60), .choices("scopes", KeyScope.self),
                .integer("days", 1...Int64(KeyRule.longest)),
            ]), gives: .json(.created, APIModels.newKey.schema), query: []
        ) { call in
            let account = try call.session.account
            let made = try await call.site.signIn.makeKey(
                for: account, named: call.text("name"), scopes: Set(call.choices("scopes")),
                days: call.integer("days", else: 1), by: call.desk.actor)
            return .made(APIModels.newKey.json(made), at: "/account/keys/\(made.id)")
        },
        .change(.delete, "/account/keys/{id}", "endOwnKey", "Ends a key.", under: .useAccount) { call in
            guard let account = try await call.site.store.account(id: call.who.id) else {
                throw AccountRefusal.noSuchKey
            }
            try await call.site.signIn.endKey(call.id(), of: account, by: call.desk.actor)
        },
        .all(
            "/account/sessions", "listOwnSessions", "One's own sessions.", under: .useAccount,
            of: APIModels.session
        ) { call in
            try await call.site.signIn.sessions(of: call.who.id)
        },
        .change(
            .delete, "/account/sessions/{id}", "endOwnSession",
            "Ends another session of one's own. Only for somebody signed in.", under: .useAccount
        ) { call in
            try await call.site.signIn.end(call.id(), by: call.session, source: call.context.source)
        },
        .change(
            .post, "/account/reasons", "giveReason",
            "Says why a thing is looked at, for the rest of the sitting. With a key, send the header instead.",
            under: .useAccount,
            takes: [.choice("kind", Subject.Kind.self), .integer("id", 0...Int64.max), .reason]
        ) { call in
            _ = try call.session
            try await call.desk.giveReason(
                call.text("reason"), for: Subject(call.choice("kind", else: .system), call.id()))
        },
    ]

    // MARK: Finding

    static let finding: [APIRoute] = [
        .get("/today", "getToday", "What needs you today.", under: .useAccount, gives: APIModels.today) {
            try await $0.desk.today()
        },
        .all(
            "/search", "search",
            "Finds a number however it is typed, a line by nickname or misspelling, a person by part of a name.",
            under: .useAccount, query: [.text("q", upTo: 200)], of: APIModels.hit
        ) { try await $0.desk.search($0.text("q")) },
    ]
}

extension APICall {
    /// The sitting of the person who asks.
    ///
    /// - Throws: ``APIProblem/sessionNeeded`` for a key.
    var session: Session {
        get throws {
            guard let session = context.visitor.session else { throw APIProblem.sessionNeeded }
            return session
        }
    }
}
