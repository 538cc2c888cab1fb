import Access
import CallRecords
import Crypto
import Foundation
import SQL

/// Reads a backup, whose author need not be trusted: every member is looked at before anything is done with one.
package struct BackupReader: Sendable {
    private struct Place: Sendable {
        let offset: Int
        let size: Int
    }

    package let path: String
    package private(set) var manifest: BackupManifest
    /// SHA-256 of the manifest.
    package private(set) var seal: String
    private let file: FileHandle
    private var places: [BackupMember: Place] = [:]
    private var parts: [BackupMember] = []

    /// Reads the whole file once, and holds every member against the list of contents.
    ///
    /// - Parameter seal: what the backup's maker printed, where it is known.
    /// - Throws: ``MovingRefusal``; ``StorageError/Code/noInput``.
    package init(path: String, seal expected: String? = nil) throws {
        _ = try RecordFile(path: path)
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw StorageError(code: .noInput, context: "\(path) cannot be read. Check who may read it.")
        }
        (self.path, self.file) = (path, file)
        manifest = BackupManifest(
            software: "", madeAt: .init(microseconds: 0), schema: "", log: nil, tables: [], parts: [],
            lost: [])
        seal = ""
        let found = try scan()
        guard let last = places[.manifest], let end = places[.seal],
            let digest = found[BackupMember.manifest.path]
        else { throw MovingRefusal.cutShort(path) }
        guard try bytes(end) == BackupMember.sealText(digest) else {
            throw MovingRefusal.digest(member: BackupMember.manifest.path)
        }
        seal = digest
        if let expected, expected.lowercased() != digest { throw MovingRefusal.seal(found: digest) }
        manifest = try BackupManifest(reading: try bytes(last))
        try check(found)
    }

    /// Goes through the members in their order, and gives the SHA-256 of each.
    private mutating func scan() throws -> [String: String] {
        let end = Int(try file.seekToEnd())
        var found: [String: String] = [:]
        var offset = 0
        while let (header, start) = try header(at: offset, end: end) {
            guard let member = BackupMember(path: header.name) else {
                if offset == 0 { throw MovingRefusal.noBackup(path) }
                throw MovingRefusal.unexpected(member: String(header.name.prefix(100)))
            }
            guard places[member] == nil else { throw MovingRefusal.twice(member: member.path) }
            guard header.size <= member.longest ?? .max else {
                throw MovingRefusal.tooLong(member: member.path)
            }
            guard header.size <= end - start else { throw MovingRefusal.cutShort(path) }
            let place = Place(offset: start, size: header.size)
            // The list of contents ends it, and its seal.
            guard places[.manifest] == nil || (member == .seal && parts.last == .manifest) else {
                throw MovingRefusal.unexpected(member: member.path)
            }
            found[member.path] = try digest(place)
            places[member] = place
            parts.append(member)
            offset = start + Self.padded(header.size)
            guard try read(start + header.size, offset - start - header.size).allSatisfy({ $0 == 0 }) else {
                throw MovingRefusal.damaged(member: member.path)
            }
        }
        guard try isNothing(from: offset, to: end) else { throw MovingRefusal.damaged(member: "its end") }
        return found
    }

    private static func padded(_ size: Int) -> Int {
        (size + TarHeader.block - 1) / TarHeader.block * TarHeader.block
    }

    /// The next member's head and where its bytes begin; nil at the mark of the end.
    private func header(at offset: Int, end: Int) throws -> (TarHeader, Int)? {
        let block = try read(offset, TarHeader.block)
        guard block.count == TarHeader.block else {
            throw offset == 0 ? MovingRefusal.noBackup(path) : .cutShort(path)
        }
        if block.allSatisfy({ $0 == 0 }), offset > 0 { return nil }
        guard let header = TarHeader(block) else {
            throw offset == 0
                ? MovingRefusal.noBackup(path) : .damaged(member: parts.last?.path ?? "the beginning")
        }
        guard header.kind == .extended else { return (header, offset + TarHeader.block) }
        let record = try read(offset + TarHeader.block, min(header.size, TarHeader.block))
        let next = offset + 2 * TarHeader.block
        guard let size = TarHeader.extendedSize(of: record),
            let file = TarHeader(try read(next, TarHeader.block)), file.kind == .file,
            file.name == header.name
        else { throw MovingRefusal.damaged(member: String(header.name.prefix(100))) }
        return (file.with(size: size), next + TarHeader.block)
    }

    /// Two blocks of zeros end an archive; other programs add more.
    private func isNothing(from offset: Int, to end: Int) throws -> Bool {
        guard end - offset >= 2 * TarHeader.block else { throw MovingRefusal.cutShort(path) }
        guard end - offset <= 1 << 20 else { return false }
        return try read(offset, end - offset).allSatisfy { $0 == 0 }
    }

    private func check(_ found: [String: String]) throws {
        var listed: Set<String> = [BackupMember.manifest.path, BackupMember.seal.path]
        for part in manifest.parts {
            guard listed.insert(part.path).inserted else { throw MovingRefusal.twice(member: part.path) }
            guard let digest = found[part.path] else {
                throw MovingRefusal.missing(member: String(part.path.prefix(100)))
            }
            guard digest == part.sha256 else { throw MovingRefusal.digest(member: part.path) }
        }
        if let other = found.keys.first(where: { !listed.contains($0) }) {
            throw MovingRefusal.unlisted(member: other)
        }
        for case .original(let sha256) in parts where found[BackupMember.original(sha256).path] != sha256 {
            throw MovingRefusal.digest(member: BackupMember.original(sha256).path)
        }
    }

    // MARK: Bytes

    private func read(_ offset: Int, _ count: Int) throws -> [UInt8] {
        do {
            try file.seek(toOffset: UInt64(offset))
            return Array(try file.read(upToCount: count) ?? Data())
        } catch { throw StorageError(code: .noInput, context: "\(path) cannot be read to its end.") }
    }

    private func bytes(_ place: Place) throws -> [UInt8] {
        let bytes = try read(place.offset, place.size)
        guard bytes.count == place.size else { throw MovingRefusal.cutShort(path) }
        return bytes
    }

    private func digest(_ place: Place) throws -> String {
        var hash = SHA256()
        try eachBlock(place) { hash.update(data: $0) }
        return hash.finalize().hexadecimal
    }

    private func eachBlock(_ place: Place, _ body: ([UInt8]) throws -> Void) throws {
        var done = 0
        while done < place.size {
            let block = try read(place.offset + done, min(1 << 20, place.size - done))
            guard !block.isEmpty else { throw MovingRefusal.cutShort(path) }
            try body(block)
            done += block.count
        }
    }

    // MARK: Contents

    /// Hands out the rows, table by table, in the order in which they were written.
    func rows() -> () throws -> TablePart? {
        var left = parts[...]
        return {
            while let member = left.popFirst() {
                guard case .rows(let table, _) = member, let place = places[member] else { continue }
                return TablePart(table: table, bytes: try bytes(place))
            }
            return nil
        }
    }

    /// By SHA-256.
    var originals: [String] {
        parts.compactMap { if case .original(let sha256) = $0 { sha256 } else { nil } }
    }

    /// Hands out the bytes of an original; false where the backup has it not.
    func original(_ sha256: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
        guard let place = places[.original(sha256)] else { return false }
        try eachBlock(place, body)
        return true
    }
}
