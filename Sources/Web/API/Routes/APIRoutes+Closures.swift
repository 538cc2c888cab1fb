import Access
import CallRecords
import Casework
import HTTPTypes

extension APIRoutes {
    static let closures: [APIRoute] = [
        .ask(
            "/closures", "recordClosure", "Records that a number stopped serving its line.",
            under: .recordClosure,
            takes: [
                .id("operation"), .party("number"), .time("closed_at"), .choice("kind", Closure.Kind.self),
                Schema.Member.text(
                    "line", upTo: 60, "The line's name, where the number is not known to serve one yet."
                ).optional,
            ], gives: APIModels.closure
        ) { call in
            try await call.desk.close(
                call.party("number"), at: call.time("closed_at"), kind: call.choice("kind", else: .order),
                lineName: call.optionalText("line"), in: call.id("operation"))
        },
        .get(
            "/closures/{id}", "getClosure", "A closure with its check-backs and the latest answer.",
            under: .seeLines, gives: APIModels.closureView
        ) { try await $0.desk.closure($0.id()) },
        .change(
            .post, "/closures/{id}/withdrawal", "withdrawClosure",
            "Takes back a closure that was recorded by mistake.", under: .recordClosure, takes: [.reason]
        ) { try await $0.desk.withdraw(closure: $0.id(), reason: $0.text("reason")) },
        .ask(
            "/closures/{id}/traces", "trace",
            "Weighs every number that the operation's records name as the successor, and keeps the answer.",
            under: .trace,
            takes: [
                Schema.Member.time("until", "The last moment whose records are used; null for all.").optional,
                Schema.Member.choice(
                    "settings", SettingsName.self, "For searching, or for court; exploratory where left out."
                ).optional,
            ], gives: APIModels.trace
        ) {
            try await $0.desk.trace(
                closure: $0.id(), until: $0.optionalTime("until"),
                as: $0.choice("settings", else: .exploratory))
        },
        .change(
            .post, "/closures/{id}/decisions", "decide", "Accepts or rejects a candidate, or undoes that.",
            under: .decideCandidate,
            takes: [.party("number"), .choice("verdict", Decision.Verdict.self), .reason]
        ) { call in
            try await call.desk.decide(
                call.choice("verdict", else: .reject), on: call.party("number"), closure: call.id(),
                reason: call.text("reason"))
        },
        .change(
            .put, "/check-backs/{id}", "recordCheckBack", "Records whether a closed number is still dead.",
            under: .checkBack,
            takes: [
                .choice("result", CheckBack.Result.self), .lines("how", upTo: 2_000, "How it was found out."),
            ]
        ) { call in
            _ = try await call.desk.record(
                checkBack: call.id(), call.choice("result", else: .unclear), how: call.text("how"))
        },
    ]

    static let authorisations: [APIRoute] = [
        .all(
            "/authorisations", "listAuthorisations", "Authorisations for communications data.",
            under: .seeAuthorisations, query: [.operation], of: APIModels.authorisation
        ) { try await $0.desk.authorisations(in: $0.operation) },
        .make(
            "/authorisations", "recordAuthorisation",
            "Records an authorisation: what was asked for, so that what comes back can be held against it.",
            under: .editAuthorisations,
            takes: [
                .id("operation"), .text("reference", upTo: 60),
                .choice("data_kind", Authorisation.DataKind.self),
                Schema.Member(
                    key: "identifiers", schema: .list(.text(1...120), most: 200),
                    note: "Numbers, or a kind and its value like imei:490154203237518."),
                Schema.Member.time("period_from").optional, Schema.Member.time("period_until").optional,
                .time("granted_at"), .truth("is_urgent"),
                Schema.Member.lines("purpose", upTo: 2_000).optional,
            ], at: "/authorisations"
        ) { call in
            try await call.desk.addAuthorisation(
                reference: call.text("reference"), call.choice("data_kind", else: .entity),
                identifiers: call.texts("identifiers").joined(separator: "\n"),
                period: (call.optionalTime("period_from"), call.optionalTime("period_until")),
                grantedAt: call.time("granted_at"), isUrgent: call.truth("is_urgent"),
                purpose: call.text("purpose"), in: call.id("operation"))
        },
        .get(
            "/authorisations/{id}", "getAuthorisation", "An authorisation.", under: .seeAuthorisations,
            gives: APIModels.authorisationView
        ) { try await $0.desk.authorisation($0.id()) },
    ]
}
