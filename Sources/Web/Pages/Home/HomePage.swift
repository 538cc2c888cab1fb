struct HomePage: PageModel {
    struct Part: Sendable {
        let heading: String
        let table: TableView
    }

    static let template = "home"
    static let section = "Home"
    let title = "What needs you today"
    let lede: String
    let hasLede: Bool
    let parts: [Part]
    let links: [Link]
    let hasLinks: Bool

    init(parts: [Part], links: [Link], lede: String) {
        (self.parts, self.links, self.lede) = (parts, links, lede)
        (hasLinks, hasLede) = (!links.isEmpty, !lede.isEmpty)
    }
}
