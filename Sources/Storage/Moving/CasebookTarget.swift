import Access
import CallRecords
import Casework
import Foundation
import SQL

/// Where the rows of a whole casebook come from.
protocol RowSource: Sendable {
    /// Hands over the rows, those of a table together; nil at the end. Asked for once.
    func rows() -> () throws -> TablePart?
    /// What there is to be in the end. Asked for after the last row.
    func expected() throws -> [TableSum]
}

/// An empty casebook that is to be filled: whole, or not at all.
///
/// Originals come first. Then one transaction takes every row, holds what it reads back against what was to be there,
/// and follows the log. Ended at any moment, the casebook is still empty, or whole.
struct CasebookTarget: Sendable {
    let database: any SQLDatabase
    let originals: Originals

    init(database: any SQLDatabase, originals folder: String) throws {
        self.database = database
        originals = try Originals(folder: URL(filePath: folder))
    }

    /// Brings an empty database to the schema step that the rows are of.
    ///
    /// - Throws: ``MovingRefusal``, ``StorageError``.
    func prepare(step: String, now: Instant) async throws {
        let all = try Migrator.migrations(in: Casebook.migrations(for: database.dialect))
        guard let last = all.firstIndex(where: { $0.name == step }) else {
            throw MovingRefusal.newerSchema(step)
        }
        let applied = try await Migrator.state(of: database, with: all).applied
        if applied.isEmpty, let foreign = try await database.read({ try $0.shape() }).first {
            throw MovingRefusal.foreignTable(foreign.name)
        }
        guard applied.count <= last + 1 else { throw MovingRefusal.olderSchema(step) }
        try await Migrator.migrate(database, with: Array(all[...last]), nowMicroseconds: now.microseconds)
        try await database.read { try $0.mustBeEmpty() }
    }

    /// Keeps an original, unless it is there.
    ///
    /// - Parameter copy: hands over its bytes; false where it has none.
    /// - Throws: ``MovingRefusal/original(sha256:)`` for bytes that are not the ones it is named after.
    func keep(
        original sha256: String, _ copy: ((_ bytes: [UInt8]) throws -> Void) throws -> Bool
    ) throws {
        let place = originals.url(sha256: sha256).path
        if let known = try? RecordFile.sha256(path: place), known.digest == sha256 { return }
        let incoming = try originals.receive(name: sha256)
        do {
            guard try copy({ try incoming.append($0) }) else { throw MovingRefusal.original(sha256: sha256) }
            let received = try incoming.finish()
            guard received.sha256 == sha256 else { throw MovingRefusal.original(sha256: sha256) }
            try originals.keep(received)
        } catch {
            incoming.discard()
            throw error
        }
    }

    /// Takes every row.
    ///
    /// - Parameters:
    ///   - shape: of the tables that the rows are from.
    ///   - lost: originals that their own casebook had lost.
    ///   - finally: what else is to be done in the same transaction.
    func fill(
        from source: any RowSource, shape: [TableShape], lost: Set<String>,
        finally: @escaping @Sendable (any SQLConnection) throws -> Void = { _ in }
    ) async throws {
        let originals = originals
        try await database.write { connection in
            try connection.mustBeEmpty()
            try connection.mustFit(shape)
            try TableLoad(connection: connection, shape: shape).run(source.rows())
            try connection.mustHold(try source.expected())
            for sha256 in try CasebookCopy.originals(shape, connection) where !lost.contains(sha256) {
                guard FileManager.default.fileExists(atPath: originals.url(sha256: sha256).path) else {
                    throw MovingRefusal.original(sha256: sha256)
                }
            }
            guard shape.contains(where: { $0.name == "log_head" }) else { return }
            try connection.followLog()
            try finally(connection)
        }
    }
}

extension SQLConnection {
    /// - Throws: ``MovingRefusal/notEmpty(table:)``.
    fileprivate func mustBeEmpty() throws {
        for table in try shape() {
            // The end of the log is a row from the beginning.
            let condition = table.name == "log_head" ? "WHERE sequence > 0" : ""
            let found = try first(
                "SELECT COUNT(*) FROM (SELECT 1 FROM \(table.name) \(condition) LIMIT 1) AS one"
            ) {
                $0.integer(0)
            }
            if found != 0 { throw MovingRefusal.notEmpty(table: table.name) }
        }
    }

    /// - Throws: ``MovingRefusal/otherShape(_:)``.
    fileprivate func mustFit(_ wanted: [TableShape]) throws {
        let own = try shape()
        let odd = wanted.first { table in !own.contains { $0.fits(table) } }?.name
        if let odd = odd ?? own.first(where: { table in !wanted.contains { $0.fits(table) } })?.name {
            throw MovingRefusal.otherShape(odd)
        }
    }

    /// - Throws: ``MovingRefusal/differs(table:)``.
    fileprivate func mustHold(_ expected: [TableSum]) throws {
        let found = try TableDump(connection: self).run(expected.map(\.shape))
        if let (odd, _) = zip(expected, found).first(where: { $0 != $1 }) {
            throw MovingRefusal.differs(table: odd.shape.name)
        }
    }

    /// - Throws: ``MovingRefusal/brokenLog(_:)``.
    fileprivate func followLog() throws {
        do {
            var verifier = try LogVerifier()
            try StoredLog.each("1 = 1", [], self) { try verifier.check($0) }
            _ = try verifier.finish(head: try StoredLog.head(self))
        } catch let found as LogBreak { throw MovingRefusal.brokenLog(found) }
    }
}
