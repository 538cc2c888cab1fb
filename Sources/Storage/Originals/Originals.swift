import Access
import Casework
import Crypto
import Foundation
import SQL
import Synchronization

/// The original files, each under its SHA-256, never changed.
///
/// An incoming file stands under `incoming/` until its import is whole. What a crash leaves there belongs to nothing
/// and is cleared when the casebook is next opened.
package struct Originals: Sendable {
    private let folder: URL
    private var incoming: URL { folder.appending(path: "incoming") }

    package init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: incoming, withIntermediateDirectories: true)
    }

    /// Removes what a process that is gone has left: whoever receives a file holds a lock on it.
    package func clearAbandoned() {
        let files = try? FileManager.default.contentsOfDirectory(
            at: incoming, includingPropertiesForKeys: nil)
        for file in files ?? [] {
            let descriptor = Foundation.open(file.path, O_RDONLY)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(at: file) }
            close(descriptor)
        }
    }

    package func url(sha256: String) -> URL {
        folder.appending(path: String(sha256.prefix(2))).appending(path: sha256)
    }

    package func receive(name: String) throws -> any IncomingOriginal {
        // Between making the file and locking it, another process may take it for abandoned: then once more.
        for _ in 0..<5 {
            let file = incoming.appending(path: UUID().uuidString)
            let descriptor = Foundation.open(file.path, O_CREAT | O_EXCL | O_RDWR, 0o600)
            guard descriptor >= 0 else { break }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileManager.default.fileExists(atPath: file.path) {
                return Incoming(name: name, file: file, handle: handle)
            }
        }
        throw StorageError(code: .notWritable, context: "\(incoming.path) cannot be written to.")
    }

    /// Moves a received original to its place. Doing it twice is doing it once.
    package func keep(_ original: ReceivedOriginal) throws {
        let place = url(sha256: original.sha256)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard rename(original.path, place.path) == 0 else {
            throw StorageError(code: .notWritable, context: "\(place.path) cannot be written to.")
        }
        try synchroniseFolder(place.deletingLastPathComponent())
    }

    // MARK: Who is reading

    /// Says that this process reads the file with that number in, for as long as the value lives.
    func hold(reading id: Int64) throws -> ReadingHold {
        let file = readingFile(id)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let descriptor = Foundation.open(file.path, O_CREAT | O_RDWR, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw StorageError(code: .notWritable, context: "\(file.path) cannot be written to.")
        }
        return ReadingHold(file: file, handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Whether whoever read that file in is known to have died: their hold is there and nobody has it.
    func isAbandoned(reading id: Int64) -> Bool {
        let descriptor = Foundation.open(readingFile(id).path, O_RDWR)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    func forget(reading id: Int64) { try? FileManager.default.removeItem(at: readingFile(id)) }

    private func readingFile(_ id: Int64) -> URL { folder.appending(path: "reading/\(id)") }

    /// A rename lasts only once its folder is written out.
    private func synchroniseFolder(_ folder: URL) throws {
        let descriptor = Foundation.open(folder.path, O_RDONLY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private final class Incoming: IncomingOriginal {
        private struct State {
            var hash = SHA256()
            var count = 0
        }

        private let name: String
        private let file: URL
        private let handle: FileHandle
        private let state = Mutex(State())

        init(name: String, file: URL, handle: FileHandle) {
            (self.name, self.file, self.handle) = (name, file, handle)
        }

        func append(_ bytes: [UInt8]) throws {
            try state.withLock { state in
                do { try handle.write(contentsOf: bytes) } catch {
                    throw StorageError(
                        code: .full, context: "The file could not be written; the disk may be full.")
                }
                state.hash.update(data: bytes)
                state.count += bytes.count
            }
        }

        func finish() throws -> ReceivedOriginal {
            try handle.synchronize()
            return state.withLock { state in
                ReceivedOriginal(
                    sha256: state.hash.finalize().hexadecimal, name: name, byteCount: state.count,
                    path: file.path, hold: self)
            }
        }

        func discard() {
            try? FileManager.default.removeItem(at: file)
        }
    }
}

/// Held while a file is read in; gone with the process, however that ends.
final class ReadingHold: Sendable {
    private let file: URL
    private let handle: FileHandle

    fileprivate init(file: URL, handle: FileHandle) { (self.file, self.handle) = (file, handle) }

    deinit { try? FileManager.default.removeItem(at: file) }
}
