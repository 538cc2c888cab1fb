import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SQL
import Storage
import Telephony
import Testing

@testable import Web

/// Every route with every role, and with nobody signed in: what the manual's table does not allow is refused, and what
/// it allows is not.
struct AccessWalkTests {
    enum Need: Sendable {
        /// Open to anybody: signing in and what a page needs to be drawn.
        case open
        /// Any person signed in: their own account, and pages that show each what they may see.
        case signedIn
        case may(Action)
        /// One of several will do.
        case one([Action])

        func isMet(by role: Role) -> Bool {
            switch self {
            case .open, .signedIn: true
            case .may(let action): AccessRules.rule(for: action)?.roles.contains(role) ?? false
            case .one(let actions): actions.contains { Need.may($0).isMet(by: role) }
            }
        }
    }

    struct Stop: Sendable {
        /// As the router has it.
        let route: String
        /// A place to knock at.
        let uri: String
        /// What is sent, where an empty form would not even be looked at.
        let form: String
        let need: Need

        init(_ route: String, at uri: String? = nil, form: String = "", _ need: Need) {
            (self.route, self.form, self.need) = (route, form, need)
            self.uri = uri ?? String(route.split(separator: " ")[1]).replacing(":id", with: "1")
        }

        var method: HTTPRequest.Method { route.hasPrefix("GET") ? .get : .post }
    }

    /// The pages. The API's routes carry their action themselves.
    static let stops: [Stop] =
        [
            Stop("GET /", .signedIn), Stop("GET /search", at: "/search?q=ash", .signedIn),
            Stop("GET /search.csv", at: "/search.csv?q=ash", .signedIn),
            Stop("GET /today/{table}.csv", at: "/today/waiting.csv", .signedIn),
            Stop("GET /why", at: "/why?kind=line&id=1&to=/lines/1", .signedIn), Stop("POST /why", .signedIn),
            Stop("GET /live", .signedIn), Stop("GET /help", .open),
            Stop("GET /help/accessibility", .open),
            Stop("GET /imports/:job", at: "/imports/none", .signedIn),
        ] + operations + register + records + closures + keeping + accounts

    private static let operations: [Stop] = [
        Stop("GET /operations", .may(.seeOperation)), Stop("GET /operations.csv", .may(.seeOperation)),
        Stop("GET /operations/new", .may(.makeOperation)),
        Stop("POST /operations", .may(.makeOperation)), Stop("GET /operations/:id", .may(.seeOperation)),
        Stop("GET /operations/:id/{table}.csv", at: "/operations/1/shares.csv", .may(.seeOperation)),
        Stop("GET /operations/:id/share", .may(.shareOperation)),
        Stop("POST /operations/:id/share", .may(.shareOperation)),
        Stop("GET /operations/:id/restrict", .may(.shareOperation)),
        Stop("POST /operations/:id/restrict", .may(.shareOperation)),
        Stop("GET /operations/:id/authorisations/new", .may(.editAuthorisations)),
        Stop("POST /operations/:id/authorisations", .may(.editAuthorisations)),
        Stop("GET /operations/:id/import", .may(.importRecords)),
        Stop(
            "POST /operations/:id/files", at: "/operations/1/files?authorisation=CD-1", .may(.importRecords)),
        Stop("GET /authorisations/:id", .may(.seeAuthorisations)),
    ]

    private static let register: [Stop] = [
        Stop("GET /lines", .may(.seeLines)), Stop("GET /lines.csv", .may(.seeLines)),
        Stop("GET /lines/new", .may(.editLines)), Stop("POST /lines", .may(.editLines)),
        Stop("GET /lines/:id", .may(.seeLines)),
        Stop("GET /lines/:id/{table}.csv", at: "/lines/1/numbers.csv", .may(.seeLines)),
        Stop("GET /lines/:id/numbers/new", .may(.editLines)),
        Stop("POST /lines/:id/numbers", .may(.editLines)),
        Stop("GET /lines/:id/identifiers/new", .may(.editLines)),
        Stop("POST /lines/:id/identifiers", .may(.editLines)),
        Stop("GET /lines/:id/closures/new", .may(.recordClosure)),
        Stop("POST /lines/:id/closures", .may(.recordClosure)),
        Stop("GET /numbers", .may(.seeLines)), Stop("GET /numbers.csv", .may(.seeLines)),
        Stop("GET /numbers/:id", at: "/numbers/+447700900001", .may(.seeLines)),
        Stop("GET /numbers/:id/{table}.csv", at: "/numbers/+447700900001/uses.csv", .may(.seeLines)),
        Stop("GET /identifiers", .may(.seeLines)), Stop("GET /identifiers.csv", .may(.seeLines)),
        Stop("GET /identifiers/:id", .may(.seeLines)), Stop("GET /identifiers/:id/uses.csv", .may(.seeLines)),
        Stop("GET /people", .may(.seePeople)), Stop("GET /people.csv", .may(.seePeople)),
        Stop("GET /people/new", .may(.editPeople)), Stop("POST /people", .may(.editPeople)),
        Stop("GET /people/:id", .may(.seePeople)),
        Stop("GET /people/:id/{table}.csv", at: "/people/1/notes.csv", .may(.seeNotes)),
        Stop("GET /people/:id/lines", .may(.editPeople)), Stop("POST /people/:id/lines", .may(.editPeople)),
        Stop("GET /change/:kind/:id/:field", at: "/change/line/1/aliases", .may(.editLines)),
        Stop("POST /change/:kind/:id/:field", at: "/change/person/1/born", .may(.editPeople)),
        Stop("GET /history/:kind/:id", at: "/history/person/1", .may(.seePeople)),
        Stop("GET /history/:kind/:id/changes.csv", at: "/history/line/1/changes.csv", .may(.seeLines)),
        Stop("GET /notes/:kind/:id", at: "/notes/line/1", .may(.writeNotes)),
        Stop("POST /notes/:kind/:id", at: "/notes/line/1", .may(.writeNotes)),
    ]

    private static let records: [Stop] = [
        Stop("GET /files", .may(.seeRecords)), Stop("GET /files.csv", .may(.seeRecords)),
        Stop("GET /import", .may(.importRecords)), Stop("GET /files/:id", .may(.seeRecords)),
        Stop("GET /files/:id/original", .may(.takeOriginal)),
        Stop("GET /files/:id/quarantine.csv", .may(.seeRecords)),
        Stop("GET /files/:id/reasons.csv", .may(.seeRecords)),
    ]

    private static let closures: [Stop] = [
        Stop("GET /closures/:id", .may(.seeLines)),
        Stop("GET /closures/:id/{table}.csv", at: "/closures/1/candidates.csv", .may(.seeLines)),
        Stop("GET /closures/:id/candidates/:place", at: "/closures/1/candidates/1", .may(.seeLines)),
        Stop(
            "GET /closures/:id/candidates/:place/contacts.csv", at: "/closures/1/candidates/1/contacts.csv",
            .may(.seeLines)),
        Stop(
            "POST /closures/:id/candidates/:place", at: "/closures/1/candidates/1",
            form: "party=%2B447700900002&verdict=reject&reason=A+test", .may(.decideCandidate)),
        Stop("POST /closures/:id/trace", .may(.trace)),
        Stop("GET /closures/:id/withdraw", .may(.recordClosure)),
        Stop("POST /closures/:id/withdraw", .may(.recordClosure)),
        Stop("GET /check-backs/:id", .may(.checkBack)),
        Stop("POST /check-backs/:id", .may(.checkBack)),
    ]

    private static let keeping: [Stop] = [
        Stop("GET /retention", .signedIn),
        Stop("GET /retention/{table}.csv", at: "/retention/deletions.csv", .signedIn),
        Stop("GET /retention/:class", at: "/retention/records", .may(.setRetention)),
        Stop("POST /retention/:class", at: "/retention/records", .may(.setRetention)),
        Stop("GET /operations/:id/retention", .may(.seeOperation)),
        Stop("GET /operations/:id/hold", .may(.holdData)), Stop("POST /operations/:id/hold", .may(.holdData)),
        Stop(
            "GET /deletions/new", at: "/deletions/new?operation=1&kind=person&subject=1", .may(.askDeletion)),
        Stop("POST /deletions", form: "operation=1&kind=person&subject=1&reason=A+test", .may(.askDeletion)),
        Stop("GET /deletions/:id", .one([.askDeletion, .confirmDeletion])),
        Stop("POST /deletions/:id", .may(.confirmDeletion)), Stop("GET /log", .may(.seeLog)),
        Stop("GET /log/entries/:id", .may(.seeLog)), Stop("GET /log/unusual", .may(.seeLog)),
        Stop("GET /log/take", .may(.exportLog)), Stop("POST /log/take", .may(.exportLog)),
    ]

    private static let accounts: [Stop] = [
        Stop("GET /administration", .one([.seeUsers, .manageForces])),
        Stop("GET /administration/users", .may(.seeUsers)),
        Stop("GET /administration/users.csv", .may(.seeUsers)),
        Stop("GET /administration/users/new", .may(.manageUsers)),
        Stop("POST /administration/users", .may(.manageUsers)),
        Stop("GET /administration/users/:id", .may(.seeUsers)),
        Stop(
            "POST /administration/users/:id/:act", at: "/administration/users/2/resume", .may(.manageUsers)),
        Stop("GET /administration/forces", .one([.seeUsers, .manageForces])),
        Stop("POST /administration/forces", .may(.manageForces)),
        Stop("GET /administration/forces/:id", .may(.manageForces)),
        Stop("POST /administration/forces/:id", .may(.manageForces)),
        Stop("GET /account", .signedIn), Stop("GET /account/keys/new", .signedIn),
        Stop("POST /account/keys", .signedIn),
        Stop("POST /account/keys/:id/end", at: "/account/keys/99/end", .signedIn),
        Stop("GET /account/password", .signedIn), Stop("POST /account/password", .signedIn),
        Stop("GET /account/recovery-codes", .signedIn), Stop("POST /account/recovery-codes", .signedIn),
        Stop("GET /account/second-factor", .signedIn), Stop("POST /account/second-factor", .signedIn),
        Stop("GET /account/second-factor/new", .signedIn), Stop("POST /account/second-factor/new", .signedIn),
        Stop("POST /account/sessions/:id/end", at: "/account/sessions/99/end", .signedIn),
        Stop("GET /sign-in", .open), Stop("POST /sign-in", .open), Stop("GET /sign-in/code", .open),
        Stop("POST /sign-in/code", .open), Stop("GET /sign-in/set-up", .open),
        Stop("POST /sign-in/set-up", .open),
        Stop("GET /sign-in/provider", .open), Stop("GET /sign-in/provider/return", .open),
        Stop("GET /set-up", .open),
        Stop("POST /set-up", .open), Stop("POST /sign-out", .open),
    ]

    /// A site with one of everything: lines, a closure with its answer, a file, a person, an identifier, a deletion
    /// asked for.
    private static func furnished() async throws -> TemporarySite {
        let book = try await TemporarySite()
        let desk = try await book.desk()
        let closedAt = TemporarySite.now.adding(seconds: -86_400)
        let number = try Party(parsing: "07700 900001")
        _ = try await desk.addLine(
            named: "Ash", number: number, from: closedAt.adding(seconds: -86_400), in: book.operation)
        var records = RingfenceCSV.header
        for customer in ["07700900011", "07700900012"] {
            records += "\(closedAt.adding(seconds: -60)),text,07700900001,\(customer),,,,,\n"
            records += "\(closedAt.adding(seconds: 60)),text,07700900002,\(customer),,,,,\n"
        }
        let incoming = try book.casebook.receive(name: "county.csv")
        try incoming.append(Array(records.utf8))
        let ticket = try await desk.mayImport(into: book.operation, under: TemporarySite.authorisation)
        _ = try await book.site.intake.take(try incoming.finish(), ticket: ticket)
        let closure = try await desk.close(number, at: closedAt, kind: .order, in: book.operation)
        _ = try await desk.trace(closure: closure.id)
        _ = try await desk.addPerson(named: "Jo Example", roles: [.runner, .victim], in: book.operation)
        _ = try await desk.addIdentifier(
            .imei, written: "490154203237518", line: 1, from: TemporarySite.now, until: nil)
        _ = try await desk.askDeletion(of: Subject(.person, 1), in: book.operation, reason: "A test")
        return book
    }

    @Test("No route is outside the table, and none in it is gone")
    func everyRoute() async throws {
        let book = try await TemporarySite()
        let routes = Set(
            book.site.router().routes.filter { $0.method != .head }.map {
                "\($0.method.rawValue) \($0.path.description)"
            })
        let assets = routes.filter { $0.hasPrefix("GET /assets/") }
        let api = routes.filter { $0.contains(" /api/") }
        let known = Set(Self.stops.map { $0.route.replacing(#/:(\w+)/#) { "{\($0.output.1)}" } })
        #expect(routes.subtracting(known).subtracting(assets).subtracting(api).sorted() == [])
        #expect(known.subtracting(routes).sorted() == [])
        #expect(!api.isEmpty && !assets.isEmpty)
    }

    @Test("Each role gets what the table gives it, and is refused the rest", arguments: Role.allCases)
    func walk(role: Role) async throws {
        let book = try await Self.furnished()
        let stops = Self.stops.filter { !["/live", "/sign-out"].contains($0.uri) }
        try await book.ask(as: role) { browser in
            for stop in stops {
                let answer = try await browser.knock(stop)
                if stop.need.isMet(by: role) {
                    #expect(
                        answer.status.code < 500 && ![401, 403].contains(answer.status.code),
                        "\(role) \(stop.route): \(answer.status)")
                    let isSentAway = answer.location.hasPrefix("/sign-in") && !stop.uri.hasPrefix("/sign-in")
                    #expect(!isSentAway, "\(role) \(stop.route) was sent to sign in")
                } else {
                    #expect(answer.status == .forbidden, "\(role) \(stop.route): \(answer.status)")
                }
            }
        }
    }

    @Test("Nobody gets anything before signing in, but the door")
    func nobody() async throws {
        let book = try await Self.furnished()
        try await book.ask { browser in
            for stop in Self.stops {
                let answer = try await browser.knock(stop, isSignedIn: false)
                if case .open = stop.need {
                    #expect(answer.status.code < 500, "\(stop.route): \(answer.status)")
                    continue
                }
                let isDoor = answer.status == .seeOther && answer.location.hasPrefix("/sign-in")
                #expect(isDoor || [401, 403].contains(answer.status.code), "\(stop.route): \(answer.status)")
                #expect(!answer.text.contains("Ash") && !answer.text.contains("Jo Example"), "\(stop.route)")
            }
        }
    }

    @Test(
        "Whoever is of another force reads nothing of an operation that is not shared",
        arguments: Role.allCases)
    func elsewhere(role: Role) async throws {
        guard Role.caseRoles.contains(role) else { return }
        let book = try await Self.furnished()
        try await book.casebook.database.write { connection in
            try connection.execute(
                "UPDATE account_grant SET force_id = 2 WHERE role = ?", [.text(role.rawValue)])
        }
        try await book.ask(as: role) { browser in
            for stop in Self.stops where stop.method == .get {
                guard !["/live"].contains(stop.uri) else { continue }
                let answer = try await browser.knock(stop)
                for secret in ["Ash", "Jo Example", "900001", "490154203237518", "county.csv"] {
                    let isAsked = stop.uri.lowercased().contains(secret.lowercased())
                    #expect(isAsked || !answer.text.contains(secret), "\(role) \(stop.route) shows \(secret)")
                }
            }
        }
    }
}

extension Browser {
    /// Asks as somebody trying doors does.
    fileprivate func knock(_ stop: AccessWalkTests.Stop, isSignedIn: Bool = true) async throws -> Answer {
        let token = Self.token(of: role)
        var headers: HTTPFields = isSignedIn ? [.cookie: "ringfence=\(token.text)"] : [:]
        if stop.method == .post {
            headers[.contentType] = "application/x-www-form-urlencoded"
            headers[.token] = Secret.digest("form \(token.formSecret)")
        }
        if isSignedIn { headers[.why] = "A test" }
        return try await client.execute(
            uri: stop.uri, method: stop.method, headers: headers, body: ByteBuffer(string: stop.form)
        ) {
            Answer(status: $0.status, location: $0.headers[.location] ?? "", text: String(buffer: $0.body))
        }
    }
}
