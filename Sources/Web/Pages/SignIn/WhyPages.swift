import Access
import Casework
import HTTPTypes
import Hummingbird

/// Asks why somebody needs to look at a thing, once a sitting, and leads back to it.
struct WhyPages: PageRoutes {
    let site: Site

    static func address(for subject: Subject, to: LocalPath) -> String {
        "/why?kind=\(subject.kind.rawValue)&id=\(subject.id)&to=\(to.encoded)"
    }

    func add(to router: Router<PageContext>) {
        router.get("/why") { request, context in
            _ = try await site.desk(context)
            let subject = try Self.subject(request.query["kind"], request.query["id"])
            return page(subject, request.to, context)
        }
        router.post("/why") { request, context in
            let desk = try await site.desk(context)
            let form = try await Form(request)
            let subject = try Self.subject(form["kind"], form["id"])
            let to = LocalPath(form["to"])
            do {
                try await desk.giveReason(form["reason"], for: subject)
                return Response.seeOther(to.description)
            } catch let refusal as RegisterRefusal {
                return page(
                    subject, to, context, reason: form["reason"], Words.sentence(refusal),
                    status: .unprocessableContent)
            }
        }
    }

    private func page(
        _ subject: Subject, _ to: LocalPath, _ context: PageContext, reason: String = "",
        _ problem: String = "",
        status: HTTPResponse.Status = .ok
    ) -> Response {
        site.page(
            WhyPage(
                title: "Why do you need to look at \(Self.words(subject.kind))?", kind: subject.kind.rawValue,
                id: "\(subject.id)", to: to.description, reason: reason,
                notice: Notice.view(to.query("done")),
                wrong: FormProblems(problem, at: "reason")), context, status: status)
    }

    private static func subject(_ kind: String, _ id: String) throws -> Subject {
        guard let kind = Subject.Kind(rawValue: kind), let id = Int64(id) else {
            throw PageRefusal.notFound("page")
        }
        return Subject(kind, id)
    }

    private static func words(_ kind: Subject.Kind) -> String {
        switch kind {
        case .line: "this line"
        case .number: "this number"
        case .identifier: "this identifier"
        case .closure: "this closure"
        case .person: "this person"
        case .operation: "this operation"
        case .file: "this file"
        default: "this"
        }
    }
}
