import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LineMatching
import Storage
import Synchronization
import Telephony
import Testing

@testable import Web

/// A casebook with one of everything in it, and a key for every role. Goes away with the test.
final class APISite: Sendable {
    static let now = Instant(seconds: 1_780_000_000)
    static let closedAt = now.adding(seconds: -5 * 86_400)

    let folder: URL
    let casebook: Casebook
    let site: Site
    private let responder: RouterResponder<PageContext>
    /// Each may do everywhere what its role may do, and its key whatever the role.
    let keys: [Role: String]

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        casebook = try await Casebook(folder: folder.path, now: Self.now)
        let signIn = SignIn(
            store: casebook, cost: .least, now: { Self.now }, random: SeededBytes(seed: 1).next)
        site = try await Self.site(casebook, signIn)
        responder = site.router().buildResponder()
        _ = try await Administration.console(signIn: signIn).addForce(named: "Thornmere Police")
        var keys: [Role: String] = [:]
        for role in Role.allCases { keys[role] = try await Self.key(for: role, signIn, casebook) }
        self.keys = keys
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func site(_ casebook: Casebook, _ signIn: SignIn) async throws -> Site {
        let layout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Layouts/ringfence.yaml")
        let intake = RecordIntake(
            store: casebook, layouts: [try Layout(yaml: String(contentsOf: layout, encoding: .utf8))],
            open: { try RecordFile(path: $0) }, now: { now })
        return try await Site(
            store: casebook, intake: intake, signIn: signIn,
            settings: SiteSettings(
                software: "test", desk: DeskSettings(software: "test"),
                rate: RateRule(steady: 1e6, burst: 1e6)),
            now: { now })
    }

    private static func key(for role: Role, _ signIn: SignIn, _ casebook: Casebook) async throws -> String {
        let made = try await Administration.console(signIn: signIn).add(
            login: role.rawValue, name: "\(role.title) of the test", first: Grant(role, .everywhere))
        let account = try #require(try await casebook.account(id: made.id))
        return try await signIn.makeKey(
            for: account, named: "test", scopes: Set(KeyScope.allCases), days: 1,
            by: account.actor(from: "test")
        ).text
    }

    func desk(_ role: Role = .investigator) async throws -> Desk {
        let account = try #require(try await casebook.account(login: role.rawValue))
        return Desk(
            who: account.principal, source: "test", sessionID: nil, why: "A test",
            settings: site.settings.desk,
            store: casebook, now: { Self.now })
    }

    /// One of every kind of thing, each the first of its kind.
    func fill() async throws {
        let desk = try await desk()
        let operation = try await desk.makeOperation(named: "Larch", force: 1)
        _ = try await desk.addAuthorisation(
            reference: "CD/1", .events, identifiers: "07700 900001", period: (nil, nil),
            grantedAt: Self.now.adding(seconds: -28 * 86_400), isUrgent: false, purpose: "A test",
            in: operation)
        let old = try await desk.party(written: "07700 900001")
        let line = try await desk.addLine(
            named: "Ash", number: old, from: Self.closedAt.adding(seconds: -10 * 86_400), in: operation)
        try await take(into: operation)
        _ = try await desk.addIdentifier(
            .imei, written: "490154203237518", line: line, from: Self.closedAt, until: nil, source: "Seized")
        let person = try await desk.addPerson(
            named: "Sam Invented", roles: [.runner, .victim], in: operation)
        try await desk.link(person: person, line: line, isLinked: true)
        try await desk.addNote("Seen twice.", on: Subject(.line, line))
        try await desk.change("reach", of: Subject(.line, line), to: "external")
        let closure = try await desk.close(old, at: Self.closedAt, kind: .order, in: operation)
        let trace = try await desk.trace(closure: closure.id)
        let best = try #require(trace.suggestions.first)
        try await desk.decide(.accept, on: best.candidate.party, closure: closure.id, reason: "Same contacts")
        _ = try await desk.record(checkBack: 1, .dead, how: "Rang it")
        _ = try await desk.askDeletion(of: Subject(.person, person), in: operation, reason: "Not needed")
    }

    /// Records in which 07700 900002 takes up the contacts of 07700 900001, and one row that cannot be read.
    private func take(into operation: Int64) async throws {
        let ticket = try await desk().mayImport(into: operation, under: "CD/1")
        let incoming = try casebook.receive(name: "records.csv")
        var text = RingfenceCSV.header
        for contact in 10..<16 {
            for (number, day) in [("07700900001", -2), ("07700900002", 1)] {
                let time = Self.closedAt.adding(seconds: Int64(day) * 86_400 + Int64(contact) * 60)
                text += "\(time),call,\(number),077009000\(contact),30,,,,\n"
            }
        }
        try incoming.append(Array((text + "yesterday,call,07700900001,07700900010,30,,,,\n").utf8))
        _ = try await site.intake.take(try incoming.finish(), ticket: ticket)
    }

    /// What a call gives.
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String

        var json: JSONValue { JSONValue(bytes: Array(text.utf8)) ?? .null }
        var code: String { if case .text(let code) = json["code"] { code } else { "" } }
        var field: String { if case .text(let field) = json["field"] { field } else { "" } }
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as role: Role? = .investigator,
        why: String = "A test", headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = headers
        if let role { fields[.authorization] = "Bearer \(keys[role] ?? "")" }
        if !why.isEmpty { fields[.why] = why }
        if body != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        let (sent, uri) = (fields, path.hasPrefix("/api") || path == "/live" ? path : APIRoute.base + path)
        return try await Application(responder: responder).test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: sent, body: body.map { ByteBuffer(string: $0) }
            ) { Answer(status: $0.status, headers: $0.headers, text: String(buffer: $0.body)) }
        }
    }
}

/// Bytes that are the same in every run.
final class SeededBytes: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    @Sendable func next(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                // SplitMix64 (Steele, Lea, Flood, 2014).
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}
