import Access
import Hummingbird
import Logging
import NIOCore

/// What is known of a request beside what it says: where it came from, and who sent it.
package struct PageContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The network address it came from: the peer's, or what the proxy in front says.
    var source: String
    /// Set once the guards have read the cookie or the key.
    var visitor = Visitor.unknown
    /// The path asked for, with its query: where to come back to after a step in between.
    var asked = "/"
    /// The reason for looking, sent with this request (`X-Ringfence-Why`).
    var why = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        self.source = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}

/// Who sent a request.
enum Visitor: Sendable {
    /// Nobody was looked for: the request was refused before.
    case unknown
    /// Nobody signed in, in a browser known by its cookie.
    case nobody(browser: String)
    case session(Session, browser: String)
    case key(Principal, id: Int64)

    /// Who it is, once all of the signing in is done.
    var principal: Principal? {
        switch self {
        case .unknown, .nobody: nil
        case .session(let session, _): session.stage == .full ? session.account.principal : nil
        case .key(let principal, _): principal
        }
    }

    /// The session, at whatever step of signing in.
    var session: Session? {
        if case .session(let session, _) = self { session } else { nil }
    }

    /// The secret behind the tokens of this visitor's forms; empty where there can be no form.
    var formSecret: String {
        switch self {
        case .unknown, .key: ""
        case .nobody(let browser): browser
        case .session(let session, _): session.formSecret
        }
    }
}
