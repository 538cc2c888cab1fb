import Access
import Storage

/// Users for trying the worked example, one for each role: marked as such wherever they appear, and made by nothing
/// but loading it.
enum PracticeUsers {
    /// Of another force, to see what sharing lets them see.
    private static let neighbour = "neighbour"

    private static func name(_ role: Role) -> String {
        switch role {
        case .investigator: "Ines Vestry"
        case .analyst: "Anna Lyster"
        case .applicant: "Abel Plimsoll"
        case .legal: "Lea Gallow"
        case .singlePointOfContact: "Silas Pocket"
        case .safeguarding: "Saffron Garth"
        case .messenger: "Merle Senger"
        case .auditor: "Aubrey Ditton"
        case .coordinator: "Cora Dinnington"
        case .administrator: "Adam Minster"
        }
    }

    /// Makes those that are not there yet.
    ///
    /// - Parameters:
    ///   - force: where those who open cases hold their roles; the others hold theirs everywhere.
    ///   - neighbour: the force that the operation is shared with.
    static func make(in casebook: Casebook, force: Int64, neighbour other: Int64) async throws {
        for role in Role.allCases {
            let isNational = role == .administrator || role == .auditor || role == .coordinator
            let scope: Scope = isNational ? .everywhere : .force(force)
            try await make(role.rawValue, name(role), Grant(role, scope), casebook)
        }
        try await make(neighbour, "Nell Border", Grant(.investigator, .force(other)), casebook)
    }

    private static func make(_ login: String, _ name: String, _ grant: Grant, _ casebook: Casebook)
        async throws
    {
        guard try await casebook.account(login: login) == nil else { return }
        _ = try await Administration.console(of: casebook).add(
            login: login, name: "\(name) (practice)", grants: [grant], password: Practice.password,
            isPractice: true)
    }

    /// The practice user who holds a role.
    static func principal(_ role: Role, in casebook: Casebook) async throws -> Principal {
        guard let account = try await casebook.account(login: role.rawValue), account.standing.isPractice
        else {
            throw AccountRefusal.noSuchUser
        }
        return account.principal
    }
}

extension SignIn {
    /// With the system's clock and its source of secrets.
    static func of(_ casebook: Casebook) -> SignIn {
        SignIn(store: casebook, now: systemClock, random: systemRandom)
    }
}

extension Administration {
    static func console(of casebook: Casebook) -> Administration { .console(signIn: .of(casebook)) }
}
