import CallRecords
import Foundation
import SQL
import Synchronization

/// The bytes of call records, from a file, a pipe or standard input, a block at a time, for several threads.
///
/// A file's blocks are read by each thread where they stand. What cannot be read twice comes in its order.
package final class RecordStream: CallSource {
    /// The first bytes: enough to choose a layout by, or all there are.
    package let head: [UInt8]
    package let isWhole: Bool
    private let descriptor: Int32
    /// The end of a file that can be read anywhere; nil for what comes in its order.
    private let size: Int?
    private let block: Int
    private let next = Atomic<Int>(0)
    /// The place of the next block where blocks come in their order.
    private let ordered = Mutex(0)

    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - block: bytes of a block: what ``fill(_:)`` is given room for.
    /// - Throws: ``StorageError`` where it cannot be read.
    package init(path: String, block: Int = 1 << 20) throws {
        var isFolder: ObjCBool = false
        if path != "-" {
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw StorageError(code: .noInput, context: "There is no file \(path).")
            }
            guard !isFolder.boolValue else {
                throw StorageError(code: .noInput, context: "\(path) is a folder. Name the files in it.")
            }
        }
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StorageError(
                code: .noInput, context: "\(path) cannot be read. Check who may read it.")
        }
        var status = stat()
        let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.block = block
        do {
            var head = [UInt8](repeating: 0, count: LayoutChooser.window)
            let count = try Self.read(descriptor, &head, at: isRegular ? 0 : nil)
            head.removeLast(head.count - count)
            isWhole = count < LayoutChooser.window
            self.head = head
        } catch {
            close(descriptor)
            throw error
        }
        size = isRegular ? Int(status.st_size) : nil
    }

    deinit { close(descriptor) }

    package func fill(_ block: inout [UInt8]) throws -> Int? {
        guard size == nil else {
            let ordinal = next.add(1, ordering: .relaxed).oldValue
            let count = try Self.read(descriptor, &block, at: head.count + ordinal * self.block)
            block.removeLast(block.count - count)
            return count > 0 ? ordinal : nil
        }
        return try ordered.withLock { next in
            let count = try Self.read(descriptor, &block, at: nil)
            block.removeLast(block.count - count)
            guard count > 0 else { return nil }
            next += 1
            return next - 1
        }
    }

    /// Fills the bytes as far as there are any, and says how far.
    private static func read(_ descriptor: Int32, _ bytes: inout [UInt8], at offset: Int?) throws -> Int {
        var filled = 0
        while filled < bytes.count {
            let room = bytes.count - filled
            let count = bytes.withUnsafeMutableBytes { buffer -> Int in
                guard let start = buffer.baseAddress?.advanced(by: filled) else { return 0 }
                if let offset { return pread(descriptor, start, room, off_t(offset + filled)) }
                return Foundation.read(descriptor, start, room)
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw StorageError(
                    code: .noInput, context: "Reading stopped: \(String(cString: strerror(errno))).")
            }
            filled += count
        }
        return filled
    }
}
