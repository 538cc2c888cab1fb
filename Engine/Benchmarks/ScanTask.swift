import CallRecords
import Foundation
import LineMatching
import Telephony
import Synchronization

final class Counter: Sendable { let value = Atomic<Int>(0) }

struct CountingSink: CallSink, ~Copyable {
    let counter: Counter
    mutating func finish() {}
    mutating func take(_ calls: [Call]) { counter.value.add(calls.count, ordering: .relaxed) }
}

func readCalls(_ path: String, _ layout: Layout, threads: Int) async throws -> String {
    let head = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: LayoutChooser.window) ?? Data()
    let stream = try CallStream(
        layout: layout, head: Array(head), isWhole: head.count < LayoutChooser.window, names: PartyNames())
    let counter = Counter()
    let (reading, _) = try await stream.read(
        try CallFile(path: path, from: head.count), threads: threads, sink: { CountingSink(counter: counter) })
    return "\(counter.value.load(ordering: .relaxed)) \(reading)"
}

func scanCalls(_ path: String, _ folder: String, _ layout: Layout, threads: Int) async throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    let names = PartyNames()
    func table(_ name: String, _ columns: [String]) throws -> DelimitedText {
        try DelimitedText(
            Array(try Data(contentsOf: URL(filePath: folder + "/" + name))), columns: columns, name: name)
    }
    let closures = try table("lines.csv", ["line", "number", "closed_at"]).rows.map {
        WatchList.Closure(
            line: $0["line"] ?? "", number: try Party(parsing: $0["number"] ?? ""),
            at: try Instant(parsing: $0["closed_at"] ?? ""))
    }
    let contacts = try ContactList(
        Array(try Data(contentsOf: URL(filePath: folder + "/contacts.csv"))), layout: layout, names: names)
    let tally = StreamTally(try WatchList(closures: closures, contacts: contacts))
    let head = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: LayoutChooser.window) ?? Data()
    let stream = try CallStream(
        layout: layout, head: Array(head), isWhole: head.count < LayoutChooser.window, names: names)
    let ready = clock.now
    let (reading, _) = try await stream.read(
        try CallFile(path: path, from: head.count), threads: threads, sink: { tally.sink() })
    let read = clock.now
    let found = tally.candidates(names: names)
    let events = found.reduce(0) { $0 + $1.events }
    let end = clock.now
    return "\(reading.rows) rows, \(tally.size), \(found.count) pairs, \(events) events; lists \(ready - start), scan \(read - ready), answer \(end - read), peak \(peakMemory() / 1_000_000) MB"
}
