import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Telephony

/// A casebook in a folder that goes away with it.
final class TemporaryCasebook {
    static let now = Instant(seconds: 1_780_000_000)
    let folder: URL
    let casebook: Casebook

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        casebook = try await Casebook(folder: folder.path, now: Self.now)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func register(at now: Instant = TemporaryCasebook.now) -> Register {
        Register(store: casebook, software: "test") { now }
    }

    func intake() throws -> RecordIntake {
        RecordIntake(
            store: casebook, layouts: try Self.layouts(), open: { try RecordFile(path: $0) },
            now: { Self.now })
    }

    @discardableResult
    func take(_ text: String, named name: String = "records.csv", layout: String = "auto") async throws
        -> RecordFileEntry
    {
        let incoming = try casebook.receive(name: name)
        try incoming.append(Array(text.utf8))
        return try await intake().take(try incoming.finish(), layoutName: layout)
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
