import Access
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import TestDatabases
import Testing

/// Signing the end of the log, and keeping the signatures in several places.
struct LogCheckpointTests {
    /// A log's end that moves, in memory.
    private actor End {
        var head: (sequence: Int64, digest: String) = (0, LogChain.beginning)
        func move(to sequence: Int64) {
            head = (sequence, String(repeating: "a", count: 60) + "\(1_000 + sequence)")
        }
    }

    private static func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("A checkpoint is written when the log has moved, to every place, and not twice")
    func everywhere() async throws {
        try await Self.withFolder { folder in
            let paths = ["a.jsonl", "b.jsonl"].map { folder.appending(path: $0).path }
            let (end, key) = (End(), SigningKey())
            func writer() -> CheckpointWriter {
                CheckpointWriter(to: paths, key: key, head: { await end.head }, now: { TestBook.now })
            }
            let first = writer()
            #expect(try await first.sign().checkpoint == nil)
            await end.move(to: 5)
            for _ in 0..<3 { #expect(try await first.sign().failures.isEmpty) }
            await end.move(to: 9)
            #expect(try await first.sign().checkpoint?.sequence == 9)
            // Another process goes on where the files end.
            _ = try await writer().sign()
            for path in paths {
                let kept = try CheckpointFile.read(path)
                #expect(kept.map(\.sequence) == [5, 9])
                #expect(kept.allSatisfy { $0.isGenuine && $0.publicKey == key.publicKey })
            }
        }
    }

    @Test("A place that cannot be written to hinders no other, and gets its checkpoint when it can")
    func away() async throws {
        try await Self.withFolder { folder in
            let (own, away) = (folder.appending(path: "own.jsonl"), folder.appending(path: "disk/away.jsonl"))
            let end = End()
            await end.move(to: 5)
            let writer = CheckpointWriter(
                to: [away.path, own.path], key: SigningKey(), head: { await end.head }, now: { TestBook.now })
            let failed = try await writer.sign()
            #expect(failed.failures.map(\.code) == [.notWritable])
            #expect(try CheckpointFile.read(own.path).count == 1)
            try FileManager.default.createDirectory(
                at: away.deletingLastPathComponent(), withIntermediateDirectories: true)
            #expect(try await writer.sign().failures.isEmpty)
            #expect(try CheckpointFile.read(away.path).map(\.sequence) == [5])
            #expect(try CheckpointFile.read(own.path).count == 1)
        }
    }

    @Test("The signing key is made once, for its owner alone, and read back")
    func key() async throws {
        try await Self.withFolder { folder in
            let path = folder.appending(path: SigningKeyFile.name).path
            let made = try SigningKeyFile.openOrMake(path)
            #expect(try SigningKeyFile.openOrMake(path).publicKey == made.publicKey)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try Data("nonsense".utf8).write(to: URL(filePath: path))
            #expect(throws: StorageError.self) { try SigningKeyFile.openOrMake(path) }
        }
    }

    @Test("What is no file of checkpoints is refused", arguments: ["{}\n", "x\n", "{\"sequence\":1}\n"])
    func noCheckpoints(text: String) async throws {
        try await Self.withFolder { folder in
            let file = folder.appending(path: "x.jsonl")
            try Data(text.utf8).write(to: file)
            #expect(throws: StorageError.self) { try CheckpointFile.read(file.path) }
            #expect(throws: StorageError.self) {
                try CheckpointFile.read(folder.appending(path: "none").path)
            }
        }
    }

    // MARK: A copy far from its server

    @Test("A copy of a casebook is verified without a byte of it changing, on a folder nobody may write to")
    func copy() async throws {
        try await Self.withFolder { folder in
            let (book, copy) = (folder.appending(path: "book").path, folder.appending(path: "copy"))
            do {
                let casebook = try await Casebook(folder: book, now: TestBook.now)
                for number in Int64(1)...5 {
                    try await casebook.log(
                        LogDraft(.consultation, "see", by: TestBook.system, on: Subject(.line, number)),
                        at: TestBook.now)
                }
                await casebook.database.close()
            }
            try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
            let file = copy.appending(path: "ringfence.sqlite")
            // With what its write-ahead log still holds, as somebody copies a folder.
            for name in ["", "-wal"]
            where FileManager.default.fileExists(atPath: Casebook.database(in: book) + name) {
                try FileManager.default.copyItem(
                    atPath: Casebook.database(in: book) + name, toPath: file.path + name)
            }
            let before = try Data(contentsOf: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: copy.path)
            defer {
                try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: copy.path)
            }
            #expect(try await StoredLog(folder: copy.path).verify().entries == 5)
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test("A folder without a casebook, or with another version's, says so")
    func notThere() async throws {
        try await Self.withFolder { folder in
            let missing = await #expect(throws: StorageError.self) {
                try await StoredLog(folder: folder.path)
            }
            #expect(missing?.code == .noInput)
            let database = try Casebook.openDatabase(in: folder.path)
            let empty = await #expect(throws: StorageError.self) { try await StoredLog(folder: folder.path) }
            #expect(empty?.code == .notACasebook)
            try await Migrator.migrate(
                database, with: Array(Migrator.migrations(in: Casebook.migrations(for: .sqlite)).prefix(1)),
                nowMicroseconds: 0)
            let older = await #expect(throws: StorageError.self) { try await StoredLog(folder: folder.path) }
            #expect(older?.code == .olderDatabase)
        }
    }
}
