import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Synthesis
import Telephony

@testable import Web

/// The pages over a casebook that goes away with it, asked in memory: two forces, an operation of the first with an
/// authorisation, and a person signed in for every role.
final class TemporarySite: Sendable {
    static let now = Instant(seconds: 1_780_000_000)
    static let authorisation = "CD-1"
    let folder: URL
    let casebook: Casebook
    let site: Site
    /// Force 1 owns it.
    let operation: Int64

    /// - Parameter asksWhy: whether looking at a line, a number or a person asks for a reason.
    init(asksWhy: Bool = true) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        casebook = try await Casebook(folder: folder.path, now: Self.now)
        site = try await Self.site(over: casebook, asksWhy: asksWhy)
        for name in ["Thornmere Police", "Aldermoor Police"] {
            _ = try await casebook.addForce(named: name, at: Self.now) {
                LogDraft(.alteration, "make-force", by: Self.system, on: Subject(.force, $0))
            }
        }
        for role in Role.allCases { try await Self.signIn(role, casebook) }
        let desk = try await Self.desk(casebook)
        operation = try await desk.makeOperation(named: "Larch", force: 1)
        _ = try await desk.addAuthorisation(
            reference: Self.authorisation, .events, identifiers: "", period: (nil, nil),
            grantedAt: Self.now.adding(seconds: -86_400), isUrgent: false, purpose: "", in: operation)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static let system = Actor(userID: 0, login: "system", source: "test")

    private static func site(over casebook: Casebook, asksWhy: Bool) async throws -> Site {
        let layouts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Layouts/ringfence.yaml")
        let layout = try Layout(yaml: String(contentsOf: layouts, encoding: .utf8))
        let intake = RecordIntake(
            store: casebook, layouts: [layout], open: { try RecordFile(path: $0) }, now: { Self.now })
        let settings = SiteSettings(
            software: "test", desk: DeskSettings(asksWhy: asksWhy, software: "test"),
            // The clock stands still, so that no bucket would ever fill again.
            rate: RateRule(steady: 1e9, burst: 1e9))
        let signIn = SignIn(store: casebook, now: { Self.now }, random: Chance.bytes)
        return try await Site(
            store: casebook, intake: intake, signIn: signIn, settings: settings, now: { Self.now })
    }

    /// A user with the role in force 1, or for everywhere where it opens no case, and their session.
    private static func signIn(_ role: Role, _ casebook: Casebook) async throws {
        let scope: Scope = Role.caseRoles.contains(role) ? .force(1) : .everywhere
        let new = NewAccount(login: role.rawValue, name: "\(role.title) of the test")
        let id = try await casebook.addAccount(new, at: now) { _ in
            UserDecision([.give(Grant(role, scope))], log: [])
        }
        _ = try await casebook.beginSession(
            of: id, Browser.token(of: role), stage: .full, origin: .init(source: "test", agent: "test"),
            pending: nil,
            at: now)
    }

    private static func desk(_ casebook: Casebook) async throws -> Desk {
        guard let account = try await casebook.account(login: Role.investigator.rawValue) else {
            throw AccountRefusal.noSuchUser
        }
        return Desk(
            who: account.principal, source: "test", sessionID: nil, why: "A test",
            settings: DeskSettings(software: "test"), store: casebook, now: { now })
    }

    /// The investigator's.
    func desk() async throws -> Desk { try await Self.desk(casebook) }

    /// As somebody of a role, signed in.
    func ask<Value: Sendable>(
        as role: Role = .investigator, _ body: @escaping @Sendable (Browser) async throws -> Value
    ) async throws -> Value {
        try await Application(router: site.router()).test(.router) { client in
            try await body(Browser(client: client, role: role, asksFor: operation))
        }
    }

    /// A county's records taken in, its lines recorded and its closures traced.
    func county() async throws -> County {
        let county = County(County.Settings(seed: 1, start: Self.now.adding(seconds: -29 * 86_400)))
        let desk = try await desk()
        for line in county.lines {
            guard let first = line.numbers.first else { continue }
            _ = try await desk.addLine(
                named: line.name, number: first.number, from: first.from, in: operation)
        }
        let incoming = try casebook.receive(name: "county.csv")
        try incoming.append(Array(RingfenceCSV.header.utf8))
        for event in county.events { try incoming.append(Array(RingfenceCSV.row(event).utf8)) }
        let ticket = try await desk.mayImport(into: operation, under: Self.authorisation)
        _ = try await site.intake.take(try incoming.finish(), ticket: ticket)
        for known in county.switches {
            let closure = try await desk.close(
                known.old, at: known.closedAt, kind: .order, in: operation)
            _ = try await desk.trace(closure: closure.id)
        }
        return county
    }
}

/// A browser with somebody signed in, who gives a reason with everything they look at.
struct Browser: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let location: String
        let text: String
    }

    let client: any TestClientProtocol
    let role: Role
    let operation: Int64
    /// Sent with every request; empty for somebody who gives none.
    var why = "A test"

    init(client: any TestClientProtocol, role: Role, asksFor operation: Int64) {
        (self.client, self.role, self.operation) = (client, role, operation)
    }

    /// The same browser with somebody else signed in.
    func `as`(_ role: Role) -> Browser { Browser(client: client, role: role, asksFor: operation) }

    func page(_ uri: String) async throws -> Answer { try await answer(uri, .get) }

    func send(_ uri: String, _ form: String) async throws -> Answer {
        try await answer(uri, .post, type: "application/x-www-form-urlencoded", body: form)
    }

    func upload(
        _ body: String, under authorisation: String = TemporarySite.authorisation, boundary: String = "b"
    ) async throws -> Answer {
        try await answer(
            "/operations/\(operation)/files?authorisation=\(authorisation)", .post,
            type: "multipart/form-data; boundary=\(boundary)", body: body)
    }

    static func token(of role: Role) -> SessionToken {
        SessionToken(text: Secret.digest("session \(role)"), formSecret: Secret.digest("forms \(role)"))
    }

    private func answer(
        _ uri: String, _ method: HTTPRequest.Method, type: String = "", body: String = ""
    ) async throws -> Answer {
        let token = Self.token(of: role)
        var headers: HTTPFields = [.cookie: "ringfence=\(token.text)"]
        if !why.isEmpty { headers[.why] = why }
        if method == .post {
            headers[.contentType] = type
            headers[.token] = Secret.digest("form \(token.formSecret)")
        }
        return try await client.execute(
            uri: uri, method: method, headers: headers, body: ByteBuffer(string: body)
        ) {
            Answer(status: $0.status, location: $0.headers[.location] ?? "", text: String(buffer: $0.body))
        }
    }
}

/// Bytes that are never the same twice, and the same in every run.
enum Chance {
    private static let drawn = Mutex<UInt64>(0)

    static func bytes(_ count: Int) -> [UInt8] {
        let number = drawn.withLock { drawn in
            drawn += 1
            return drawn
        }
        return (0..<count).map {
            UInt8(truncatingIfNeeded: (number &* 0x9E37_79B9_7F4A_7C15) >> UInt64($0 % 8 * 8))
        }
    }
}
