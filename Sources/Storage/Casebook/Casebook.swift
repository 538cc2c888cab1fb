import CallRecords
import Casework
import Foundation
import Telephony

/// A casebook in a folder: its database, and the original files beside it.
///
/// Each capability's operations are in a file of their own: `Casebook+Register.swift`, `Casebook+Intake.swift`, ….
package struct Casebook: Sendable {
    package let database: any SQLDatabase
    let originals: Originals

    /// Opens the casebook in a folder, making it where there is none.
    ///
    /// - Parameter now: kept with the schema steps.
    /// - Throws: ``StorageError``, in a sentence for the user.
    package init(folder path: String, now: Instant) async throws {
        let folder = URL(filePath: path)
        do {
            // Case data: nobody else on the machine is to read it.
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StorageError(
                code: .cannotCreateFolder,
                context: "The folder \(path) cannot be made. Name one you may write to.")
        }
        guard FileManager.default.isWritableFile(atPath: folder.path) else {
            throw StorageError(
                code: .notWritable,
                context: "The folder \(path) cannot be written to. Name one you may write to.")
        }
        let database = try SQLiteDatabase(path: Self.database(in: folder).path)
        try await Migrator.migrate(
            database, with: Migrator.migrations(dialect: database.dialect), nowMicroseconds: now.microseconds)
        self.database = database
        originals = try Originals(folder: folder.appending(path: "originals"))
        originals.clearAbandoned()
    }

    /// Whether a folder holds a casebook.
    package static func exists(in path: String) -> Bool {
        FileManager.default.fileExists(atPath: database(in: URL(filePath: path)).path)
    }

    private static func database(in folder: URL) -> URL { folder.appending(path: "ringfence.sqlite") }
}

extension SQLValue {
    init(_ instant: Instant?) { self.init(instant?.microseconds) }
}

extension SQLRow {
    func instant(_ column: Int) -> Instant { Instant(microseconds: integer(column)) }
    func optionalInstant(_ column: Int) -> Instant? {
        optionalInteger(column).map { Instant(microseconds: $0) }
    }

    /// - Throws: ``PartyParseError`` where the database holds what no party is.
    func party(_ column: Int) throws -> Party { try Party(parsing: text(column)) }
}

extension SQLConnection {
    /// The id of a party, made if it is new.
    func id(of party: Party) throws -> Int64 {
        try id(in: "party", column: "name", .text(party.description))
    }

    /// The id of a value held once, made if it is new.
    func id(in table: String, column: String, _ value: SQLValue) throws -> Int64 {
        if let known = try first("SELECT id FROM \(table) WHERE \(column) = ?", [value], { $0.integer(0) }) {
            return known
        }
        return try insert("INSERT INTO \(table) (\(column)) VALUES (?) RETURNING id", [value])
    }
}
