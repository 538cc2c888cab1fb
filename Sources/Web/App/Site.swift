import Access
import CallRecords
import Casework
import Foundation
import Hummingbird
import Mustache

/// What the pages need of a store: the case, which they reach through a desk only, and who signs in.
package typealias SiteStore = AccountStore & CaseStore & ChangeFeed

/// What a server is set to.
package struct SiteSettings: Sendable {
    package let software: String
    package let desk: DeskSettings
    /// The names it answers to.
    package let hosts: HostRule
    /// Whether browsers reach it over TLS, here or at the proxy in front.
    package let isSecure: Bool
    /// Whether a proxy on this machine says where requests come from.
    package let isBehindProxy: Bool
    package let rate: RateRule

    package init(
        software: String, desk: DeskSettings? = nil, hosts: HostRule = .loopback, isSecure: Bool = false,
        isBehindProxy: Bool = false, rate: RateRule = RateRule()
    ) {
        (self.software, self.hosts) = (software, hosts)
        self.desk = desk ?? DeskSettings(software: software)
        (self.isSecure, self.isBehindProxy, self.rate) = (isSecure, isBehindProxy, rate)
    }
}

/// What every page needs: the rules it calls, and the templates it is drawn with.
package struct Site: Sendable {
    package let store: any SiteStore
    let intake: RecordIntake
    let jobs: ImportJobs
    package let signIn: SignIn
    let provider: (any IdentityProvider)?
    package let settings: SiteSettings
    let now: @Sendable () -> Instant
    private let templates: MustacheLibrary

    package init(
        store: any SiteStore, intake: RecordIntake, signIn: SignIn, provider: (any IdentityProvider)? = nil,
        settings: SiteSettings, now: @escaping @Sendable () -> Instant
    ) async throws {
        (self.store, self.intake, self.signIn) = (store, intake, signIn)
        (self.provider, self.settings, self.now) = (provider, settings, now)
        jobs = ImportJobs(intake: intake, now: now)
        let folder = Bundle.module.bundleURL.appending(path: "Templates").path
        templates = try await MustacheLibrary(directory: folder)
    }

    /// Every route there is, behind the guards.
    package func router() -> Router<PageContext> {
        let router = Router(context: PageContext.self, options: .autoGenerateHeadEndpoints)
        let limiter = RateLimiter(rule: settings.rate, now: now)
        router.addMiddleware {
            ServerTiming()
            SecurityHeaders(settings: settings)
            // For what the guards refuse, before anybody knows who asks.
            RefusalPages(site: self)
            Arrivals(settings: settings)
            HostGuard(rule: settings.hosts)
            Visitors(site: self, limiter: limiter)
            RefusalPages(site: self)
            RateGuard(limiter: limiter)
            FormGuard(settings: settings)
        }
        for pages in all { pages.add(to: router) }
        return router
    }

    /// The person at work, at their desk.
    ///
    /// - Throws: ``SignInNeeded``, which leads a page to the sign-in page and answers a program with 401.
    package func desk(_ context: PageContext) async throws -> Desk {
        guard let who = context.visitor.principal else { throw SignInNeeded() }
        return Desk(
            who: who, source: context.source, sessionID: context.visitor.session?.id, why: context.why,
            settings: settings.desk, store: store, now: now)
    }

    /// A whole page: a model drawn by the template of its name, inside the frame. Every form in it that is sent gets
    /// the visitor's token.
    ///
    /// - Parameters:
    ///   - seconds: after which the browser asks again, for this page or for another.
    ///   - other: one of our own addresses; empty for this page.
    func page(
        _ model: some PageModel, _ context: PageContext, status: HTTPResponse.Status = .ok,
        refreshAfter seconds: Int? = nil, with other: String = ""
    ) -> Response {
        let main = templates.render(model, withTemplate: type(of: model).template) ?? ""
        let frame = Frame(
            title: model.title, main: main, software: settings.software,
            refresh: seconds.map { "\($0)" + (other.isEmpty ? "" : "; url=\(other)") } ?? "",
            isRefreshed: seconds != nil,
            visitor: FrameVisitor(context.visitor, section: type(of: model).section),
            live: LiveSubject(model.subject))
        let page = templates.render(frame, withTemplate: "frame") ?? ""
        return .html(FormToken.inserted(into: page, for: context.visitor), status: status)
    }
}

/// Somebody must sign in first.
struct SignInNeeded: Error {}

/// The finished text of one page, which the template of the same name draws.
protocol PageModel: Sendable {
    static var template: String { get }
    /// The part of the navigation it belongs to.
    static var section: String { get }
    var title: String { get }
    /// What it shows, where it is to be told that others changed it.
    var subject: Subject? { get }
}

extension PageModel {
    var subject: Subject? { nil }
}

/// Routes of one part of the site.
protocol PageRoutes: Sendable {
    func add(to router: Router<PageContext>)
}

extension Response {
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A table as a file to keep.
    ///
    /// - Parameter name: letters, digits and hyphens, never what a person typed.
    static func csv(_ table: Table, name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: table.csv)))
    }

    /// - Parameter location: one of our own addresses, or a ``LocalPath``.
    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}
