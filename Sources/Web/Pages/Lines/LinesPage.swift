struct LinesPage: PageModel {
    static let template = "lines"
    static let section = "Lines"
    let title = "Lines"
    let lines: TableView
    let waiting: [Waiting]
    let form: LineForm

    init(lines: TableView, waiting: [Waiting], form: LineForm) {
        (self.lines, self.waiting, self.form) = (lines, waiting, form)
    }
}

/// A closure that waits for a person.
struct Waiting: Sendable {
    let text: String
    let link: String
}

/// The form for a new line, with what was typed.
struct LineForm: Sendable {
    var name = ""
    var number = ""
    var from = ""
    var problems: [Problem] = []
    var hasProblems = false
    var atName = FieldProblem.none
    var atNumber = FieldProblem.none
    var atFrom = FieldProblem.none

    func finished() -> LineForm {
        var copy = self
        copy.hasProblems = !problems.isEmpty
        copy.atName = .at("name", problems)
        copy.atNumber = .at("number", problems)
        copy.atFrom = .at("from", problems)
        return copy
    }
}
