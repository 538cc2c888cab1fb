extension AccessRules {
    /// The manual's page on who may do what, made from ``rules``.
    package static var manual: String {
        let roles = Role.allCases
        let names = roles.map(short)
        var text = """
            # Who may do what

            This page is written from the rules; a test fails where they differ. A role is given everywhere, for a force, or for one
            operation, and reaches no further. An operation can be shared with another force for seeing only, or for working on; it can be
            restricted to named people, whom their role must allow besides. In a closed operation only what is marked ○ goes on. For what is
            marked ? the casebook asks why, once a sitting for each person, number or line; the reason stands in the log.

            An administrator manages users and sees no case: nobody holds that role together with one that opens cases. Everybody signed in
            sees their own account. The page that refuses says which rule did, and the log keeps it.

            | what | \(names.joined(separator: " | ")) |
            |---|\(names.map { _ in "---" }.joined(separator: "|"))|

            """
        for rule in rules where rule.action != .useAccount {
            let marks = roles.map { rule.roles.contains($0) ? "✓" : "" }
            let notes = (rule.asksWhy ? " ?" : "") + (rule.inClosed && !rule.isLook ? " ○" : "")
            text += "| \(rule.title)\(notes) | \(marks.joined(separator: " | ")) |\n"
        }
        text += "\n"
        text += roles.map { "\(short($0)): \($0.title)." }.joined(separator: " ")
        return text + """


            A key for programs does what its scopes say and its owner may, and no more:
            \(KeyScope.allCases.map { "`\($0.rawValue)`: \($0.title.prefix(1).lowercased() + $0.title.dropFirst())" }.joined(separator: "; ")).

            ## Commands

            What a command does beyond looking is a right of its own, named by its option. Exit code 77 says that a key's owner may not.

            \(table(of: Entrance.commands, called: "command"))

            Open to anybody, with no key, because they open no casebook: \(list(.open)).

            For the machine's operator, with no key: \(list(.machine)). They open no case, and what they change is logged as
            done at the console.

            ## Pages

            Each address by how it is asked for. What a page shows is what its reader may see. The API's addresses and what each
            asks for are in [its own page](api.md). Open to anybody: \(Entrance.pages.filter { $0.need == .open }.map { "`\($0.name)`" }.joined(separator: ", ")).

            \(table(of: Entrance.pages, called: "page"))

            """
    }

    /// A row for every way that takes somebody signed in.
    private static func table(of entrances: [Entrance], called what: String) -> String {
        let roles = Role.allCases
        let rows = entrances.filter { ![.open, .machine].contains($0.need) }.map { entrance in
            "| `\(entrance.name)` | \(roles.map { entrance.need.isMet(by: $0) ? "✓" : "" }.joined(separator: " | ")) |"
        }
        return
            ([
                "| \(what) | \(roles.map(short).joined(separator: " | ")) |",
                "|---|\(roles.map { _ in "---" }.joined(separator: "|"))|",
            ] + rows).joined(separator: "\n")
    }

    private static func list(_ need: Entrance.Need) -> String {
        Entrance.commands.filter { $0.need == need }.map { "`\($0.name)`" }.joined(separator: ", ")
    }

    private static func short(_ role: Role) -> String {
        switch role {
        case .investigator: "Inv"
        case .analyst: "Ana"
        case .applicant: "App"
        case .legal: "Leg"
        case .singlePointOfContact: "SPoC"
        case .safeguarding: "Safe"
        case .messenger: "Mes"
        case .auditor: "Aud"
        case .coordinator: "Nat"
        case .administrator: "Adm"
        }
    }
}
