import Foundation

/// Writing that is on the disk when it returns.
enum Disk {
    /// Replaces a file in one step: whoever looks sees the old or the new, never a part.
    ///
    /// - Parameter ready: is waited for when all is on the disk, and before it takes the old one's place.
    static func replace(
        _ path: String, when ready: () throws -> Void = {}, _ write: (FileHandle) throws -> Void
    ) throws {
        let draft = path + ".draft"
        try? FileManager.default.removeItem(atPath: draft)
        do {
            let handle = try open(draft)
            defer { try? handle.close() }
            try telling(path) {
                try write(handle)
                try handle.synchronize()
            }
            try ready()
            guard rename(draft, path) == 0 else { throw failure(path) }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
        try synchronizeFolder(of: path)
    }

    /// Opens a file to be added to, made where there is none. Only its owner may read it.
    static func open(_ path: String) throws -> FileHandle {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Adds to a file that ends after so many bytes. Where it fails, they are all that is left in it.
    static func append(
        _ data: Data, to handle: FileHandle, after end: Int, isSynchronized: Bool = true, _ path: String
    ) throws {
        try telling(path) {
            // Part of what failed before may stand there, where it could not be taken off.
            try handle.truncate(atOffset: UInt64(end))
            try handle.seek(toOffset: UInt64(end))
            do {
                try handle.write(contentsOf: data)
                if isSynchronized { try handle.synchronize() }
            } catch {
                try? handle.truncate(atOffset: UInt64(end))
                throw error
            }
        }
    }

    /// Takes off a file's end what follows its last whole line, and says where that ends.
    static func cutTornLine(of handle: FileHandle, _ path: String) throws -> Int {
        try telling(path) {
            let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
            let end = data.lastIndex(of: 10).map { $0 + 1 } ?? 0
            if end < data.count { try handle.truncate(atOffset: UInt64(end)) }
            return end
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
            throw WatchRefusal.cannotWrite(path, why: reason(error))
        }
    }

    /// The system's own word for it, where there is one.
    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        guard cause.domain == NSPOSIXErrorDomain else {
            let words = error.localizedDescription
            return words.hasSuffix(".") ? String(words.dropLast()) : words
        }
        return String(cString: strerror(Int32(cause.code)))
    }

    private static func failure(_ path: String) -> WatchRefusal {
        .cannotWrite(path, why: String(cString: strerror(errno)))
    }
}
