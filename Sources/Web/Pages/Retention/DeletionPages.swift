import Access
import Casework
import HTTPTypes
import Hummingbird

/// Deletion, which takes two people: one asks, another confirms or refuses.
struct DeletionPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/deletions/new") { request, context in
            try await PageRefusal.telling { try await ask(request.query, context, isSent: false) }
        }
        router.post("/deletions") { request, context in
            try await PageRefusal.telling { try await ask(try await Form(request), context, isSent: true) }
        }
        router.get("/deletions/:id") { request, context in
            try await PageRefusal.telling {
                try await deletion(context, notice: RetentionNotice.view(request.query["done"]))
            }
        }
        router.post("/deletions/:id") { request, context in
            try await PageRefusal.telling { try await answer(context, try await Form(request)) }
        }
    }

    // MARK: Asking

    static func address(for subject: Subject, in operation: OperationEntry) -> String {
        "/deletions/new?kind=\(subject.kind.rawValue)&subject=\(subject.id)&operation=\(operation.id)"
    }

    private func ask(_ form: Form, _ context: PageContext, isSent: Bool) async throws -> Response {
        let desk = try await site.desk(context)
        guard let kind = Subject.Kind(rawValue: form["kind"]), let id = Int64(form["subject"]),
            let operation = Int64(form["operation"])
        else { throw PageRefusal.notFound("page") }
        let subject = Subject(kind, id)
        let (extent, entry) = try await desk.extent(of: subject, in: operation)
        var problems = Problems()
        if isSent {
            let asked = try await problems.saving(or: "reason") {
                try await desk.askDeletion(of: subject, in: operation, reason: form["reason"])
            }
            if let asked { return .seeOther("/deletions/\(asked)?done=asked") }
        }
        return site.page(
            QuestionPage(
                "Ask for \(DeletionWords.name(of: subject)) to be deleted",
                back: Link("Retention: \(entry.name)", "/operations/\(operation)/retention"),
                lede: "Nothing is deleted until another person confirms it.",
                warning: entry.isHeld ? Words.sentence(RetentionRefusal.held) : "",
                facts: [
                    Fact(term: "Operation", text: entry.name),
                    Fact(term: "What would go", text: Words.sentence(extent)),
                ],
                Question(
                    "/deletions", button: "Ask for it to be deleted",
                    [
                        .init(.hidden, "kind", value: kind.rawValue),
                        .init(.hidden, "subject", value: "\(id)"),
                        .init(.hidden, "operation", value: "\(operation)"),
                        .reason(form, hint: "It stays in the log, whatever is deleted: name nobody in it"),
                    ], problems: problems)), context)
    }

    // MARK: Answering

    private func deletion(
        _ context: PageContext, notice: NoticeView = NoticeView(text: "", isThere: false),
        confirming: Problems = Problems(), refusing: Problems = Problems(), reason: String = ""
    ) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.deletion(try context.id())
        let deletion = view.deletion
        let path = "/deletions/\(deletion.id)"
        let confirm = Question(
            path, button: "Delete it for good",
            [
                .init(.hidden, "answer", value: "confirm"),
                .init(
                    .several, "meant", "Before you delete",
                    choices: [
                        .init(value: "yes", title: "I have read what will go, and that it cannot come back")
                    ]),
            ], problems: confirming)
        let refuse = Question(
            path, button: "Refuse", isSecondary: true,
            [
                .init(.hidden, "answer", value: "refuse"),
                .init(
                    .paragraph, "reason", "Why it must be kept", hint: "It stays in the log", value: reason),
            ], problems: refusing)
        let problems = confirm.problems + refuse.problems
        let name = DeletionWords.name(of: deletion.subject)
        let standing = DeletionWords.standing(view, desk.who)
        return site.page(
            DeletionPage(
                title: "Request \(deletion.id): delete \(name)",
                back: Link("Retention: \(view.operation.name)", "/operations/\(view.operation.id)/retention"),
                notice: notice, facts: DeletionWords.facts(view),
                standing: standing,
                hasStanding: !standing.isEmpty,
                mayAnswer: view.mayAnswer && !view.operation.isHeld,
                extent: view.extent.map(Words.sentence) ?? "", confirm: confirm, refuse: refuse,
                hasProblems: !problems.isEmpty, problems: problems), context,
            status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func answer(_ context: PageContext, _ form: Form) async throws -> Response {
        let desk = try await site.desk(context)
        let id = try context.id()
        var problems = Problems()
        guard form["answer"] == "confirm" else {
            let isRefused: Void? = try await problems.saving(or: "reason") {
                try await desk.refuseDeletion(id, reason: form["reason"])
            }
            if isRefused != nil { return .seeOther("/deletions/\(id)?done=refused") }
            return try await deletion(context, refusing: problems, reason: form["reason"])
        }
        guard form["meant"] == "yes" else {
            problems.add(Words.sentence(RetentionRefusal.notMeant), at: "meant")
            return try await deletion(context, confirming: problems)
        }
        try await desk.confirmDeletion(id)
        return .seeOther("/deletions/\(id)?done=deleted")
    }
}

extension Desk {
    /// Whether a page offers this person to ask: under a legal hold nothing is asked for.
    func mayAskDeletion(in operation: OperationEntry) -> Bool {
        !operation.isHeld && may(.askDeletion, in: operation)
    }
}

/// What the page of a request says.
enum DeletionWords {
    static func name(of subject: Subject) -> String {
        switch subject.kind {
        case .operation: "the whole operation"
        case .file: "file of records \(subject.id)"
        default: "\(subject.kind.rawValue) \(subject.id)"
        }
    }

    static func facts(_ view: DeletionView) -> [Fact] {
        let deletion = view.deletion
        var facts = [
            Fact(term: "Operation", text: view.operation.name),
            Fact(term: "Class of data", text: deletion.dataClass.rule.title),
            Fact(term: "Asked by", text: "\(deletion.askedBy.name), \(Format.time(deletion.askedAt))"),
            Fact(term: "Reason", text: deletion.reason),
            Fact(term: "State", text: Words.title(deletion.state)),
        ]
        if let by = deletion.answeredBy, let at = deletion.answeredAt {
            facts.append(Fact(term: "Answered by", text: "\(by.name), \(Format.time(at))"))
        }
        if let tombstone = deletion.tombstone {
            facts.append(Fact(term: "What was deleted", text: Words.sentence(tombstone)))
            facts += tombstone.files.map {
                Fact(term: "File removed", text: "SHA-256 \($0.sha256), \(Format.bytes($0.byteCount))")
            }
        } else if let extent = view.extent {
            facts.append(Fact(term: "What would go", text: Words.sentence(extent)))
        }
        return facts
    }

    /// What stands in the way of answering; empty where nothing does.
    static func standing(_ view: DeletionView, _ who: Principal) -> String {
        guard view.deletion.state == .asked else { return "" }
        if view.operation.isHeld { return Words.sentence(RetentionRefusal.held) }
        if view.mayAnswer { return "" }
        return view.deletion.askedBy.id == who.id
            ? Words.sentence(RetentionRefusal.samePerson)
            : "Waits for somebody with the role Legal who did not ask for it."
    }
}
