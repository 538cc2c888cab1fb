import Access
import CallRecords
import Casework
import Hummingbird

/// What needs this person today, and for those whose roles open no case, where their work begins.
struct HomePages: PageRoutes {
    let site: Site

    /// The most of a kind that the home page lists.
    private static let most = 20

    func add(to router: Router<PageContext>) {
        router.get("/") { _, context in try await home(context) }
        router.get("/today/{table}.csv") { _, context in try await export(context) }
    }

    private func home(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        guard !desk.who.roles.isDisjoint(with: Role.caseRoles) else {
            return site.page(
                HomePage(parts: [], links: Self.links(desk.who.roles), lede: Self.lede(desk.who)), context)
        }
        let parts = try await parts(desk)
        let operations = try await desk.operations(for: .seeOperation)
        return site.page(
            HomePage(
                parts: parts.map(\.part), links: try await links(desk, operations),
                lede: operations.isEmpty ? "No operation is open to you yet." : ""), context)
    }

    // MARK: Cases

    /// Everything the page lists, and the name of its CSV. Another kind of work is another entry.
    private func parts(_ desk: Desk) async throws -> [(part: HomePage.Part, name: String, table: Table)] {
        let today = try await desk.today()
        let operations = try await desk.operations(for: .seeOperation)
        let now = site.now()
        return [
            part(
                "Closures whose line is not found again", "waiting",
                Tables.waiting(today.waiting, operations, now: now),
                whenEmpty: "None: every line that was closed is found again.",
                isCut: today.waiting.count >= Self.most),
            part(
                "Check-backs due", "check-backs", Tables.due(today.checkBacks), whenEmpty: "None is due.",
                isCut: today.checkBacks.count >= Self.most),
            part(
                "Authorisations that lapse within a week", "authorisations",
                Tables.authorisations(today.lapsing, now: now), whenEmpty: "None."),
            part(
                "Operations to review", "reviews", Tables.operations(today.reviews),
                whenEmpty: "None: no review date has come."),
        ]
    }

    private func part(
        _ heading: String, _ name: String, _ table: Table, whenEmpty: String, isCut: Bool = false
    ) -> (part: HomePage.Part, name: String, table: Table) {
        let count = isCut ? "\(Self.most) or more" : Format.number(table.rows.count)
        return (
            HomePage.Part(
                heading: "\(heading) (\(count))",
                table: TableView(table, csv: "/today/\(name).csv", whenEmpty: whenEmpty)), name, table
        )
    }

    private func export(_ context: PageContext) async throws -> Response {
        let name = context.parameters.get("table") ?? ""
        guard let part = try await parts(try await site.desk(context)).first(where: { $0.name == name })
        else {
            throw PageRefusal.notFound("table")
        }
        return .csv(part.table, name: "today-\(name)")
    }

    private func links(_ desk: Desk, _ operations: [OperationEntry]) async throws -> [Link] {
        var links: [Link] = []
        if operations.contains(where: { desk.may(.editLines, in: $0) }) {
            links.append(Link("Record a line", "/lines/new"))
        }
        if operations.contains(where: { desk.may(.importRecords, in: $0) }) {
            links.append(Link("Take records in", "/import"))
        }
        if try await !desk.forcesForMaking().isEmpty {
            links.append(Link("Make an operation", "/operations/new"))
        }
        return links
    }

    // MARK: Those who open no case

    private static func links(_ roles: Set<Role>) -> [Link] {
        var links: [Link] = []
        if roles.contains(.administrator) { links.append(Link("Users and forces", "/administration")) }
        if roles.contains(.auditor) { links.append(Link("The log", "/log")) }
        return links + [Link("Your account", "/account"), Link("Help", "/help")]
    }

    private static func lede(_ who: Principal) -> String {
        if who.roles.isEmpty { return "You have no role yet. Ask your administrator for the one you need." }
        return "Your role opens no case. Your work begins here."
    }
}
