import Foundation
import GRDB

/// A SQLite file that is only read: a copy of a casebook, on a disk that may not even be written to.
package struct SQLiteCopy: SQLDatabase {
    package let dialect = SQLDialect.sqlite
    private let queue: DatabaseQueue
    private let path: String

    /// - Throws: ``StorageError``.
    package init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(60)
        do {
            queue = try DatabaseQueue(path: Self.address(of: path), configuration: configuration)
            // Opening reads nothing yet; this does.
            try queue.read { _ = try Int.fetchOne($0, sql: "PRAGMA schema_version") }
        } catch let error as DatabaseError {
            guard error.resultCode == .SQLITE_CANTOPEN else { throw StorageError(error, path: path) }
            throw StorageError(
                code: .notWritable,
                context:
                    "\(path) has changes in a file beside it, which can be read only where the folder can be "
                    + "written to. Copy the folder to such a place.")
        }
    }

    /// Where nothing beside the file waits to be read and nothing can be written there, SQLite must be told that the
    /// file does not change: else it asks for a place for its shared memory (sqlite.org/wal.html, read-only databases).
    private static func address(of path: String) -> String {
        let manager = FileManager.default
        let waiting = (try? manager.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard waiting == 0, !manager.isWritableFile(atPath: folder) else { return path }
        var address = URLComponents()
        (address.scheme, address.path) = ("file", URL(filePath: path).path)
        address.queryItems = [URLQueryItem(name: "immutable", value: "1")]
        return address.string ?? path
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let path = path
        do { return try await queue.read { try body(SQLiteConnection($0, path: path)) } } catch let error
            as DatabaseError
        { throw StorageError(error, path: path) }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        throw StorageError(code: .notWritable, context: "\(path) was opened to be read only.")
    }

    package func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    package func notices(channel: String) -> AsyncStream<SQLNotice> { AsyncStream { $0.finish() } }

    package func integrityProblems() async throws -> [String] {
        try await read { try $0.all("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" } }
    }

    package func close() async { try? queue.close() }
}
