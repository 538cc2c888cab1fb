import Access
import CallRecords

/// What in an operation has reached its class's time.
package struct DueReview: Sendable {
    package let operation: OperationEntry
    /// By class, those with none left out.
    package let due: [(dataClass: DataClass, count: Int)]
}

/// The few store operations retention needs. Every change takes its log entry into its own transaction.
package protocol RetentionStore: Sendable {
    func retention() async throws -> RetentionRules
    func setRetention(_ dataClass: DataClass, months: Int, at now: Instant, log: LogDraft) async throws
    /// How many rows of a class in an operation are from before a moment.
    func count(of dataClass: DataClass, in operation: Int64, before: Instant) async throws -> Int
    func hold(operation: Int64, isHeld: Bool, at now: Instant, log: LogDraft) async throws

    /// What would be deleted.
    ///
    /// - Throws: ``RetentionRefusal/noSuchSubject(_:)`` for what does not lie in the operation.
    func extent(of subject: Subject, in operation: Int64) async throws -> Tombstone
    /// - Throws: ``RetentionRefusal/askedAlready(_:)`` where a request for it waits.
    func askDeletion(
        of subject: Subject, _ dataClass: DataClass, in operation: Int64, reason: String, by account: Int64,
        at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// Newest first, those that wait before the others.
    func deletions(in operations: [Int64], limit: Int) async throws -> [Deletion]
    func deletion(id: Int64) async throws -> Deletion?
    func refuseDeletion(_ id: Int64, by account: Int64, at now: Instant, log: LogDraft) async throws
    /// Deletes, in one transaction, what was asked for.
    ///
    /// - Parameter log: is told what is left to say of it.
    func carryOut(
        deletion id: Int64, by account: Int64, at now: Instant,
        log: @escaping @Sendable (Tombstone) -> LogDraft
    ) async throws -> Tombstone
}
