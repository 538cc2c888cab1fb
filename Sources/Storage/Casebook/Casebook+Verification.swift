import Access
import CallRecords
import Foundation
import SQL

extension StoredLog {
    /// Opens the log of a casebook's folder, or of a copy of one, changing nothing in it.
    ///
    /// - Throws: ``StorageError`` where there is none, or where another version made it.
    package init(folder path: String) async throws {
        guard Casebook.exists(in: path) else {
            throw StorageError(code: .noInput, context: "There is no casebook in \(path).")
        }
        try await self.init(checking: SQLiteCopy(path: Casebook.database(in: path)))
    }

    /// - Throws: ``StorageError`` for a database that is no casebook of this version.
    package init(checking database: any SQLDatabase) async throws {
        let state = try await Casebook.schemaState(of: database)
        self.init(database: database)
        guard let first = state.pending.first else { return }
        let isEmpty = state.applied.isEmpty
        throw StorageError(
            code: isEmpty ? .notACasebook : .olderDatabase,
            context: isEmpty
                ? "This database is no casebook."
                : "This casebook was made by an older version of Ringfence (it lacks the step “\(first.name)”). "
                    + "Verify it with that version, or bring it up to date with “ringfence migrate” first.")
    }
}

/// The checkpoints kept beside a casebook, and wherever else they were sent.
package enum CheckpointFile {
    package static let name = "checkpoints.jsonl"

    /// - Throws: ``StorageError`` for a file that is not there, or a line that is no checkpoint.
    package static func read(_ path: String) throws -> [Checkpoint] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StorageError(code: .noInput, context: "There is no file \(path), or it cannot be read.")
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        return try lines.enumerated().map { place, line in
            guard let checkpoint = Checkpoint(line: line) else {
                throw StorageError(
                    code: .noInput, context: "Line \(place + 1) of \(path) is no checkpoint of the log.")
            }
            return checkpoint
        }
    }

    /// Adds a line, and comes back once it is on the disk.
    package static func append(_ checkpoint: Checkpoint, to path: String) throws {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(code: .notWritable, context: "\(path) cannot be written to.")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data((checkpoint.line + "\n").utf8))
            try handle.synchronize()
        } catch {
            throw StorageError(code: .full, context: "\(path) could not be written; the disk may be full.")
        }
    }
}

/// The file that holds the key which signs checkpoints.
package enum SigningKeyFile {
    package static let name = "log-signing.key"

    /// The key there is, or a new one where there is none. Nobody else on the machine may read it.
    package static func openOrMake(_ path: String) throws -> SigningKey {
        if let data = FileManager.default.contents(atPath: path) {
            let text = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).first ?? ""
            guard let key = SigningKey(hexadecimal: text) else {
                throw StorageError(
                    code: .noInput, context: "\(path) is no signing key: 64 hexadecimal digits are expected.")
            }
            return key
        }
        let key = SigningKey()
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            // Another process made it meanwhile, or it cannot be made.
            guard FileManager.default.fileExists(atPath: path),
                FileManager.default.isReadableFile(atPath: path)
            else {
                throw StorageError(code: .notWritable, context: "\(path) cannot be made, or not be read.")
            }
            return try openOrMake(path)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data((key.hexadecimal + "\n").utf8))
        try handle.synchronize()
        return key
    }
}
