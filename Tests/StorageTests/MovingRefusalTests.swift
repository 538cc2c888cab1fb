import Access
import Casework
import Foundation
import SQL
import TestDatabases
import Testing

@testable import Storage

/// What is not backed up, restored or moved, and that nothing is left of the attempt.
struct MovingRefusalTests {
    @Test("A casebook in use takes nothing in, and stays as it is", arguments: TestDatabase.all)
    func inUse(kind: TestDatabase) async throws {
        try await FullBook.with(kind) { full in
            let path = full.path("casebook.rfbackup")
            _ = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
            let before = try await FullBook.lines(full.casebook.database)
            await #expect(throws: MovingRefusal.notEmpty(table: "account")) {
                _ = try await Casebook.restore(
                    BackupReader(path: path), into: full.casebook.database, originals: full.originals,
                    now: TestBook.now)
            }
            #expect(try await FullBook.lines(full.casebook.database) == before)
        }
    }

    @Test("A database with somebody else's tables is not made a casebook", arguments: TestDatabase.all)
    func foreign(kind: TestDatabase) async throws {
        try await FullBook.with(.sqlite) { full in
            try await kind.with { database in
                try await database.write {
                    try $0.execute(script: "CREATE TABLE stock (id BIGINT PRIMARY KEY, name TEXT)")
                }
                await #expect(throws: MovingRefusal.foreignTable("stock")) {
                    _ = try await full.casebook.move(
                        into: database, originals: full.path("moved"), now: TestBook.now)
                }
                #expect(try await database.read { try $0.shape().map(\.name) } == ["stock"])
            }
        }
    }

    @Test("A backup is not written over another file, and leaves nothing where it fails")
    func notOver() async throws {
        try await FullBook.with(.sqlite) { full in
            let path = full.path("casebook.rfbackup")
            try Data("mine".utf8).write(to: URL(filePath: path))
            await #expect(throws: MovingRefusal.isThere(path)) {
                _ = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
            await #expect(throws: StorageError.self) {
                _ = try await full.casebook.backUp(
                    to: full.path("no/such/folder.rfbackup"), software: "test", now: TestBook.now)
            }
            let other = full.path("other.rfbackup")
            let held = try BackupWriter(path: other, madeAt: TestBook.now)
            await #expect(throws: MovingRefusal.beingWritten(other)) {
                _ = try await full.casebook.backUp(to: other, software: "test", now: TestBook.now)
            }
            held.discard()
            let names = try FileManager.default.contentsOfDirectory(atPath: full.book.folder.path)
            #expect(!names.contains { $0.hasSuffix("unfinished") || $0.hasPrefix("other") })
        }
    }

    @Test("An original that is lost or altered is named, and all else is kept", arguments: [true, false])
    func lostOriginal(isMissing: Bool) async throws {
        try await FullBook.with(.sqlite) { full in
            let name = try #require(FullBook.files(in: full.originals).first)
            let file = URL(filePath: full.originals).appending(path: name)
            if isMissing {
                try FileManager.default.removeItem(at: file)
            } else {
                try Data("altered".utf8).write(to: file)
            }
            let sha256 = file.lastPathComponent
            let path = full.path("casebook.rfbackup")
            let backup = try await full.casebook.backUp(to: path, software: "test", now: TestBook.now)
            #expect(backup.manifest.lost == [sha256] && backup.manifest.originals.isEmpty)
            for kind in TestDatabase.all {
                try await kind.with { database in
                    _ = try await Casebook.restore(
                        BackupReader(path: path), into: database, originals: full.path("restored-\(kind)"),
                        now: TestBook.now)
                }
            }
            let found = try await Examination(
                of: full.casebook.database, originals: full.originals, now: TestBook.now, isDeep: true)
            let originals = try #require(found.contents?.originals)
            #expect(
                originals.missing == (isMissing ? [1] : []) && originals.altered == (isMissing ? [] : [1]))
        }
    }

    @Test("A casebook whose log is broken is not taken for whole", arguments: TestDatabase.all)
    func brokenLog(kind: TestDatabase) async throws {
        try await FullBook.with(kind) { full in
            try await full.casebook.database.write { connection in
                let script =
                    connection.dialect == .sqlite
                    ? "DROP TRIGGER log_entry_keeps_values"
                    : "DROP TRIGGER log_entry_keeps_values ON log_entry"
                try connection.execute(script: script)
                try connection.execute("UPDATE log_entry SET act = 'other' WHERE sequence = 2")
            }
            for other in TestDatabase.all {
                try await other.with { database in
                    await #expect(throws: MovingRefusal.brokenLog(.altered(2))) {
                        _ = try await full.casebook.move(
                            into: database, originals: full.path("moved"), now: TestBook.now)
                    }
                    try await Self.expectEmpty(database)
                }
            }
        }
    }

    @Test(
        "Whoever works in a casebook while it is moved makes the copy be given up",
        arguments: TestDatabase.all)
    func changedMeanwhile(kind: TestDatabase) async throws {
        try await FullBook.with(kind) { full in
            let busy = BusyDatabase(full.casebook.database) {
                try await full.book.desk().addNote("Meanwhile", on: .init(.line, 1))
            }
            let casebook = try await Casebook(
                database: busy, folder: full.book.folder.path, now: TestBook.now, schema: .asItIs)
            try await TestDatabase.sqlite.with { database in
                await #expect(throws: MovingRefusal.changedMeanwhile) {
                    _ = try await casebook.move(
                        into: database, originals: full.path("moved"), now: TestBook.now)
                }
                try await Self.expectEmpty(database)
            }
        }
    }

    @Test(
        "A copy that ends half-way leaves an empty casebook, which can be filled then",
        arguments: TestDatabase.all)
    func halfWay(kind: TestDatabase) async throws {
        try await FullBook.with(.sqlite) { full in
            try await kind.with { database in
                let target = try CasebookTarget(database: database, originals: full.path("moved"))
                try await target.prepare(step: "0005-sims", now: TestBook.now)
                let shape = try await full.casebook.database.read { try $0.shape() }
                await #expect(throws: HalfOfRows.Ended.self) {
                    try await target.fill(
                        from: HalfOfRows(parts: 30, of: full.casebook.database), shape: shape, lost: [])
                }
                try await Self.expectEmpty(database)
                _ = try await full.casebook.move(
                    into: database, originals: full.path("moved"), now: TestBook.now)
            }
        }
    }

    private static func expectEmpty(_ database: any SQLDatabase) async throws {
        for (table, lines) in try await FullBook.lines(database) where table != "log_head" {
            #expect(lines.isEmpty, "\(table) has rows")
        }
    }
}

/// A database in which somebody works after each read of everything.
private struct BusyDatabase: SQLDatabase {
    private let database: any SQLDatabase
    private let work: @Sendable () async throws -> Void

    init(_ database: any SQLDatabase, work: @escaping @Sendable () async throws -> Void) {
        (self.database, self.work) = (database, work)
    }

    var dialect: SQLDialect { database.dialect }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let result = try await database.read(body)
        if result is CasebookCopy { try await work() }
        return result
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result { try await database.write(body) }

    func writeConcurrently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result { try await database.writeConcurrently(body) }

    func notices(channel: String) -> AsyncStream<SQLNotice> { database.notices(channel: channel) }
    func integrityProblems() async throws -> [String] { try await database.integrityProblems() }
    func close() async { await database.close() }
}

/// The first rows of a casebook, and then a failure.
private struct HalfOfRows: RowSource {
    struct Ended: Error {}

    private let parts: Int
    private let pipe = BlockPipe<TablePart>()

    init(parts: Int, of database: any SQLDatabase) {
        self.parts = parts
        let pipe = pipe
        Task {
            do {
                _ = try await database.read { try CasebookCopy($0) { try pipe.give($0) } }
                pipe.end()
            } catch { pipe.end(.failure(error)) }
        }
    }

    func rows() -> () throws -> TablePart? {
        var left = parts
        return {
            left -= 1
            guard left > 0 else {
                pipe.stop()
                throw Ended()
            }
            return try pipe.take()
        }
    }

    func expected() throws -> [TableSum] { [] }
}
