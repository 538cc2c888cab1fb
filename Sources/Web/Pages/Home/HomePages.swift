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
                HomePage(parts: [], deeds: Self.links(desk.who.roles), lede: Self.lede(desk.who)), context)
        }
        let operations = try await desk.operations(for: .seeOperation)
        let parts = try await waiting(desk, operations).filter { waiting in
            operations.contains { desk.may(waiting.action, in: $0) }
        }
        return site.page(
            HomePage(
                parts: parts.map(\.part), deeds: try await links(desk, operations),
                lede: operations.isEmpty ? "No operation is open to you yet." : ""), context)
    }

    // MARK: Cases

    /// One kind of work that waits, for those who may do it.
    private struct Waiting {
        let action: Action
        let heading: String
        /// Of its CSV.
        let name: String
        let table: Table
        let whenEmpty: String
        var isCut = false

        var part: HomePage.Part {
            let count = isCut ? "\(HomePages.most) or more" : Format.number(table.rows.count)
            return HomePage.Part(
                heading: "\(heading) (\(count))",
                table: TableView(table, csv: "/today/\(name).csv", whenEmpty: whenEmpty))
        }
    }

    /// Everything that waits. Another kind of work is another entry.
    private func waiting(_ desk: Desk, _ operations: [OperationEntry]) async throws -> [Waiting] {
        let today = try await desk.today()
        let now = site.now()
        return [
            Waiting(
                action: .seeLines, heading: "Closures whose line is not found again", name: "waiting",
                table: Tables.waiting(today.waiting, operations, now: now),
                whenEmpty: "None: no closed line waits to be found again.",
                isCut: today.waiting.count >= Self.most),
            Waiting(
                action: .checkBack, heading: "Check-backs due", name: "check-backs",
                table: Tables.due(today.checkBacks), whenEmpty: "None is due.",
                isCut: today.checkBacks.count >= Self.most),
            Waiting(
                action: .editAuthorisations, heading: "Authorisations that lapse within a week",
                name: "authorisations", table: Tables.authorisations(today.lapsing, now: now),
                whenEmpty: "None."),
            Waiting(
                action: .editOperation, heading: "Operations to review", name: "reviews",
                table: Tables.operations(today.reviews), whenEmpty: "None: no review date has come."),
            Waiting(
                action: .confirmDeletion, heading: "Deletions that wait for your answer", name: "deletions",
                table: Tables.deletions(try await deletions(desk, operations)), whenEmpty: "None."),
        ]
    }

    private func deletions(
        _ desk: Desk, _ operations: [OperationEntry]
    ) async throws -> [(deletion: Deletion, operation: OperationEntry)] {
        guard operations.contains(where: { desk.may(.confirmDeletion, in: $0) }) else { return [] }
        return try await desk.deletions().filter { found in
            found.deletion.state == .asked && found.deletion.askedBy.id != desk.who.id
                && desk.may(.confirmDeletion, in: found.operation)
        }
    }

    private func export(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let name = context.parameters.get("table") ?? ""
        let waiting = try await waiting(desk, try await desk.operations(for: .seeOperation))
        guard let found = waiting.first(where: { $0.name == name }) else {
            throw PageRefusal.notFound("table")
        }
        return .csv(found.table, name: "today-\(name)")
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
