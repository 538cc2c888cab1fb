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
/// Each is a line of JSON (source, sequence, length, and a check of these and the bytes), its bytes, a line feed. What a kill cut short was never
/// answered for, and is taken off the end; anything else that is not as it was written is damage, and is refused.
struct BatchJournal {
    private let path: String
    private let handle: FileHandle
    private(set) var bytes = 0

    init(_ path: String) throws {
        self.path = path
        handle = try Disk.open(path)
        try Disk.synchronizeFolder(of: path)
    }

    /// Leaves nothing of a batch that cannot be written whole.
    mutating func append(_ batch: Batch) throws {
        let frame = try JournalFrame.bytes(of: batch)
        try Disk.append(frame, to: handle, after: bytes, path)
        bytes += frame.count
    }

    /// The batches, in their order; one that a kill cut short is cut off the end.
    ///
    /// - Throws: ``WatchRefusal/damagedState(_:)`` where a batch that may have been answered for is not as it was.
    mutating func read() throws -> [Batch] {
        let data = try Disk.telling(path) { try Data(contentsOf: URL(filePath: path)) }
        var batches: [Batch] = []
        var at = data.startIndex
        reading: while at < data.endIndex {
            switch JournalFrame(data, at: at) {
            case .whole(let batch, let end):
                batches.append(batch)
                at = end
            case .cutShort: break reading
            case .damaged: throw WatchRefusal.damagedState(path)
            }
        }
        try Disk.telling(path) { try handle.truncate(atOffset: UInt64(at)) }
        bytes = at
        return batches
    }
}

/// One batch in a journal, or what is left of it.
private enum JournalFrame {
    case whole(Batch, end: Int)
    /// The journal ends before it does, or holds zeros where its bytes had not come to the disk when the power went.
    case cutShort
    case damaged

    private struct Header: Codable {
        let source: String
        let sequence: Int
        let length: Int
        let check: String

        init(_ source: String, _ sequence: Int, _ body: some DataProtocol) {
            (self.source, self.sequence, length) = (source, sequence, body.count)
            var hash = SHA256()
            hash.update(data: Data("\(source)\n\(sequence)\n\(body.count)\n".utf8))
            hash.update(data: body)
            check = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }

        func fits(_ body: Data) -> Bool { Header(source, sequence, body).check == check }
    }

    static func bytes(of batch: Batch) throws -> Data {
        var frame = try JSONEncoder().encode(Header(batch.source, batch.sequence, batch.body))
        frame.append(10)
        frame += batch.body
        frame.append(10)
        return frame
    }

    init(_ data: Data, at start: Int) {
        if let whole = Self.whole(data, at: start) {
            self = .whole(whole.batch, end: whole.end)
        } else {
            self = Self.isCutShort(data[start...]) ? .cutShort : .damaged
        }
    }

    private static func whole(_ data: Data, at start: Int) -> (batch: Batch, end: Int)? {
        guard let line = data[start...].firstIndex(of: 10),
            let header = try? JSONDecoder().decode(Header.self, from: data[start..<line]),
            header.length >= 0, header.length < data.endIndex - line - 1
        else { return nil }
        let body = data[(line + 1)..<(line + 1 + header.length)]
        guard data[body.endIndex] == 10, header.fits(body) else { return nil }
        return (
            Batch(source: header.source, sequence: header.sequence, body: Array(body)), body.endIndex + 1
        )
    }

    /// Whether a rest in which no batch is whole is the last one, written in part.
    private static func isCutShort(_ rest: Data) -> Bool {
        if rest.contains(0) { return !holdsWhole(rest) }
        guard let line = rest.firstIndex(of: 10) else { return true }
        guard let header = try? JSONDecoder().decode(Header.self, from: rest[..<line]) else { return false }
        let body = rest[(line + 1)...]
        // All of it is there, or would be but for a wrong length.
        guard header.length >= body.count, !header.fits(body.dropLast()) else { return false }
        return !holdsWhole(rest)
    }

    /// Whether a batch further on is whole.
    private static func holdsWhole(_ rest: Data) -> Bool {
        var at = rest.startIndex
        while let line = rest[at...].firstIndex(of: 10) {
            at = line + 1
            if at < rest.endIndex, rest[at] == UInt8(ascii: "{"), whole(rest, at: at) != nil { return true }
        }
        return false
    }
}
