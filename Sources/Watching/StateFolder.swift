import CallRecords
import Foundation
import LineMatching

/// The folder a watch keeps its state in: one process at a time.
final class StateFolder: Sendable {
    let path: String
    private let lock: Int32

    /// - Throws: ``WatchRefusal``.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw WatchRefusal.cannotWrite(path, why: error.localizedDescription) }
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw WatchRefusal.cannotWrite(path, why: String(cString: strerror(errno))) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw WatchRefusal.folderInUse(path)
        }
    }

    deinit { close(lock) }

    private static let mark = Array("RFWATCH1".utf8)
    var statePath: String { path + "/state" }
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Replaces the state: mark, the length of the JSON, the JSON padded to eight bytes, the scorer's words.
    func save(_ state: WatchState, _ scorer: borrowing StreamScorer) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var json = Array(try encoder.encode(state))
        json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        // A struct that owns itself cannot be lent to an escaping closure, so its words are written as they come.
        let draft = try StateDraft(statePath)
        try draft.write(Self.mark + Self.bytes([UInt64(json.count)]) + json)
        try scorer.snapshot { try draft.write(Self.bytes($0)) }
        try draft.commit()
    }

    /// Nil where nothing was saved yet.
    func load() throws -> (state: WatchState, words: [UInt64])? {
        guard FileManager.default.fileExists(atPath: statePath) else { return nil }
        let data = try Disk.telling(statePath) {
            try Data(contentsOf: URL(filePath: statePath), options: .alwaysMapped)
        }
        guard data.count >= 16, Array(data.prefix(8)) == Self.mark else {
            throw WatchRefusal.damagedState(statePath)
        }
        let length = Int(truncatingIfNeeded: Self.words(data[8..<16])[0])
        guard length > 0, length <= data.count - 16, (data.count - 16 - length) % 8 == 0,
            let state = try? JSONDecoder().decode(WatchState.self, from: data[16..<(16 + length)])
        else { throw WatchRefusal.damagedState(statePath) }
        return (state, Self.words(data[(16 + length)...]))
    }

    static func bytes(_ words: [UInt64]) -> [UInt8] {
        words.withUnsafeBytes { Array($0) }
    }

    /// The words of bytes in this machine's order; what is over is left out.
    static func words(_ data: Data) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: data.count / 8)
        _ = words.withUnsafeMutableBytes { data.copyBytes(to: $0, count: $0.count) }
        return words
    }
}

/// A file being written beside the one it will replace.
private final class StateDraft {
    private let path: String
    private let handle: FileHandle
    private var waiting: [UInt8] = []

    init(_ path: String) throws {
        self.path = path
        try? FileManager.default.removeItem(atPath: path + ".draft")
        handle = try Disk.open(path + ".draft")
    }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count > 4 << 20 { try flush() }
    }

    private func flush() throws {
        try Disk.telling(path) { try handle.write(contentsOf: Data(waiting)) }
        waiting.removeAll(keepingCapacity: true)
    }

    func commit() throws {
        try flush()
        try Disk.telling(path) {
            try handle.synchronize()
            try handle.close()
        }
        guard rename(path + ".draft", path) == 0 else {
            throw WatchRefusal.cannotWrite(path, why: String(cString: strerror(errno)))
        }
        try Disk.synchronizeFolder(of: path)
    }
}
