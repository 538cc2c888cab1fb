import Access

struct LinesPage: PageModel {
    static let template = "lines"
    static let section = "Lines"
    let title = "Lines"
    let deeds: Links
    let listing: Listing

    var subject: Subject? { Subject(.line) }

    init(deeds: [Link], listing: Listing) { (self.deeds, self.listing) = (Links(deeds), listing) }
}
