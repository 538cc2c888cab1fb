import Casework

/// A form as a template draws it: its inputs with what was typed, and what is wrong at each.
struct Question: Sendable {
    struct Choice: Sendable {
        let value: String
        let title: String
    }

    enum Kind: Sendable { case hidden, line, telephone, paragraph, one, several, list, file }

    /// One input, under the words that name it.
    struct Input: Sendable {
        struct Offer: Sendable {
            let id: String
            /// The name of the input it belongs to.
            let group: String
            let value: String
            let title: String
            let isChosen: Bool
        }

        /// Its name in the form and, on the page, what the summary of problems leads to.
        let name: String
        let label: String
        let hint: String
        let hasHint: Bool
        let value: String
        let offers: [Offer]
        fileprivate(set) var problem = ""
        fileprivate(set) var hasProblem = false
        /// The hint's and the problem's places, for those who have the page read to them.
        fileprivate(set) var describedBy: String
        fileprivate(set) var isDescribed: Bool
        let isHidden: Bool
        let isLine: Bool
        let isTelephone: Bool
        let isParagraph: Bool
        let isOne: Bool
        let isSeveral: Bool
        let isList: Bool
        let isFile: Bool

        /// - Parameter value: what was typed or is known; for several choices, one to a line.
        init(
            _ kind: Kind, _ name: String, _ label: String = "", hint: String = "", value: String = "",
            choices: [Choice] = []
        ) {
            (self.name, self.label, self.hint, hasHint) = (name, label, hint, !hint.isEmpty)
            self.value = value
            let chosen = kind == .several ? Set(value.split(separator: "\n").map(String.init)) : [value]
            offers = choices.enumerated().map { place, choice in
                // The first has the group's own name, so that the summary of problems leads to it.
                Offer(
                    id: place == 0 ? name : "\(name)-\(place + 1)", group: name, value: choice.value,
                    title: choice.title, isChosen: chosen.contains(choice.value))
            }
            (describedBy, isDescribed) = (hint.isEmpty ? "" : "\(name)-hint", !hint.isEmpty)
            (isHidden, isLine) = (kind == .hidden, kind == .line || kind == .telephone)
            (isTelephone, isParagraph, isOne) = (kind == .telephone, kind == .paragraph, kind == .one)
            (isSeveral, isList, isFile) = (kind == .several, kind == .list, kind == .file)
        }

        fileprivate mutating func mark(_ text: String) {
            (problem, hasProblem, isDescribed) = (text, true, true)
            describedBy += (describedBy.isEmpty ? "" : " ") + "\(name)-error"
        }
    }

    let action: String
    let button: String
    private(set) var inputs: [Input]
    private(set) var problems: [Problem] = []
    private(set) var hasProblems = false
    /// Asks and changes nothing: what is chosen stands in the address.
    let isAsking: Bool
    let isUpload: Bool
    /// For what undoes: not the button to press without thinking.
    let isSecondary: Bool

    init(
        _ action: String, button: String, isAsking: Bool = false, isSecondary: Bool = false,
        _ inputs: [Input],
        problems: Problems = Problems()
    ) {
        (self.action, self.button, self.isAsking, self.isSecondary) = (action, button, isAsking, isSecondary)
        isUpload = inputs.contains { $0.isFile }
        self.inputs = inputs
        for problem in problems.all { add(problem) }
    }

    /// A problem with something that the form does not ask is shown at its first input.
    private mutating func add(_ problem: Problem) {
        guard
            let place = inputs.firstIndex(where: { $0.name == problem.field && !$0.isHidden })
                ?? inputs.firstIndex(where: { !$0.isHidden })
        else { return }
        problems.append(Problem(text: problem.text, field: inputs[place].name))
        hasProblems = true
        if !inputs[place].hasProblem { inputs[place].mark(problem.text) }
    }
}

/// A page that asks one thing, or a few that belong together.
struct QuestionPage: PageModel {
    static let template = "question"
    static let section = ""
    let title: String
    let heading: String
    let back: Link
    let lede: String
    let hasLede: Bool
    let warning: String
    let hasWarning: Bool
    let facts: [Fact]
    let hasFacts: Bool
    let question: Question

    init(
        _ heading: String, back: Link, lede: String = "", warning: String = "", facts: [Fact] = [],
        _ question: Question
    ) {
        // Said first, so that whoever hears the page's title knows at once.
        title = (question.hasProblems ? "Error: " : "") + heading
        (self.heading, self.back, self.question) = (heading, back, question)
        (self.lede, hasLede, self.warning, hasWarning) = (lede, !lede.isEmpty, warning, !warning.isEmpty)
        (self.facts, hasFacts) = (facts, !facts.isEmpty)
    }
}

/// What a page leads to, or nothing.
struct Links: Sendable {
    let links: [Link]
    let hasLinks: Bool

    init(_ links: [Link]) { (self.links, hasLinks) = (links, !links.isEmpty) }
}

/// Somewhere to go from a page.
struct Link: Sendable {
    let text: String
    let link: String

    init(_ text: String, _ link: String) { (self.text, self.link) = (text, link) }
}
