extension Entrance {
    /// Every command, and what of it is a right of its own. A part is named by the option that asks for it.
    package static let commands: [Entrance] = [
        Entrance("today", .signedIn), Entrance("search", .signedIn),
        Entrance("operations", .may(.seeOperation)), Entrance("operations --make", .may(.makeOperation)),
        Entrance("authorise", .may(.editAuthorisations)),
        Entrance("import", .may(.importRecords)),
        Entrance("files", .may(.seeRecords)), Entrance("files --quarantine", .may(.seeRecords)),
        Entrance("lines", .may(.seeLines)),
        Entrance("line", .may(.seeLines)), Entrance("line --number", .may(.editLines)),
        Entrance("close", .may(.recordClosure)), Entrance("retrace", .may(.trace)),
        Entrance("decide", .may(.decideCandidate)),
        Entrance("exhibit", .may(.takeExhibit)),
        Entrance("log", .may(.seeLog)), Entrance("log --take", .may(.exportLog)),
        Entrance("trace", .open), Entrance("evaluate", .open), Entrance("scan", .open),
        Entrance("watch", .open),
        Entrance("layouts", .open),
        Entrance("synthesise", .open),
        Entrance("version", .open),
        Entrance("demo", .machine), Entrance("serve", .machine), Entrance("setup", .machine),
        Entrance("user add", .machine), Entrance("user list", .machine), Entrance("user link", .machine),
        Entrance("user key", .machine),
        Entrance("verify", .machine), Entrance("checkpoint", .machine), Entrance("migrate", .machine),
        Entrance("backup", .machine), Entrance("restore", .machine), Entrance("move", .machine),
        Entrance("doctor", .machine),
    ]
}
