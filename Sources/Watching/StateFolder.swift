import CallRecords
import Crypto
import Foundation
import LineMatching

/// The folder a watch keeps its state in: one process at a time.
final class StateFolder: Sendable {
    let path: String
    private let lock: Int32

    /// - Throws: ``WatchRefusal``.
    init(_ path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw WatchRefusal.notAFolder(path) }
            try Self.keepToOwner(path)
        } else {
            try Self.make(path)
        }
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw WatchRefusal.cannotWrite(path, why: String(cString: strerror(errno))) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw WatchRefusal.folderInUse(path)
        }
    }

    deinit { close(lock) }

    /// Makes a folder that is there after a power cut too.
    private static func make(_ path: String) throws {
        let files = FileManager.default
        var new: [String] = []
        var place = URL(filePath: path).standardizedFileURL
        while place.path != "/", !files.fileExists(atPath: place.path) {
            new.append(place.path)
            place.deleteLastPathComponent()
        }
        do {
            try files.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw WatchRefusal.cannotWrite(path, why: Disk.reason(error)) }
        for path in new { try Disk.synchronizeFolder(of: path) }
    }

    /// Shuts a folder of ours, or an empty one, to everybody but its owner. Another's stays as it is, and is refused.
    private static func keepToOwner(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw WatchRefusal.cannotWrite(path, why: String(cString: strerror(errno)))
        }
        guard status.st_mode & 0o077 != 0 else { return }
        let names = try Disk.telling(path) { try FileManager.default.contentsOfDirectory(atPath: path) }
        guard names.isEmpty || names.contains("log.jsonl") else { throw WatchRefusal.openFolder(path) }
        guard chmod(path, 0o700) == 0 else {
            throw WatchRefusal.cannotWrite(path, why: String(cString: strerror(errno)))
        }
    }

    /// The last character is the version.
    private static let mark = Array("RFWATCH2".utf8)
    var statePath: String { path + "/state" }
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Replaces the state in one step: mark, the length of the JSON, the JSON padded to eight bytes, the scorer's words,
    /// SHA-256 of all before.
    ///
    /// - Parameter ready: is waited for when all is on the disk, and before it takes the old one's place.
    func save(_ state: WatchState, _ words: [[UInt64]], when ready: () throws -> Void) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var json = try encoder.encode(state)
        json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        let head = Self.words(Data(Self.mark)) + [UInt64(json.count)] + Self.words(json)
        try Disk.replace(statePath, when: ready) { handle in
            var hash = SHA256()
            for piece in [head] + words where !piece.isEmpty {
                let bytes = Data(Self.bytes(piece))
                hash.update(data: bytes)
                try handle.write(contentsOf: bytes)
            }
            try handle.write(contentsOf: Data(hash.finalize()))
        }
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
        guard data.count >= Self.mark.count, data.prefix(7) == Data(Self.mark.dropLast()) else {
            throw WatchRefusal.damagedState(statePath)
        }
        guard data.prefix(8) == Data(Self.mark) else { throw WatchRefusal.otherVersion(statePath) }
        let bytes = data.dropLast(SHA256.Digest.byteCount)
        guard bytes.count >= 16, Data(SHA256.hash(data: bytes)) == data.suffix(SHA256.Digest.byteCount) else {
            throw WatchRefusal.damagedState(statePath)
        }
        let length = Int(truncatingIfNeeded: Self.words(bytes[8..<16])[0])
        guard length > 0, length <= bytes.count - 16, (bytes.count - 16 - length) % 8 == 0,
            let state = try? JSONDecoder().decode(WatchState.self, from: bytes[16..<(16 + length)])
        else { throw WatchRefusal.otherVersion(statePath) }
        return (state, Self.words(bytes[(16 + length)...]))
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
