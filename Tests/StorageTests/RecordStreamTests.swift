import CallRecords
import Foundation
import SQL
import Testing

@testable import Storage

struct RecordStreamTests {
    private let block = 4_096

    private func file(_ count: Int) throws -> (path: String, bytes: [UInt8]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)").path
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try Data(bytes).write(to: URL(filePath: path))
        return (path, bytes)
    }

    private func rest(of stream: RecordStream) throws -> [Int: [UInt8]] {
        var blocks: [Int: [UInt8]] = [:]
        var block = [UInt8](repeating: 0, count: self.block)
        while let ordinal = try stream.fill(&block) { blocks[ordinal] = block }
        return blocks
    }

    @Test(
        "A file is read to its end, however long",
        arguments: [0, 1, 262_143, 262_144, 262_145, 280_000, 262_144 + 4 * 4_096])
    func whole(count: Int) throws {
        let (path, bytes) = try file(count)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let stream = try RecordStream(path: path, block: block)
        let blocks = try rest(of: stream)
        #expect(stream.head + blocks.sorted { $0.key < $1.key }.flatMap(\.value) == bytes)
        #expect(blocks.keys.sorted() == Array(0..<blocks.count))
    }

    @Test("What is added to a file while it is read is not read, and leaves no hole")
    func grows() throws {
        let (path, bytes) = try file(LayoutChooser.window + 10_000)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let stream = try RecordStream(path: path, block: block)
        var first = [UInt8](repeating: 0, count: block)
        #expect(try stream.fill(&first) == 0)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(repeating: 9, count: 100_000))
        let blocks = try rest(of: stream)
        #expect(stream.head + first + blocks.sorted { $0.key < $1.key }.flatMap(\.value) == bytes)
    }

    @Test("A file that is cut while it is read is refused")
    func cut() throws {
        let (path, _) = try file(LayoutChooser.window + 10_000)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let stream = try RecordStream(path: path, block: block)
        try #require(FileHandle(forWritingAtPath: path)).truncate(
            atOffset: UInt64(LayoutChooser.window + 100))
        let refusal = try #require(throws: StorageError.self) { try rest(of: stream) }
        #expect(refusal.code == .noInput && "\(refusal)".contains("\(path) was changed while it was read"))
    }
}
