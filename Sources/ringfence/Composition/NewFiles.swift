import Casework
import Foundation

/// Files that a command makes in a folder: none is written over, each has another name until all of it is written, and those
/// begun are taken away where not all can be written.
enum NewFiles {
    /// What a file is called until it is whole.
    static func partial(_ name: String) -> String { "\(name).partial" }

    /// - Throws: `Refused`, where something is there by the name of one, or of a part of one: even a link to nowhere.
    static func refuse(_ names: [String], in folder: URL) throws {
        for file in names.flatMap({ [$0, partial($0)] }).map({ folder.appending(path: $0) })
        where isThere(file) {
            throw Refused.data("\(file.path) is there already, and is left as it is. Name another folder.")
        }
    }

    /// Without following a link.
    private static func isThere(_ file: URL) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: file.path)) != nil
    }

    /// Writes files that are not there, into a folder that is made if need be. They get their names when all are written, the
    /// first of them last.
    ///
    /// - Throws: what the system said.
    static func write(_ files: [(name: String, data: Data)], in folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var begun: [String] = []
        do {
            for (name, data) in files {
                // Through a handle, whose errors say what the system said.
                let handle = try create(partial(name), in: folder)
                begun.append(partial(name))
                try handle.write(contentsOf: data)
                try handle.close()
            }
            for (name, _) in files.reversed() {
                try finish(name, in: folder)
                begun.append(name)
            }
        } catch {
            remove(begun, from: folder)
            throw error
        }
    }

    /// A new file. The system makes it only where nothing has the name, be it a link.
    static func create(_ name: String, in folder: URL) throws -> FileHandle {
        let path = folder.appending(path: name).path
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Gives a file that is whole its name. One that is there already is left as it is.
    static func finish(_ name: String, in folder: URL) throws {
        try FileManager.default.moveItem(
            at: folder.appending(path: partial(name)), to: folder.appending(path: name))
    }

    /// Takes away what this run began.
    static func remove(_ names: [String], from folder: URL) {
        for name in names { try? FileManager.default.removeItem(at: folder.appending(path: name)) }
    }
}
