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

    package struct Applied: Sendable, Hashable {
        package let number: Int64
        package let name: String
        /// Microseconds UTC since 1970.
        package let atMicroseconds: Int64
        fileprivate let digest: String
    }

    package struct State: Sendable {
        package let applied: [Applied]
        /// In the order in which they will be applied.
        package let pending: [Migration]
    }

    /// The migrations in a folder for one dialect, in order: the files `0001-….sql`, `0002-….sql`, ….
    package static func migrations(in folder: URL) throws -> [Migration] {
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

    /// Safe beside other processes that do the same: one migrates, the others find it done.
    ///
    /// - Throws: ``StorageError``; ``StorageError/Code/newerDatabase`` for a database that a later version made.
    package static func migrate(
        _ database: any SQLDatabase, with migrations: [Migration], nowMicroseconds: Int64
    ) async throws {
        // Most openings find nothing to do, and must not wait for another process's import to let them write.
        guard try await !state(of: database, with: migrations).pending.isEmpty else { return }
        try await database.write { connection in
            try connection.execute(
                script: """
                    CREATE TABLE IF NOT EXISTS schema_migration (
                        number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_us BIGINT NOT NULL)
                    """)
            for migration in try state(with: migrations, connection).pending {
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

    /// What has been applied and what has not, changing nothing.
    ///
    /// - Throws: as ``migrate(_:with:nowMicroseconds:)``.
    package static func state(
        of database: any SQLDatabase, with migrations: [Migration]
    ) async throws -> State {
        try await database.read { try state(with: migrations, $0) }
    }

    private static func state(
        with migrations: [Migration], _ connection: any SQLConnection
    ) throws -> State {
        guard try connection.hasTable("schema_migration") else {
            return State(applied: [], pending: migrations)
        }
        let applied = try connection.all(
            "SELECT number, name, applied_us, digest FROM schema_migration ORDER BY number"
        ) {
            Applied(
                number: $0.integer(0), name: $0.text(1), atMicroseconds: $0.integer(2), digest: $0.text(3))
        }
        for known in applied { try check(known, against: migrations) }
        return State(
            applied: applied,
            pending: migrations.filter { migration in !applied.contains { $0.number == migration.number } })
    }

    private static func check(_ known: Applied, against migrations: [Migration]) throws {
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
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return reduce(into: "") { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
}
