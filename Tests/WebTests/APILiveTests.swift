import Access
import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

struct APILiveTests {
    @Test(
        "A notice reads back as it was written",
        arguments: [
            ChangeNotice.unknown, .changed(Subject(.line, 12), operation: 3),
            .changed(Subject(.list), operation: 1),
        ])
    func readsBack(notice: ChangeNotice) {
        #expect(ChangeNotice(parsing: notice.description) == notice)
    }

    @Test(
        "What is no notice is none",
        arguments: ["", "line 1", "line 1 2 3", "lion 1 2", "line x 2", "line  2"])
    func noNotice(text: String) {
        #expect(ChangeNotice(parsing: text) == nil)
    }

    @Test("Changes of cases are told, and looks, refusals and what lies in no operation are not")
    func told() {
        let actor = Actor(userID: 1, login: "a", source: "test")
        let line = Subject(.line, 1)
        #expect(
            ChangeNotice(LogDraft(.alteration, "x", by: actor, on: line, operation: 2))
                == .changed(line, operation: 2))
        #expect(ChangeNotice(LogDraft(.consultation, "x", by: actor, on: line, operation: 2)) == nil)
        #expect(ChangeNotice(LogDraft(.alteration, "x", by: actor, on: line)) == nil)
        #expect(
            ChangeNotice(LogDraft(.erasure, "x", by: actor, on: line, operation: 2, outcome: .refused)) == nil
        )
    }

    @Test("A line's readers hear of its closures and people; who may not see them hears nothing")
    func heard() async throws {
        let site = try await APISite()
        try await site.fill()
        let closure = ChangeNotice.changed(Subject(.closure, 1), operation: 1)
        let person = ChangeNotice.changed(Subject(.person, 1), operation: 1)
        #expect(try await site.desk().heard(closure) == [Subject(.closure, 1), Subject(.line, 1)])
        #expect(try await site.desk().heard(person) == [Subject(.person, 1), Subject(.line, 1)])
        #expect(try await site.desk(.coordinator).heard(person).isEmpty)
        #expect(try await site.desk(.administrator).heard(closure).isEmpty)
        #expect(try await site.desk().heard(.changed(Subject(.line, 1), operation: 9)).isEmpty)
    }

    @Test("A restricted operation is silent to those who are not named")
    func restricted() async throws {
        let site = try await APISite()
        try await site.fill()
        try await site.desk().restrict(operation: 1, to: [], reason: "A test")
        let line = ChangeNotice.changed(Subject(.line, 1), operation: 1)
        #expect(try await site.desk().heard(line) == [Subject(.line, 1)])
        #expect(try await site.desk(.analyst).heard(line).isEmpty)
    }

    @Test("Notices and beats come in one stream, which ends with either")
    func merged() async {
        let (changes, tell) = AsyncStream.makeStream(of: ChangeNotice.self)
        let (ticks, _) = AsyncStream.makeStream(of: Void.self)
        let line = ChangeNotice.changed(Subject(.line, 1), operation: 1)
        for notice in [.unknown, line, .unknown] { tell.yield(notice) }
        tell.finish()
        var heard: [LiveEvents.Event] = []
        for await event in LiveEvents.merged(changes, ticks) { heard.append(event) }
        #expect(heard == [.begun, .notice(line), .notice(.unknown)])
    }

    @Test("A sitting has so many places to listen from, and gets them back")
    func places() {
        let places = LivePlaces()
        var taken = (0..<LivePlaces.most).compactMap { _ in places.take("session 1") }
        #expect(taken.count == LivePlaces.most)
        #expect(places.take("session 1") == nil)
        #expect(places.take("session 2") != nil)
        taken.removeLast()
        let another = places.take("session 1")
        #expect(another != nil)
        another?.leave()
        another?.leave()
        let again = places.take("session 1")
        #expect(again != nil)
        #expect(places.take("session 1") == nil)
    }

    @Test("The stream is for those signed in, and beats until the server stops")
    func stream() async throws {
        let site = try await APISite()
        #expect(try await site.call(.get, "/live", as: nil).status == .unauthorized)
        let (ticks, tick) = AsyncStream.makeStream(of: Void.self)
        tick.yield()
        tick.finish()
        let key = try #require(site.keys[.investigator])
        let plain = Router(context: PageContext.self)
        plain.addMiddleware { Bearer(site: site.site, key: key) }
        LiveRoute(site: site.site, ticks: { ticks }).add(to: plain)
        try await Application(router: plain).test(.router) { client in
            try await client.execute(uri: "/live", method: .get) { response in
                #expect(response.headers[.contentType] == "text/event-stream")
                #expect(String(buffer: response.body).contains(": beat\n\n"))
            }
        }
    }
}

/// Has every request come from the bearer of a key.
private struct Bearer: RouterMiddleware {
    let site: Site
    let key: String

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let (principal, id) = try await site.signIn.principal(forKey: key) {
            context.visitor = .key(principal, id: id)
        }
        return try await next(request, context)
    }
}
