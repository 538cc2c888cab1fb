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

    func finished() -> LineForm {
        var copy = self
        copy.hasProblems = !problems.isEmpty
        return copy
    }
}
