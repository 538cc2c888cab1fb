import Access
import Casework

struct AdministrationPage: PageModel {
    static let template = "admin"
    static let section = "Administration"
    let title = "Administration"
    let users: String
    let forces: String
    let isManager: Bool
    let isForceManager: Bool
    let isRetentionManager: Bool

    init(users: String, forces: String, isManager: Bool, isForceManager: Bool, isRetentionManager: Bool) {
        (self.users, self.forces, self.isManager) = (users, forces, isManager)
        (self.isForceManager, self.isRetentionManager) = (isForceManager, isRetentionManager)
    }
}

struct ForcesPage: PageModel {
    struct Row: Sendable {
        let name: String
        let link: String
        /// Who only looks at forces gets no link to where they are renamed.
        let mayRename: Bool

        init(id: Int64, name: String, mayRename: Bool) {
            (self.name, link, self.mayRename) = (name, "/administration/forces/\(id)", mayRename)
        }
    }

    static let template = "admin-forces"
    static let section = "Administration"
    let title = "Forces"
    let done: String
    let hasNotice: Bool
    let forces: [Row]
    let isManager: Bool
    let name: String
    let wrong: FormProblems

    init(done: String, forces: [Row], isManager: Bool, name: String, wrong: FormProblems) {
        self.done =
            switch done {
            case "made": "Force made. Give somebody a role in it next."
            case "renamed": "Force renamed."
            default: ""
            }
        hasNotice = !self.done.isEmpty
        (self.forces, self.isManager, self.name, self.wrong) = (forces, isManager, name, wrong)
    }
}

struct ForcePage: PageModel {
    static let template = "admin-force"
    static let section = "Administration"
    let title: String
    let action: String
    let name: String
    let wrong: FormProblems
}

struct UsersPage: PageModel {
    static let template = "admin-users"
    static let section = "Administration"
    let title = "Users"
    let sought: String
    let users: TableView
    let isManager: Bool

    init(sought: String, users: TableView, isManager: Bool) {
        (self.sought, self.users, self.isManager) = (sought, users, isManager)
    }
}

/// A choice in a form.
struct GrantChoice: Sendable {
    let value: String
    let name: String
    let isChosen: Bool
}

/// The two questions behind every role: which, and where.
struct GrantChoices: Sendable {
    let roles: [GrantChoice]
    let scopes: [GrantChoice]

    init(_ places: GrantPlaces, for who: Principal, role: String = "", scope: String = "") {
        roles = Role.allCases.map {
            GrantChoice(value: $0.rawValue, name: $0.title, isChosen: $0.rawValue == role)
        }
        scopes = places.scopes(for: who).map {
            let value = GrantPlaces.value(of: $0)
            return GrantChoice(value: value, name: places.name(of: $0), isChosen: value == scope)
        }
    }
}

struct NewUserPage: PageModel {
    static let template = "admin-user-new"
    static let section = "Administration"
    let title = "Make a user"
    let login: String
    let name: String
    let choices: GrantChoices
    let wrong: FormProblems
    let atLogin: FieldProblem
    let atName: FieldProblem
    let atRole: FieldProblem

    init(login: String, name: String, choices: GrantChoices, wrong: FormProblems) {
        (self.login, self.name, self.choices, self.wrong) = (login, name, choices, wrong)
        (atLogin, atName, atRole) = (wrong.at("login"), wrong.at("name"), wrong.at("role"))
    }
}

struct UserLinkPage: PageModel {
    static let template = "admin-user-link"
    static let section = "Administration"
    let title: String
    let link: String
    let user: String
    /// What comes after the password.
    let then: String

    init(name: String, link: String, user: Int64, hasSecondFactor: Bool = false) {
        title = "Hand this link to \(name)"
        then =
            hasSecondFactor
            ? "and sign in with the second factor they have" : "and then set up a second factor"
        self.link = link
        self.user = "/administration/users/\(user)"
    }
}

struct UserPage: PageModel {
    struct Given: Sendable {
        let text: String
        let role: String
        let scope: String
        let action: String
        let isTakeable: Bool
    }

    /// Something else that may be done with the user.
    struct Act: Sendable {
        let action: String
        let button: String
        let hint: String
    }

    static let template = "admin-user"
    static let section = "Administration"
    let title: String
    let done: String
    let hasNotice: Bool
    let facts: [Fact]
    let given: [Given]
    let isManager: Bool
    let isSelf: Bool
    let give: String
    let rename: String
    let choices: GrantChoices
    let acts: [Act]
    let wrong: FormProblems

    init(
        _ user: Account, done: String, given: [Given], isManager: Bool, isSelf: Bool, choices: GrantChoices,
        acts: [Act], wrong: FormProblems
    ) {
        (title, facts, self.given) = (user.name, UserFacts.of(user), given)
        (self.done, hasNotice) = (done, !done.isEmpty)
        (self.isManager, self.isSelf, self.choices) = (isManager, isSelf, choices)
        (self.acts, self.wrong) = (acts, wrong)
        (give, rename) = ("/administration/users/\(user.id)/give", "/administration/users/\(user.id)/rename")
    }

    static func notice(_ done: String) -> String {
        switch done {
        case "given": "Role given."
        case "taken": "Role taken away."
        case "renamed": "Name changed. What they did before keeps the old one."
        case "suspended": "User suspended. Their sessions and keys have ended."
        case "resumed": "The user may sign in again."
        case "sessions": "All of the user's sessions have ended."
        case "factor": "Second factor taken away. The user sets up another when they next sign in."
        default: ""
        }
    }
}
