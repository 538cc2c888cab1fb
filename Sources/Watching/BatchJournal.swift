import Crypto
import Foundation

/// A batch of records as it was posted.
package struct Batch: Hashable, Sendable {
    package let source: String
    /// From 1, one more for each batch of the source.
    package let sequence: Int
    package let body: [UInt8]

    package init(source: String, sequence: Int, body: [UInt8]) {
        (self.source, self.sequence, self.body) = (source, sequence, body)
    }

    var digest: String {
        SHA256.hash(data: body).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// Batches since the checkpoint, on the disk before they are counted, so that they can be counted again from it.
///
/// Each is a line of JSON (source, sequence, length, digest), its bytes, a line feed. What a kill cut short was never
/// answered for, and is taken off the end.
struct BatchJournal {
    private struct Header: Codable {
        let source: String
        let sequence: Int
        let length: Int
        let digest: String
    }

    private let path: String
    private let handle: FileHandle
    private(set) var bytes = 0

    init(_ path: String) throws {
        self.path = path
        handle = try Disk.open(path)
        try Disk.synchronizeFolder(of: path)
    }

    mutating func append(_ batch: Batch) throws {
        let header = Header(
            source: batch.source, sequence: batch.sequence, length: batch.body.count, digest: batch.digest)
        var frame = try JSONEncoder().encode(header)
        frame.append(10)
        frame += batch.body
        frame.append(10)
        try Disk.append(frame, to: handle, path)
        bytes += frame.count
    }

    /// The batches that are whole, in their order; what follows them was never answered for, and is cut off.
    mutating func read() throws -> [Batch] {
        let data = try Disk.telling(path) { try Data(contentsOf: URL(filePath: path)) }
        var batches: [Batch] = []
        var at = data.startIndex
        while let end = data[at...].firstIndex(of: 10),
            let header = try? JSONDecoder().decode(Header.self, from: data[at..<end]),
            header.length >= 0, header.length < data.endIndex - end - 1
        {
            let body = data[(end + 1)..<(end + 1 + header.length)]
            let batch = Batch(source: header.source, sequence: header.sequence, body: Array(body))
            guard data[body.endIndex] == 10, batch.digest == header.digest else { break }
            batches.append(batch)
            at = body.endIndex + 1
        }
        try Disk.telling(path) { try handle.truncate(atOffset: UInt64(at)) }
        bytes = at
        return batches
    }
}
