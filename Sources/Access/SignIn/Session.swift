import CallRecords

/// A person's sitting at a browser, from the password on.
package struct Session: Sendable, Hashable {
    /// How far signing in has come.
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        /// The second factor is asked for.
        case code
        /// There is none yet: one is to be set up.
        case enrol
        case full
    }

    package let id: Int64
    package let account: Account
    package let stage: Stage
    /// Behind the tokens of this session's forms.
    package let formSecret: String
    /// A second factor being set up, not yet confirmed.
    package let pending: OneTimeCode?
    package let origin: Origin
    package let beganAt: Instant
    package let usedAt: Instant

    /// Where it was begun, as its owner is shown it.
    package struct Origin: Sendable, Hashable {
        package let source: String
        package let agent: String

        package init(source: String, agent: String) { (self.source, self.agent) = (source, agent) }
    }

    package init(
        id: Int64, account: Account, stage: Stage, formSecret: String, pending: OneTimeCode?, origin: Origin,
        beganAt: Instant, usedAt: Instant
    ) {
        (self.id, self.account, self.stage) = (id, account, stage)
        (self.formSecret, self.pending, self.origin) = (formSecret, pending, origin)
        (self.beganAt, self.usedAt) = (beganAt, usedAt)
    }
}

/// A browser at the door.
package struct Visit: Sendable, Hashable {
    package let origin: Session.Origin
    /// The browser's own token, which it keeps for long.
    package let browser: String

    package init(source: String, agent: String, browser: String) {
        // Shown on the page of sessions, so kept short and on one line.
        let line = agent.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(200)
        origin = Session.Origin(source: source, agent: String(String.UnicodeScalarView(line)))
        self.browser = browser
    }
}

/// What a session is known by: the token goes to the browser, its digest into the casebook.
package struct SessionToken: Sendable, Hashable {
    package let text: String
    package let formSecret: String

    package var digest: String { Secret.digest(text) }

    package init(text: String, formSecret: String) { (self.text, self.formSecret) = (text, formSecret) }
}

/// A key for programs.
package struct AccountKey: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let scopes: Set<KeyScope>
    package let madeAt: Instant
    package let until: Instant
    package let usedAt: Instant?

    package init(
        id: Int64, name: String, scopes: Set<KeyScope>, madeAt: Instant, until: Instant, usedAt: Instant?
    ) {
        (self.id, self.name, self.scopes) = (id, name, scopes)
        (self.madeAt, self.until, self.usedAt) = (madeAt, until, usedAt)
    }
}

package enum KeyRule {
    /// First in every key, so that scanners of leaked secrets know one.
    package static let prefix = "rf_"
    /// Days.
    package static let longest = 366
}
