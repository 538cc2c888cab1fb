import CallRecords
import Foundation
import Synchronization

/// A file, block by block, each read where it stands.
final class CallFile: CallSource {
    private let descriptor: Int32
    private let start: Int
    private let size: Int
    private let blockSize: Int
    private let next = Atomic<Int>(0)

    init(path: String, from start: Int, blockSize: Int = 1 << 20) throws {
        self.blockSize = blockSize
        descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        size = Int(lseek(descriptor, 0, SEEK_END))
        self.start = start
    }

    deinit { close(descriptor) }

    func fill(_ block: inout [UInt8]) throws -> Int? {
        let ordinal = next.add(1, ordering: .relaxed).oldValue
        let offset = start + ordinal * blockSize
        guard offset < size else { return nil }
        let room = block.count
        let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, room, off_t(offset)) }
        block.removeLast(room - count)
        return ordinal
    }
}
