import Access
import CallRecords
import Casework

struct AccountPage: PageModel {
    struct Sitting: Sendable {
        let place: String
        let agent: String
        let used: String
        let began: String
        let isThis: Bool
        let action: String

        init(_ session: Session, isThis: Bool) {
            (place, agent) = (session.origin.source, session.origin.agent)
            (used, began) = (Format.time(session.usedAt), Format.time(session.beganAt))
            self.isThis = isThis
            action = "/account/sessions/\(session.id)/end"
        }
    }

    struct Key: Sendable {
        let name: String
        let scopes: String
        let until: String
        let used: String
        let action: String

        init(_ key: AccountKey, now: Instant) {
            name = key.name
            scopes = KeyScope.allCases.filter(key.scopes.contains).map(\.title).joined(separator: "; ")
            until =
                key.until > now
                ? "Until \(Format.day(of: key.until))" : "Over since \(Format.day(of: key.until))"
            used = key.usedAt.map { "Last used \(Format.time($0))" } ?? "Never used"
            action = "/account/keys/\(key.id)/end"
        }
    }

    static let template = "account"
    static let section = ""
    let title = "Your account"
    let done: String
    let hasNotice: Bool
    let facts: [Fact]
    let isPractice: Bool
    let sessions: [Sitting]
    let keys: [Key]

    init(done: String, facts: [Fact], isPractice: Bool, sessions: [Sitting], keys: [Key]) {
        (self.done, hasNotice, self.facts) = (done, !done.isEmpty, facts)
        (self.isPractice, self.sessions, self.keys) = (isPractice, sessions, keys)
    }

    static func notice(_ done: String) -> String {
        switch done {
        case "password": "Password changed. Your other sessions have ended."
        case "session": "The session has ended."
        case "key": "The key has ended."
        default: ""
        }
    }
}

struct PasswordPage: PageModel {
    static let template = "account-password"
    static let section = ""
    let title = "Change your password"
    let least = "\(PasswordRule.least)"
    let wrong: FormProblems

    init(wrong: FormProblems) { self.wrong = wrong }
}

/// Asks for the password and a code again.
struct ConfirmPage: PageModel {
    static let template = "account-confirm"
    static let section = ""
    let title: String
    let text: String
    let action: String
    let button: String
    let wrong: FormProblems
}

struct NewKeyPage: PageModel {
    struct Choice: Sendable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    static let template = "account-key-new"
    static let section = ""
    let title = "Make a key"
    let name: String
    let days: String
    let scopes: [Choice]
    let wrong: FormProblems

    init(name: String = "", days: String = "90", chosen: Set<KeyScope> = [.read], wrong: FormProblems = .none)
    {
        (self.name, self.days, self.wrong) = (name, days, wrong)
        scopes = KeyScope.allCases.map {
            Choice(value: $0.rawValue, name: $0.title, isChosen: chosen.contains($0))
        }
    }
}

struct MadeKeyPage: PageModel {
    static let template = "account-key-made"
    static let section = ""
    let title = "Your new key"
    let key: String

    init(key: String) { self.key = key }
}
