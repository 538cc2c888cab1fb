import Access
import CallRecords
import Foundation
import SQL

/// What was found in looking a casebook over. Nothing is changed.
package struct Examination: Sendable {
    package enum LogState: Sendable {
        /// Up to the entry of that number; all of it, or only the last ones.
        case whole(upTo: Int64, isAll: Bool)
        case broken(LogBreak)
    }

    package struct Originals: Sendable {
        package var count = 0
        package var byteCount = 0
        /// Files by their number whose original is not there.
        package var missing: [Int64] = []
        /// Those whose original's bytes are not the ones taken in.
        package var altered: [Int64] = []
    }

    package let dialect: SQLDialect
    package let applied: [String]
    package let pending: [String]
    /// Of the database itself, a sentence each.
    package let problems: [String]
    /// Nil where the schema is not this version's: nothing else can be looked at then.
    package private(set) var contents: Contents?

    package struct Contents: Sendable {
        package let originals: Originals
        package let log: LogState
        /// Of the log's last entry.
        package let lastEntryAt: Instant?
        /// Imports whose reader has died and whose rows wait to be cleared away.
        package let abandoned: Int
        package let accounts: Int
        package let operations: Int
    }

    /// - Parameters:
    ///   - folder: of the originals.
    ///   - isDeep: whether every original is read and the whole log followed.
    /// - Throws: ``StorageError``.
    package init(
        of database: any SQLDatabase, originals folder: String, now: Instant, isDeep: Bool
    ) async throws {
        let state = try await Casebook.schemaState(of: database)
        dialect = database.dialect
        (applied, pending) = (state.applied.map(\.name), state.pending.map(\.name))
        problems = try await database.integrityProblems() + database.read { try Self.localeProblems($0) }
        guard !applied.isEmpty, pending.isEmpty else { return }
        contents = try await database.read { connection in
            let head = try StoredLog.head(connection)
            return Contents(
                originals: try Self.originals(connection, URL(filePath: folder), isDeep: isDeep),
                log: try Self.log(connection, head, isDeep: isDeep),
                lastEntryAt: try connection.first(
                    "SELECT at_us FROM log_entry ORDER BY sequence DESC LIMIT 1", [], { $0.instant(0) }),
                abandoned: try connection.count(
                    "record_file WHERE state = 'reading' AND beat_us < ?",
                    [.integer(now.adding(seconds: -120).microseconds)]),
                accounts: try connection.count("account"), operations: try connection.count("operation"))
        }
    }

    /// Names are found by the order of their code points, which other orders of text do not keep.
    private static func localeProblems(_ connection: any SQLConnection) throws -> [String] {
        guard connection.dialect == .postgres else { return [] }
        let collation =
            try connection.first(
                "SELECT datcollate FROM pg_catalog.pg_database WHERE datname = current_database()",
                [], { $0.text(0) }) ?? ""
        guard !["C", "POSIX"].contains(collation), !collation.hasPrefix("C.") else { return [] }
        return [
            "The database sorts text by the rules of \(collation). Make one with LOCALE 'C.UTF-8' and move the casebook "
                + "there."
        ]
    }

    private static func originals(
        _ connection: any SQLConnection, _ folder: URL, isDeep: Bool
    ) throws -> Originals {
        var found = Originals()
        let files = try connection.all(
            "SELECT id, sha256, byte_count FROM record_file WHERE state = 'whole' ORDER BY id"
        ) { (id: $0.integer(0), sha256: $0.text(1), byteCount: Int($0.integer(2))) }
        for file in files {
            let path = folder.appending(path: String(file.sha256.prefix(2))).appending(path: file.sha256).path
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
                found.missing.append(file.id)
                continue
            }
            found.count += 1
            found.byteCount += file.byteCount
            let isWhole =
                isDeep
                ? (try? RecordFile.sha256(path: path).digest) == file.sha256
                : (attributes[.size] as? NSNumber)?.intValue == file.byteCount
            if !isWhole { found.altered.append(file.id) }
        }
        return found
    }

    /// How many of the last entries are followed where not all are.
    private static let lastEntries: Int64 = 1_000

    private static func log(
        _ connection: any SQLConnection, _ head: (sequence: Int64, digest: String)?, isDeep: Bool
    ) throws -> LogState {
        do {
            guard let head else { throw LogBreak.headMissing(endsAt: 0) }
            let start = isDeep ? 0 : max(0, head.sequence - lastEntries)
            var verifier = try LogVerifier(isSelection: start > 0)
            var last: LogEntry?
            try StoredLog.each("e.sequence > ?", [.integer(start)], connection) {
                try verifier.check($0)
                last = $0.entry
            }
            if start == 0 { _ = try verifier.finish(head: head) }
            guard (last?.sequence ?? 0) >= head.sequence else {
                throw LogBreak.truncated(endsAt: last?.sequence ?? start, known: head.sequence, by: .head)
            }
            guard last.map({ $0.digest == head.digest }) ?? true else {
                throw LogBreak.rewritten(head.sequence)
            }
            return .whole(upTo: head.sequence, isAll: start == 0)
        } catch let found as LogBreak { return .broken(found) }
    }
}

extension SQLConnection {
    fileprivate func count(_ rows: String, _ values: [SQLValue] = []) throws -> Int {
        Int(try first("SELECT COUNT(*) FROM \(rows)", values) { $0.integer(0) } ?? 0)
    }
}
