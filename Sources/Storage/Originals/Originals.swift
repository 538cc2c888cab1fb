import Casework
import Crypto
import Foundation
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

    /// Removes what no process writes any more: files untouched since `before`.
    package func clearAbandoned(before: Date) throws {
        for file in try FileManager.default.contentsOfDirectory(
            at: incoming, includingPropertiesForKeys: [.contentModificationDateKey])
        {
            let values = try? file.resourceValues(forKeys: [.contentModificationDateKey])
            if let changed = values?.contentModificationDate, changed < before {
                try? FileManager.default.removeItem(at: file)
            }
        }
    }

    package func url(sha256: String) -> URL {
        folder.appending(path: String(sha256.prefix(2))).appending(path: sha256)
    }

    package func receive(name: String) throws -> any IncomingOriginal {
        let file = incoming.appending(path: UUID().uuidString)
        guard FileManager.default.createFile(atPath: file.path, contents: nil),
            let handle = FileHandle(forWritingAtPath: file.path)
        else {
            throw StorageError(code: .notWritable, context: "\(incoming.path) cannot be written to.")
        }
        return Incoming(name: name, file: file, handle: handle)
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
                        code: .full, context: "The file could not be written; the disk may be full.",
                        underlying: error)
                }
                state.hash.update(data: bytes)
                state.count += bytes.count
            }
        }

        func finish() throws -> ReceivedOriginal {
            try handle.synchronize()
            try handle.close()
            return state.withLock { state in
                ReceivedOriginal(
                    sha256: state.hash.finalize().hexadecimal, name: name, byteCount: state.count,
                    path: file.path)
            }
        }

        func discard() {
            try? handle.close()
            try? FileManager.default.removeItem(at: file)
        }
    }
}
