import Access
import Casework
import HTTPTypes
import Telephony

extension APIRoutes {
    static let lines: [APIRoute] = [
        .list(
            "/lines", "listLines", "Lines, by name.", under: .seeLines,
            query: [Schema.Member.choice("state", LineQuery.State.self).omissible, .page, .operation],
            of: APIModels.lineRow
        ) { call in
            try await call.desk.lines(
                LineQuery(state: call.choice("state", else: .all), page: call.page), in: call.operation)
        },
        .make(
            "/lines", "recordLine", "Records a line, and the number it uses from a moment on.",
            under: .editLines,
            takes: [.id("operation"), .text("name", upTo: 60), .party("number"), .time("from")], at: "/lines"
        ) { call in
            try await call.desk.addLine(
                named: call.text("name"), number: call.party("number"), from: call.time("from"),
                in: call.id("operation"))
        },
        .get(
            "/lines/{id}", "getLine", "A line with everything that belongs to it.", under: .seeLines,
            gives: APIModels.lineView
        ) { try await $0.desk.line($0.id()) },
        .all(
            "/lines/{id}/activity", "getLineActivity", "What a line's numbers did, a day a row.",
            under: .seeLines,
            of: APIModels.activity
        ) { try await $0.desk.activity(of: $0.desk.line($0.id())) },
        .change(
            .post, "/lines/{id}/numbers", "addNumber",
            "Records another number that a line uses from a moment on.",
            under: .editLines, takes: [.party("number"), .time("from")]
        ) { call in
            try await call.desk.addNumber(call.party("number"), from: call.time("from"), to: call.id())
        },
        .make(
            "/lines/{id}/identifiers", "addIdentifier",
            "Records that a line used a handset, a SIM or another thing with an identifier.",
            under: .editLines,
            takes: [
                .choice("kind", Identifier.Kind.self), .text("value", upTo: 64),
                Schema.Member.text("label", upTo: 60, "For the kind “other”: what kind it is.").optional,
                .time("from"), Schema.Member.time("until").optional,
                Schema.Member.text("source", upTo: 120, "Where it is known from.").optional,
            ], at: "/identifiers"
        ) { call in
            try await call.desk.addIdentifier(
                call.choice("kind", else: .other), written: call.text("value"), label: call.text("label"),
                line: call.id(), from: call.time("from"), until: call.optionalTime("until"),
                source: call.text("source"))
        },
    ]

    static let numbers: [APIRoute] = [
        .list(
            "/numbers", "listNumbers", "Every time that a number served a line.", under: .seeLines,
            query: [.page, .operation], of: APIModels.number
        ) { try await $0.desk.numbers(page: $0.page, in: $0.operation) },
        .get(
            "/numbers/{id}", "getNumber", "A number with everything you may see of it.", under: .seeLines,
            gives: APIModels.numberView
        ) { try await $0.desk.number($0.id()) },
        .list(
            "/identifiers", "listIdentifiers", "Handsets, SIMs and other things that lines used.",
            under: .seeLines,
            query: [.page, .operation], of: APIModels.identifierUse
        ) { try await $0.desk.identifiers(page: $0.page, in: $0.operation) },
        .get(
            "/identifiers/{id}", "getIdentifier", "An identifier and the lines that used it.",
            under: .seeLines,
            gives: APIModels.identifierView
        ) { try await $0.desk.identifier($0.id()) },
    ]

    static let people: [APIRoute] = [
        .list(
            "/people", "listPeople", "People named in cases, by name.", under: .seePeople,
            query: [.page, .operation], of: APIModels.person
        ) { try await $0.desk.people(page: $0.page, in: $0.operation) },
        .make(
            "/people", "recordPerson", "Records a person as the case names them.", under: .editPeople,
            takes: [.id("operation"), .text("name", upTo: 120), .choices("roles", PersonRole.self)],
            at: "/people"
        ) { call in
            try await call.desk.addPerson(
                named: call.text("name"), roles: Set(call.choices("roles")), in: call.id("operation"))
        },
        .get(
            "/people/{id}", "getPerson", "A person with what you may see of them.", under: .seePeople,
            gives: APIModels.personView
        ) { try await $0.desk.person($0.id()) },
        .change(
            .put, "/people/{id}/lines/{line}", "linkPerson",
            "Links a person to a line of the same operation.",
            under: .editPeople
        ) { try await $0.desk.link(person: $0.id(), line: $0.id("line"), isLinked: true) },
        .change(
            .delete, "/people/{id}/lines/{line}", "unlinkPerson", "Links a person to a line no more.",
            under: .editPeople
        ) { try await $0.desk.link(person: $0.id(), line: $0.id("line"), isLinked: false) },
    ]
}
