import Access
import CallRecords
import LineMatching

/// One person at work. Everything a page, a command or the API does with a case goes through here: each operation asks
/// ``AccessRules/decide(_:_:on:why:)``, does the work, and has it logged, in that order and never without.
///
/// The operations stand in files of their own, a capability each: `Desk+Lines.swift`, `Desk+People.swift`, ….
package struct Desk: Sendable {
    package let who: Principal
    package let actor: Actor
    /// The sitting whose reasons count; nil for a key, whose every request names its own.
    package let sessionID: Int64?
    /// The reason sent with this request.
    package let why: String
    package let settings: DeskSettings
    let store: any CaseStore
    let now: @Sendable () -> Instant

    package init(
        who: Principal, source: String, sessionID: Int64?, why: String = "", settings: DeskSettings,
        store: any CaseStore, now: @escaping @Sendable () -> Instant
    ) {
        self.who = who
        actor = Actor(userID: who.id, login: who.login, source: source)
        (self.sessionID, self.why, self.settings) = (sessionID, why, settings)
        (self.store, self.now) = (store, now)
    }

    // MARK: Deciding

    /// The operations in which this person may do something, by name. One that was deleted whole is none to work in.
    package func operations(for action: Action) async throws -> [OperationEntry] {
        try await operationsEver(for: action).filter { !$0.isRemoved }
    }

    /// With those of which only the log still tells.
    func operationsEver(for action: Action) async throws -> [OperationEntry] {
        try await store.operations().filter {
            AccessRules.decide(who, action, on: $0.place).isAllowed
        }
    }

    /// The operation, if this person may do that in it.
    ///
    /// - Throws: ``AccessRefusal``, logged; ``RegisterRefusal/noSuchOperation(_:)``.
    func operation(_ id: Int64, for action: Action, on subject: Subject) async throws -> OperationEntry {
        guard let operation = try await store.operation(id: id) else {
            throw RegisterRefusal.noSuchOperation("\(id)")
        }
        try await require(action, on: subject, in: operation)
        return operation
    }

    /// - Throws: ``AccessRefusal``, after it is logged.
    func require(_ action: Action, on subject: Subject, in operation: OperationEntry?) async throws {
        let place = operation?.place ?? .everywhere
        var given = WhyGiven.notAsked
        if settings.asksWhy, AccessRules.rule(for: action)?.asksWhy == true {
            given = try await reason(for: subject).isEmpty ? .missing : .given
        }
        guard case .refused(let refusal) = AccessRules.decide(who, action, on: place, why: given) else {
            return
        }
        // To be asked why is no refusal: the look is logged once the reason is given.
        if refusal == .whyNeeded { throw ReasonNeeded(subject: subject) }
        try await store.log(
            LogDraft(
                .consultation, action.rawValue, by: actor, on: subject, operation: operation?.id ?? 0,
                outcome: .refused, why: refusal.code), at: now())
        throw refusal
    }

    // MARK: Reasons

    /// Why this person looks at a thing, as said with this request or earlier in this sitting; empty where not said.
    func reason(for subject: Subject) async throws -> String {
        if !why.trimmed.isEmpty { return why.trimmed }
        guard let sessionID else { return "" }
        return try await store.reason(session: sessionID, subject: subject) ?? ""
    }

    /// Keeps the reason for the rest of the sitting.
    package func giveReason(_ text: String, for subject: Subject) async throws {
        let text = try RegisterRules.reason(text)
        guard let sessionID else { return }
        try await store.keepReason(text, session: sessionID, subject: subject, at: now())
    }

    // MARK: Logging

    /// Logs that this person looked. What was asked for is handed over only after.
    func looked(
        _ act: String, at subject: Subject, in operation: Int64 = 0, kind: LoggedKind = .consultation,
        recipient: String = ""
    ) async throws {
        try await store.log(
            LogDraft(
                kind, act, by: actor, on: subject, operation: operation, why: try await reason(for: subject),
                recipient: recipient), at: now())
    }

    /// What a change is logged as, inside its own transaction.
    func draft(
        _ kind: LoggedKind, _ act: String, on subject: Subject, in operation: Int64, changes: [Change] = [],
        why: String = ""
    ) -> LogDraft {
        LogDraft(
            kind, act, by: actor, on: subject, operation: operation, why: why.isEmpty ? self.why : why,
            changes: changes)
    }
}

/// What a casebook is set to, and the software that answers.
package struct DeskSettings: Sendable {
    /// Whether looking at a line, a number or a person asks why, once a sitting. The Data (Use and Access) Act 2025
    /// takes justification out of s.62 once commenced (facts 6.11 [R]: confirm with force solicitor).
    package let asksWhy: Bool
    /// By what is asked: a search, or an answer for court.
    let scorer: @Sendable (SettingsName) -> any SuccessorScorer
    /// Name and version, kept with every answer.
    let software: String

    package init(
        asksWhy: Bool = true,
        scorer: @escaping @Sendable (SettingsName) -> any SuccessorScorer = { OpenSetScorer($0.evidence) },
        software: String
    ) {
        (self.asksWhy, self.scorer, self.software) = (asksWhy, scorer, software)
    }
}

extension AccessRefusal {
    /// A short word for the log, without what was typed.
    package var code: String {
        switch self {
        case .notSignedIn: "not-signed-in"
        case .noRule: "no-rule"
        case .role: "role"
        case .elsewhere: "elsewhere"
        case .restricted: "restricted"
        case .sharedForSeeing: "shared-for-seeing"
        case .operationClosed: "operation-closed"
        case .whyNeeded: "why-needed"
        case .keyScope: "key-scope"
        }
    }
}
