import Access

extension Tables {
    /// - Parameter scope: names where a role holds.
    package static func users(_ users: [Account], scope: (Scope) -> String) -> Table {
        Table(
            "Users",
            [
                .text("Name", "name"), .text("Sign-in name", "login"), .text("Roles", "roles"),
                .text("State", "state"), .time("Last signed in", "last_signed_in"),
            ],
            users.map { user in
                [
                    .init(user.name, link: "/administration/users/\(user.id)"), .init(user.login),
                    .init(user.grants.map { "\($0.role.title), \(scope($0.scope))" }.joined(separator: "; ")),
                    .init(state(of: user)), .time(user.lastSignedInAt),
                ]
            })
    }

    /// A user's state in a word or two.
    package static func state(of user: Account) -> String {
        if user.standing.isSuspended { return "Suspended" }
        if user.standing.isPractice { return "Practice user" }
        return user.lastSignedInAt == nil ? "Never signed in" : "In use"
    }
}
