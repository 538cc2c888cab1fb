import CallRecords
import Foundation
import SQL
import TestDatabases
import Testing

@testable import Storage

/// Backups that were cut, altered, or made by somebody who means harm.
struct MovingArchiveTests {
    private static let good = GoodBackup()

    /// One backup for all: making it is what takes the time.
    private actor GoodBackup {
        private var bytes: [UInt8] = []

        func contents() async throws -> [UInt8] {
            guard bytes.isEmpty else { return bytes }
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let kept = Kept()
            try await FullBook.with(.sqlite) { full in
                let path = full.path("casebook.rfbackup")
                _ = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
                await kept.set(Array(try Data(contentsOf: URL(filePath: path))))
            }
            bytes = await kept.bytes
            return bytes
        }
    }

    private actor Kept {
        var bytes: [UInt8] = []
        func set(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// A folder for a test's own copy, with the good backup in it.
    private static func with(_ body: (_ folder: URL, _ path: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "casebook.rfbackup").path
        try Data(try await good.contents()).write(to: URL(filePath: path))
        try await body(folder, path)
    }

    @Test("A whole backup is told by its seal, and no other seal will do")
    func seal() async throws {
        try await Self.with { _, path in
            let seal = try BackupReader(path: path).seal
            #expect(try BackupReader(path: path, seal: seal.uppercased()).manifest.tables.count > 40)
            #expect(throws: MovingRefusal.seal(found: seal)) {
                try BackupReader(path: path, seal: String(repeating: "0", count: 64))
            }
        }
    }

    @Test("Any byte that is changed, anywhere, is found", arguments: 0..<8)
    func flipped(seed: Int) async throws {
        try await Self.with { _, path in
            let good = try await Self.good.contents()
            var dice = SeededDice(seed: UInt64(seed))
            for _ in 0..<40 {
                var bytes = good
                // The blocks that only mark the end hold nothing.
                let place = Int(dice.next() % UInt64(bytes.count - 1_024))
                bytes[place] ^= UInt8(1 << (dice.next() % 8))
                try Data(bytes).write(to: URL(filePath: path))
                #expect(throws: MovingRefusal.self, "byte \(place)") { try BackupReader(path: path) }
            }
        }
    }

    @Test("A backup that is cut short anywhere is refused", arguments: 0..<8)
    func cut(seed: Int) async throws {
        try await Self.with { _, path in
            let good = try await Self.good.contents()
            var dice = SeededDice(seed: UInt64(seed) + 100)
            for _ in 0..<20 {
                let length = Int(dice.next() % UInt64(good.count))
                try Data(good[..<length]).write(to: URL(filePath: path))
                #expect(throws: MovingRefusal.self, "cut at \(length)") { try BackupReader(path: path) }
            }
        }
    }

    @Test(
        "Names that no backup of ours holds are refused, wherever they lead",
        arguments: [
            "../evil", "/etc/passwd", "tables/../x/000001.jsonl", "tables/line/1.jsonl",
            "tables/Line/000001.jsonl",
            "tables/line/000001.jsonl/", "tables/line/-00001.jsonl", "originals/../x", "originals/ABCDEF",
            "originals/" + String(repeating: "A", count: 64),
            "originals/sub/" + String(repeating: "a", count: 64),
            "manifest.json ", "", "tables//000001.jsonl", "tables/line;drop/000001.jsonl",
        ])
    func names(name: String) async throws {
        #expect(BackupMember(path: name) == nil)
        try await Self.with { _, path in
            var parts = try TakenApart(path: path)
            parts.members.insert((name, [1, 2, 3]), at: 1)
            try parts.reseal()
            try parts.write(to: path)
            #expect(throws: MovingRefusal.unexpected(member: name)) { try BackupReader(path: path) }
        }
    }

    @Test(
        "Every path that is written is read back as what it was",
        arguments: [
            BackupMember.note, .manifest, .seal, .rows(table: "log_entry", number: 1),
            .rows(table: "a1", number: 1_234_567), .original(String(repeating: "0f", count: 32)),
        ])
    func paths(member: BackupMember) { #expect(BackupMember(path: member.path) == member) }

    @Test("A member that is there twice, is listed and not there, or is there and not listed")
    func listing() async throws {
        try await Self.with { _, path in
            let good = try TakenApart(path: path)
            var twice = good
            twice.members.insert(good.members[3], at: 4)
            try twice.write(to: path)
            #expect(throws: MovingRefusal.twice(member: good.members[3].name)) {
                try BackupReader(path: path)
            }
            var missing = good
            missing.members.remove(at: 3)
            try missing.write(to: path)
            #expect(throws: MovingRefusal.missing(member: good.members[3].name)) {
                try BackupReader(path: path)
            }
            var unlisted = good
            unlisted.members.insert(("tables/extra/000001.jsonl", []), at: 3)
            try unlisted.write(to: path)
            #expect(throws: MovingRefusal.unlisted(member: "tables/extra/000001.jsonl")) {
                try BackupReader(path: path)
            }
            var other = good
            try other.reseal { $0["format"] = "ringfence-backup-9" }
            try other.write(to: path)
            #expect(throws: MovingRefusal.otherFormat("ringfence-backup-9")) { try BackupReader(path: path) }
            var none = good
            none.members.removeAll { $0.name.hasPrefix("manifest") }
            try none.write(to: path)
            #expect(throws: MovingRefusal.cutShort(path)) { try BackupReader(path: path) }
        }
    }

    @Test("An original under another's name is refused, though the list of contents agrees with it")
    func falseOriginal() async throws {
        try await Self.with { _, path in
            var parts = try TakenApart(path: path)
            let name = try #require(parts.members.first { $0.name.hasPrefix("originals/") }?.name)
            parts[name] += [0]
            try parts.reseal()
            try parts.write(to: path)
            #expect(throws: MovingRefusal.digest(member: name)) { try BackupReader(path: path) }
        }
    }

    @Test(
        "Heads of members that lead a reader astray are refused",
        arguments: [
            // Place within the first head, and what is written there; the sum is put right.
            (124, "77777777777\u{0}"), (124, "-0000000001\u{0}"), (156, "2"), (156, "1"), (156, "5"),
            (156, "L"),
            (156, "g"), (156, "S"), (157, "linked"), (345, "prefix"), (257, "USTAR"),
        ])
    func heads(place: Int, text: String) async throws {
        try await Self.with { _, path in
            var bytes = try await Self.good.contents()
            bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
            let sum = (0..<512).reduce(0) { $0 + Int((148..<156).contains($1) ? 0x20 : bytes[$1]) }
            let octal = String(sum, radix: 8)
            let field = String(repeating: "0", count: 6 - octal.count) + octal + "\u{0} "
            bytes.replaceSubrange(148..<156, with: field.utf8)
            try Data(bytes).write(to: URL(filePath: path))
            #expect(throws: MovingRefusal.self) { try BackupReader(path: path) }
        }
    }

    @Test("A size of eight gigabytes or more is told in an extended head, and read back")
    func large() throws {
        let size = 9_876_543_210
        let blocks = TarHeader.blocks(name: "originals/x", size: size, madeAt: TestBook.now)
        #expect(blocks.count == 3 * 512)
        let first = try #require(TarHeader(Array(blocks[..<512])))
        #expect(first.kind == .extended && first.size == 19)
        #expect(TarHeader.extendedSize(of: Array(blocks[512..<512 + first.size])) == size)
        for text in [
            "20 size=9876543211", "21 size=9876543210\n", "19 path=../../evil\n", "16 size=-98765\n", "",
        ] {
            #expect(TarHeader.extendedSize(of: Array(text.utf8)) == nil)
        }
    }

    struct Poison: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let refusal: MovingRefusal
        let change: @Sendable (inout TakenApart) throws -> Void
    }

    private static let poisons = [
        Poison(testDescription: "a row that is none", refusal: .row(table: "force")) {
            $0["tables/force/000001.jsonl"] += Array("[1,\"x\"\n".utf8)
            try $0.reseal()
        },
        Poison(testDescription: "rows that are not counted", refusal: .differs(table: "force")) {
            $0["tables/force/000001.jsonl"] += Array("[77,\"Extra\",\"extra\",0]\n".utf8)
            try $0.reseal()
        },
        Poison(testDescription: "a table that no casebook has", refusal: .unknownTable("stock")) {
            $0.members.insert(("tables/stock/000001.jsonl", Array("[1]\n".utf8)), at: 2)
            try $0.reseal()
        },
        Poison(testDescription: "a later schema", refusal: .newerSchema("0099-later")) {
            try $0.reseal { $0["schema"] = "0099-later" }
        },
        Poison(testDescription: "tables left out", refusal: .otherShape("account")) {
            try $0.reseal { $0["tables"] = [Any]() }
        },
        Poison(testDescription: "no row of the log's end", refusal: .differs(table: "log_head")) {
            $0["tables/log_head/000001.jsonl"] = []
            try $0.reseal()
        },
    ]

    @Test("What is in a backup is not believed: a restore of it leaves an empty casebook", arguments: poisons)
    func poisoned(poison: Poison) async throws {
        try await Self.with { folder, path in
            var parts = try TakenApart(path: path)
            try poison.change(&parts)
            try parts.write(to: path)
            let reader = try BackupReader(path: path)
            for kind in TestDatabase.all {
                try await kind.with { database in
                    await #expect(throws: poison.refusal) {
                        _ = try await Casebook.restore(
                            reader, into: database, originals: folder.appending(path: "restored").path,
                            now: TestBook.now)
                    }
                    for (table, lines) in try await FullBook.lines(database) where table != "log_head" {
                        #expect(lines.isEmpty, "\(table) has rows")
                    }
                }
            }
        }
    }
}

/// The same numbers for the same seed.
struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
