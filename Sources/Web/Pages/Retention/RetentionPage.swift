import Casework

struct RetentionPage: PageModel {
    struct Row: Sendable {
        let title: String
        let period: String
        let counted: String
        let change: String
        let mayChange: Bool
    }

    static let template = "retention"
    static let section = ""
    let title = "Retention"
    let notice: NoticeView
    let caution: String
    let rows: [Row]
    let due: TableView
    let requests: TableView
    let hasRequests: Bool

    init(
        notice: NoticeView, caution: String, rows: [Row], due: TableView, requests: TableView,
        hasRequests: Bool
    ) {
        (self.notice, self.caution, self.rows) = (notice, caution, rows)
        (self.due, self.requests, self.hasRequests) = (due, requests, hasRequests)
    }
}

struct OperationRetentionPage: PageModel {
    static let template = "retention-operation"
    static let section = "Operations"
    let title: String
    let back: Link
    let notice: NoticeView
    let facts: [Fact]
    let links: [Link]
    let hasLinks: Bool
    let requests: TableView
    let hasRequests: Bool
}

struct DeletionPage: PageModel {
    static let template = "deletion"
    static let section = "Operations"
    let title: String
    let back: Link
    let notice: NoticeView
    let facts: [Fact]
    /// Why this person cannot answer, or what became of it.
    let standing: String
    let hasStanding: Bool
    let mayAnswer: Bool
    let extent: String
    let confirm: Question
    let refuse: Question
    let hasProblems: Bool
    let problems: [Problem]
}
