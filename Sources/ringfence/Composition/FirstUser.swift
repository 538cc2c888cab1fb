import Access
import Storage

/// The first administrator: made where nobody could sign in otherwise.
enum FirstUser {
    static let login = "administrator"
    static let name = "First administrator"

    enum State {
        /// Somebody has signed in, or can.
        case there
        /// Nobody can, but with this link, just made.
        case begins(link: String)
        /// Nobody can, but with a link that was made before.
        case waits
    }

    /// Makes the first administrator where there is no user.
    ///
    /// - Parameter isForced: makes another link in the place of one that was made before.
    static func state(
        in casebook: Casebook, login: String = login, name: String = name, isForced: Bool = false
    ) async throws -> State {
        let accounts = try await casebook.accounts()
        let console = Administration.console(of: casebook)
        guard !accounts.isEmpty else {
            return .begins(
                link: try await console.add(
                    login: login, name: name, first: Grant(.administrator, .everywhere)
                ).link)
        }
        let isIdle = accounts.allSatisfy { $0.lastSignedInAt == nil && !$0.standing.hasPassword }
        guard isIdle,
            let first = accounts.first(where: { $0.grants.contains(Grant(.administrator, .everywhere)) })
        else { return .there }
        return isForced ? .begins(link: try await console.newLink(for: first.id)) : .waits
    }
}
