import Access
import Casework
import Hummingbird
import NIOCore

/// Tells whoever has a page open that what it shows was changed by somebody else: `GET /live`, as server-sent events
/// (WHATWG HTML, 9.2).
struct LiveRoute: PageRoutes {
    let site: Site
    /// One tick makes one heartbeat.
    private let ticks: @Sendable () -> AsyncStream<Void>
    private let places = LivePlaces()

    /// - Parameter ticks: begins a stream of ticks, which ends when the server is about to stop.
    init(site: Site, ticks: @escaping @Sendable () -> AsyncStream<Void> = Heartbeat.ticks) {
        (self.site, self.ticks) = (site, ticks)
    }

    func add(to router: Router<PageContext>) {
        router.get("/live") { _, context in
            do { return try begin(context) } catch { return APIProblem(error).response }
        }
    }

    private func begin(_ context: PageContext) throws -> Response {
        guard let listener = LiveListener(context, site) else { throw APIProblem.notSignedIn }
        guard let place = places.take(listener.name) else {
            throw APIProblem(
                .tooManyRequests, "too-many",
                "\(LivePlaces.most) pages are told of changes already. Close one, or reload pages to see what is new."
            )
        }
        // Asked for before the answer begins: nothing that is changed from now on is missed.
        let (changes, ticks) = (site.store.changes(), ticks())
        let body = ResponseBody { writer in
            for await event in LiveEvents.merged(changes, ticks) {
                guard let text = try await listener.text(of: event) else { break }
                if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
            }
            place.leave()
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store", .acceleratedBuffering: "no",
            ],
            body: body)
    }
}

/// Whoever listens, as they stand from moment to moment.
struct LiveListener: Sendable {
    /// One sitting, or one key.
    let name: String
    private let context: PageContext
    private let site: Site

    /// Nil for nobody.
    init?(_ context: PageContext, _ site: Site) {
        switch context.visitor {
        case .session(let session, _) where session.stage == .full: name = "session \(session.id)"
        case .key(_, let id): name = "key \(id)"
        case .session, .nobody, .unknown: return nil
        }
        (self.context, self.site) = (context, site)
    }

    /// What is sent for an event; empty where this listener may not hear it; nil once the sitting is over.
    func text(of event: LiveEvents.Event) async throws -> String? {
        guard let desk = try await desk() else { return nil }
        switch event {
        case .begun: return ": listening\n\n"
        case .beat: return ": beat\n\n"
        case .notice(.unknown): return Self.line(Told(kind: "all", id: 0, operation: 0))
        case .notice(.changed(let subject, let operation)):
            return try await desk.heard(.changed(subject, operation: operation)).map {
                Self.line(Told(kind: $0.kind.rawValue, id: $0.id, operation: operation))
            }.joined()
        }
    }

    /// With the roles this person holds now, not those at the beginning.
    private func desk() async throws -> Desk? {
        switch context.visitor {
        case .session(let session, _):
            let standing = try await site.signIn.sessions(of: session.account.id).first {
                $0.id == session.id
            }
            return standing.map { desk(for: $0.account.principal) }
        case .key(let principal, let id):
            let now = site.now()
            guard let key = try await site.store.keys(of: principal.id).first(where: { $0.id == id }),
                now < key.until, let account = try await site.store.account(id: principal.id),
                !account.standing.isSuspended
            else { return nil }
            return desk(
                for: Principal(
                    id: account.id, login: account.login, name: account.name, grants: account.grants,
                    keyScopes: key.scopes))
        case .nobody, .unknown: return nil
        }
    }

    private func desk(for who: Principal) -> Desk {
        Desk(
            who: who, source: context.source, sessionID: context.visitor.session?.id,
            settings: site.settings.desk, store: site.store, now: site.now)
    }

    private struct Told {
        let kind: String
        let id: Int64
        let operation: Int64
    }

    private static func line(_ told: Told) -> String {
        let json = JSONValue.object([
            "kind": .text(told.kind), "id": .integer(told.id), "operation": .integer(told.operation),
        ])
        return "event: changed\ndata: \(String(decoding: json.bytes, as: UTF8.self))\n\n"
    }
}
