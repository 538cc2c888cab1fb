import CallRecords
import Casework
import Foundation
import SQL

/// Writes a backup: to an unfinished file beside its place, which takes the name when all is written out to the disk.
struct BackupWriter: Sendable {
    private let place: URL
    private let unfinished: URL
    private let file: FileHandle
    private let madeAt: Instant
    private(set) var parts: [BackupManifest.Part] = []
    private(set) var byteCount = 0

    /// - Throws: ``MovingRefusal/isThere(_:)``, ``MovingRefusal/beingWritten(_:)``, ``StorageError``.
    init(path: String, madeAt: Instant) throws {
        (place, self.madeAt) = (URL(filePath: path), madeAt)
        unfinished = place.appendingPathExtension("unfinished")
        guard !FileManager.default.fileExists(atPath: place.path) else { throw MovingRefusal.isThere(path) }
        // One that a crash left is written over; one that another process writes to is locked.
        let descriptor = Foundation.open(unfinished.path, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(
                code: .notWritable, context: "\(path) cannot be written. Name a file you may write.")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw MovingRefusal.beingWritten(path) }
        // Another may have ended between the opening and the lock: what is open is then a whole backup.
        guard !FileManager.default.fileExists(atPath: place.path) else { throw MovingRefusal.isThere(path) }
        guard ftruncate(descriptor, 0) == 0 else { throw Self.full(path) }
    }

    private static func full(_ path: String) -> StorageError {
        StorageError(
            code: .full, context: "\(path) could not be written; the disk may be full. No backup was made.")
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        do { try file.write(contentsOf: bytes) } catch { throw Self.full(place.path) }
        byteCount += bytes.count
    }

    private mutating func pad(_ size: Int) throws {
        try write(Array(repeating: 0, count: (TarHeader.block - size % TarHeader.block) % TarHeader.block))
    }

    mutating func add(_ member: BackupMember, _ bytes: [UInt8]) throws {
        try write(TarHeader.blocks(name: member.path, size: bytes.count, madeAt: madeAt))
        try write(bytes)
        try pad(bytes.count)
        keep(member, bytes.count, BackupMember.sha256(bytes))
    }

    /// Adds an original.
    ///
    /// - Returns: false, with nothing added, where its bytes are not there or not the ones it is named after.
    mutating func add(original sha256: String, at path: String) throws -> Bool {
        // Read twice: what is not whole must not be written.
        guard let known = try? RecordFile.sha256(path: path), known.digest == sha256 else { return false }
        let member = BackupMember.original(sha256)
        try write(TarHeader.blocks(name: member.path, size: known.byteCount, madeAt: madeAt))
        var source = try RecordFile(path: path)
        var left = known.byteCount
        while left > 0 {
            let block = try source.next(min(left, RecordIntake.block))
            guard !block.isEmpty else { throw MovingRefusal.original(sha256: sha256) }
            left -= block.count
            try write(block)
        }
        try pad(known.byteCount)
        keep(member, known.byteCount, sha256)
        return true
    }

    private mutating func keep(_ member: BackupMember, _ size: Int, _ sha256: String) {
        parts.append(BackupManifest.Part(path: member.path, bytes: size, sha256: sha256))
    }

    /// Ends the archive and gives it its name.
    ///
    /// - Returns: SHA-256 of the manifest, which holds that of every other member.
    mutating func finish(_ manifest: BackupManifest) throws -> String {
        try add(.manifest, manifest.encoded())
        let seal = parts.last?.sha256 ?? ""
        try add(.seal, BackupMember.sealText(seal))
        try write(Array(repeating: 0, count: 2 * TarHeader.block))
        do { try file.synchronize() } catch { throw Self.full(place.path) }
        guard !FileManager.default.fileExists(atPath: place.path) else {
            throw MovingRefusal.isThere(place.path)
        }
        guard rename(unfinished.path, place.path) == 0 else { throw Self.full(place.path) }
        let folder = Foundation.open(place.deletingLastPathComponent().path, O_RDONLY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
        return seal
    }

    /// Leaves nothing behind.
    func discard() { try? FileManager.default.removeItem(at: unfinished) }
}
