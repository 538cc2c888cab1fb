import Casework

struct LinePage: PageModel {
    static let template = "line"
    static let section = "Lines"
    let title: String
    let facts: [Fact]
    let hasActivity: Bool
    /// SVG, made here.
    let strip: String
    let numbers: TableView
    let closures: TableView
    let activity: TableView
    let form: ClosureForm
}

/// The form for a closure, with what was typed.
struct ClosureForm: Sendable {
    struct Choice: Sendable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    var action = ""
    var number = ""
    var at = ""
    var kinds: [Choice]
    var problems: [Problem] = []
    var hasProblems = false
    var atNumber = FieldProblem.none
    var atTime = FieldProblem.none
    var atKind = FieldProblem.none

    init(number: String = "", at: String = "", kind: String = "") {
        (self.number, self.at) = (number, at)
        kinds = Closure.Kind.allCases.map {
            Choice(value: $0.rawValue, name: Tables.name(of: $0), isChosen: $0.rawValue == kind)
        }
    }

    func finished() -> ClosureForm {
        var copy = self
        copy.hasProblems = !problems.isEmpty
        copy.atNumber = .at("closed-number", problems)
        copy.atTime = .at("closed-at", problems)
        copy.atKind = .at("kind-order", problems)
        return copy
    }
}
