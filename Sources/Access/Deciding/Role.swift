/// What a person is there to do (requirements R48). Given for everywhere, for one force, or for one operation.
package enum Role: String, CaseIterable, Sendable, Hashable {
    case investigator, analyst, applicant, legal
    /// Gets communications data under authorisations (Investigatory Powers Act 2016 s.76; facts 4.1).
    case singlePointOfContact = "spoc"
    case safeguarding, messenger, auditor
    /// Of the national co-ordination centre.
    case coordinator
    /// Manages users and sees no case.
    case administrator

    package var title: String {
        switch self {
        case .investigator: "Investigator"
        case .analyst: "Analyst"
        case .applicant: "Applicant"
        case .legal: "Legal"
        case .singlePointOfContact: "Single point of contact"
        case .safeguarding: "Safeguarding"
        case .messenger: "Messenger"
        case .auditor: "Auditor"
        case .coordinator: "National co-ordinator"
        case .administrator: "Administrator"
        }
    }

    /// Roles that open cases. Nobody holds one of these together with ``administrator``.
    package static let caseRoles: Set<Role> = Set(allCases).subtracting([.administrator, .auditor])
}

/// Where a role holds.
package enum Scope: Sendable, Hashable {
    case everywhere
    case force(Int64)
    case operation(Int64)
}

/// A role given to a person.
package struct Grant: Sendable, Hashable {
    package let role: Role
    package let scope: Scope

    package init(_ role: Role, _ scope: Scope) { (self.role, self.scope) = (role, scope) }
}

/// Who asks: a person signed in, or a program with a key of theirs.
package struct Principal: Sendable, Hashable {
    package let id: Int64
    package let login: String
    package let name: String
    package let grants: [Grant]
    /// What the key may be used for; nil for a person at a page, who is limited by their roles alone.
    package let keyScopes: Set<KeyScope>?

    package init(id: Int64, login: String, name: String, grants: [Grant], keyScopes: Set<KeyScope>? = nil) {
        (self.id, self.login, self.name) = (id, login, name)
        (self.grants, self.keyScopes) = (grants, keyScopes)
    }

    package var roles: Set<Role> { Set(grants.map(\.role)) }
}

/// What a key may be used for, whatever its owner may do besides.
package enum KeyScope: String, CaseIterable, Sendable, Hashable {
    case read, write, log, administration

    package var title: String {
        switch self {
        case .read: "Look at cases"
        case .write: "Change cases and take records in"
        case .log: "Read the log"
        case .administration: "Manage users and forces"
        }
    }
}
