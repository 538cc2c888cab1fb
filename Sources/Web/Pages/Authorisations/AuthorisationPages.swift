import Access
import CallRecords
import Casework
import Hummingbird

/// Authorisations to obtain communications data: what was asked for, so that what comes back can be held against it.
struct AuthorisationPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/authorisations/:id") { request, context in try await authorisation(request, context) }
        router.get("/operations/:id/authorisations/new") { _, context in try await record(nil, context) }
        router.post("/operations/:id/authorisations") { request, context in
            try await record(try await Form(request), context)
        }
    }

    private func authorisation(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let (one, card, operation) = try await desk.authorisation(try context.id())
        return site.page(
            AuthorisationPage(
                id: one.id, title: "Authorisation \(one.reference)",
                back: Link(operation.name, "/operations/\(operation.id)"), notice: request.notice,
                card: CardView(
                    card, mayEdit: desk.may(.editAuthorisations, in: operation),
                    first: Self.facts(one, now: site.now())),
                isUsable: desk.may(.importRecords, in: operation) && !one.isCancelled,
                bring: "/operations/\(operation.id)/import?authorisation=\(one.reference.inAddress)"), context
        )
    }

    private static func facts(_ one: Authorisation, now: Instant) -> [Fact] {
        [
            Fact(term: "Status", text: Tables.status(of: one, now: now)),
            Fact(term: "What was authorised", text: Tables.name(of: one.dataKind)),
            Fact(term: "Period asked for", text: period(one)),
            Fact(term: "Granted", text: Format.time(one.grantedAt) + (one.isUrgent ? ", urgent" : "")),
            Fact(term: "Lapses", text: Format.time(one.lapsesAt)),
        ]
    }

    private static func period(_ one: Authorisation) -> String {
        switch (one.periodFrom, one.periodUntil) {
        case (nil, nil): "Not limited"
        case (let from?, nil): "From \(Format.time(from))"
        case (nil, let until?): "Until \(Format.time(until))"
        case (let from?, let until?): "\(Format.time(from)) to \(Format.time(until))"
        }
    }

    // MARK: Recording

    private func record(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let operation = try await desk.operation(try context.id()).entry
        if case .refused(let refusal) = AccessRules.decide(desk.who, .editAuthorisations, on: operation.place)
        {
            throw refusal
        }
        var problems = Problems()
        if let form, let id = try await save(form, in: operation, desk, &problems) {
            return .done(.authorisation, "/authorisations/\(id)")
        }
        return site.page(
            QuestionPage(
                "Record an authorisation", back: Link(operation.name, "/operations/\(operation.id)"),
                lede: "Records are taken in under it, and what came back is held against what it asked for.",
                Question(
                    "/operations/\(operation.id)/authorisations", button: "Record the authorisation",
                    Self.inputs(form ?? Form("")), problems: problems)), context)
    }

    private func save(
        _ form: Form, in operation: OperationEntry, _ desk: Desk, _ problems: inout Problems
    ) async throws -> Int64? {
        let reference = try await problems.reading("reference") { try form.text("reference", or: .reference) }
        let kind = try await problems.reading("kind") { try form.dataKind() }
        let from: Instant?? = try await problems.reading("from") {
            try form.moment("from", clock: "00:00:00")
        }
        let until: Instant?? = try await problems.reading("until") {
            try form.moment("until", clock: "23:59:59")
        }
        let granted = try await problems.reading("granted") { try form.time("granted") }
        guard let reference, let kind, let from, let until, let granted else { return nil }
        return try await problems.saving(or: "reference") {
            try await desk.addAuthorisation(
                reference: reference, kind, identifiers: form["identifiers"], period: (from, until),
                grantedAt: granted,
                isUrgent: form["urgent"] == "yes", purpose: form["purpose"], in: operation.id)
        }
    }

    private static func inputs(_ form: Form) -> [Question.Input] {
        let day = "A day like 28/03/2026, or a time. Leave empty if it was not limited"
        return [
            .init(
                .line, "reference", "Reference", hint: "As the authorisation states it",
                value: form["reference"]),
            .init(
                .one, "kind", "What was authorised", value: form["kind"],
                choices: [
                    .init(
                        value: "entity", title: "Entity data: who or what, such as a subscriber or a device"),
                    .init(value: "events", title: "Events data: when, how long, how often and where"),
                ]),
            .init(
                .paragraph, "identifiers", "Identifiers asked for",
                hint: "One on each row, numbers in any form. Records that name none of them are pointed out",
                value: form["identifiers"]),
            .time("from", "Period asked for: from", hint: day, value: form["from"]),
            .time("until", "Period asked for: until", hint: day, value: form["until"]),
            .time("granted", "Granted", value: form["granted"]),
            .init(
                .several, "urgent", "Urgent",
                hint: "An urgent one lapses after three days, others after a month",
                value: form["urgent"], choices: [.init(value: "yes", title: "Granted urgently")]),
            .init(.paragraph, "purpose", "Purpose", hint: "May be left empty", value: form["purpose"]),
        ]
    }
}

extension Form {
    fileprivate func dataKind() throws(Missing) -> Authorisation.DataKind {
        guard let kind = Authorisation.DataKind(rawValue: self["kind"]) else { throw .kindOfData }
        return kind
    }
}

struct AuthorisationPage: PageModel {
    static let template = "authorisation"
    static let section = "Operations"
    let id: Int64
    let title: String
    let back: Link
    let notice: NoticeView
    let card: CardView
    let isUsable: Bool
    /// Where records are taken in under it.
    let bring: String

    var subject: Subject? { Subject(.authorisation, id) }
}
