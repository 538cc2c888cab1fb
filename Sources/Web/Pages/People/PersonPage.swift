import Access

struct PeoplePage: PageModel {
    static let template = "people"
    static let section = "People"
    let title = "People"
    let deeds: Links
    let listing: Listing

    var subject: Subject? { Subject(.person) }

    init(deeds: [Link], listing: Listing) { (self.deeds, self.listing) = (Links(deeds), listing) }
}

struct PersonPage: PageModel {
    static let template = "person"
    static let section = "People"
    let id: Int64
    let title: String
    let back: Link
    let notice: NoticeView
    let card: CardView
    let lines: TableView
    let mayLink: Bool
    let link: String
    /// Where its deletion is asked for.
    let deletion: String
    let mayAskDeletion: Bool
    let notes: NotesView

    var subject: Subject? { Subject(.person, id) }
}
