import Casework

struct LogListPage: PageModel {
    static let template = "log"
    static let section = "Log"
    let title = "Log"
    let lede: String
    let question: Question
    let entries: TableView
    let older: String
    let hasOlder: Bool
    let newest: String
    let hasNewest: Bool
    let links: [Link]
    let hasLinks: Bool

    init(
        lede: String, question: Question, entries: TableView, older: String, newest: String, links: [Link]
    ) {
        (self.lede, self.question, self.entries) = (lede, question, entries)
        (self.older, hasOlder, self.newest, hasNewest) = (older, !older.isEmpty, newest, !newest.isEmpty)
        (self.links, hasLinks) = (links, !links.isEmpty)
    }
}

struct LogEntryPage: PageModel {
    struct Value: Sendable {
        let field: String
        let old: String
        let new: String
    }

    static let template = "log-entry"
    static let section = "Log"
    let title: String
    let facts: [Fact]
    let changes: [Value]
    let hasChanges: Bool
    let erased: String
    let hasErased: Bool
    let digests: [Fact]
    let links: [Link]
    let hasLinks: Bool
}

struct UnusualPage: PageModel {
    static let template = "log-unusual"
    static let section = "Log"
    let title = "Unusual looking"
    let rule: String
    let question: Question
    let found: TableView
    let pager: Pager

    init(rule: String, question: Question, found: TableView, pager: Pager) {
        (self.rule, self.question, self.found, self.pager) = (rule, question, found, pager)
    }
}
