import Access
import CallRecords
import Foundation
import SQL
import Synchronization

/// A casebook that was moved.
package struct Moved: Sendable {
    package let tables: [TableSum]
    package let originals: Int
    /// Originals that the casebook had lost before, by SHA-256.
    package let lost: [String]

    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}

extension Casebook {
    /// Originals that are not where they should be, by SHA-256. Those that are there are not read.
    package func missingOriginals() async throws -> [String] {
        let digests = try await database.read { try CasebookCopy.originals($0.shape(), $0) }
        return digests.filter { !FileManager.default.fileExists(atPath: originals.url(sha256: $0).path) }
    }

    /// Copies this casebook into an empty one, on the same kind of database or the other: all of it, or nothing. This
    /// one stays as it is.
    ///
    /// - Throws: ``MovingRefusal``, ``StorageError``; the other is still empty then.
    package func move(into database: any SQLDatabase, originals folder: String, now: Instant) async throws
        -> Moved
    {
        let target = try CasebookTarget(database: database, originals: folder)
        let state = try await Self.schemaState(of: self.database)
        guard let step = state.applied.last?.name else {
            throw StorageError(code: .notACasebook, context: "There is no casebook to move.")
        }
        try await target.prepare(step: step, now: now)
        // In both casebooks, so that each tells of the other.
        try await note("move", at: now)
        let (shape, digests) = try await self.database.read { connection in
            let shape = try connection.shape()
            return (shape, try CasebookCopy.originals(shape, connection))
        }
        let lost = try copy(digests, to: target)
        let rows = MovingRows()
        async let giving: Void = rows.give(from: self.database)
        do { try await target.fill(from: rows, shape: shape, lost: Set(lost)) } catch {
            rows.stop()
            await giving
            throw error
        }
        await giving
        let moved = Moved(tables: rows.expected(), originals: digests.count - lost.count, lost: lost)
        _ = try await Casebook(database: database, originals: folder, now: now)
        return moved
    }

    /// Gives those that are not here, or not whole.
    private func copy(_ digests: [String], to target: CasebookTarget) throws -> [String] {
        var lost: [String] = []
        for sha256 in digests {
            let path = originals.url(sha256: sha256).path
            guard let known = try? RecordFile.sha256(path: path), known.digest == sha256 else {
                lost.append(sha256)
                continue
            }
            try target.keep(original: sha256) { append in
                var source = try RecordFile(path: path)
                while case let block = try source.next(1 << 20), !block.isEmpty { try append(block) }
                return true
            }
        }
        return lost
    }
}

/// The rows of one casebook on their way to another.
private final class MovingRows: RowSource {
    private let pipe = BlockPipe<TablePart>()
    private let sums = Mutex<[TableSum]>([])

    func rows() -> () throws -> TablePart? { { [pipe] in try pipe.take() } }
    func expected() -> [TableSum] { sums.withLock { $0 } }
    func stop() { pipe.stop() }

    /// Reads every row, as it is at one moment, and sees that nobody changed anything meanwhile.
    func give(from database: any SQLDatabase) async {
        do {
            let pipe = pipe
            let copy = try await database.read { try CasebookCopy($0) { try pipe.give($0) } }
            let log = try await database.read { try CasebookCopy.logEnd($0.shape(), $0) }
            guard log == copy.log else { throw MovingRefusal.changedMeanwhile }
            sums.withLock { $0 = copy.tables }
            pipe.end()
        } catch {
            pipe.end(.failure(error))
        }
    }
}
