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
    private let path: String
    private let descriptor: Int32
    /// The end, when it was opened, of a file that can be read anywhere; nil for what comes in its order.
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
        self.path = path == "-" ? "standard input" : path
        var status = stat()
        let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.block = block
        do {
            // A file of no size may hold bytes all the same, as those the system makes up do.
            size = isRegular && status.st_size > 0 ? Int(status.st_size) : nil
            var head = [UInt8](repeating: 0, count: min(LayoutChooser.window, size ?? .max))
            let count = try Self.read(descriptor, &head, at: size == nil ? nil : 0)
            guard size == nil || count == head.count else { throw Self.changed(path) }
            head.removeLast(head.count - count)
            isWhole = size.map { $0 <= LayoutChooser.window } ?? (count < LayoutChooser.window)
            self.head = head
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    package func fill(_ block: inout [UInt8]) throws -> Int? {
        // The last one came back shorter.
        if block.count < self.block { block += [UInt8](repeating: 0, count: self.block - block.count) }
        if let size {
            let ordinal = next.add(1, ordering: .relaxed).oldValue
            let start = head.count + ordinal * self.block
            // What was added since it was opened is not read: each thread would see another end.
            guard start < size else { return nil }
            block.removeLast(block.count - min(self.block, size - start))
            guard try Self.read(descriptor, &block, at: start) == block.count else {
                throw Self.changed(path)
            }
            return ordinal
        }
        return try ordered.withLock { next in
            let count = try Self.read(descriptor, &block, at: nil)
            block.removeLast(block.count - count)
            guard count > 0 else { return nil }
            next += 1
            return next - 1
        }
    }

    private static func changed(_ path: String) -> StorageError {
        StorageError(
            code: .noInput,
            context: "\(path) was changed while it was read. Read it when nobody writes to it.")
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
