import CallRecords
import Foundation
import SQL

extension Casebook {
    /// What opening does about schema steps that a casebook lacks.
    package enum SchemaUse: Sendable, Hashable {
        /// Takes them. Of several servers that begin at once one does, and the others find it done.
        case bringUpToDate
        /// Refuses to open.
        case mustBeCurrent
        /// Opens it as it is: for what only carries rows away.
        case asItIs
    }

    /// Opens the casebook in a folder, making it where there is none.
    ///
    /// - Parameters:
    ///   - originals: the originals' folder, where it is not `originals` in the casebook's.
    ///   - now: kept with the schema steps.
    /// - Throws: ``StorageError``, in a sentence for the user.
    package init(
        folder: String, originals: String? = nil, now: Instant, schema: SchemaUse = .bringUpToDate
    ) async throws {
        try await self.init(
            database: try Self.openDatabase(in: folder), folder: folder, originals: originals, now: now,
            schema: schema)
    }

    /// Opens the casebook in a database, with a folder for what lies beside it.
    package init(
        database: any SQLDatabase, folder: String, originals: String? = nil, now: Instant,
        schema: SchemaUse = .bringUpToDate
    ) async throws {
        try await self.init(
            database: database, originals: originals ?? Self.originals(in: folder), now: now, schema: schema)
    }

    /// Opens the casebook in a database, whose originals lie in a folder.
    ///
    /// Several servers on one database share that folder: each must see what another has put there.
    ///
    /// - Throws: ``StorageError``, in a sentence for the user.
    package init(
        database: any SQLDatabase, originals folder: String, now: Instant, schema: SchemaUse = .bringUpToDate
    ) async throws {
        let migrations = try Migrator.migrations(in: Self.migrations(for: database.dialect))
        let state = try await Migrator.state(of: database, with: migrations)
        if let first = state.pending.first {
            switch schema {
            case .bringUpToDate:
                try await Migrator.migrate(database, with: migrations, nowMicroseconds: now.microseconds)
            case .mustBeCurrent:
                throw StorageError(
                    code: .olderDatabase,
                    context:
                        "This casebook lacks the schema step “\(first.name)”. Back it up, then take the step with "
                        + "“ringfence migrate”.")
            case .asItIs: break
            }
        }
        try Self.makeFolder(folder)
        let originals = try Originals(folder: URL(filePath: folder))
        originals.clearAbandoned()
        self.init(database: database, originals: originals)
        guard schema != .asItIs else { return }
        if let last = state.pending.last, !state.applied.isEmpty {
            try await note("migrate \(last.name)", at: now)
        }
        try await clearAbandonedImports(now: now)
        try await finishDeletions()
    }

    private init(database: any SQLDatabase, originals: Originals) {
        (self.database, self.originals) = (database, originals)
        logWriter = LogWriter(database: database)
    }

    /// The database in a casebook's folder; both are made where they are not there.
    package static func openDatabase(in folder: String) throws -> SQLiteDatabase {
        try makeFolder(folder)
        return try SQLiteDatabase(path: database(in: folder))
    }

    /// Whether a folder holds a casebook.
    package static func exists(in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: database(in: folder))
    }

    /// Whether a database holds a casebook.
    ///
    /// - Throws: ``StorageError``; ``StorageError/Code/newerDatabase`` for one that a later version made.
    package static func exists(in database: any SQLDatabase) async throws -> Bool {
        try await !schemaState(of: database).applied.isEmpty
    }

    /// Which schema steps a database has taken, and which it lacks.
    package static func schemaState(of database: any SQLDatabase) async throws -> Migrator.State {
        try await Migrator.state(
            of: database, with: Migrator.migrations(in: migrations(for: database.dialect)))
    }

    /// Where the schema's steps for a database are.
    package static func migrations(for dialect: SQLDialect) -> URL {
        Bundle.module.bundleURL.appending(path: "Migrations/\(dialect.rawValue)")
    }

    package static func database(in folder: String) -> String {
        URL(filePath: folder).appending(path: "ringfence.sqlite").path
    }

    /// Where a casebook in a folder keeps its originals, unless it is told otherwise.
    package static func originals(in folder: String) -> String {
        URL(filePath: folder).appending(path: "originals").path
    }

    /// Makes a folder where there is none. Case data: nobody else on the machine is to read it.
    package static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: path), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw StorageError(
                code: .cannotCreateFolder,
                context: "The folder \(path) cannot be made. Name one you may write to.")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw StorageError(
                code: .notWritable,
                context: "The folder \(path) cannot be written to. Name one you may write to.")
        }
    }
}
