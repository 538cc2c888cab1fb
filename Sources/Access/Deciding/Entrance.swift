/// A way in, and what one must be allowed to take it: a page's route, or a command.
///
/// These tables decide nothing: ``AccessRules/decide(_:_:on:why:)`` does, wherever a way leads. They say what it comes to,
/// for the manual, and tests walk every way with every role to see that it is so.
package struct Entrance: Sendable, Hashable {
    package enum Need: Sendable, Hashable {
        /// Open to anybody.
        case open
        /// Any person signed in: their own account, and what shows each no more than they may see.
        case signedIn
        case may(Action)
        /// One of several will do.
        case one([Action])
        /// The machine's operator, who owns the casebook's folder: no key is asked for, and no case is opened.
        case machine

        package func isMet(by role: Role) -> Bool {
            switch self {
            case .open, .signedIn, .machine: true
            case .may(let action): AccessRules.rule(for: action)?.roles.contains(role) ?? false
            case .one(let actions): actions.contains { Need.may($0).isMet(by: role) }
            }
        }
    }

    /// As the router has it, `GET /lines/:id`; or as the command is typed, with the option that asks for a part of it.
    package let name: String
    package let need: Need

    package init(_ name: String, _ need: Need) { (self.name, self.need) = (name, need) }
}
