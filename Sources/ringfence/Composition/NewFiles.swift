import Casework
import Foundation

/// Files that a command makes in a folder: none is written over, and those begun are taken away where not all can be written.
enum NewFiles {
    /// - Throws: `Refused`, where one is there.
    static func refuse(_ names: [String], in folder: URL) throws {
        for file in names.map({ folder.appending(path: $0) })
        where FileManager.default.fileExists(atPath: file.path) {
            throw Refused.data("\(file.path) is there already, and is left as it is. Name another folder.")
        }
    }

    /// Writes files that are not there, into a folder that is made if need be.
    ///
    /// - Throws: what the system said.
    static func write(_ files: [(name: String, data: Data)], in folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            for (name, data) in files { try write(data, to: folder.appending(path: name)) }
        } catch {
            remove(files.map(\.name), from: folder)
            throw error
        }
    }

    /// Takes away what was begun. None of these was there before.
    static func remove(_ names: [String], from folder: URL) {
        for name in names { try? FileManager.default.removeItem(at: folder.appending(path: name)) }
    }

    /// Through a handle, whose errors say what the system said.
    private static func write(_ data: Data, to file: URL) throws {
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: data)
        try handle.close()
    }
}
