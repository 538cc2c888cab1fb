import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird

/// How long data is kept before somebody looks again, and legal holds. Deletion has pages of its own.
struct RetentionPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/retention") { request, context in try await retention(request, context) }
        router.get("/retention/{table}.csv") { _, context in try await export(context) }
        router.get("/retention/:class") { _, context in try await period(context, nil) }
        router.post("/retention/:class") { request, context in
            try await period(context, try await Form(request))
        }
        router.get("/operations/:id/retention") { request, context in try await operation(request, context) }
        router.get("/operations/:id/hold") { _, context in try await hold(context, nil) }
        router.post("/operations/:id/hold") { request, context in
            try await hold(context, try await Form(request))
        }
    }

    // MARK: Classes and reviews

    private func retention(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let rules = try await desk.retention()
        let maySet = desk.maySetRetention()
        let maySeeDeletions =
            Navigation.may(desk.who, .askDeletion) || Navigation.may(desk.who, .confirmDeletion)
        let requests = maySeeDeletions ? try await desk.deletions() : []
        return site.page(
            RetentionPage(
                notice: RetentionNotice.view(request.query["done"]), caution: Words.retentionCaution,
                rows: DataClass.rules.map { rule in
                    RetentionPage.Row(
                        title: rule.title, period: Words.period(months: rules.months(rule.dataClass)),
                        counted: rule.counted, change: "/retention/\(rule.dataClass.rawValue)",
                        mayChange: maySet)
                },
                due: TableView(
                    Tables.reviews(try await desk.reviewsDue()), csv: "/retention/reviews.csv",
                    whenEmpty: "No review is due in the operations that you may change."),
                requests: TableView(
                    Tables.deletions(requests), csv: "/retention/deletions.csv",
                    whenEmpty: "Nobody has asked for anything to be deleted."), hasRequests: maySeeDeletions),
            context)
    }

    private func export(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        switch context.parameters.get("table") {
        case "reviews": return .csv(Tables.reviews(try await desk.reviewsDue()), name: "reviews")
        case "deletions": return .csv(Tables.deletions(try await desk.deletions()), name: "deletions")
        default: throw PageRefusal.notFound("page")
        }
    }

    private func period(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        guard let dataClass = DataClass(rawValue: context.parameters.get("class") ?? "") else {
            throw PageRefusal.notFound("page")
        }
        if case .refused(let refusal) = AccessRules.decide(desk.who, .setRetention, on: .everywhere) {
            throw refusal
        }
        let months = try await desk.retention().months(dataClass)
        var problems = Problems()
        if let form {
            do {
                try await desk.setRetention(dataClass.rawValue, months: form["months"])
                return .seeOther("/retention?done=period")
            } catch let refusal as RetentionRefusal { problems.add(Words.sentence(refusal), at: "months") }
        }
        return site.page(
            QuestionPage(
                "Review period: \(dataClass.rule.title)", back: Link("Retention", "/retention"),
                lede: Words.retentionCaution,
                Question(
                    "/retention/\(dataClass.rawValue)", button: "Save",
                    [
                        .init(
                            .line, "months", "Months until somebody looks again",
                            hint: dataClass.rule.counted.prefix(1).uppercased()
                                + dataClass.rule.counted.dropFirst(),
                            value: form?["months"] ?? "\(months)")
                    ], problems: problems)), context)
    }

    // MARK: One operation

    private func operation(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let entry = try await desk.operation(try context.id()).entry
        let base = "/operations/\(entry.id)"
        let (mayAsk, mayConfirm) = (
            desk.may(.askDeletion, in: entry), desk.may(.confirmDeletion, in: entry)
        )
        let requests =
            mayAsk || mayConfirm ? try await desk.deletions().filter { $0.operation.id == entry.id } : []
        var links: [Link] = []
        if desk.may(.editOperation, in: entry) {
            links.append(Link("Change the review date", "/change/operation/\(entry.id)/review"))
        }
        if desk.may(.holdData, in: entry) {
            links.append(Link(entry.isHeld ? "Lift the legal hold" : "Set a legal hold", "\(base)/hold"))
        }
        if mayAsk, !entry.isHeld {
            links.append(
                Link(
                    "Ask for the whole operation to be deleted",
                    DeletionPages.address(for: Subject(.operation, entry.id), in: entry)))
        }
        return site.page(
            OperationRetentionPage(
                title: "Retention: \(entry.name)", back: Link(entry.name, base),
                notice: RetentionNotice.view(request.query["done"]), facts: Self.facts(entry), links: links,
                hasLinks: !links.isEmpty,
                requests: TableView(
                    Tables.deletions(requests), csv: "/retention/deletions.csv",
                    whenEmpty: "Nobody has asked for anything of it to be deleted."),
                hasRequests: mayAsk || mayConfirm), context)
    }

    private static func facts(_ entry: OperationEntry) -> [Fact] {
        [
            Fact(term: "Review date", text: entry.reviewAt.map { Format.day(of: $0) } ?? "None"),
            Fact(
                term: "Legal hold",
                text: entry.isHeld ? "Held: nothing of it may be deleted" : "None"),
            Fact(term: "Made", text: Format.time(entry.madeAt)),
        ]
    }

    private func hold(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let entry = try await desk.operation(try context.id()).entry
        if case .refused(let refusal) = AccessRules.decide(desk.who, .holdData, on: entry.place) {
            throw refusal
        }
        var problems = Problems()
        let base = "/operations/\(entry.id)"
        if let form {
            let isSaved: Void? = try await problems.saving(or: "reason") {
                try await desk.hold(
                    operation: entry.id, isHeld: form["held"] == "yes", reason: form["reason"])
            }
            if isSaved != nil {
                return .seeOther("\(base)/retention?done=\(form["held"] == "yes" ? "held" : "lifted")")
            }
        }
        let heading =
            entry.isHeld ? "Lift the legal hold on \(entry.name)" : "Set a legal hold on \(entry.name)"
        return site.page(
            QuestionPage(
                heading, back: Link("Retention: \(entry.name)", "\(base)/retention"),
                lede: entry.isHeld
                    ? "Once it is lifted, what two people agree to can be deleted."
                    : "While it is held, nothing in the operation can be deleted, whoever agrees.",
                Question(
                    "\(base)/hold", button: entry.isHeld ? "Lift the hold" : "Set the hold",
                    isSecondary: entry.isHeld,
                    [.init(.hidden, "held", value: entry.isHeld ? "no" : "yes"), .reason(form ?? Form(""))],
                    problems: problems)), context)
    }
}

/// What a retention page says was done.
enum RetentionNotice: String {
    case period, held, lifted, asked, deleted, refused

    var sentence: String {
        switch self {
        case .period: "Period changed. It counts for reviews from now on."
        case .held: "Legal hold set. Nothing of the operation can be deleted."
        case .lifted: "Legal hold lifted. It is in the log with your reason."
        case .asked: "Asked. Nothing is deleted until another person confirms it."
        case .deleted: "Deleted. What is left to say of it stays here and in the log."
        case .refused: "Refused. Nothing was deleted, and your reason is in the log."
        }
    }

    static func view(_ name: String) -> NoticeView {
        let sentence = RetentionNotice(rawValue: name)?.sentence ?? ""
        return NoticeView(text: sentence, isThere: !sentence.isEmpty)
    }
}
