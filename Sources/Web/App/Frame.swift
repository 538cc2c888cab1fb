import Access

/// What stands round every page.
struct Frame: Sendable {
    let title: String
    /// HTML, made by a template.
    let main: String
    let software: String
    /// Seconds after which the page is asked for again.
    let refresh: String
    let isRefreshed: Bool
    let visitor: FrameVisitor
    let live: LiveSubject
}

/// Who is signed in, as the frame says it, and where they may go.
struct FrameVisitor: Sendable {
    struct Section: Sendable {
        let name: String
        let link: String
        let isCurrent: Bool
    }

    let name: String
    let isSignedIn: Bool
    let isPractice: Bool
    /// Whether the search box is there.
    let isSearching: Bool
    let sections: [Section]

    init(_ visitor: Visitor, section: String) {
        let who = visitor.principal
        name = who?.name ?? ""
        isSignedIn = who != nil
        isPractice = isSignedIn && visitor.session?.account.standing.isPractice == true
        isSearching = who.map { Navigation.may($0, .seeLines) } ?? false
        sections = Navigation.sections(for: who, current: section)
    }
}

/// What a page shows, for the script that tells when others have changed it.
struct LiveSubject: Sendable {
    let isLive: Bool
    let kind: String
    let id: String

    init(_ subject: Subject?) {
        isLive = subject != nil
        kind = subject?.kind.rawValue ?? ""
        id = subject.map { "\($0.id)" } ?? ""
    }
}

/// The parts of the site, and who is shown which: those whose roles let them do there anything at all.
enum Navigation {
    private static let parts: [(name: String, link: String, action: Action)] = [
        ("Home", "/", .useAccount), ("Operations", "/operations", .seeOperation),
        ("Lines", "/lines", .seeLines),
        ("Numbers", "/numbers", .seeLines), ("People", "/people", .seePeople),
        ("Files", "/files", .seeRecords),
        ("Log", "/log", .seeLog), ("Administration", "/administration", .seeUsers),
        ("Help", "/help", .useAccount),
    ]

    static func sections(for who: Principal?, current: String) -> [FrameVisitor.Section] {
        guard let who else { return [] }
        return parts.filter { may(who, $0.action) }.map {
            FrameVisitor.Section(name: $0.name, link: $0.link, isCurrent: $0.name == current)
        }
    }

    /// Whether there is any place where this person may do it.
    static func may(_ who: Principal, _ action: Action) -> Bool {
        (who.grants.map(\.scope) + [.everywhere]).contains { scope in
            let place: Place =
                switch scope {
                case .everywhere: .everywhere
                case .force(let id): Place(force: id)
                case .operation(let id): Place(force: nil, operation: .init(id: id))
                }
            return AccessRules.decide(who, action, on: place).isAllowed
        }
    }
}
