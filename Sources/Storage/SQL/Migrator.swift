import Crypto
import Foundation

/// Brings a database's schema up to date: numbered files, forward only, each applied once and whole.
package enum Migrator {
    package struct Migration: Sendable {
        package let number: Int64
        package let name: String
        package let sql: String
        /// SHA-256 of the file, in hexadecimal: a released file is never edited.
        package let digest: String
    }

    /// The migrations for a dialect, in order.
    package static func migrations(dialect: String) throws -> [Migration] {
        let folder = Bundle.module.bundleURL.appending(path: "Migrations/\(dialect)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
        return try files.sorted { $0.lastPathComponent < $1.lastPathComponent }.map { file in
            let name = file.deletingPathExtension().lastPathComponent
            guard let number = Int64(name.prefix(4)) else {
                throw StorageError(code: .unexpected, context: "the migration \(name) has no number")
            }
            let data = try Data(contentsOf: file)
            return Migration(
                number: number, name: name, sql: String(decoding: data, as: UTF8.self),
                digest: SHA256.hash(data: data).hexadecimal)
        }
    }

    /// - Throws: ``StorageError``; ``StorageError/Code/newerDatabase`` for a database that a later version made.
    package static func migrate(
        _ database: some SQLDatabase, with migrations: [Migration], nowMicroseconds: Int64
    ) async throws {
        // Most openings find nothing to do, and must not wait for another process's import to let them write.
        let isCurrent = try await database.read { connection in
            try pending(of: migrations, connection).isEmpty
        }
        guard !isCurrent else { return }
        try await database.write { connection in
            try connection.execute(
                script: """
                    CREATE TABLE IF NOT EXISTS schema_migration (
                        number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_us BIGINT NOT NULL)
                    """)
            for migration in try pending(of: migrations, connection) {
                try connection.execute(script: migration.sql)
                try connection.execute(
                    "INSERT INTO schema_migration (number, name, digest, applied_us) VALUES (?, ?, ?, ?)",
                    [
                        .integer(migration.number), .text(migration.name), .text(migration.digest),
                        .integer(nowMicroseconds),
                    ])
            }
        }
    }

    /// The migrations that a database still lacks.
    private static func pending(
        of migrations: [Migration], _ connection: any SQLConnection
    ) throws -> [Migration] {
        guard try connection.hasTable("schema_migration") else { return migrations }
        let applied = try connection.all("SELECT number, name, digest FROM schema_migration ORDER BY number")
        {
            (number: $0.integer(0), name: $0.text(1), digest: $0.text(2))
        }
        for known in applied {
            guard let migration = migrations.first(where: { $0.number == known.number }) else {
                throw StorageError(
                    code: .newerDatabase,
                    context: "This casebook was made by a newer version of Ringfence (its schema has step "
                        + "“\(known.name)”, which this version does not know). Install that version or a later one."
                )
            }
            guard migration.digest == known.digest else {
                throw StorageError(
                    code: .changedMigration,
                    context: "The schema step “\(known.name)” is not the one this casebook was made with.")
            }
        }
        return migrations.filter { migration in !applied.contains { $0.number == migration.number } }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return reduce(into: "") { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
}
