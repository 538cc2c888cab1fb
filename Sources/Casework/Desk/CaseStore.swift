import Access
import CallRecords

/// Everything a desk needs of a store. Each capability states its own few operations.
package typealias CaseStore = CardStore & IntakeStore & LogStore & LookStore & OperationStore & RegisterStore
    & RetentionStore & SearchStore

/// The record of looks, and the reasons given for them.
package protocol LookStore: Sendable {
    /// Comes back once the entry is kept for good.
    func log(_ draft: LogDraft, at now: Instant) async throws
    func reason(session: Int64, subject: Subject) async throws -> String?
    func keepReason(_ reason: String, session: Int64, subject: Subject, at now: Instant) async throws
}

/// A page of a long list.
package struct ListPage<Row: Sendable>: Sendable {
    package static var length: Int { 50 }

    package let rows: [Row]
    /// How many there are in all.
    package let total: Int
    /// Counted from 1.
    package let number: Int

    package init(rows: [Row], total: Int, number: Int) {
        (self.rows, self.total, self.number) = (rows, total, number)
    }

    package var count: Int { max(1, (total + Self.length - 1) / Self.length) }

    package func map<Other: Sendable>(_ change: (Row) throws -> Other) rethrows -> ListPage<Other> {
        ListPage<Other>(rows: try rows.map(change), total: total, number: number)
    }
}
