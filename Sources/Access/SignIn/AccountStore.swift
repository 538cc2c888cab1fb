import CallRecords

/// All that signing in and managing users need of a store.
package typealias AccountStore = KeyStore & SessionStore & UserStore

/// Users and what they were given.
package protocol UserStore: Sendable {
    /// By name.
    func accounts() async throws -> [Account]
    func account(id: Int64) async throws -> Account?
    func account(login: String) async throws -> Account?
    func account(issuer: String, subject: String) async throws -> Account?
    func hasAccounts() async throws -> Bool
    /// Sign-in names of practice users, in order.
    func practiceLogins() async throws -> [String]
    /// Empty for an account that is none.
    func secrets(of account: Int64) async throws -> AccountSecrets

    /// Whose link it is, where it can still be used.
    func account(link digest: String, at now: Instant) async throws -> Account?

    /// Adds a user in one transaction with what `decide` gives once the id is known.
    ///
    /// - Throws: ``AccountRefusal/loginTaken``, and what `decide` throws.
    func addAccount(
        _ new: NewAccount, at now: Instant, decide: @escaping @Sendable (UserSituation) throws -> UserDecision
    ) async throws -> Int64

    /// Changes a user in one transaction: `decide` sees them as they are, and says what is to change and be logged.
    ///
    /// - Throws: ``AccountRefusal/noSuchUser``, what `decide` throws, and the refusal of a change that cannot be made.
    func change(
        account: Int64, at now: Instant, decide: @escaping @Sendable (UserSituation) throws -> UserDecision
    ) async throws

    /// - Throws: ``AccountRefusal/forceTaken``.
    func addForce(
        named name: String, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// - Parameter log: is told the old name.
    func rename(
        force: Int64, to name: String, at now: Instant, log: @escaping @Sendable (String) -> LogDraft
    ) async throws

    /// For what is logged without a change: refusals, wrong tries.
    func keep(_ draft: LogDraft, at now: Instant) async throws
}

package struct NewAccount: Sendable, Hashable {
    package let login: String
    package let name: String
    package let isPractice: Bool

    package init(login: String, name: String, isPractice: Bool = false) {
        (self.login, self.name, self.isPractice) = (login, name, isPractice)
    }
}

/// What a change of a user is decided on.
package struct UserSituation: Sendable {
    package let account: Account
    package let secrets: AccountSecrets
    /// Who is an administrator for everywhere, and not suspended.
    package let administrators: Set<Int64>
    package let forces: Set<Int64>
    /// The force of each operation.
    package let forceOfOperation: [Int64: Int64]

    package init(
        account: Account, secrets: AccountSecrets, administrators: Set<Int64>, forces: Set<Int64>,
        forceOfOperation: [Int64: Int64]
    ) {
        (self.account, self.secrets, self.administrators) = (account, secrets, administrators)
        (self.forces, self.forceOfOperation) = (forces, forceOfOperation)
    }
}

package struct UserDecision: Sendable {
    package let changes: [UserChange]
    package let log: [LogDraft]

    package init(_ changes: [UserChange], log: [LogDraft]) { (self.changes, self.log) = (changes, log) }
}

package enum UserChange: Sendable, Hashable {
    case give(Grant)
    case take(Grant)
    case suspend
    case resume
    case rename(String)
    case password(PasswordHash)
    /// Nil takes the second factor away.
    case code(OneTimeCode?, step: Int64)
    /// - Throws: ``AccountRefusal/stepOver`` where there is one already.
    case firstCode(OneTimeCode)
    /// Digests; those there were are no more.
    case recoveryCodes([String])
    /// - Throws: ``AccountRefusal/notRecognised`` where it is not the account's, or was used.
    case useRecoveryCode(String)
    /// Any other link of the account is no more.
    case link(digest: String, until: Instant)
    /// - Throws: ``AccountRefusal/linkOver``.
    case useLink(digest: String)
    case identity(issuer: String, subject: String)
    case endSessions(except: Int64?)
    case endSession(Int64)
    case endKeys
    /// What a session is setting up as its second factor.
    case pending(session: Int64, OneTimeCode?)
}

/// Sessions, wrong tries, and what lies between the password and the session.
package protocol SessionStore: Sendable {
    /// The session with this digest, unless it was ended or its account suspended. Ends by time are the rules' matter.
    func session(digest: String) async throws -> Session?
    /// Those not ended, the last used first.
    func sessions(of account: Int64) async throws -> [Session]
    func beginSession(
        of account: Int64, _ token: SessionToken, stage: Session.Stage, origin: Session.Origin,
        pending: OneTimeCode?,
        at now: Instant
    ) async throws -> Int64
    func touch(session: Int64, at now: Instant) async throws

    /// The last step of signing in, in one transaction: nothing of it where one of its changes is refused.
    func enter(_ entry: SessionEntry, at now: Instant) async throws

    /// Counts a try before it is made, so that tries at the same time count too.
    ///
    /// - Returns: seconds to wait where it may not be made yet; it is not counted then.
    func beginTry(_ keys: [TryKey], at now: Instant) async throws -> Int64
    /// The try was right: it does not count.
    func undoTry(_ keys: [TryKey], at now: Instant) async throws
    func isKnown(browser digest: String) async throws -> Bool

    func addVisit(_ visit: ProviderVisit, browser: String, until: Instant, at now: Instant) async throws
    /// The visit with this state, which cannot be taken again.
    func takeVisit(state: String, browser: String, at now: Instant) async throws -> ProviderVisit?
}

/// What is counted, as a digest: no sign-in name, and nothing typed in its place, is kept.
package struct TryKey: Sendable, Hashable {
    package let digest: String
    package let rule: LockOutRule

    package init(digest: String, rule: LockOutRule) { (self.digest, self.rule) = (digest, rule) }
}

/// A half session that becomes a full one.
package struct SessionEntry: Sendable {
    package let session: Int64
    package let account: Int64
    package let token: SessionToken
    /// The proof that was given, used up; or the second factor that was set up.
    package let changes: [UserChange]
    /// The step of the code that was taken, which must be later than any before; nil where none was.
    package let codeStep: Int64?
    /// The browser's digest for this account, from now on known.
    package let browser: String
    /// Forgotten altogether.
    package let forgiven: [TryKey]
    /// Only this try does not count.
    package let undone: [TryKey]
    package let log: [LogDraft]
}

/// Keys for programs.
package protocol KeyStore: Sendable {
    /// The key with this digest and whose it is, unless it was ended or its account suspended.
    func key(digest: String) async throws -> (key: AccountKey, account: Account)?
    /// Those not ended, the newest first.
    func keys(of account: Int64) async throws -> [AccountKey]
    func addKey(
        of account: Int64, named name: String, scopes: Set<KeyScope>, digest: String, until: Instant,
        at now: Instant,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// - Throws: ``AccountRefusal/noSuchKey``.
    func endKey(_ id: Int64, of account: Int64, at now: Instant, log: LogDraft) async throws
    func touch(key: Int64, at now: Instant) async throws
}
