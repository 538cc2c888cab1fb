import Access
import Casework
import Hummingbird

/// Whether a closed number is still dead, asked one, three, seven, fourteen and twenty-eight days after.
struct CheckBackPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/check-backs/:id") { _, context in try await checkBack(nil, context) }
        router.post("/check-backs/:id") { request, context in
            try await checkBack(try await Form(request), context)
        }
    }

    private func checkBack(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let id = try context.id()
        // Which closure it belongs to is looked up before the desk lets anything of it be seen.
        guard let known = try await site.store.checkBack(id: id) else {
            throw RegisterRefusal.noSuchCheckBack(id)
        }
        let view = try await desk.closure(known.closureID)
        if case .refused(let refusal) = AccessRules.decide(desk.who, .checkBack, on: view.operation.place) {
            throw refusal
        }
        let back = "/closures/\(known.closureID)"
        var problems = Problems()
        if let form {
            let result = try await problems.reading("result") { try form.result() }
            let how = try await problems.reading("how") { try form.text("how", or: .how) }
            if let result, let how {
                let done = try await problems.saving(or: "how") {
                    try await desk.record(checkBack: id, result, how: how)
                }
                if done != nil { return .done(result == .alive ? .alive : .checked, back) }
            }
        }
        return site.page(
            QuestionPage(
                "Is \(Format.party(known.party)) still dead?",
                back: Link("\(Format.party(known.party)) closed", back),
                facts: Self.facts(known),
                Question(
                    "/check-backs/\(id)", button: "Record the check-back",
                    [
                        .init(
                            .one, "result", "What you found",
                            value: form?["result"] ?? known.result?.rawValue ?? "",
                            choices: CheckBack.Result.allCases.map {
                                .init(value: $0.rawValue, title: $0.title)
                            }),
                        .init(
                            .paragraph, "how", "How you know",
                            hint:
                                "For instance: no event in the records to yesterday, or the provider's answer",
                            value: form?["how"] ?? known.how),
                    ], problems: problems)), context)
    }

    private static func facts(_ check: CheckBack) -> [Fact] {
        let last = check.doneAt.map { "\(check.result?.title ?? ""), \(check.doneBy), \(Format.time($0))" }
        return [
            Fact(term: "Line", text: check.line.name),
            Fact(term: "Day after the closure", text: "\(check.day)"),
            Fact(term: "Due", text: Format.time(check.dueAt)),
            Fact(term: "Recorded", text: last ?? "Not yet"),
        ]
    }
}

extension Form {
    fileprivate func result() throws(Missing) -> CheckBack.Result {
        guard let result = CheckBack.Result(rawValue: self["result"]) else { throw .finding }
        return result
    }
}
