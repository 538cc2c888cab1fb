import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird
import Telephony

/// What may be recorded of a line: the line itself, a number, an identifier, a closure.
extension LinePages {
    func addLine(_ form: Form, isSent: Bool, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let operations = try await desk.offered(for: .editLines)
        var problems = Problems()
        if isSent {
            let operation = try await problems.reading("operation") {
                try form.id("operation", or: .operation)
            }
            let name = try await problems.reading("name") { try form.text("name", or: .lineName) }
            let number = try await problems.reading("number") { try await desk.number(form) }
            let from = try await problems.reading("from") { try form.time("from") }
            if let operation, let name, let number, let from {
                let id = try await problems.saving(or: "name") {
                    try await desk.addLine(named: name, number: number, from: from, in: operation)
                }
                if let id { return .done(.line, "/lines/\(id)") }
            }
        }
        return site.page(
            QuestionPage(
                "Record a line", back: Link("Lines", "/lines"),
                lede: "A line is a drug-dealing business known by a name. It outlives its numbers.",
                Question(
                    "/lines", button: "Record the line",
                    [
                        .operation(operations, value: form["operation"]),
                        .init(.line, "name", "Name of the line", value: form["name"]),
                        .number("Its number now", value: form["number"]),
                        .time("from", "In use from", value: form["from"]),
                    ], problems: problems)), context)
    }

    func addNumber(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await view(desk, .editLines, context)
        let link = "/lines/\(view.file.line.id)"
        var problems = Problems()
        if let form {
            let number = try await problems.reading("number") { try await desk.number(form) }
            let from = try await problems.reading("from") { try form.time("from") }
            if let number, let from {
                let isAdded: Void? = try await problems.saving(or: "number") {
                    try await desk.addNumber(number, from: from, to: view.file.line.id)
                }
                if isAdded != nil { return .done(.number, link) }
            }
        }
        return site.page(
            QuestionPage(
                "Add a number to the \(view.file.line.name) line",
                back: Link("\(view.file.line.name) line", link),
                lede:
                    "For a number known from elsewhere. One that a trace suggests is accepted on its closure's page.",
                Question(
                    "\(link)/numbers", button: "Add the number",
                    [
                        .number("Number", value: form?["number"] ?? ""),
                        .time("from", "In use from", value: form?["from"] ?? ""),
                    ], problems: problems)), context)
    }

    // MARK: Identifiers

    func addIdentifier(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await view(desk, .editLines, context)
        let link = "/lines/\(view.file.line.id)"
        var problems = Problems()
        if let form {
            let kind = try await problems.reading("kind") { try form.identifierKind() }
            let value = try await problems.reading("value") { try form.text("value", or: .identifier) }
            let from = try await problems.reading("from") { try form.time("from") }
            let until: Instant?? = try await problems.reading("until") {
                try form.moment("until", clock: "23:59:59")
            }
            if let kind, let value, let from, let until {
                let id = try await problems.saving(or: "label") {
                    try await desk.addIdentifier(
                        kind, written: value, label: form["name"], line: view.file.line.id, from: from,
                        until: until,
                        source: form["label"])
                }
                if id != nil { return .done(.identifier, link) }
            }
        }
        return site.page(
            QuestionPage(
                "Add a handset, SIM or other identifier", back: Link("\(view.file.line.name) line", link),
                Question(
                    "\(link)/identifiers", button: "Add the identifier",
                    Self.identifierInputs(form ?? Form("")),
                    problems: problems)), context)
    }

    private static func identifierInputs(_ form: Form) -> [Question.Input] {
        [
            .init(
                .list, "kind", "Kind", value: form["kind"],
                choices: [.init(value: "", title: "Choose one")]
                    + Identifier.Kind.allCases.map { .init(value: $0.rawValue, title: Tables.name(of: $0)) }),
            .init(
                .line, "value", "Identifier", hint: "As it is printed. Dialling *#06# shows an IMEI",
                value: form["value"]),
            .init(.line, "name", "What kind it is, if other", value: form["name"]),
            .time("from", "Used by the line from", value: form["from"]),
            .time(
                "until", "Until", hint: "Leave empty if it still is. A day like 28/03/2026 counts to its end",
                value: form["until"]),
            .init(
                .line, "label", "Where it is known from",
                hint: "For instance: handset seized 3 March, or a file's name",
                value: form["label"]),
        ]
    }

    // MARK: Closures

    func close(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await view(desk, .recordClosure, context)
        let link = "/lines/\(view.file.line.id)"
        var problems = Problems()
        if let form {
            let number = try await problems.reading("number") { try await desk.number(form) }
            let at = try await problems.reading("at") { try form.time("at") }
            let kind = try await problems.reading("kind") { try form.closureKind() }
            if let number, let at, let kind {
                let closure = try await problems.saving(or: "number") {
                    try await desk.close(
                        number, at: at, kind: kind, lineName: view.file.line.name, in: view.operation.id)
                }
                if let closure {
                    // Where nothing can be traced yet, the closure's page says why.
                    if desk.may(.trace, in: view.operation) { _ = try? await desk.trace(closure: closure.id) }
                    return .seeOther("/closures/\(closure.id)")
                }
            }
        }
        let known = view.file.currentEpisode.map { Format.party($0.party) } ?? ""
        return site.page(
            QuestionPage(
                "Record a closure", back: Link("\(view.file.line.name) line", link),
                lede:
                    "A number stopped serving this line. Ringfence then looks for the number that replaced it.",
                Question(
                    "\(link)/closures", button: "Record the closure and trace",
                    [
                        .number("Number closed", value: form?["number"] ?? known),
                        .time("at", "When", value: form?["at"] ?? ""),
                        .init(
                            .one, "kind", "How it was closed", value: form?["kind"] ?? "",
                            choices: Closure.Kind.allCases.map {
                                .init(value: $0.rawValue, title: Tables.name(of: $0))
                            }),
                    ], problems: problems)), context)
    }

    /// The line of the page, if this person may do that in its operation.
    private func view(_ desk: Desk, _ action: Action, _ context: PageContext) async throws -> LineView {
        let view = try await desk.line(try context.id())
        if case .refused(let refusal) = AccessRules.decide(desk.who, action, on: view.operation.place) {
            throw refusal
        }
        return view
    }
}

extension Desk {
    fileprivate func number(_ form: Form) async throws -> Party {
        try await party(written: try form.text("number", or: .number))
    }
}

extension Form {
    fileprivate func closureKind() throws(Missing) -> Closure.Kind {
        guard let kind = Closure.Kind(rawValue: self["kind"]) else { throw .kindOfClosure }
        return kind
    }

    fileprivate func identifierKind() throws(Missing) -> Identifier.Kind {
        guard let kind = Identifier.Kind(rawValue: self["kind"]) else { throw .kindOfIdentifier }
        return kind
    }
}

extension Question.Input {
    fileprivate static func number(_ label: String, value: String) -> Self {
        .init(.telephone, "number", label, hint: "In any form, like 07700 900 982", value: value)
    }
}
