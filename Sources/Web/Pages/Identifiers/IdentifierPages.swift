import Access
import Casework
import Hummingbird
import Telephony

/// Handsets, SIMs and the other kinds of identifier (facts 1.11), and which lines used them.
struct IdentifierPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/identifiers") { request, context in try await identifiers(request, context) }
        router.get("/identifiers.csv") { request, context in
            let address = ListAddress(request, path: "/identifiers")
            let page = try await site.desk(context).identifiers(page: address.page, in: address.operation)
            return Response.csv(Tables.identifiers(page.rows), name: "identifiers")
        }
        router.get("/identifiers/:id") { request, context in try await identifier(request, context) }
        router.get("/identifiers/:id/uses.csv") { _, context in
            let id = try context.id()
            let uses = try await site.desk(context).identifier(id).uses
            return Response.csv(Tables.identifiers(uses), name: "identifier-\(id)-uses")
        }
    }

    private func identifiers(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let address = ListAddress(request, path: "/identifiers")
        let page = try await desk.identifiers(page: address.page, in: address.operation)
        return site.page(
            IdentifiersPage(
                listing: Listing(
                    address, page, Tables.identifiers(page.rows),
                    operations: try await desk.operations(for: .seeLines),
                    whenEmpty: "None is recorded yet. They are added on a line's page.")), context)
    }

    private func identifier(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let (card, entry, uses) = try await desk.identifier(try context.id())
        let mayEdit = try await desk.card(of: card.subject).mayEdit
        return site.page(
            IdentifierPage(
                id: entry.id, title: Tables.value(of: entry.identifier), notice: request.notice,
                card: CardView(
                    card, mayEdit: mayEdit,
                    first: [
                        Fact(term: "Kind", text: Tables.name(of: entry.identifier.kind)),
                        Fact(term: "As it was typed", text: entry.written),
                    ]),
                uses: TableView(
                    Tables.identifiers(uses), csv: "/identifiers/\(entry.id)/uses.csv",
                    whenEmpty: "No line used it.")),
            context)
    }
}

struct IdentifiersPage: PageModel {
    static let template = "identifiers"
    static let section = "Numbers"
    let title = "Handsets, SIMs and other identifiers"
    let listing: Listing

    var subject: Subject? { Subject(.identifier) }

    init(listing: Listing) { self.listing = listing }
}

struct IdentifierPage: PageModel {
    static let template = "identifier"
    static let section = "Numbers"
    let id: Int64
    let title: String
    let notice: NoticeView
    let card: CardView
    let uses: TableView

    var subject: Subject? { Subject(.identifier, id) }
}
