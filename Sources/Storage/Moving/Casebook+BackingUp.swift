import Access
import CallRecords
import Foundation
import SQL

/// A backup that was made.
package struct Backup: Sendable {
    package let manifest: BackupManifest
    /// SHA-256 of the manifest, which holds that of every other member: kept apart, it proves the backup.
    package let seal: String
    package let byteCount: Int
}

extension Casebook {
    /// Whoever runs commands on the machine itself.
    static let operatorAtConsole = Actor(userID: 0, login: "console", source: "console")

    /// Copies everything into one file, as it is at one moment, while others read and write.
    ///
    /// Opened ``SchemaUse/asItIs``, a casebook that an older version made is backed up too.
    ///
    /// - Throws: ``MovingRefusal``, ``StorageError``; there is no file then.
    package func backUp(to path: String, software: String, now: Instant) async throws -> Backup {
        guard let step = try await Self.schemaState(of: database).applied.last?.name else {
            throw StorageError(code: .notACasebook, context: "There is no casebook to back up.")
        }
        let writer = try BackupWriter(path: path, madeAt: now)
        do {
            try await note("backup", at: now)
            let (rows, copy) = try await database.read { connection in
                var filling = writer
                try filling.add(.note, Array(BackupNote.text(madeAt: now).utf8))
                var number = 0
                var table = ""
                let copy = try CasebookCopy(connection) { part in
                    number = part.table == table ? number + 1 : 1
                    table = part.table
                    try filling.add(.rows(table: table, number: number), part.bytes)
                }
                return (filling, copy)
            }
            var filling = rows
            var lost: [String] = []
            for sha256 in copy.originals {
                let isThere = try filling.add(original: sha256, at: originals.url(sha256: sha256).path)
                if !isThere { lost.append(sha256) }
            }
            let manifest = BackupManifest(
                software: software, madeAt: now, schema: step, log: copy.log, tables: copy.tables,
                parts: filling.parts, lost: lost)
            let seal = try filling.finish(manifest)
            return Backup(manifest: manifest, seal: seal, byteCount: filling.byteCount)
        } catch {
            writer.discard()
            throw error
        }
    }

    /// Logs what was done to the casebook as a whole, where it has a log yet.
    func note(_ act: String, at now: Instant) async throws {
        guard try await database.read({ try $0.hasTable("log_entry") }) else { return }
        try await log(
            LogDraft(.system, act, by: Self.operatorAtConsole, on: Subject(.system)), at: now)
    }
}

/// What a casebook holds at one moment, its rows handed over as they are read.
struct CasebookCopy: Sendable {
    let tables: [TableSum]
    let log: BackupManifest.LogEnd?
    /// Of whole files, by SHA-256, in order.
    let originals: [String]

    init(_ connection: any SQLConnection, emit: (TablePart) throws -> Void) throws {
        let shape = try connection.shape()
        tables = try TableDump(connection: connection).run(shape, emit: emit)
        log = try Self.logEnd(shape, connection)
        originals = try Self.originals(shape, connection)
    }

    static func logEnd(
        _ shape: [TableShape], _ connection: any SQLConnection
    ) throws -> BackupManifest.LogEnd? {
        guard shape.contains(where: { $0.name == "log_head" }), let head = try StoredLog.head(connection)
        else {
            return nil
        }
        return BackupManifest.LogEnd(sequence: head.sequence, digest: head.digest)
    }

    /// Files that are still being read have theirs in no place yet; those removed have none.
    static func originals(_ shape: [TableShape], _ connection: any SQLConnection) throws -> [String] {
        let files = shape.first { $0.name == "record_file" }
        let condition = files?.columnNames.contains("state") == true ? "WHERE state = 'whole'" : ""
        return try connection.all("SELECT sha256 FROM record_file \(condition) ORDER BY id") { $0.text(0) }
            .sorted()
    }
}

/// The first member of every backup.
private enum BackupNote {
    static func text(madeAt: Instant) -> String {
        """
        This is the backup of a casebook of Ringfence, made at \(madeAt).

        tables/NAME/000001.jsonl and following hold the rows of a table, a JSON array to a line, in the order of its
        key. manifest.json names the columns, counts the rows, and has the SHA-256 of every part and of every table's
        lines. originals/ holds the files of records as providers sent them, each under its SHA-256.

        “ringfence restore --from THIS-FILE --data FOLDER” makes a casebook of it. It holds personal data: keep it as
        safe as the casebook itself.

        """
    }
}
