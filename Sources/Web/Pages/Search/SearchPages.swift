import Casework
import Hummingbird

/// Finding a number however it is typed, a line by nickname or misspelling, a person by part of a name.
struct SearchPages: PageRoutes {
    let site: Site

    /// The most that one search gives.
    private static let most = 100

    func add(to router: Router<PageContext>) {
        router.get("/search") { request, context in
            let text = request.query["q"]
            let found = text.isEmpty ? [] : try await site.desk(context).search(text)
            if text.isEmpty { _ = try await site.desk(context) }
            return site.page(
                SearchPage(
                    asked: text,
                    found: TableView(
                        Tables.search(found), csv: "/search.csv?q=\(text.inAddress)",
                        whenEmpty: Self.whenEmpty(text)),
                    isCut: found.count >= Self.most), context)
        }
        router.get("/search.csv") { request, context in
            Response.csv(
                Tables.search(try await site.desk(context).search(request.query["q"])), name: "search")
        }
    }

    private static func whenEmpty(_ text: String) -> String {
        text.isEmpty
            ? "Type a number in any form or its last digits, a line's name or nickname, or part of a person's name."
            : "Nothing found for “\(text)” among what you may see. Check the spelling, or type fewer letters or digits."
    }
}

struct SearchPage: PageModel {
    static let template = "search"
    static let section = ""
    let title: String
    let asked: String
    let found: TableView
    /// Whether there may be more than are shown.
    let isCut: Bool

    init(asked: String, found: TableView, isCut: Bool) {
        title = asked.isEmpty ? "Search" : "Search for “\(asked)”"
        (self.asked, self.found, self.isCut) = (asked, found, isCut)
    }
}
