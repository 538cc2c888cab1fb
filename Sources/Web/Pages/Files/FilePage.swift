import Access

struct FilesPage: PageModel {
    static let template = "files"
    static let section = "Files"
    let title = "Files of records"
    let deeds: Links
    let listing: Listing

    var subject: Subject? { Subject(.file) }

    init(deeds: [Link], listing: Listing) { (self.deeds, self.listing) = (Links(deeds), listing) }
}

struct FilePage: PageModel {
    struct Warning: Sendable {
        let text: String
    }

    static let template = "file"
    static let section = "Files"
    let id: Int64
    let title: String
    let back: Link
    /// What to look at before relying on it.
    let warnings: [Warning]
    let facts: [Fact]
    let authorisation: Link
    let hasAuthorisation: Bool
    let original: String
    let mayTake: Bool
    /// Where its deletion is asked for.
    let deletion: String
    let mayAskDeletion: Bool
    let hasQuarantine: Bool
    let reasons: TableView
    let quarantine: TableView
    let pager: Pager

    var subject: Subject? { Subject(.file, id) }
}

/// An import under way, or one that was not taken in.
struct ImportPage: PageModel {
    static let template = "import"
    static let section = "Files"
    let title: String
    let text: String
    let isRunning: Bool
    let percent: Int
    let files: Link
    let again: Link
}
