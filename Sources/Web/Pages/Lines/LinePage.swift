import Access

struct LinePage: PageModel {
    static let template = "line"
    static let section = "Lines"
    let id: Int64
    let title: String
    let back: Link
    let notice: NoticeView
    let card: CardView
    let links: [Link]
    let hasLinks: Bool
    let hasActivity: Bool
    /// SVG, made here.
    let strip: String
    let activity: TableView
    let closures: TableView
    let numbers: TableView
    let identifiers: TableView
    let hasPeople: Bool
    let people: TableView
    let notes: NotesView

    var subject: Subject? { Subject(.line, id) }
}
