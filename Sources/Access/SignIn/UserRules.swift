/// Who may change what of whom among users, as it stands at the moment of the change.
///
/// Beside ``AccessRules``, which says who manages users at all and where: nobody changes their own roles or standing, no
/// administrator opens cases, and there is always one left for everywhere.
package enum UserRules {
    /// - Throws: ``AccountRefusal/outsideForce`` unless all that the user was given lies where `who` manages users.
    ///   One who was given nothing is for an administrator for everywhere.
    package static func manage(_ who: Principal, _ situation: UserSituation) throws(AccountRefusal) {
        if reaches(who, .everywhere, situation) { return }
        let scopes = situation.account.grants.map(\.scope)
        guard !scopes.isEmpty, scopes.allSatisfy({ reaches(who, $0, situation) }) else { throw .outsideForce }
    }

    /// Whether `who` manages users at a scope.
    private static func reaches(_ who: Principal, _ scope: Scope, _ situation: UserSituation) -> Bool {
        let place: Place =
            switch scope {
            case .everywhere: .everywhere
            case .force(let force): Place(force: force)
            case .operation(let id): Place(force: situation.forceOfOperation[id])
            }
        return AccessRules.decide(who, .manageUsers, on: place).isAllowed
    }

    /// - Parameter isNew: a user just being made, whose first role this is.
    package static func give(
        _ grant: Grant, by who: Principal, _ situation: UserSituation, isNew: Bool = false
    ) throws(AccountRefusal) {
        if !isNew { try manage(who, situation) }
        guard situation.account.id != who.id else { throw .oneself }
        switch grant.scope {
        case .everywhere: break
        case .force(let force): guard situation.forces.contains(force) else { throw .noSuchForce }
        case .operation(let id):
            guard situation.forceOfOperation[id] != nil else { throw .noSuchOperation }
            guard grant.role != .administrator else { throw .administratorOfOperation }
        }
        guard reaches(who, grant.scope, situation) else { throw .outsideForce }
        let roles = Set(situation.account.grants.map(\.role)).union([grant.role])
        guard !roles.contains(.administrator) || roles.isDisjoint(with: Role.caseRoles) else {
            throw .administratorAndCases
        }
    }

    package static func take(
        _ grant: Grant, by who: Principal, _ situation: UserSituation
    ) throws(AccountRefusal) {
        try manage(who, situation)
        guard situation.account.id != who.id else { throw .oneself }
        if grant == Grant(.administrator, .everywhere) { try keepOne(situation) }
    }

    package static func suspend(by who: Principal, _ situation: UserSituation) throws(AccountRefusal) {
        try manage(who, situation)
        guard situation.account.id != who.id else { throw .oneself }
        try keepOne(situation)
    }

    /// For what lets somebody into an account, or out of it: links, sessions, the second factor.
    package static func change(by who: Principal, _ situation: UserSituation) throws(AccountRefusal) {
        try manage(who, situation)
        guard situation.account.id != who.id else { throw .oneself }
        guard !situation.account.standing.isPractice else { throw .practice }
    }

    private static func keepOne(_ situation: UserSituation) throws(AccountRefusal) {
        if situation.administrators == [situation.account.id] { throw .lastAdministrator }
    }
}
