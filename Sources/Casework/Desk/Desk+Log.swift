import Access
import CallRecords
import Telephony

/// What an auditor asks the log, as typed.
package struct LogQuestion: Sendable, Hashable {
    package var login = ""
    package var number = ""
    package var filter = LogFilter()

    package init(login: String = "", number: String = "", filter: LogFilter = LogFilter()) {
        (self.login, self.number, self.filter) = (login, number, filter)
    }
}

/// A page of the log.
package struct LogPage: Sendable {
    package static let length = 50

    package let entries: [KeptEntry]
    /// Where the next page begins; nil on the last.
    package let next: Int64?
    /// Whether the reader sees the whole log, or a force's part of it.
    package let isWhole: Bool
}

/// A part of the log that is about to be taken away.
package struct LogExport: Sendable {
    package let beginning: LogFile.Beginning
    /// Blocks of entries, oldest first, up to the last there was when it was asked for.
    package let blocks: @Sendable (_ after: Int64) async throws -> [KeptEntry]
}

extension Desk {
    private static let block = 2_000

    // MARK: Reading

    package func log(_ question: LogQuestion, before: Int64? = nil) async throws -> LogPage {
        let reach = try await logReach(for: .seeLog)
        let filter = try await filter(question)
        try await looked("read-log", at: Subject(.log), in: question.filter.operation ?? 0)
        let found = try await store.logEntries(
            filter, reach, .newestFirst(before: before), limit: LogPage.length + 1)
        let shown = Array(found.prefix(LogPage.length))
        return LogPage(
            entries: shown, next: found.count > shown.count ? shown.last?.entry.sequence : nil,
            isWhole: reach == .everything)
    }

    /// One entry, with the old and new values kept beside it.
    package func logEntry(_ sequence: Int64) async throws -> KeptEntry {
        let reach = try await logReach(for: .seeLog)
        guard let kept = try await store.logEntry(sequence), reach.covers(kept.entry) else {
            throw LogRefusal.noSuchEntry(sequence)
        }
        try await looked("read-log-entry", at: Subject(.log, sequence), in: kept.entry.draft.operationID)
        return kept
    }

    /// Looking that is out of the ordinary, over some days.
    package func unusualLooking(
        from: Instant, until: Instant, by rule: UnusualRule = UnusualRule()
    ) async throws -> [UnusualLooking] {
        guard from < until else { throw LogRefusal.endsBeforeItBegins }
        guard until <= from.adding(seconds: Int64(rule.mostDays) * 86_400 + 7_200) else {
            throw LogRefusal.tooManyDays(rule.mostDays)
        }
        let reach = try await logReach(for: .seeLog)
        try await looked("read-unusual-looking", at: Subject(.log))
        // The server counts on a schedule; a few pieces catch up with what is new where none does.
        try await store.countLog(endedBefore: now().adding(seconds: -UnusualRule.slack), pieces: 2)
        return UnusualLooking.signs(
            in: try await store.lookingHours(from: from, until: until, reach, tellingBy: rule),
            try await store.peopleLooked(from: from, until: until, reach), by: rule)
    }

    /// The operations by which this person may narrow the log. Whoever reads all of it may narrow it to a restricted one
    /// too: an auditor opens none, and what was done in those matters most.
    package func operationsOfLog() async throws -> [OperationEntry] {
        guard try await logReach(for: .seeLog) == .everything else {
            return try await operations(for: .seeLog)
        }
        return try await store.operations().filter { !$0.isRemoved }
    }

    // MARK: Taking away

    /// Makes a part of the log ready to be taken away: a disclosure, logged before the first entry leaves.
    ///
    /// - Parameters:
    ///   - recipient: to whom it is given.
    ///   - reason: why.
    package func exportLog(_ question: LogQuestion, to recipient: String, reason: String) async throws
        -> LogExport
    {
        let reach = try await logReach(for: .exportLog)
        let filter = try await filter(question)
        let recipient = recipient.trimmed
        guard !recipient.isEmpty else { throw LogRefusal.recipientMissing }
        guard recipient.count <= RegisterRules.reasonLimit, !recipient.hasInvisibleControls else {
            throw RegisterRefusal.controlCharacter
        }
        let reason = try RegisterRules.reason(reason)
        try await store.log(
            LogDraft(
                .disclosure, "export-log", by: actor, on: Subject(.log), operation: filter.operation ?? 0,
                why: reason,
                recipient: recipient), at: now())
        let head = try await store.logHead()
        let store = store
        return LogExport(
            beginning: LogFile.Beginning(
                isWhole: reach == .everything && filter.isEverything, head: head.sequence,
                headDigest: head.digest),
            blocks: {
                try await store.logEntries(
                    filter, reach, .oldestFirst(after: $0, upTo: head.sequence), limit: Self.block)
            })
    }

    // MARK: Reach

    /// What of the log this person may read.
    ///
    /// - Throws: ``AccessRefusal``, logged.
    private func logReach(for action: Action) async throws -> LogReach {
        if AccessRules.decide(who, action, on: .everywhere).isAllowed { return .everything }
        let forces = try await store.forces().map(\.id).filter {
            AccessRules.decide(who, action, on: Place(force: $0)).isAllowed
        }
        let operations = try await operationsEver(for: action).map(\.id)
        if forces.isEmpty, operations.isEmpty { try await require(action, on: Subject(.log), in: nil) }
        return .part(operations: operations, accounts: try await store.logAccounts(of: forces))
    }

    private func filter(_ question: LogQuestion) async throws -> LogFilter {
        var filter = question.filter
        if let from = filter.from, let until = filter.until, until <= from {
            throw LogRefusal.endsBeforeItBegins
        }
        let login = question.login.trimmed
        if !login.isEmpty {
            guard let account = try await store.logAccount(login: login) else {
                throw LogRefusal.noSuchUser(login)
            }
            filter.account = account
        }
        let number = question.number.trimmed
        if !number.isEmpty {
            let party: Party
            do throws(PartyParseError) { party = try Party(parsing: number) } catch {
                throw RegisterRefusal.notANumber(number, error)
            }
            filter.subjects = (filter.subjects ?? []).union(try await store.logSubjects(of: party))
        }
        return filter
    }
}

extension LogReach {
    func covers(_ entry: LogEntry) -> Bool {
        switch self {
        case .everything: true
        case .part(let operations, let accounts):
            entry.draft.operationID == 0
                ? accounts.contains(entry.draft.actor.userID) : operations.contains(entry.draft.operationID)
        }
    }
}

/// Why the log does not answer. Each has its sentence in ``Words``.
package enum LogRefusal: Error, Hashable, Sendable {
    case noSuchEntry(Int64)
    case noSuchUser(String)
    case recipientMissing
    case endsBeforeItBegins
    case tooManyDays(Int)
}
