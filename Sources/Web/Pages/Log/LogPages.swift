import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird
import NIOCore

/// The log, for auditors: what was done, by whom, to what; what is out of the ordinary; and taking a part of it away.
struct LogPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/log") { request, context in
            try await PageRefusal.telling { try await log(request, context) }
        }
        router.get("/log/unusual") { request, context in
            try await PageRefusal.telling { try await unusual(request, context) }
        }
        router.get("/log/entries/:id") { _, context in
            try await PageRefusal.telling { try await entry(context) }
        }
        router.get("/log/take") { request, context in try await take(request.query, context, isSent: false) }
        router.post("/log/take") { request, context in
            try await take(try await Form(request), context, isSent: true)
        }
    }

    // MARK: Reading

    private func log(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        var address = try await LogAddress(request.query)
        var page: LogPage?
        if address.problems.isEmpty {
            do { page = try await desk.log(address.question, before: address.before) } catch {
                guard let (text, field) = Self.problem(error) else { throw error }
                address.refuse(text, at: field)
            }
        }
        let question = Question(
            "/log", button: "Show", isAsking: true, isSecondary: true,
            address.inputs(try await desk.operationsOfLog()), problems: address.problems)
        let whole = "Everything that was done, newest first. Reading it is itself logged."
        let part =
            "What was done in your force's operations, and by its people outside any, newest first. Reading it is itself logged."
        return site.page(
            LogListPage(
                lede: page?.isWhole == false ? part : whole, question: question,
                entries: TableView(
                    Tables.log((page?.entries ?? []).map(\.entry)) { "/log/entries/\($0.sequence)" },
                    csv: address.address("/log/take"),
                    whenEmpty: page == nil ? "Nothing was looked for." : "No entry is as you asked for."),
                older: page?.next.map { address.address("/log", before: $0) } ?? "",
                newest: address.before == nil ? "" : address.address("/log"),
                links: [
                    Link("Unusual looking", "/log/unusual"),
                    Link("Take this part of the log away", address.address("/log/take")),
                ]), context, status: question.hasProblems ? .unprocessableContent : .ok)
    }

    /// What is wrong with what was asked, and at which field of the form.
    private static func problem(_ error: any Error) -> (text: String, field: String)? {
        switch error {
        case let refusal as LogRefusal:
            switch refusal {
            case .noSuchUser: (Words.sentence(refusal), "user")
            case .endsBeforeItBegins, .tooManyDays: (Words.sentence(refusal), "until")
            case .recipientMissing: (Words.sentence(refusal), "recipient")
            case .noSuchEntry: nil
            }
        case let refusal as RegisterRefusal:
            switch refusal {
            case .notANumber: (Words.sentence(refusal), "number")
            case .reasonMissing: (Words.sentence(refusal), "reason")
            case .textTooLong, .controlCharacter: (Words.sentence(refusal), "recipient")
            default: nil
            }
        default: nil
        }
    }

    private func entry(_ context: PageContext) async throws -> Response {
        let kept = try await site.desk(context).logEntry(try context.id())
        let (entry, draft) = (kept.entry, kept.entry.draft)
        return site.page(
            LogEntryPage(
                title: "Entry \(Format.number(Int(entry.sequence)))", facts: LogFacts.facts(of: entry),
                changes: draft.changes.map { LogEntryPage.Value(field: $0.field, old: $0.old, new: $0.new) },
                hasChanges: !draft.changes.isEmpty,
                erased: "The old and new values were erased by a deletion that two people agreed to.",
                hasErased: kept.hasErasedChanges, digests: LogFacts.digests(of: entry),
                links: Self.links(from: draft), hasLinks: true), context)
    }

    private static func links(from draft: LogDraft) -> [Link] {
        let user = Link("Everything this user did", "/log?user=\(LogAddress.encoded(draft.actor.login))")
        let subject = "/log?entry-kind=\(draft.subject.kind.rawValue)&entry-id=\(draft.subject.id)"
        return (draft.actor.userID == 0 ? [] : [user]) + [Link("Everything done to this", subject)]
    }

    // MARK: Unusual looking

    private func unusual(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let (query, rule) = (request.query, UnusualRule())
        var problems = Problems()
        let today = Format.londonDay(of: site.now())
        let week = CivilDate(daysSince1970: today.daysSince1970 - 6)
        let from = query["from"].isEmpty ? "\(Self.written(week))" : query["from"]
        let until = query["until"].isEmpty ? "\(Self.written(today))" : query["until"]
        let first = try await problems.reading("from") { try WrittenTime.parse("\(from) 00:00:00") }
        let last = try await problems.reading("until") { try WrittenTime.parse("\(until) 23:59:59") }
        var found: [UnusualLooking] = []
        if let first, let last {
            do {
                found = try await desk.unusualLooking(from: first, until: last.adding(seconds: 1), by: rule)
            } catch {
                guard let (text, field) = Self.problem(error) else { throw error }
                problems.add(text, at: field)
            }
        }
        let count = max(1, (found.count + LogPage.length - 1) / LogPage.length)
        let number = min(max(1, Int(query["page"]) ?? 1), count)
        let question = Question(
            "/log/unusual", button: "Show", isAsking: true, isSecondary: true,
            [
                .init(.line, "from", "From", hint: "A day, like 28/03/2026", value: from),
                .init(.line, "until", "Until", hint: "That day is included", value: until),
            ], problems: problems)
        return site.page(
            UnusualPage(
                rule: Words.sentence(rule), question: question,
                found: TableView(
                    Tables.unusual(
                        Array(found.dropFirst((number - 1) * LogPage.length).prefix(LogPage.length))
                    ) { Self.link(to: $0) }, csv: "/log/take",
                    whenEmpty: "Nothing unusual in these days."),
                pager: Pager(number: number, count: count, total: found.count) {
                    "/log/unusual?from=\(LogAddress.encoded(from))&until=\(LogAddress.encoded(until))&page=\($0)"
                }), context,
            status: question.hasProblems ? .unprocessableContent : .ok)
    }

    private static func written(_ date: CivilDate) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(date.day))/\(two(date.month))/\(date.year)"
    }

    /// The entries that a sign speaks of.
    private static func link(to found: UnusualLooking) -> String {
        var parts = ["from=\(LogAddress.encoded("\(found.from)"))"]
        parts.append("until=\(LogAddress.encoded("\(found.until.adding(seconds: -1))"))")
        if found.account != 0 { parts.append("user=\(LogAddress.encoded(found.login))") }
        switch found.sign {
        case .refusals: parts.append("outcome=refused")
        case .failedSignIns: parts += ["kind=sign-in", "outcome=refused"]
        case .ownName, .outOfHours, .noOperation, .manySubjects: break
        }
        return "/log?" + parts.joined(separator: "&")
    }

    // MARK: Taking away

    private func take(_ form: Form, _ context: PageContext, isSent: Bool) async throws -> Response {
        let desk = try await site.desk(context)
        var address = try await LogAddress(form)
        let isJSON = form["format"] != "csv"
        if isSent, address.problems.isEmpty {
            do {
                let export = try await desk.exportLog(
                    address.question, to: form["recipient"], reason: form["reason"])
                return LogDownload(export: export, isJSON: isJSON).response
            } catch {
                guard let (text, field) = Self.problem(error) else { throw error }
                address.refuse(text, at: field)
            }
        } else if !isSent, !Navigation.may(desk.who, .exportLog) {
            // Tells, and logs, why not.
            _ = try await desk.log(LogQuestion())
        }
        let hidden = address.fields.filter { !$0.value.isEmpty }.map {
            Question.Input(.hidden, $0.name, value: $0.value)
        }
        return site.page(
            QuestionPage(
                "Take the log away", back: Link("Log", address.address("/log")),
                lede: "This is a disclosure: who takes it, to whom it is given and why stay in the log.",
                facts: Self.scope(address),
                Question(
                    "/log/take", button: "Take it away",
                    hidden + [
                        .init(.line, "recipient", "To whom it is given", value: form["recipient"]),
                        .reason(form),
                        .init(
                            .one, "format", "As", value: isJSON ? "jsonl" : "csv",
                            choices: [
                                .init(
                                    value: "jsonl",
                                    title: "JSON lines, which “ringfence verify” proves without the server"),
                                .init(
                                    value: "csv", title: "CSV, for a spreadsheet; without old and new values"),
                            ]),
                    ], problems: address.problems)), context)
    }

    private static func scope(_ address: LogAddress) -> [Fact] {
        let chosen = address.fields.filter { !$0.value.isEmpty }
        guard !chosen.isEmpty else { return [Fact(term: "Which part", text: "All that you may read")] }
        return chosen.map { Fact(term: $0.name.prefix(1).uppercased() + $0.name.dropFirst(), text: $0.value) }
    }
}
