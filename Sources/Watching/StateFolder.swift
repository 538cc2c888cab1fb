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

    /// What a state looks like on the disk: mark, the length of the JSON, the JSON padded to eight bytes, the scorer's
    /// words. Nothing is written yet.
    func image(of state: WatchState, _ scorer: borrowing StreamScorer) throws -> [[UInt64]] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var json = try encoder.encode(state)
        json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        var pieces = [Self.words(Data(Self.mark)) + [UInt64(json.count)] + Self.words(json)]
        scorer.snapshot { pieces.append($0) }
        return pieces
    }

    /// Replaces the state in one step.
    ///
    /// - Parameter ready: is waited for when all is on the disk, and before it takes the old one's place.
    func save(_ image: [[UInt64]], when ready: () throws -> Void) throws {
        let draft = statePath + ".draft"
        try? FileManager.default.removeItem(atPath: draft)
        let handle = try Disk.open(draft)
        try Disk.telling(statePath) {
            for piece in image where !piece.isEmpty { try handle.write(contentsOf: Data(Self.bytes(piece))) }
            try handle.synchronize()
            try handle.close()
        }
        try ready()
        guard rename(draft, statePath) == 0 else {
            throw WatchRefusal.cannotWrite(statePath, why: String(cString: strerror(errno)))
        }
        try Disk.synchronizeFolder(of: statePath)
    }

    /// The numbers of the journals there are, ascending.
    func journals() throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: path).compactMap { name in
            name.hasPrefix("journal-") ? Int(name.dropFirst("journal-".count)) : nil
        }.sorted()
    }

    func journal(_ number: Int) -> String { file("journal-\(number)") }

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
