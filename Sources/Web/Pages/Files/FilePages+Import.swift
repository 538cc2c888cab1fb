import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird

/// Taking records in: into which operation, under which authorisation, by which layout, and how far it is.
extension FilePages {
    // MARK: Operation and authorisation

    func chooseOperation(_ request: Request, _ context: PageContext) async throws -> Response {
        let operations = try await site.desk(context).offered(for: .importRecords)
        let chosen = Int64(request.query["operation"]) ?? (operations.count == 1 ? operations.first?.id : nil)
        if let chosen { return .seeOther("/operations/\(chosen)/import") }
        return site.page(
            QuestionPage(
                "Into which operation?", back: Link("Files of records", "/files"),
                Question(
                    "/import", button: "Continue", isAsking: true,
                    [
                        .init(
                            .one, "operation", "Operation",
                            choices: operations.map { .init(value: "\($0.id)", title: $0.name) })
                    ])), context)
    }

    func askForFile(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let id = try context.id()
        let reference = request.query["authorisation"]
        guard reference.isEmpty else {
            return fileQuestion(try await desk.mayImport(into: id, under: reference), context)
        }
        let operation = try await desk.operation(id).entry
        if case .refused(let refusal) = AccessRules.decide(desk.who, .importRecords, on: operation.place) {
            throw refusal
        }
        let usable = try await desk.authorisations(in: id).filter { !$0.isCancelled }
        guard !usable.isEmpty else { return try noAuthorisation(operation, desk) }
        let choices = usable.map { one in
            Question.Choice(
                value: one.reference,
                title:
                    "\(one.reference): \(Tables.name(of: one.dataKind)), granted \(Format.day(of: one.grantedAt))"
            )
        }
        return site.page(
            QuestionPage(
                "Under which authorisation?", back: Link(operation.name, "/operations/\(id)"),
                lede: "The one under which these records were obtained. What came back is held against it.",
                Question(
                    "/operations/\(id)/import", button: "Continue", isAsking: true,
                    [
                        .init(
                            .one, "authorisation", "Authorisation",
                            value: usable.count == 1 ? usable[0].reference : "",
                            choices: choices)
                    ])), context)
    }

    private func noAuthorisation(_ operation: OperationEntry, _ desk: Desk) throws -> Response {
        guard desk.may(.editAuthorisations, in: operation) else {
            throw PageRefusal(
                status: .conflict, title: "No authorisation is recorded",
                text:
                    "Records are taken in under the authorisation by which they were obtained, and \(operation.name) "
                    + "has none. Ask an investigator or your single point of contact to record it.")
        }
        return .seeOther("/operations/\(operation.id)/authorisations/new")
    }

    // MARK: The file

    private func fileQuestion(
        _ ticket: ImportTicket, _ context: PageContext, problem: String = ""
    ) -> Response {
        var problems = Problems()
        if !problem.isEmpty { problems.add(problem, at: "file") }
        let (operation, one) = (ticket.operation, ticket.authorisation)
        let layouts = site.intake.layouts.sorted { $0.name < $1.name }
            .map { Question.Choice(value: $0.name, title: "\($0.name) – \($0.title)") }
        return site.page(
            QuestionPage(
                "Take records in", back: Link(operation.name, "/operations/\(operation.id)"),
                lede:
                    "The original bytes are kept untouched. Every row becomes an event, or is set aside with the reason.",
                facts: [
                    Fact(term: "Operation", text: operation.name),
                    Fact(term: "Authorisation", text: one.reference),
                ],
                Question(
                    "/operations/\(operation.id)/files?authorisation=\(one.reference.inAddress)",
                    button: "Import",
                    [
                        .init(
                            .list, "layout", "Layout", hint: "How the provider lays the file out",
                            value: "auto",
                            choices: [.init(value: "auto", title: "Told by its header and first rows")]
                                + layouts),
                        .init(
                            .file, "file", "File",
                            hint: "CSV or other delimited text, as the provider sent it"),
                    ], problems: problems)), context)
    }

    /// Leave is asked before a byte of the file is read.
    func upload(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let ticket = try await desk.mayImport(into: try context.id(), under: request.query["authorisation"])
        var upload = Upload(store: site.intake.store)
        do {
            let original = try await upload.read(request)
            let job = try await site.jobs.begin(
                original, layout: upload.layout, ticket: ticket, account: desk.who.id)
            return .seeOther("/imports/\(job)")
        } catch let refusal as Upload.Refusal {
            return fileQuestion(ticket, context, problem: refusal.sentence)
        }
    }

    // MARK: How far it is

    func progress(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        guard let job = try await site.jobs.job(context.parameters.get("job") ?? "", of: desk.who.id) else {
            throw PageRefusal(
                status: .notFound, title: "No such import",
                text:
                    "There is no import of yours here. Look among the files, and take it in again if it is not there."
            )
        }
        func page(_ title: String, _ text: String, isRunning: Bool = false, percent: Int = 0) -> ImportPage {
            ImportPage(
                title: title, text: text, isRunning: isRunning, percent: percent,
                files: Link("the files", "/files?operation=\(job.operationID)"),
                again: Link("Take a file in", "/operations/\(job.operationID)/import"))
        }
        switch job.state {
        case .done(let address): return .seeOther(address)
        case .refused(let text):
            return site.page(
                page("“\(job.name)” was not taken in", text), context, status: .unprocessableContent)
        case .running where job.isAbandoned(at: site.now()):
            let text = "The server was ended while it read the file. Nothing was changed: take it in again."
            return site.page(
                page("“\(job.name)” was cut short", text), context, status: .unprocessableContent)
        case .running:
            let percent = job.total == 0 ? 0 : min(100, job.done * 100 / job.total)
            let text = "\(Format.bytes(job.done)) of \(Format.bytes(job.total)) read (\(percent)%)."
            return site.page(
                page("Reading \(job.name)", text, isRunning: true, percent: percent), context, refreshAfter: 1
            )
        }
    }
}
