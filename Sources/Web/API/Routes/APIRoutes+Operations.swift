import Access
import Casework
import HTTPTypes

extension APIRoutes {
    static let operations: [APIRoute] = [
        .all(
            "/operations", "listOperations", "Operations that you may see, by name.", under: .seeOperation,
            of: APIModels.operationRow
        ) { try await $0.desk.operations() },
        .make(
            "/operations", "makeOperation", "Makes an operation of a force.", under: .makeOperation,
            takes: [.text("name", upTo: 60), .id("force")], at: "/operations"
        ) { try await $0.desk.makeOperation(named: $0.text("name"), force: $0.id("force")) },
        .get(
            "/operations/{id}", "getOperation", "An operation with what may be seen of it.",
            under: .seeOperation,
            gives: APIModels.operationView
        ) { try await $0.desk.operation($0.id()) },
        .change(
            .put, "/operations/{id}/shares/{force}", "shareOperation",
            "Shares an operation with a force, for seeing or for working; no more where the reach is null.",
            under: .shareOperation,
            takes: [Schema.Member.choice("reach", Place.Share.self).optional, .reason]
        ) { call in
            try await call.desk.share(
                operation: call.id(), with: call.id("force"), reach: call.optionalChoice("reach"),
                reason: call.text("reason"))
        },
        .change(
            .put, "/operations/{id}/restriction", "restrictOperation",
            "Restricts an operation to named people, you among them; to nobody in particular where null.",
            under: .shareOperation,
            takes: [
                Schema.Member(key: "named", schema: .list(.id, most: 200), note: "Accounts.").optional,
                .reason,
            ]
        ) { call in
            try await call.desk.restrict(
                operation: call.id(), to: call.ids("named").map(Set.init), reason: call.text("reason"))
        },
        .all(
            "/operations/{id}/colleagues", "listColleagues",
            "People whose roles reach an operation, who can be named when it is restricted.",
            under: .shareOperation,
            of: APIModels.colleague
        ) { try await $0.desk.peopleForRestricting($0.id()) },
        .change(
            .put, "/operations/{id}/hold", "holdOperation",
            "Sets a legal hold, under which nothing of the operation is deleted, or lifts it.",
            under: .holdData,
            takes: [.truth("is_held"), .reason]
        ) { call in
            try await call.desk.hold(
                operation: call.id(), isHeld: call.truth("is_held"), reason: call.text("reason"))
        },
        .all("/forces", "listForces", "Every force there is.", under: .useAccount, of: APIModels.force) {
            try await $0.desk.forces()
        },
    ]
}
