import Access

/// Something was changed, by anybody, here or at another server.
package enum ChangeNotice: Sendable, Hashable {
    /// A thing of an operation. Nothing of what it holds: who hears it may not see it.
    case changed(Subject, operation: Int64)
    /// It cannot be told what. Whatever is shown may be out of date.
    case unknown
}

/// Tells of what is changed, from when it is asked on.
package protocol ChangeFeed: Sendable {
    /// Ends when the casebook is closed. Whoever is far behind is told ``ChangeNotice/unknown`` for what was missed.
    func changes() -> AsyncStream<ChangeNotice>
}

extension ChangeNotice {
    /// What an entry of the log tells others; nil for what changes no case.
    package init?(_ draft: LogDraft) {
        switch draft.kind {
        case .alteration, .collection, .combination, .erasure: break
        case .consultation, .disclosure, .signIn, .system: return nil
        }
        guard draft.outcome == .done, draft.operationID > 0 else { return nil }
        self = .changed(draft.subject, operation: draft.operationID)
    }
}

extension ChangeNotice: CustomStringConvertible {
    /// `line 12 3`: the kind, the number and the operation's. Parses back.
    package var description: String {
        switch self {
        case .changed(let subject, let operation): "\(subject.kind.rawValue) \(subject.id) \(operation)"
        case .unknown: "unknown"
        }
    }

    package init?(parsing text: some StringProtocol) {
        if text == "unknown" {
            self = .unknown
            return
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let kind = Subject.Kind(rawValue: String(words[0])), let id = Int64(words[1]),
            let operation = Int64(words[2])
        else { return nil }
        self = .changed(Subject(kind, id), operation: operation)
    }
}

extension Desk {
    /// The things that a notice tells this person of: none where they may not see what was changed. A line changes with
    /// its closures, its identifiers and the people linked to it.
    package func heard(_ notice: ChangeNotice) async throws -> [Subject] {
        guard case .changed(let subject, let operation) = notice else { return [] }
        guard let entry = try await store.operation(id: operation) else { return [] }
        func may(_ action: Action) -> Bool { AccessRules.decide(who, action, on: entry.place).isAllowed }
        guard may(.seeOperation), may(Self.look(at: subject.kind)) else { return [] }
        let lines = may(.seeLines) ? try await lines(of: subject).map { Subject(.line, $0) } : []
        return [subject] + lines
    }

    private static func look(at kind: Subject.Kind) -> Action {
        switch kind {
        case .file: .seeRecords
        case .note: .seeNotes
        case .deletion: .askDeletion
        default: Cards.actions(for: kind)?.see ?? .seeLines
        }
    }

    private func lines(of subject: Subject) async throws -> [Int64] {
        switch subject.kind {
        case .closure: try await store.closure(id: subject.id).map { [$0.closure.lineID] } ?? []
        case .identifier: Set(try await store.identifier(id: subject.id)?.uses.map(\.line.id) ?? []).sorted()
        case .person: try await store.person(id: subject.id)?.lines.map(\.id) ?? []
        default: []
        }
    }
}
