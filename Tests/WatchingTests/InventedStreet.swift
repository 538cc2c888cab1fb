import CallRecords
import Foundation
import LineMatching
import Synchronization
import Telephony

@testable import Watching

/// A line of ten contacts that moves to a new number, among people who ring each other: as bytes, pieces and batches.
struct InventedStreet {
    let contacts = (1...10).map { "+4477009000\(String($0 + 10))" }
    let bytes: [UInt8]
    let rows: Int
    private let layout: Layout
    private let scratch = ScratchFolder()
    private let header = "time,from,to\n"
    private let body: [String]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        layout = try Layout(
            yaml: String(contentsOf: root.appending(path: "Layouts/ringfence.yaml"), encoding: .utf8))
        var calls: [(hour: Int, from: String, to: String)] = []
        for (place, contact) in contacts.enumerated() {
            for day in 1...5 { calls.append((-24 * day - place, "+447700900100", contact)) }
            for friend in 0..<3 {
                calls.append((-30 - friend, "+44770090020\((place + friend) % 10)", contact))
            }
            calls.append((2 + place, "+447700900300", contact))
            if place < 4 { calls.append((40 + place, "+447700900301", contact)) }
        }
        for person in 0..<200 {
            calls.append((-60 - person % 30, "+999\(700_000_000 + person)", "+999\(700_001_000 + person)"))
        }
        calls.sort { ($0.hour, $0.from, $0.to) < ($1.hour, $1.from, $1.to) }
        let closed = Self.closedAt
        body = calls.map { "\(closed.adding(seconds: Int64($0.hour) * 3_600)),\($0.from),\($0.to)\n" }
        bytes = Array((header + body.joined()).utf8)
        rows = body.count
    }

    static let closedAt = Instant(seconds: 1_780_000_000)

    /// Cut where no row ends.
    var pieces: [[UInt8]] {
        stride(from: 0, to: bytes.count, by: 331).map { Array(bytes[$0..<min(bytes.count, $0 + 331)]) }
    }

    var batches: [Batch] {
        stride(from: 0, to: body.count, by: 60).enumerated().map { place, start in
            let text = header + body[start..<min(body.count, start + 60)].joined()
            return Batch(source: "a", sequence: place + 1, body: Array(text.utf8))
        }
    }

    /// An empty folder, taken away with the street.
    func folder() throws -> String {
        let path = scratch.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The folder of a watch that counted every batch and was closed.
    func closedFolder() throws -> String {
        let folder = try folder()
        let watcher = try watcher(folder)
        for batch in batches { _ = try watcher.take(batch) }
        try watcher.close()
        return folder
    }

    func watcher(
        _ folder: String, order: String = "T/1", checkpointEvery: Int = 1_000, everybodys: Int = 10_000,
        tell: @escaping @Sendable ([WatchSuggestion]) -> Void = { _ in }
    ) throws -> Watcher {
        let settings = WatchSettings(
            order: order, layout: layout,
            stream: try StreamSettings(ratios: [5, 50], everybodys: everybodys),
            checkpointEvery: checkpointEvery, now: { Self.closedAt })
        let rows = "line,contact\n" + contacts.map { "Ash,\($0)\n" }.joined()
        return try Watcher(
            folder: folder, settings: settings,
            lists: { names in
                try WatchList(
                    closures: [
                        .init(line: "Ash", number: Party(parsing: "+447700900100"), at: Self.closedAt)
                    ], contacts: ContactList(Array(rows.utf8), layout: layout, names: names))
            }, tell: tell)
    }

    /// What a watch that is never killed tells. Empty where it fails.
    func told() -> [WatchSuggestion] {
        let box = Mutex<[WatchSuggestion]>([])
        guard let folder = try? folder(),
            let watcher = try? watcher(folder, tell: { new in box.withLock { $0 += new } }),
            var feed = try? InputFeed(watcher, name: "calls", from: 0)
        else { return [] }
        try? feed.take(bytes)
        try? feed.end()
        return box.withLock { $0 }
    }
}

/// A folder that is taken away when nobody holds it.
final class ScratchFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
