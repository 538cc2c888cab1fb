struct FilesPage: PageModel {
    struct Choice: Sendable {
        let value: String
        let name: String
    }

    static let template = "files"
    static let section = "Files"
    let title = "Files of records"
    let layouts: [Choice]
    let problem: String
    let hasProblem: Bool
    let files: TableView

    init(layouts: [Choice], problem: String, hasProblem: Bool, files: TableView) {
        (self.layouts, self.problem, self.hasProblem, self.files) = (layouts, problem, hasProblem, files)
    }
}

struct FilePage: PageModel {
    static let template = "file"
    static let section = "Files"
    let title: String
    let warning: String
    let hasWarning: Bool
    let facts: [Fact]
    let original: String
    let hasQuarantine: Bool
    let reasons: TableView
    let quarantine: TableView
    let position: String
    let hasPages: Bool
    let previous: String
    let hasPrevious: Bool
    let next: String
    let hasNext: Bool
}

struct ImportPage: PageModel {
    static let template = "import"
    static let section = "Files"
    let title: String
    let percent: Int
    let text: String
}
