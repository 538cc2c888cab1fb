import Access
import CallRecords
import SQL

extension Casebook {
    /// Fills an empty casebook from a backup that was looked at already: all of it, or nothing.
    ///
    /// - Parameter originals: the folder for its originals.
    /// - Throws: ``MovingRefusal``, ``StorageError``; the casebook is still empty then.
    package static func restore(
        _ backup: BackupReader, into database: any SQLDatabase, originals: String, now: Instant
    ) async throws -> Casebook {
        let target = try CasebookTarget(database: database, originals: originals)
        try await target.prepare(step: backup.manifest.schema, now: now)
        for sha256 in backup.originals {
            try target.keep(original: sha256) { try backup.original(sha256, $0) }
        }
        let manifest = backup.manifest
        try await target.fill(from: backup, shape: manifest.tables.map(\.shape), lost: Set(manifest.lost)) {
            // The log then tells that what came after the backup is not in it.
            let draft = LogDraft(
                .system, "restore \(backup.seal)", by: operatorAtConsole, on: Subject(.system))
            try $0.append(draft, at: now)
        }
        return try await Casebook(database: database, originals: originals, now: now)
    }
}

extension BackupReader: RowSource {
    func expected() -> [TableSum] { manifest.tables }
}
