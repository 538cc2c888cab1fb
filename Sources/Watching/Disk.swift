import Foundation

/// Writing that is on the disk when it returns.
enum Disk {
    /// Replaces a file in one step: whoever looks sees the old or the new, never a part.
    static func replace(_ path: String, _ write: (FileHandle) throws -> Void) throws {
        let draft = path + ".draft"
        try? FileManager.default.removeItem(atPath: draft)
        let handle = try open(draft)
        defer { try? handle.close() }
        try telling(path) {
            try write(handle)
            try handle.synchronize()
        }
        guard rename(draft, path) == 0 else { throw failure(path) }
        try synchronizeFolder(of: path)
    }

    /// Opens a file to be added to, made where there is none. Only its owner may read it.
    static func open(_ path: String) throws -> FileHandle {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    static func append(_ data: Data, to handle: FileHandle, _ path: String) throws {
        try telling(path) {
            try handle.seekToEnd()
            try handle.write(contentsOf: data)
            try handle.synchronize()
        }
    }

    static func synchronizeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = Foundation.open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    static func telling<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let refusal as WatchRefusal { throw refusal } catch {
            throw WatchRefusal.cannotWrite(path, why: "\(error.localizedDescription)")
        }
    }

    private static func failure(_ path: String) -> WatchRefusal {
        .cannotWrite(path, why: String(cString: strerror(errno)))
    }
}
