import Access
import CallRecords
import Casework
import Foundation
import LineMatching
import SQL
import Storage
import Telephony
import TestDatabases

/// A casebook of one test's own, on either database: two forces, an operation of the first with an authorisation, and
/// a person for every role.
struct TestBook: Sendable {
    static let now = Instant(seconds: 1_780_000_000)
    let folder: URL
    let fresh: FreshDatabase
    let casebook: Casebook
    /// Force 1 owns operation 1; force 2 is another.
    let operation: Int64
    let authorisation = "CD/1"

    /// Runs `body` on an empty casebook with one operation, and removes it after.
    static func with(
        _ kind: TestDatabase, _ body: @escaping @Sendable (TestBook) async throws -> Void
    ) async throws {
        try await kind.withFresh { fresh in
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ringfence-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let casebook = try await Casebook(database: fresh.database, folder: folder.path, now: now)
            try await body(try await TestBook(folder: folder, fresh: fresh, casebook: casebook))
        }
    }

    private init(folder: URL, fresh: FreshDatabase, casebook: Casebook) async throws {
        (self.folder, self.fresh, self.casebook) = (folder, fresh, casebook)
        try await casebook.database.write { connection in
            for name in ["Thornmere Police", "Aldermoor Police"] {
                try connection.execute(
                    "INSERT INTO force (name, name_key, made_us) VALUES (?, ?, 0)",
                    [.text(name), .text(name.lowercased())])
            }
            for role in Role.allCases {
                try connection.execute(
                    "INSERT INTO account (login, name, made_us) VALUES (?, ?, 0)",
                    [.text(role.rawValue), .text("\(role.title) of the test")])
            }
        }
        operation = try await Self.desk(casebook, .investigator).makeOperation(named: "Larch", force: 1)
        _ = try await Self.desk(casebook, .investigator).addAuthorisation(
            reference: authorisation, .events, identifiers: "", period: (nil, nil),
            grantedAt: Self.now.adding(seconds: -86_400), isUrgent: false, purpose: "", in: operation)
    }

    /// The server itself.
    static let system = Actor(userID: 0, login: "system", source: "test")

    static func principal(_ role: Role, _ scope: Scope = .force(1)) -> Principal {
        let id = Int64((Role.allCases.firstIndex(of: role) ?? 0) + 1)
        return Principal(
            id: id, login: role.rawValue, name: "\(role.title) of the test", grants: [Grant(role, scope)])
    }

    private static func desk(
        _ casebook: Casebook, _ role: Role, _ scope: Scope = .force(1), why: String = "A test",
        now: Instant = now
    ) -> Desk {
        Desk(
            who: principal(role, scope), source: "test", sessionID: nil, why: why,
            settings: DeskSettings(software: "test"), store: casebook, now: { now })
    }

    func desk(
        _ role: Role = .investigator, _ scope: Scope = .force(1), why: String = "A test",
        now: Instant = TestBook.now
    ) -> Desk {
        Self.desk(casebook, role, scope, why: why, now: now)
    }

    func intake() throws -> RecordIntake {
        RecordIntake(
            store: casebook, layouts: try Self.layouts(), open: { try RecordFile(path: $0) },
            now: { Self.now })
    }

    @discardableResult
    func take(
        _ text: String, named name: String = "records.csv", layout: String = "auto",
        in operation: Int64? = nil,
        under reference: String? = nil
    ) async throws -> OperationFile {
        let ticket = try await desk().mayImport(
            into: operation ?? self.operation, under: reference ?? authorisation)
        let incoming = try casebook.receive(name: name)
        try incoming.append(Array(text.utf8))
        return try await intake().take(try incoming.finish(), layoutName: layout, ticket: ticket)
    }

    /// The log's last entries, oldest first, as `kind act subject outcome`.
    func log(_ count: Int) async throws -> [String] {
        try await casebook.database.read { connection in
            try connection.all(
                """
                SELECT kind, act, subject_kind, subject_id, outcome FROM log_entry ORDER BY sequence DESC LIMIT ?
                """, [.integer(Int64(count))]
            ) { "\($0.text(0)) \($0.text(1)) \($0.text(2)) \($0.integer(3)) \($0.text(4))" }.reversed()
        }
    }

    static func layouts() throws -> [Layout] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Layouts")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.map {
                try Layout(yaml: String(contentsOf: $0, encoding: .utf8))
            }
    }

    /// Three customers of a line, and a number that takes them up half an hour after a closure at `closedAt`.
    static let closedAt = now.adding(seconds: -86_400)
    static var records: String {
        var text = RingfenceCSV.header
        func row(_ from: String, _ to: String, _ seconds: Int64) {
            text += "\(closedAt.adding(seconds: seconds)),text,\(from),\(to),,,,,\n"
        }
        for customer in ["07700900011", "07700900012", "07700900013"] {
            row(customer, "07700900001", -7_200)
            row("07700900001", customer, -3_600)
            row("07700900002", customer, 1_800)
        }
        row("07700900014", "07700900011", 600)
        return text
    }
}

extension SQLConnection {
    /// Lets PostgreSQL go on counting after rows whose ids were given; SQLite does so by itself.
    func restartIDs(of tables: [String], _ kind: TestDatabase) throws {
        guard kind.dialect == .postgres else { return }
        for table in tables {
            try execute(
                script: "SELECT setval(pg_get_serial_sequence('\(table)', 'id'), MAX(id)) FROM \(table)")
        }
    }
}
