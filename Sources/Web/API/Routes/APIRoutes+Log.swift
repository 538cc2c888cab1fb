import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird

extension APIRoutes {
    /// What narrows the log down.
    private static let narrowing: [Schema.Member] = [
        .text("login", upTo: 60, "Who did it."), .party("number"), .id("operation"),
        .choice("kind", LoggedKind.self), .choice("outcome", Outcome.self), .time("from"), .time("until"),
        .choice("subject_kind", Subject.Kind.self, "With subject_id: one thing."),
        .integer("subject_id", 0...Int64.max),
    ]

    static let log: [APIRoute] = [
        .get(
            "/log", "readLog", "The log, newest first.", under: .seeLog,
            query: narrowing.map(\.omissible) + [
                Schema.Member.id("before", "Entries before this one.").omissible
            ],
            gives: APIModels.logPage
        ) { try await $0.desk.log($0.logQuestion, before: $0.optionalID("before")) },
        .get(
            "/log/entries/{id}", "getLogEntry", "One entry, with the old and new values kept beside it.",
            under: .seeLog, gives: APIModels.logEntry
        ) { try await $0.desk.logEntry($0.id()) },
        .all(
            "/log/unusual", "listUnusualLooking",
            "Looking that is out of the ordinary, over 31 days at the most: a sign to ask, never a finding.",
            under: .seeLog, query: [.time("from"), .time("until")], of: APIModels.unusual
        ) { try await $0.desk.unusualLooking(from: $0.time("from"), until: $0.time("until")) },
        APIRoute(
            method: .post, path: "/log/exports", operationID: "exportLog",
            summary:
                "Takes a part of the log away, a line of JSON to an entry. “ringfence verify” proves the file.",
            action: .exportLog,
            takes: .json(
                narrowing.map(\.optional) + [.text("to", upTo: 200, "To whom it is given."), .reason]),
            gives: .file("application/jsonl"), query: []
        ) { call in
            let export = try await call.desk.exportLog(
                call.logQuestion, to: call.text("to"), reason: call.text("reason"))
            return .response(lines(of: export))
        },
    ]

    private static func lines(of export: LogExport) -> Response {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: export.beginning.line + "\n"))
            var last: Int64 = 0
            while case let block = try await export.blocks(last), let end = block.last {
                try await writer.write(ByteBuffer(string: block.map { $0.line + "\n" }.joined()))
                last = end.entry.sequence
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/jsonl"], body: body)
    }

    static let retention: [APIRoute] = [
        .all(
            "/retention", "getRetention",
            "How long each class of data is kept before somebody looks at it again: confirm with force solicitor.",
            under: .useAccount, of: APIModels.retention
        ) { call in
            let rules = try await call.desk.retention()
            return DataClass.rules.map { ($0.dataClass, rules.months($0.dataClass)) }
        },
        .change(
            .put, "/retention", "setRetention", "Sets how long a class of data is kept.",
            under: .setRetention,
            takes: [
                .choice("class", DataClass.self), .integer("months", 1...Int64(RetentionRules.longest)),
            ]
        ) { try await $0.desk.setRetention($0.text("class"), months: "\($0.id("months"))") },
        .all(
            "/deletions", "listDeletions",
            "What was asked to be deleted, in operations where you may ask for it or confirm it.",
            under: .useAccount,
            of: APIModels.deletion
        ) { try await $0.desk.deletions().map(\.deletion) },
        .make(
            "/deletions", "askDeletion",
            "Asks for something to be deleted. Nothing is, until another person confirms it.",
            under: .askDeletion,
            takes: [
                .id("operation"),
                Schema.Member(
                    key: "kind",
                    schema: .choice(
                        Subject.Kind.allCases.filter { DataClass.ofDeletable($0) != nil }.map(\.rawValue))),
                .id("id"), .reason,
            ], at: "/deletions"
        ) { call in
            try await call.desk.askDeletion(
                of: Subject(call.choice("kind", else: .operation), call.id()), in: call.id("operation"),
                reason: call.text("reason"))
        },
        .get(
            "/deletions/{id}", "getDeletion", "A request to delete, with what would go.", under: .askDeletion,
            gives: APIModels.deletionView
        ) { try await $0.desk.deletion($0.id()) },
        .ask(
            "/deletions/{id}/confirmation", "confirmDeletion",
            "Confirms a deletion that another person asked for, and carries it out.", under: .confirmDeletion,
            takes: [], gives: APIModels.tombstone
        ) { try await $0.desk.confirmDeletion($0.id()) },
        .change(
            .post, "/deletions/{id}/refusal", "refuseDeletion",
            "Refuses a deletion that another person asked for.",
            under: .confirmDeletion, takes: [.reason]
        ) { try await $0.desk.refuseDeletion($0.id(), reason: $0.text("reason")) },
    ]
}

extension APICall {
    fileprivate var logQuestion: LogQuestion {
        let subject = optionalChoice("subject_kind").map { Subject($0, id("subject_id")) }
        return LogQuestion(
            login: text("login"), number: text("number"),
            filter: LogFilter(
                subjects: subject.map { [$0] }, operation: operation, kind: optionalChoice("kind"),
                outcome: optionalChoice("outcome"), from: optionalTime("from"), until: optionalTime("until")))
    }
}
