import Access
import CallRecords

/// A request to delete, with what a person needs to answer it.
package struct DeletionView: Sendable {
    package let deletion: Deletion
    package let operation: OperationEntry
    /// What would go; nil once it is answered.
    package let extent: Tombstone?
    /// Whether this person may answer it.
    package let mayAnswer: Bool
}

extension Desk {
    // MARK: Reviews

    /// How long each class of data is kept before somebody looks at it again. No secret to anybody who works here.
    package func retention() async throws -> RetentionRules {
        try await require(.useAccount, on: Subject(.system), in: nil)
        return try await store.retention()
    }

    package func maySetRetention() -> Bool {
        AccessRules.decide(who, .setRetention, on: .everywhere).isAllowed
    }

    package func setRetention(_ name: String, months text: String) async throws {
        try await require(.setRetention, on: Subject(.system), in: nil)
        guard let dataClass = DataClass(rawValue: name) else { throw RetentionRefusal.noSuchClass(name) }
        guard let months = Int(text.trimmed), (1...RetentionRules.longest).contains(months) else {
            throw RetentionRefusal.months(longest: RetentionRules.longest)
        }
        let known = try await store.retention().months(dataClass)
        guard months != known else { return }
        try await store.setRetention(
            dataClass, months: months, at: now(),
            log: draft(
                .system, "set-retention", on: Subject(.system), in: 0,
                changes: [Change("months-\(dataClass.rawValue)", from: "\(known)", to: "\(months)")]))
    }

    /// Operations whose review date has come, and what in them has reached its class's time.
    package func reviewsDue() async throws -> [DueReview] {
        let now = now()
        let operations = try await operations(for: .editOperation)
            .filter { entry in entry.reviewAt.map { $0 <= now } ?? false }
        let rules = try await store.retention()
        var found: [DueReview] = []
        for operation in operations {
            var due: [(dataClass: DataClass, count: Int)] = []
            for dataClass in DataClass.ofCases {
                let count = try await store.count(
                    of: dataClass, in: operation.id, before: rules.cutoff(dataClass, at: now))
                if count > 0 { due.append((dataClass, count)) }
            }
            found.append(DueReview(operation: operation, due: due))
        }
        return found
    }

    // MARK: Legal hold

    /// Sets a legal hold, under which nothing of the operation is deleted, or lifts it.
    package func hold(operation id: Int64, isHeld: Bool, reason: String) async throws {
        let subject = Subject(.operation, id)
        let operation = try await operation(id, for: .holdData, on: subject)
        let reason = try RegisterRules.reason(reason)
        guard operation.isHeld != isHeld else { return }
        try await store.hold(
            operation: id, isHeld: isHeld, at: now(),
            log: draft(
                .alteration, isHeld ? "hold" : "lift-hold", on: subject, in: id,
                changes: [Change("held", from: isHeld ? "no" : "yes", to: isHeld ? "yes" : "no")], why: reason
            ))
    }

    // MARK: Deletion

    /// What would go, before anything is asked for.
    package func extent(of subject: Subject, in operation: Int64) async throws -> (
        extent: Tombstone, operation: OperationEntry
    ) {
        let entry = try await self.operation(operation, for: .askDeletion, on: subject)
        guard DataClass.ofDeletable(subject.kind) != nil else {
            throw RetentionRefusal.notDeletable(subject.kind)
        }
        return (try await store.extent(of: subject, in: operation), entry)
    }

    /// Asks for something to be deleted. Nothing is, until another person confirms it.
    package func askDeletion(of subject: Subject, in operation: Int64, reason: String) async throws -> Int64 {
        let (_, entry) = try await extent(of: subject, in: operation)
        guard let dataClass = DataClass.ofDeletable(subject.kind) else {
            throw RetentionRefusal.notDeletable(subject.kind)
        }
        let reason = try RegisterRules.reason(reason)
        guard !entry.isHeld else { throw RetentionRefusal.held }
        return try await store.askDeletion(
            of: subject, dataClass, in: operation, reason: reason, by: who.id, at: now(),
            log: { _ in draft(.erasure, "ask-deletion", on: subject, in: operation, why: reason) })
    }

    /// Requests in the operations where this person may ask for or confirm them.
    package func deletions() async throws -> [(deletion: Deletion, operation: OperationEntry)] {
        let operations = try await operationsWithDeletions()
        try await looked("list-deletions", at: Subject(.list))
        return try await store.deletions(in: operations.map(\.id), limit: 200).compactMap { deletion in
            operations.first { $0.id == deletion.operationID }.map { (deletion, $0) }
        }
    }

    private func operationsWithDeletions() async throws -> [OperationEntry] {
        try await store.operations().filter { entry in
            [.askDeletion, .confirmDeletion].contains {
                AccessRules.decide(who, $0, on: entry.place).isAllowed
            }
        }
    }

    package func deletion(_ id: Int64) async throws -> DeletionView {
        guard let deletion = try await store.deletion(id: id) else {
            throw RetentionRefusal.noSuchDeletion(id)
        }
        let subject = Subject(.deletion, id)
        guard
            let operation = try await operationsWithDeletions().first(where: { $0.id == deletion.operationID }
            )
        else {
            // Tells, and logs, why not.
            _ = try await self.operation(deletion.operationID, for: .confirmDeletion, on: subject)
            throw RetentionRefusal.noSuchDeletion(id)
        }
        try await looked("see-deletion", at: subject, in: operation.id)
        let isOpen = deletion.state == .asked
        let may = AccessRules.decide(who, .confirmDeletion, on: operation.place).isAllowed
        return DeletionView(
            deletion: deletion, operation: operation,
            extent: isOpen ? try await store.extent(of: deletion.subject, in: operation.id) : nil,
            mayAnswer: isOpen && may && deletion.askedBy.id != who.id)
    }

    /// Confirms a deletion that another person asked for, and carries it out.
    @discardableResult
    package func confirmDeletion(_ id: Int64) async throws -> Tombstone {
        let deletion = try await answerable(id, .confirm)
        guard try await store.operation(id: deletion.operationID)?.isHeld == false else {
            throw RetentionRefusal.held
        }
        return try await store.carryOut(
            deletion: id, by: who.id, at: now(),
            log: { tombstone in
                draft(
                    .erasure, "delete \(tombstone)", on: deletion.subject, in: deletion.operationID,
                    why: "deletion \(id)")
            })
    }

    /// Refuses a deletion that another person asked for.
    package func refuseDeletion(_ id: Int64, reason: String) async throws {
        let deletion = try await answerable(id, .refuse)
        let reason = try RegisterRules.reason(reason)
        try await store.refuseDeletion(
            id, by: who.id, at: now(),
            log: draft(
                .erasure, "refuse-deletion", on: deletion.subject, in: deletion.operationID, why: reason))
    }

    private func answerable(_ id: Int64, _ event: DeletionState.Event) async throws -> Deletion {
        guard let deletion = try await store.deletion(id: id) else {
            throw RetentionRefusal.noSuchDeletion(id)
        }
        _ = try await operation(deletion.operationID, for: .confirmDeletion, on: Subject(.deletion, id))
        let rule = try DeletionState.next(after: deletion.state, on: event)
        if rule.takesAnother, deletion.askedBy.id == who.id { throw RetentionRefusal.samePerson }
        return deletion
    }
}
