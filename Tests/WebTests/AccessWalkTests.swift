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
    struct Stop: Sendable {
        /// As the router has it.
        let route: String
        /// A place to knock at.
        let uri: String
        /// What is sent, where an empty form would not even be looked at.
        let form: String
        /// As the manual's table has it.
        let need: Entrance.Need

        init(_ route: String, at uri: String? = nil, form: String = "") {
            (self.route, self.form) = (route, form)
            // One that is not in the table lets nobody through, and ``everyRoute()`` names it.
            need = Entrance.pages.first { $0.name == route }?.need ?? .one([])
            self.uri = uri ?? String(route.split(separator: " ")[1]).replacing(":id", with: "1")
        }

        var method: HTTPRequest.Method { route.hasPrefix("GET") ? .get : .post }
    }

    /// The pages. The API's routes carry their action themselves.
    static let stops: [Stop] =
        [
            Stop("GET /"), Stop("GET /search", at: "/search?q=ash"),
            Stop("GET /search.csv", at: "/search.csv?q=ash"),
            Stop("GET /today/{table}.csv", at: "/today/waiting.csv"),
            Stop("GET /why", at: "/why?kind=line&id=1&to=/lines/1"), Stop("POST /why"),
            Stop("GET /live"), Stop("GET /help"),
            Stop("GET /help/accessibility"),
            Stop("GET /imports/:job", at: "/imports/none"),
        ] + operations + register + records + closures + keeping + accounts

    private static let operations: [Stop] = [
        Stop("GET /operations"), Stop("GET /operations.csv"),
        Stop("GET /operations/new"),
        Stop("POST /operations"), Stop("GET /operations/:id"),
        Stop("GET /operations/:id/{table}.csv", at: "/operations/1/shares.csv"),
        Stop("GET /operations/:id/share"),
        Stop("POST /operations/:id/share"),
        Stop("GET /operations/:id/restrict"),
        Stop("POST /operations/:id/restrict"),
        Stop("GET /operations/:id/authorisations/new"),
        Stop("POST /operations/:id/authorisations"),
        Stop("GET /operations/:id/import"),
        Stop(
            "POST /operations/:id/files", at: "/operations/1/files?authorisation=CD-1"),
        Stop("GET /authorisations/:id"),
    ]

    private static let register: [Stop] = [
        Stop("GET /lines"), Stop("GET /lines.csv"),
        Stop("GET /lines/new"), Stop("POST /lines"),
        Stop("GET /lines/:id"),
        Stop("GET /lines/:id/{table}.csv", at: "/lines/1/numbers.csv"),
        Stop("GET /lines/:id/numbers/new"),
        Stop("POST /lines/:id/numbers"),
        Stop("GET /lines/:id/identifiers/new"),
        Stop("POST /lines/:id/identifiers"),
        Stop("GET /lines/:id/closures/new"),
        Stop("POST /lines/:id/closures"),
        Stop("GET /numbers"), Stop("GET /numbers.csv"),
        Stop("GET /numbers/:id", at: "/numbers/+447700900001"),
        Stop("GET /numbers/:id/{table}.csv", at: "/numbers/+447700900001/uses.csv"),
        Stop("GET /identifiers"), Stop("GET /identifiers.csv"),
        Stop("GET /identifiers/:id"), Stop("GET /identifiers/:id/uses.csv"),
        Stop("GET /people"), Stop("GET /people.csv"),
        Stop("GET /people/new"), Stop("POST /people"),
        Stop("GET /people/:id"),
        Stop("GET /people/:id/{table}.csv", at: "/people/1/notes.csv"),
        Stop("GET /people/:id/lines"), Stop("POST /people/:id/lines"),
        Stop("GET /change/:kind/:id/:field", at: "/change/line/1/aliases"),
        Stop("POST /change/:kind/:id/:field", at: "/change/person/1/born"),
        Stop("GET /history/:kind/:id", at: "/history/person/1"),
        Stop("GET /history/:kind/:id/changes.csv", at: "/history/line/1/changes.csv"),
        Stop("GET /notes/:kind/:id", at: "/notes/line/1"),
        Stop("POST /notes/:kind/:id", at: "/notes/line/1"),
    ]

    private static let records: [Stop] = [
        Stop("GET /files"), Stop("GET /files.csv"),
        Stop("GET /import"), Stop("GET /files/:id"),
        Stop("GET /files/:id/original"),
        Stop("GET /files/:id/quarantine.csv"),
        Stop("GET /files/:id/reasons.csv"),
    ]

    private static let closures: [Stop] = [
        Stop("GET /closures/:id"),
        Stop("GET /closures/:id/{table}.csv", at: "/closures/1/candidates.csv"),
        Stop("GET /closures/:id/candidates/:place", at: "/closures/1/candidates/1"),
        Stop("GET /closures/:id/candidates/:place/{table}.csv", at: "/closures/1/candidates/1/parts.csv"),
        Stop("GET /closures/:id/candidates/:place/exhibit", at: "/closures/1/candidates/1/exhibit"),
        Stop(
            "POST /closures/:id/candidates/:place/exhibit", at: "/closures/1/candidates/1/exhibit",
            form: "answer=1&recipient=Court&reason=A+test"),
        Stop(
            "POST /closures/:id/candidates/:place", at: "/closures/1/candidates/1",
            form: "party=%2B447700900002&verdict=reject&reason=A+test"),
        Stop("POST /closures/:id/trace"),
        Stop("GET /closures/:id/withdraw"),
        Stop("POST /closures/:id/withdraw"),
        Stop("GET /check-backs/:id"),
        Stop("POST /check-backs/:id"),
    ]

    private static let keeping: [Stop] = [
        Stop("GET /retention"),
        Stop("GET /retention/{table}.csv", at: "/retention/deletions.csv"),
        Stop("GET /retention/:class", at: "/retention/records"),
        Stop("POST /retention/:class", at: "/retention/records"),
        Stop("GET /operations/:id/retention"),
        Stop("GET /operations/:id/hold"), Stop("POST /operations/:id/hold"),
        Stop(
            "GET /deletions/new", at: "/deletions/new?operation=1&kind=person&subject=1"),
        Stop("POST /deletions", form: "operation=1&kind=person&subject=1&reason=A+test"),
        Stop("GET /deletions/:id"),
        Stop("POST /deletions/:id"), Stop("GET /log"),
        Stop("GET /log/entries/:id"), Stop("GET /log/unusual"),
        Stop("GET /log/take"), Stop("POST /log/take"),
    ]

    private static let accounts: [Stop] = [
        Stop("GET /administration"),
        Stop("GET /administration/users"),
        Stop("GET /administration/users.csv"),
        Stop("GET /administration/users/new"),
        Stop("POST /administration/users"),
        Stop("GET /administration/users/:id"),
        Stop(
            "POST /administration/users/:id/:act", at: "/administration/users/2/resume"),
        Stop("GET /administration/forces"),
        Stop("POST /administration/forces"),
        Stop("GET /administration/forces/:id"),
        Stop("POST /administration/forces/:id"),
        Stop("GET /account"), Stop("GET /account/keys/new"),
        Stop("POST /account/keys"),
        Stop("POST /account/keys/:id/end", at: "/account/keys/99/end"),
        Stop("GET /account/password"), Stop("POST /account/password"),
        Stop("GET /account/recovery-codes"), Stop("POST /account/recovery-codes"),
        Stop("GET /account/second-factor"), Stop("POST /account/second-factor"),
        Stop("GET /account/second-factor/new"), Stop("POST /account/second-factor/new"),
        Stop("POST /account/sessions/:id/end", at: "/account/sessions/99/end"),
        Stop("GET /sign-in"), Stop("POST /sign-in"), Stop("GET /sign-in/code"),
        Stop("POST /sign-in/code"), Stop("GET /sign-in/set-up"),
        Stop("POST /sign-in/set-up"),
        Stop("GET /sign-in/provider"), Stop("GET /sign-in/provider/return"),
        Stop("GET /set-up"),
        Stop("POST /set-up"), Stop("POST /sign-out"),
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
        #expect(Self.stops.map(\.route).sorted() == Entrance.pages.map(\.name).sorted())
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
