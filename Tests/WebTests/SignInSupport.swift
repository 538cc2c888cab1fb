import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@testable import Web

/// A clock that the test sets.
final class SetClock: Sendable {
    static let start = Instant(seconds: 1_780_000_000)
    private let time = Mutex(SetClock.start)

    var now: Instant { time.withLock { $0 } }

    func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A site as people meet it at its door. Goes away with the test.
final class DoorSite: Sendable {
    static let password = "three odd words"

    let folder: URL
    let casebook: Casebook
    let site: Site
    let clock = SetClock()

    init(
        settings: SiteSettings = SiteSettings(software: "test"), provider: (any IdentityProvider)? = nil
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        casebook = try await Casebook(folder: folder.path, now: SetClock.start)
        let clock = clock
        let signIn = SignIn(
            store: casebook, cost: .least, now: { clock.now }, random: SeededBytes(seed: 7).next)
        let intake = RecordIntake(
            store: casebook, layouts: [], open: { try RecordFile(path: $0) }, now: { clock.now })
        site = try await Site(
            store: casebook, intake: intake, signIn: signIn, provider: provider, settings: settings,
            now: { clock.now })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var console: Administration { .console(signIn: site.signIn) }

    @discardableResult
    func user(_ login: String, _ grants: Grant..., isPractice: Bool = false) async throws -> Int64 {
        try await console.add(
            login: login, name: "A. \(login)", grants: grants, password: Self.password, isPractice: isPractice
        )
    }

    func code(of account: Int64) async throws -> String {
        try #require(try await casebook.secrets(of: account).code).code(at: OneTimeCode.step(at: clock.now))
    }

    func visit(_ body: @escaping @Sendable (Door) async throws -> Void) async throws {
        try await Application(router: site.router()).test(.router) { try await body(Door(client: $0)) }
    }
}

/// A browser with a jar of cookies.
final class Door: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String

        var location: String { headers[.location] ?? "" }

        /// The token in the page's first form.
        var token: String {
            text.firstMatch(of: /name="_token" value="([0-9a-f]+)"/).map { String($0.1) } ?? ""
        }
    }

    let client: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])

    init(client: any TestClientProtocol) { self.client = client }

    var cookies: [String: String] {
        get { jar.withLock { $0 } }
        set { jar.withLock { $0 = newValue } }
    }

    func page(_ uri: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(uri, .get, headers, "")
    }

    /// Opens the page a form is on, and sends the form.
    func fill(_ page: String, _ fields: [String: String], action: String? = nil) async throws -> Answer {
        try await send(action ?? page, fields.merging(["_token": try await self.page(page).token]) { $1 })
    }

    func send(_ uri: String, _ fields: [String: String], headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = fields.map { "\($0.key)=\(LocalPath.encoded($0.value))" }.joined(separator: "&")
        return try await ask(uri, .post, headers, body)
    }

    func ask(_ uri: String, _ method: HTTPRequest.Method, _ headers: HTTPFields, _ body: String) async throws
        -> Answer
    {
        var headers = headers
        if headers[.cookie] == nil, !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let answer = try await client.execute(
            uri: uri, method: method, headers: headers, body: body.isEmpty ? nil : ByteBuffer(string: body)
        ) { Answer(status: $0.status, headers: $0.headers, text: String(buffer: $0.body)) }
        for cookie in answer.headers[values: .setCookie] {
            guard let pair = cookie.split(separator: ";").first else { continue }
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { cookies[String(parts[0])] = String(parts[1]) }
        }
        return answer
    }

    /// Signs a practice user in.
    func enter(_ login: String) async throws {
        let answer = try await fill("/sign-in", ["login": login, "password": DoorSite.password])
        #expect(answer.status == .seeOther)
    }
}
