struct ClosurePage: PageModel {
    static let template = "closure"
    static let section = "Lines"
    let title: String
    let lineName: String
    let lineLink: String
    let done: String
    let hasNotice: Bool
    let facts: [Fact]
    let hasTrace: Bool
    let view: String
    let caution: String
    let provenance: String
    let traceAction: String
    let candidates: TableView
    let decisions: TableView
}

struct CandidatePage: PageModel {
    static let template = "candidate"
    static let section = "Lines"
    let title: String
    let closureText: String
    let closureLink: String
    let facts: [Fact]
    let caution: String
    let isOpen: Bool
    let form: DecisionForm
    let contacts: TableView
    let decisions: TableView
}

/// The form for a decision, with what was typed.
struct DecisionForm: Sendable {
    var action = ""
    var party = ""
    var accepts = false
    var rejects = false
    var reason = ""
    var by = ""
    var problems: [Problem] = []
    var hasProblems = false
    var atVerdict = FieldProblem.none
    var atReason = FieldProblem.none
    var atName = FieldProblem.none

    init(verdict: String = "", reason: String = "", by: String = "") {
        (accepts, rejects) = (verdict == "accept", verdict == "reject")
        (self.reason, self.by) = (reason, by)
    }

    func finished() -> DecisionForm {
        var copy = self
        copy.hasProblems = !problems.isEmpty
        copy.atVerdict = .at("accept", problems)
        copy.atReason = .at("reason", problems)
        copy.atName = .at("by", problems)
        return copy
    }
}
