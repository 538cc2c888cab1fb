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
    let deeds: Links

    init(parts: [Part], deeds: [Link], lede: String) {
        (self.parts, self.deeds, self.lede, hasLede) = (parts, Links(deeds), lede, !lede.isEmpty)
    }
}
