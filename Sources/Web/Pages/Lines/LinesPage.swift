import Access

struct LinesPage: PageModel {
    static let template = "lines"
    static let section = "Lines"
    let title = "Lines"
    let links: [Link]
    let hasLinks: Bool
    let listing: Listing

    var subject: Subject? { Subject(.line) }

    init(links: [Link], listing: Listing) {
        (self.links, hasLinks, self.listing) = (links, !links.isEmpty, listing)
    }
}
