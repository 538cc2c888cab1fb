import CallRecords
import Foundation
import Synchronization

/// What was done, when and under which order, a line of JSON each, added to for as long as the folder is kept. It names
/// no number.
final class WatchLog: Sendable {
    private struct Line: Encodable {
        let at: String
        let order: String
        let done: String
        let details: [String: String]
    }

    private let handle: FileHandle
    /// Bytes of whole lines: those who count, save and tell all add to it.
    private let end: Mutex<Int>
    private let path: String
    private let order: String
    private let now: @Sendable () -> Instant

    init(_ path: String, order: String, now: @escaping @Sendable () -> Instant) throws {
        (self.path, self.order, self.now) = (path, order, now)
        handle = try Disk.open(path)
        end = Mutex(try Disk.cutTornLine(of: handle, path))
    }

    func add(_ done: String, _ details: [String: String] = [:]) throws { try add(done, each: [details]) }

    /// Adds a line for each, or none.
    func add(_ done: String, each: [[String: String]]) throws {
        guard !each.isEmpty else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let at = now().description
        var data = Data()
        for details in each {
            data += try encoder.encode(Line(at: at, order: order, done: done, details: details))
            data.append(10)
        }
        try end.withLock { end in
            try Disk.append(data, to: handle, after: end, isSynchronized: false, path)
            end += data.count
        }
    }

    /// What was added is on the disk when this returns. Suggestions and batches are kept for themselves before that.
    func synchronize() throws { try Disk.telling(path) { try handle.synchronize() } }
}
