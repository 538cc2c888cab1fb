/// The one way to a database. SQL is written once, in the subset that SQLite and PostgreSQL both speak, with `?` for
/// every value; a driver does the rest.
///
/// A task's cancellation is seen before a transaction begins; PostgreSQL does not look for it within one.
package protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }

    /// Runs reads that all see one moment. Writing throws.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs a transaction: all of it, or nothing where `body` throws. No other `write` runs at the same time, in this
    /// process or another, so that what `body` has read and decided on is still so when it writes.
    ///
    /// - Throws: ``StorageError/Code/commitUnknown`` where the server went away while it was committing;
    ///   ``StorageError/Code/busy`` where another process wrote for more than a minute.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// As ``write(_:)``, but beside other writers where the database can: for work whose rules are all held by the
    /// schema's constraints or by the rows it locks. `body` is run again, five times at most, where it collided with
    /// another, and so must do nothing but use its connection. On SQLite there is one writer always.
    @discardableResult
    func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// What ``SQLConnection/notify(channel:payload:)`` tells, in this process and others, until the consumer stops.
    ///
    /// The first notice is always ``SQLNotice/reconnected``: listening has begun. Read what you show after it. A
    /// consumer a thousand notices behind loses the oldest, and is told ``SQLNotice/reconnected`` instead.
    ///
    /// - Parameter channel: a lower-case name, as for ``SQLConnection/notify(channel:payload:)``.
    func notices(channel: String) -> AsyncStream<SQLNotice>

    /// What is wrong with the database, a sentence each; empty where nothing is. SQLite reads the whole file.
    func integrityProblems() async throws -> [String]

    /// Ends the connections and every stream of notices. Transactions under way end first; later ones throw.
    func close() async
}

package enum SQLDialect: String, Sendable, CaseIterable {
    case sqlite, postgres
}

package enum SQLNotice: Sendable, Hashable {
    case payload(String)
    /// Listening began, or began again, or something changed that cannot be told singly: read everything afresh.
    case reconnected
}
