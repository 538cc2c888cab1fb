/// Who may do what: one table, and the one function that reads it.
///
/// Pages, commands, the API, exports, search results, counts and live updates all ask ``decide(_:_:on:why:)``; its
/// reason is what the refusal page prints and the log keeps.
package enum AccessRules {
    package struct Rule: Sendable, Hashable {
        package let action: Action
        /// As the manual's table says it.
        package let title: String
        package let roles: Set<Role>
        /// Changes nothing: allowed to a force that an operation is shared with for seeing only.
        package let isLook: Bool
        /// Whether the log wants a reason first (Data Protection Act 2018 s.62(2); facts 6.11).
        package let asksWhy: Bool
        package let keyScope: KeyScope
        /// Whether it goes on in an operation that is closed.
        package let inClosed: Bool
    }

    private static let workers: Set<Role> = [.investigator, .analyst]
    private static let readers: Set<Role> = [
        .investigator, .analyst, .applicant, .legal, .singlePointOfContact, .safeguarding, .messenger,
    ]

    /// The whole of it. Order: as the manual prints it.
    package static let rules: [Rule] = [
        look(.seeOperation, "See an operation and what belongs to it", readers.union([.coordinator])),
        work(.makeOperation, "Make an operation", workers.union([.applicant])),
        work(.editOperation, "Change an operation", workers.union([.applicant]), inClosed: true),
        work(
            .shareOperation, "Share an operation with a force, or restrict it to named people",
            [.investigator, .applicant]),
        look(
            .seeLines, "See lines, numbers, identifiers and closures", readers.union([.coordinator]),
            asksWhy: true),
        work(.editLines, "Record and change lines, numbers and identifiers", workers),
        work(.recordClosure, "Record a closure", workers.union([.applicant])),
        work(.checkBack, "Record a check-back", workers.union([.applicant])),
        look(
            .seeRecords, "See files of records and what was set aside",
            workers.union([.applicant, .legal, .singlePointOfContact])),
        work(.importRecords, "Take records in", workers.union([.singlePointOfContact])),
        look(.takeOriginal, "Take an original file away", workers.union([.legal, .singlePointOfContact])),
        work(.trace, "Look for the number that replaced a closed one", workers),
        work(.decideCandidate, "Accept or reject a candidate", workers),
        look(
            .takeExhibit, "Take an answer away as an exhibit", workers.union([.applicant, .legal])),
        look(
            .seePeople, "See people named in a case",
            [.investigator, .analyst, .applicant, .legal, .safeguarding], asksWhy: true),
        work(.editPeople, "Record and change people", [.investigator, .analyst, .safeguarding]),
        look(
            .seeAuthorisations, "See authorisations for communications data",
            workers.union([.applicant, .legal, .singlePointOfContact])),
        work(.editAuthorisations, "Record authorisations", [.investigator, .singlePointOfContact]),
        look(.seeNotes, "Read notes", [.investigator, .analyst, .applicant, .legal, .safeguarding]),
        work(.writeNotes, "Write notes", [.investigator, .analyst, .applicant, .legal, .safeguarding]),
        work(.askDeletion, "Ask for data to be deleted", [.investigator, .legal], inClosed: true),
        work(.confirmDeletion, "Confirm a deletion that another person asked for", [.legal], inClosed: true),
        work(.holdData, "Set or lift a legal hold", [.legal], inClosed: true),
        look(.seeLog, "Read the log", [.auditor], keyScope: .log),
        look(.exportLog, "Take the log away", [.auditor], keyScope: .log),
        look(
            .seeUsers, "See users and what they were given", [.administrator, .auditor],
            keyScope: .administration),
        work(
            .manageUsers, "Make users, give and take roles, end sessions", [.administrator],
            keyScope: .administration),
        work(.manageForces, "Make and rename forces", [.administrator], keyScope: .administration),
        work(
            .setRetention, "Set review dates for classes of data", [.administrator], keyScope: .administration
        ),
        look(.seeSystem, "See the state of the server", [.administrator], keyScope: .administration),
        look(.useAccount, "One's own account", Set(Role.allCases)),
    ]

    private static func look(
        _ action: Action, _ title: String, _ roles: Set<Role>, asksWhy: Bool = false,
        keyScope: KeyScope = .read
    ) -> Rule {
        Rule(
            action: action, title: title, roles: roles, isLook: true, asksWhy: asksWhy, keyScope: keyScope,
            inClosed: true)
    }

    private static func work(
        _ action: Action, _ title: String, _ roles: Set<Role>, keyScope: KeyScope = .write,
        inClosed: Bool = false
    ) -> Rule {
        Rule(
            action: action, title: title, roles: roles, isLook: false, asksWhy: false, keyScope: keyScope,
            inClosed: inClosed)
    }

    package static func rule(for action: Action) -> Rule? { rules.first { $0.action == action } }

    /// Who may do what, on which, why.
    ///
    /// - Parameters:
    ///   - who: nil for somebody who is not signed in.
    ///   - why: the reason given this sitting, for the actions that ask one.
    package static func decide(
        _ who: Principal?, _ what: Action, on place: Place, why: WhyGiven = .notAsked
    ) -> Verdict {
        guard let who else { return .refused(because: .notSignedIn) }
        guard let rule = rule(for: what) else { return .refused(because: .noRule(what)) }
        if let scopes = who.keyScopes, !scopes.contains(rule.keyScope), what != .useAccount {
            return .refused(because: .keyScope(rule.keyScope))
        }
        if what == .useAccount { return .allowed }
        guard !rule.roles.isDisjoint(with: who.roles) else {
            return .refused(because: .role(rule.title, rule.roles))
        }
        let reaching = who.grants.filter { rule.roles.contains($0.role) }.map { reach(of: $0.scope, place) }
        guard let best = reaching.compactMap({ $0 }).max() else { return .refused(because: .elsewhere) }
        if let operation = place.operation {
            if let named = operation.named, !named.contains(who.id) { return .refused(because: .restricted) }
            if best == .see, !rule.isLook { return .refused(because: .sharedForSeeing) }
            if operation.isClosed, !rule.inClosed { return .refused(because: .operationClosed) }
        }
        if rule.asksWhy, why == .missing { return .refused(because: .whyNeeded) }
        return .allowed
    }

    private enum Reach: Int, Comparable {
        case see, work
        static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
    }

    /// How far a role given at `scope` goes at a place; nil where it does not reach it.
    private static func reach(of scope: Scope, _ place: Place) -> Reach? {
        switch scope {
        case .everywhere: return .work
        case .force(let force):
            if place.force == force { return .work }
            return place.operation?.shares[force].map { $0 == .work ? .work : .see }
        case .operation(let id): return place.operation?.id == id ? .work : nil
        }
    }
}

/// Whether a reason was given for looking.
package enum WhyGiven: Sendable, Hashable {
    /// Asked nowhere: a list, a count, or a casebook set not to ask.
    case notAsked
    case missing
    case given
}

package enum Verdict: Sendable, Hashable {
    case allowed
    case refused(because: AccessRefusal)

    package var isAllowed: Bool { self == .allowed }
}

/// Why something may not be done. Its sentence is on the refusal page and in the log.
package enum AccessRefusal: Error, Sendable, Hashable {
    case notSignedIn
    case noRule(Action)
    /// What was tried, and the roles that may.
    case role(String, Set<Role>)
    /// The role is held, but for another force or operation.
    case elsewhere
    case restricted
    case sharedForSeeing
    case operationClosed
    case whyNeeded
    case keyScope(KeyScope)

    package var sentence: String {
        switch self {
        case .notSignedIn: "Sign in first."
        case .noRule(let action): "No rule allows “\(action.rawValue)”."
        case .role(let title, let roles):
            "“\(title)” is for the roles \(roles.map(\.title).sorted().joined(separator: ", ")), and you hold none "
                + "of them. Ask your administrator if you need one."
        case .elsewhere:
            "Your roles do not reach this operation. Ask the force that owns it to share it, or your administrator."
        case .restricted: "This operation is restricted to named people, and you are not one of them."
        case .sharedForSeeing: "This operation is shared with your force for seeing only."
        case .operationClosed: "This operation is closed. Open it again to change anything in it."
        case .whyNeeded: "Say first why you need to look."
        case .keyScope(let scope): "This key may not be used for that: it lacks “\(scope.rawValue)”."
        }
    }
}
