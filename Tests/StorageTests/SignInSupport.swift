import Access
import CallRecords
import Foundation
import SQL
import Storage
import Synchronization
import TestDatabases

/// Signing in to a casebook of one test's own, with a clock that the test sets and bytes that look random.
final class Door: Sendable {
    static let start = Instant(seconds: 1_780_000_000)
    static let password = "three odd words"

    let casebook: Casebook
    private let state = Mutex<(now: Instant, seed: UInt64)>((Door.start, 1))

    private init(casebook: Casebook) { self.casebook = casebook }

    static func with(_ kind: TestDatabase, _ body: @escaping @Sendable (Door) async throws -> Void)
        async throws
    {
        try await kind.withFresh { fresh in
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(
                Door(casebook: try await Casebook(database: fresh.database, folder: folder.path, now: start)))
        }
    }

    var now: Instant { state.withLock { $0.now } }

    func pass(seconds: Int64) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }

    var signIn: SignIn {
        SignIn(store: casebook, cost: .least, now: { self.now }, random: { self.bytes($0) })
    }

    private func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state.seed = state.seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state.seed >> 56)
            }
        }
    }

    var console: Administration { .console(signIn: signIn) }

    func visit(from source: String = "192.0.2.1", browser: String = "browser-1") -> Visit {
        Visit(source: source, agent: "A browser", browser: browser)
    }

    /// Makes a user with a password, and no second factor yet.
    @discardableResult
    func user(_ login: String, _ grants: Grant..., isPractice: Bool = false) async throws -> Int64 {
        try await console.add(
            login: login, name: "A. \(login)", grants: grants, password: Self.password, isPractice: isPractice
        )
    }

    /// The code that the account's authenticator shows.
    func code(of account: Int64) async throws -> String {
        guard let code = try await casebook.secrets(of: account).code else { return "" }
        return code.code(at: OneTimeCode.step(at: now))
    }

    /// Signs in for the first time, and sets up the second factor.
    func enrol(_ login: String, visit: Visit? = nil) async throws -> (session: Session, codes: [String]) {
        let visit = visit ?? self.visit()
        let first = try await signIn.enter(login: login, password: Self.password, visit: visit)
        guard let half = try await signIn.session(token: first.token.text), let pending = half.pending else {
            throw AccountRefusal.stepOver
        }
        let done = try await signIn.enrol(
            half, code: pending.code(at: OneTimeCode.step(at: now)), visit: visit)
        guard let session = try await signIn.session(token: done.token.text) else {
            throw AccountRefusal.stepOver
        }
        return (session, done.recoveryCodes)
    }

    /// Acts that the log holds, in order, those refused with a `!`.
    func acts() async throws -> [String] {
        try await casebook.database.read { connection in
            try connection.all("SELECT act, outcome FROM log_entry ORDER BY sequence") {
                $0.text(0) + ($0.text(1) == "refused" ? "!" : "")
            }
        }
    }
}
