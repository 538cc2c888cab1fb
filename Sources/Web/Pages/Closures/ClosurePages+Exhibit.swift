import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird
import LineMatching
import NIOCore
import Papers

/// Taking an answer's candidate away as a document for somebody outside.
extension ClosurePages {
    func exhibit(_ form: Form?, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let (view, suggestion, trace) = try await suggestion(desk, context)
        if case .refused(let refusal) = AccessRules.decide(desk.who, .takeExhibit, on: view.operation.place) {
            throw refusal
        }
        var problems = Problems()
        if let form {
            // A new trace may have put another number in this place since the page was drawn.
            guard form["answer"] == "\(trace.id)" else { throw PageRefusal.tracedAgain }
            do {
                let exhibit = try await desk.exhibit(
                    answer: trace.id, place: suggestion.place, to: form["recipient"], reason: form["reason"])
                return .document(ExhibitPaper(exhibit))
            } catch LogRefusal.recipientMissing {
                problems.add(Words.sentence(.recipientMissing), at: "recipient")
            } catch let refusal as RegisterRefusal where refusal.isOfWords {
                problems.add(Words.sentence(refusal), at: refusal == .reasonMissing ? "reason" : "recipient")
            }
        }
        let number = Format.party(suggestion.candidate.party)
        let base = "/closures/\(view.file.closure.id)/candidates/\(suggestion.place)"
        return site.page(
            QuestionPage(
                "Take an exhibit away", back: Link(number, base),
                lede:
                    "This is a disclosure: who takes it, to whom it is given and why stay in the log. The file is a page "
                    + "for print that any browser opens; it needs nothing else.",
                facts: [
                    Fact(term: "Candidate", text: number), Fact(term: "Answer", text: "\(trace.id)"),
                    Fact(
                        term: "Settings",
                        text: trace.settings.isConfirmatory ? "Confirmatory" : "Exploratory, not for court"),
                ],
                Question(
                    "\(base)/exhibit", button: "Take it away",
                    [
                        .init(.hidden, "answer", value: "\(trace.id)"),
                        .init(.line, "recipient", "To whom it is given", value: form?["recipient"] ?? ""),
                        .reason(form ?? Form("")),
                    ], problems: problems)), context, status: form == nil ? .ok : .unprocessableContent)
    }
}

extension RegisterRefusal {
    /// Whether it is about the words typed.
    fileprivate var isOfWords: Bool {
        switch self {
        case .reasonMissing, .textTooLong, .controlCharacter: true
        default: false
        }
    }
}

extension Response {
    fileprivate static func document(_ paper: ExhibitPaper) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(paper.name).html\"",
            ], body: .init(byteBuffer: ByteBuffer(string: paper.html)))
    }
}

extension PageRefusal {
    static let tracedAgain = PageRefusal(
        status: .conflict, title: "The list has changed",
        text:
            "The candidates were traced again since you opened this page. Go back to the closure and choose again."
    )
}
