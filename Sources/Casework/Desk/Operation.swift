import Access
import CallRecords

/// A police force, or another body that owns operations.
package struct Force: Sendable, Hashable {
    package let id: Int64
    package let name: String

    package init(id: Int64, name: String) { (self.id, self.name) = (id, name) }
}

/// A named piece of work, and where it lies.
package struct OperationEntry: Sendable, Hashable {
    package enum Status: String, CaseIterable, Sendable, Hashable { case open, closed }

    package let id: Int64
    package let force: Force
    package let name: String
    package let status: Status
    package let isRestricted: Bool
    package let isHeld: Bool
    /// All of it was deleted; the row stays for the log, which cites its number.
    package let isRemoved: Bool
    package let reviewAt: Instant?
    package let madeAt: Instant
    package let place: Place

    package init(
        id: Int64, force: Force, name: String, status: Status, isRestricted: Bool, isHeld: Bool,
        isRemoved: Bool,
        reviewAt: Instant?,
        madeAt: Instant, shares: [Int64: Place.Share], named: Set<Int64>
    ) {
        (self.id, self.force, self.name, self.status) = (id, force, name, status)
        (self.isRestricted, self.isHeld, self.reviewAt, self.madeAt) = (
            isRestricted, isHeld, reviewAt, madeAt
        )
        self.isRemoved = isRemoved
        place = Place(
            force: force.id,
            operation: .init(
                id: id, shares: shares, named: isRestricted ? named : nil, isClosed: status == .closed))
    }
}

/// The few store operations forces and operations need. Every change takes its log entry into its own transaction.
package protocol OperationStore: Sendable {
    func forces() async throws -> [Force]
    /// By name.
    func operations() async throws -> [OperationEntry]
    func operation(id: Int64) async throws -> OperationEntry?
    /// - Parameter log: is told the id the operation gets.
    func addOperation(
        named name: String, force: Int64, at now: Instant, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// Shares with a force, or no more where `reach` is nil.
    func share(operation: Int64, with force: Int64, reach: Place.Share?, at now: Instant, log: LogDraft)
        async throws
    /// Restricts to the people named, or to nobody in particular where nil.
    func restrict(operation: Int64, to people: [Int64]?, at now: Instant, log: LogDraft) async throws
    /// Who is named, by name.
    func people(named operation: Int64) async throws -> [(id: Int64, name: String, login: String)]
    /// Accounts whose roles reach the operation, by name.
    func people(reaching operation: Int64) async throws -> [(id: Int64, name: String, login: String)]
}
