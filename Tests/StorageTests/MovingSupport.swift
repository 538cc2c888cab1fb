import Access
import CallRecords
import Casework
import Foundation
import LineMatching
import SQL
import Telephony
import TestDatabases

@testable import Storage

/// A casebook with something of everything in it, and the places beside it that a test copies it to.
struct FullBook: Sendable {
    let book: TestBook

    var casebook: Casebook { book.casebook }
    var originals: String { Casebook.originals(in: book.folder.path) }

    static func with(
        _ kind: TestDatabase, _ body: @escaping @Sendable (FullBook) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            let full = FullBook(book: book)
            try await full.fill()
            try await body(full)
        }
    }

    func path(_ name: String) -> String { book.folder.appending(path: name).path }

    /// What makes text hard to carry.
    static let hard = """
        “Ash” \\ \"quoted\"\ta tab, a line
        end, \u{1}\u{1F}\u{7F} controls, é and e\u{301}, \u{2028}, ☎️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿, null, [1,2], \\u0000
        """

    private func fill() async throws {
        let desk = book.desk()
        try await book.take(TestBook.records + "nonsense, \"unclosed\n")
        let number = try await desk.party(written: "07700900001")
        let line = try await desk.addLine(
            named: "Ash", number: number, from: TestBook.closedAt.adding(seconds: -86_400), in: book.operation
        )
        let closure = try await desk.close(number, at: TestBook.closedAt, kind: .order, in: book.operation)
        let trace = try await desk.trace(closure: closure.id)
        if let best = trace.suggestions.first {
            try await desk.decide(.accept, on: best.candidate.party, closure: closure.id, reason: "Same list")
        }
        let person = try await desk.addPerson(
            named: "Kit Sallow", roles: [.runner, .victim], in: book.operation)
        try await desk.link(person: person, line: line, isLinked: true)
        try await desk.addNote("A note", on: Subject(.line, line))
        _ = try await desk.addIdentifier(
            .imei, written: "490154203237518", line: line, from: TestBook.closedAt, until: nil)
        try await desk.share(operation: book.operation, with: 2, reach: .see, reason: "Run from there")
        try await desk.restrict(operation: book.operation, to: [desk.who.id], reason: "Sensitive")
        try await casebook.database.write { connection in
            for statement in Self.rest { try connection.execute(statement) }
            try connection.execute(
                """
                INSERT INTO note (operation_id, subject_kind, subject_id, text, written_by, written_us)
                VALUES (1, 'line', 1, ?, 'x', ?)
                """, [.text(Self.hard), .integer(.min)])
        }
    }

    /// What no desk writes.
    private static let rest = [
        "INSERT INTO account_identity VALUES ('https://id.example', 'subject', 1, 1)",
        "INSERT INTO account_grant (account_id, role, force_id, given_us) VALUES (1, 'investigator', 1, 5)",
        "INSERT INTO recovery_code VALUES ('digest', 1, NULL)",
        "INSERT INTO setup_link VALUES ('digest', 1, 9, NULL)",
        """
        INSERT INTO session (digest, account_id, stage, form_secret, source, agent, began_us, used_us)
        VALUES ('digest', 1, 'full', 'secret', 'here', 'browser', 1, 2)
        """,
        "INSERT INTO session_reason VALUES (1, 'line', 1, 'A reason', 3)",
        "INSERT INTO known_browser VALUES ('digest', 1, 4)",
        "INSERT INTO wrong_try VALUES ('key', 3, 4, 5)",
        """
        INSERT INTO api_key (digest, account_id, name, scopes, made_us, until_us)
        VALUES ('digest', 1, 'A key', 'read', 1, 9)
        """,
        "INSERT INTO provider_visit VALUES ('state', 'nonce', 'verifier', 'browser', 7)",
        """
        INSERT INTO job (id, account_id, operation_id, name, began_us, beat_us)
        VALUES ('job', 1, 1, 'records.csv', 1, 2)
        """,
        "INSERT INTO retention_rule VALUES ('records', 12)",
        "INSERT INTO setting VALUES ('name', 'value')",
        """
        INSERT INTO deletion (operation_id, subject_kind, subject_id, data_class, reason, asked_by, asked_us)
        VALUES (1, 'person', 1, 'people', 'Asked for', 1, 8)
        """,
        "INSERT INTO log_hour VALUES (0, 1, 'investigator', 1, 2, 0, 1, 0, 0)",
        "INSERT INTO log_hour_shared VALUES (0, 1, 'investigator', 'number', 1, 1)",
        "INSERT INTO log_hour_mark VALUES (1, 3600000000, 1)",
        "INSERT INTO handset (body) VALUES (0)", "INSERT INTO sim (imsi) VALUES ('001010000000001')",
        "INSERT INTO cell (name) VALUES ('001-01-1-1')",
    ]

    /// Every row as a line of text, by table.
    static func lines(_ database: any SQLDatabase) async throws -> [String: [Substring]] {
        try await database.read { connection in
            var bytes: [String: [UInt8]] = [:]
            let shape = try connection.shape().map { table in
                TableShape(
                    name: table.name, columns: table.columns.sorted { $0.name < $1.name }, key: table.key)
            }
            _ = try TableDump(connection: connection).run(shape) { bytes[$0.table, default: []] += $0.bytes }
            return bytes.mapValues { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
        }
    }

    /// The names of the files in a folder and its folders.
    static func files(in folder: String) -> Set<String> {
        let all = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return Set(all.filter { $0.split(separator: "/").last?.utf8.count == 64 })
    }
}

/// The members of a backup taken apart, to be put together otherwise.
struct TakenApart {
    var members: [(name: String, bytes: [UInt8])] = []

    init(path: String) throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        var place = 0
        while place + 512 <= bytes.count, let header = TarHeader(Array(bytes[place..<place + 512])) {
            members.append((header.name, Array(bytes[place + 512..<place + 512 + header.size])))
            place += 512 + (header.size + 511) / 512 * 512
        }
    }

    subscript(name: String) -> [UInt8] {
        get { members.first { $0.name == name }?.bytes ?? [] }
        set {
            for place in members.indices where members[place].name == name { members[place].bytes = newValue }
        }
    }

    /// Changes the list of contents, whose parts then say what is there.
    mutating func reseal(_ change: (inout [String: Any]) -> Void = { _ in }) throws {
        var manifest =
            try JSONSerialization.jsonObject(with: Data(self["manifest.json"])) as? [String: Any] ?? [:]
        manifest["parts"] = members.filter { !$0.name.hasPrefix("manifest") }.map {
            ["path": $0.name, "bytes": $0.bytes.count, "sha256": BackupMember.sha256($0.bytes)]
        }
        change(&manifest)
        self["manifest.json"] = Array(try JSONSerialization.data(withJSONObject: manifest))
        self["manifest.sha256"] = BackupMember.sealText(BackupMember.sha256(self["manifest.json"]))
    }

    func write(to path: String) throws {
        var bytes: [UInt8] = []
        for (name, content) in members {
            bytes += TarHeader.blocks(name: name, size: content.count, madeAt: TestBook.now)
            bytes += content + Array(repeating: 0, count: (512 - content.count % 512) % 512)
        }
        try Data(bytes + Array(repeating: 0, count: 1_024)).write(to: URL(filePath: path))
    }
}
