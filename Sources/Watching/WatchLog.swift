import CallRecords
import Foundation

/// What was done, when and under which order, a line of JSON each, added to for as long as the folder is kept. It names
/// no number.
struct WatchLog {
    private struct Line: Encodable {
        let at: String
        let order: String
        let done: String
        let details: [String: String]
    }

    private let handle: FileHandle
    private let path: String
    private let order: String
    private let now: @Sendable () -> Instant

    init(_ path: String, order: String, now: @escaping @Sendable () -> Instant) throws {
        (self.path, self.order, self.now) = (path, order, now)
        handle = try Disk.open(path)
    }

    func add(_ done: String, _ details: [String: String] = [:]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(
            Line(at: now().description, order: order, done: done, details: details))
        data.append(10)
        try Disk.telling(path) {
            try handle.seekToEnd()
            try handle.write(contentsOf: data)
        }
    }

    /// What was added is on the disk when this returns. Suggestions and batches are kept for themselves before that.
    func synchronize() throws { try Disk.telling(path) { try handle.synchronize() } }
}
