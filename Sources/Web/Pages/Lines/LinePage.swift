import Access

struct LinePage: PageModel {
    static let template = "line"
    static let section = "Lines"
    let id: Int64
    let title: String
    let back: Link
    let notice: NoticeView
    /// How it stands; the card below holds what people wrote of it.
    let facts: [Fact]
    let deeds: Links
    let activity: ActivityView
    let closures: TableView
    let numbers: TableView
    let card: CardView
    let identifiers: TableView
    let people: PeopleView
    let notes: NotesView

    var subject: Subject? { Subject(.line, id) }
}

/// A line's activity as a picture and as a table.
struct ActivityView: Sendable {
    let isThere: Bool
    /// SVG, made here.
    let strip: String
    let table: TableView
}

/// The people linked to a line, for those who may see them.
struct PeopleView: Sendable {
    let isThere: Bool
    let table: TableView
}
