import Access
import CallRecords
import Telephony

/// Which entries of the log are asked for. What is nil or empty does not matter.
package struct LogFilter: Sendable, Hashable {
    package var account: Int64?
    /// Any of these.
    package var subjects: Set<Subject>?
    package var operation: Int64?
    package var kind: LoggedKind?
    package var outcome: Outcome?
    /// From the first on, and before the second.
    package var from: Instant?
    package var until: Instant?

    package init(
        account: Int64? = nil, subjects: Set<Subject>? = nil, operation: Int64? = nil,
        kind: LoggedKind? = nil,
        outcome: Outcome? = nil, from: Instant? = nil, until: Instant? = nil
    ) {
        (self.account, self.subjects, self.operation) = (account, subjects, operation)
        (self.kind, self.outcome, self.from, self.until) = (kind, outcome, from, until)
    }

    package var isEverything: Bool { self == LogFilter() }
}

/// How much of the log an auditor may read.
package enum LogReach: Sendable, Hashable {
    case everything
    /// What lies in these operations, and what these accounts did that lies in none.
    case part(operations: [Int64], accounts: [Int64])
}

/// Which way, and from where, a list of entries is read.
package enum LogWay: Sendable, Hashable {
    /// Entries before the one of that number; nil from the last on.
    case newestFirst(before: Int64?)
    /// Entries after the first number, up to the second and with it.
    case oldestFirst(after: Int64, upTo: Int64)
}

/// What one account did in one hour, counted.
package struct LookingHour: Sendable, Hashable {
    package let account: Int64
    package let login: String
    /// Its beginning, on the hour.
    package let from: Instant
    /// Entries that look at something, or take it away.
    package let looks: Int
    /// Of these, those that lie in no operation and are of a line, number, identifier or person.
    package let looksOutside: Int
    /// Different lines, numbers, identifiers and people looked at.
    package let subjects: Int
    package let refusals: Int
    package let failedSignIns: Int

    package init(
        account: Int64, login: String, from: Instant, looks: Int, looksOutside: Int, subjects: Int,
        refusals: Int,
        failedSignIns: Int
    ) {
        (self.account, self.login, self.from, self.looks) = (account, login, from, looks)
        (self.looksOutside, self.subjects) = (looksOutside, subjects)
        (self.refusals, self.failedSignIns) = (refusals, failedSignIns)
    }
}

/// A person looked at, and who looked.
package struct PersonLooked: Sendable, Hashable {
    package let account: Int64
    package let login: String
    /// Of the account's holder.
    package let accountName: String
    package let person: Int64
    /// The person's name and other names, as recorded now.
    package let personNames: [String]
    package let last: Instant
    package let looks: Int

    package init(
        account: Int64, login: String, accountName: String, person: Int64, personNames: [String],
        last: Instant,
        looks: Int
    ) {
        (self.account, self.login, self.accountName) = (account, login, accountName)
        (self.person, self.personNames) = (person, personNames)
        (self.last, self.looks) = (last, looks)
    }
}

/// The few store operations that reading the log needs.
package protocol LogStore: Sendable {
    func logEntries(_ filter: LogFilter, _ reach: LogReach, _ way: LogWay, limit: Int) async throws
        -> [KeptEntry]
    func logEntry(_ sequence: Int64) async throws -> KeptEntry?
    /// The number and digest of the last entry.
    func logHead() async throws -> (sequence: Int64, digest: String)
    /// Everything that a number belongs to: itself, its lines, closures and identifiers, and notes on it.
    func logSubjects(of party: Party) async throws -> Set<Subject>
    /// The account of a sign-in name, however capitals are typed.
    func logAccount(login: String) async throws -> Int64?
    /// Accounts that hold a role in a force.
    func logAccounts(of forces: [Int64]) async throws -> [Int64]
    /// Counts hours that are over, so that they need not be counted each time they are asked for.
    ///
    /// - Parameters:
    ///   - end: hours that end later are left.
    ///   - pieces: at most; each keeps writers waiting for no longer than a look does.
    /// - Returns: whether nothing is left to be counted.
    @discardableResult
    func countLog(endedBefore end: Instant, pieces: Int) async throws -> Bool
    /// By account and hour: those that may tell something by a rule. The same whatever was counted before.
    func lookingHours(
        from: Instant, until: Instant, _ reach: LogReach, tellingBy rule: UnusualRule
    ) async throws -> [LookingHour]
    /// People looked at by somebody of the same name.
    func peopleLooked(from: Instant, until: Instant, _ reach: LogReach) async throws -> [PersonLooked]
}
