import Access
import Casework
import Crypto
import Foundation
import SQL

/// A file on disk, read a block at a time.
package struct RecordFile: BlockSource {
    private let handle: FileHandle

    /// - Throws: ``StorageError`` where there is no such file, or it cannot be read.
    package init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw StorageError(code: .noInput, context: "There is no file \(path).")
        }
        guard !isFolder.boolValue else {
            throw StorageError(code: .noInput, context: "\(path) is a folder. Name the files in it.")
        }
        // A device or a pipe has no end to keep, or none that comes.
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw StorageError(code: .noInput, context: "\(path) is not a regular file.")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StorageError(code: .noInput, context: "\(path) cannot be read. Check who may read it.")
        }
        self.handle = handle
    }

    package mutating func next(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let data = try handle.read(upToCount: count - bytes.count), !data.isEmpty else { break }
            bytes += data
        }
        return bytes
    }

    /// SHA-256 of a whole file, in hexadecimal.
    package static func sha256(path: String) throws -> (digest: String, byteCount: Int) {
        var file = try RecordFile(path: path)
        var hash = SHA256()
        var count = 0
        while true {
            let block = try file.next(RecordIntake.block)
            guard !block.isEmpty else { return (hash.finalize().hexadecimal, count) }
            count += block.count
            hash.update(data: block)
        }
    }
}
