import Access
import CallRecords
import Casework

extension APIModels {
    static let grant = APIModel<Grant>(
        "Grant",
        [
            .choice("role") { $0.role }, .optionalID("force") { $0.scope.force },
            .optionalID("operation") { $0.scope.operation },
        ])

    static let user = APIModel<Account>(
        "User",
        [
            .id("id") { $0.id }, .text("login") { $0.login }, .text("name") { $0.name },
            .models("grants", grant) { $0.grants }, .truth("is_suspended") { $0.standing.isSuspended },
            .truth("is_practice") { $0.standing.isPractice },
            .truth("has_password") { $0.standing.hasPassword },
            .truth("has_second_factor") { $0.standing.hasSecondFactor }, .time("made_at") { $0.madeAt },
            .optionalTime("last_signed_in_at") { $0.lastSignedInAt },
        ])

    /// A link that lets whoever has it choose a password, once, within a day.
    static let link = APIModel<(id: Int64, link: String)>(
        "SetUpLink", [.id("user") { $0.id }, .text("link") { $0.link }])

    // MARK: One's own

    static let own = APIModel<Principal>(
        "Own",
        [
            .id("id") { $0.id }, .text("login") { $0.login }, .text("name") { $0.name },
            .models("grants", grant) { $0.grants },
            .optionalModels("scopes", scope) { $0.keyScopes.map { KeyScope.allCases.filter($0.contains) } },
        ])

    static let scope = APIModel<KeyScope>(
        "Scope", [.choice("scope") { $0 }, .text("title") { $0.title }])

    static let key = APIModel<AccountKey>(
        "Key",
        [
            .id("id") { $0.id }, .text("name") { $0.name },
            .choices("scopes") { key in KeyScope.allCases.filter(key.scopes.contains) },
            .time("made_at") { $0.madeAt }, .time("until") { $0.until },
            .optionalTime("used_at") { $0.usedAt },
        ])

    /// Shown once.
    static let newKey = APIModel<(text: String, id: Int64)>(
        "NewKey", [.id("id") { $0.id }, .text("key") { $0.text }])

    static let session = APIModel<Session>(
        "Session",
        [
            .id("id") { $0.id }, .text("source") { $0.origin.source }, .text("agent") { $0.origin.agent },
            .time("began_at") { $0.beganAt }, .time("used_at") { $0.usedAt },
        ])
}

extension Scope {
    var force: Int64? { if case .force(let id) = self { id } else { nil } }
    var operation: Int64? { if case .operation(let id) = self { id } else { nil } }
}
