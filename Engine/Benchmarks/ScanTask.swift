import CallRecords
import Foundation
import LineMatching
import Synchronization
import Telephony

/// The tally of a file, as `ringfence scan --tally` makes it.
private func tally(
    _ records: String, _ lists: String, _ layout: Layout
) async throws -> (tally: StreamTally, found: [StreamCandidate]) {
    let names = PartyNames()
    let tally = StreamTally(try watchList(lists, layout, names))
    let handle = try FileHandle(forReadingFrom: URL(filePath: records))
    let head = Array(try handle.read(upToCount: LayoutChooser.window) ?? Data())
    let stream = try CallStream(
        layout: layout, head: head, isWhole: head.count < LayoutChooser.window, names: names)
    _ = try await stream.read(
        try CallFile(path: records, from: head.count), sink: { tally.sink() })
    return (tally, await tally.candidates(names: names))
}

/// Gives what was found.
func scan(_ records: String, _ lists: String, _ layout: Layout) async throws -> String {
    let (tally, found) = try await tally(records, lists, layout)
    let size = tally.size
    FileHandle.standardError.write(
        Data("\(size.parties) parties, \(size.ties) ties, \(size.bytes) bytes\n".utf8))
    return "\(found.count) pairs, \(found.reduce(0) { $0 + $1.events }) events"
}

/// Gives every row, to be held against what others find.
func scanRows(_ records: String, _ lists: String, _ layout: Layout) async throws -> String {
    let (tally, found) = try await tally(records, lists, layout)
    return found.map {
        "\(tally.watch.lines[$0.line].name),\($0.party),\($0.contacts),\($0.events),\($0.first),\($0.last)\n"
    }.joined()
}

func watchList(_ folder: String, _ layout: Layout, _ names: PartyNames) throws -> WatchList {
    let lines = try DelimitedText(
        Array(try Data(contentsOf: URL(filePath: folder + "/lines.csv"))),
        columns: ["line", "number", "closed_at"], name: "lines")
    let closures = try lines.rows.map {
        WatchList.Closure(
            line: $0["line"] ?? "", number: try Party(parsing: $0["number"] ?? ""),
            at: try Instant(parsing: $0["closed_at"] ?? ""))
    }
    let contacts = try ContactList(
        Array(try Data(contentsOf: URL(filePath: folder + "/contacts.csv"))), layout: layout, names: names)
    return try WatchList(closures: closures, contacts: contacts)
}

/// The tally of rows in memory, on one thread, with nothing read from a disk: what instructions are counted of.
func streamInMemory(_ bytes: [UInt8], _ traffic: Traffic, _ layout: Layout) async throws -> String {
    let names = PartyNames()
    var contacts = "line,contact\n"
    for contact in 2..<202 { contacts += "L,\(Traffic.number(contact))\n" }
    let list = try ContactList(Array(contacts.utf8), layout: layout, names: names)
    let closure = WatchList.Closure(
        line: "L", number: try Party(parsing: Traffic.number(Traffic.closed)), at: traffic.closedAt)
    let tally = StreamTally(try WatchList(closures: [closure], contacts: list))
    let head = min(bytes.count, LayoutChooser.window)
    let stream = try CallStream(
        layout: layout, head: Array(bytes[..<head]), isWhole: head == bytes.count, names: names)
    let (reading, _) = try await stream.read(
        Memory(Array(bytes[head...])), threads: 1, sink: { tally.sink() })
    let found = await tally.candidates(names: names)
    return
        "\(reading.events) events, \(found.count) candidates, \(found.map(\.contacts).max() ?? 0) contacts of one"
}

/// So many numbers ring one contact after its line's closure: each is a candidate, and none may cost more than the first.
func crowd(_ numbers: Int, apart: UInt64, _ layout: Layout) throws -> String {
    let names = PartyNames()
    let closure = WatchList.Closure(
        line: "L", number: try Party(parsing: Traffic.number(Traffic.closed)), at: Traffic.start)
    let list = try ContactList(
        Array("line,contact\nL,\(Traffic.number(2))\n".utf8), layout: layout, names: names)
    let tally = StreamTally(try WatchList(closures: [closure], contacts: list))
    var sink = tally.sink()
    let contact = tally.watch.contacts[0]
    for start in stride(from: 0, to: numbers, by: 10_000) {
        sink.take(
            (start..<min(numbers, start + 10_000)).map {
                Call(
                    time: Traffic.start.microseconds + Int64($0),
                    from: PartyKey(bits: 999_500_000_000_000 + UInt64($0) * apart), to: contact)
            })
    }
    sink.finish()
    let size = tally.size
    return "\(size.ties) candidates, \(size.bytes / numbers) bytes a number"
}

/// How many lines a file has, on two threads: nothing that reads it can be quicker.
func countLines(_ path: String) async throws -> String {
    let file = try CallFile(path: path, from: 0)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<2 {
            group.addTask {
                var block = [UInt8](repeating: 0, count: CallFile.block)
                var count = 0
                while try file.fill(&block) != nil { count += block.count { $0 == 10 } }
                return count
            }
        }
        return try await group.reduce(0, +)
    }
    return "\(total) lines"
}

/// A file, block by block, each read where it stands.
final class CallFile: CallSource {
    static let block = 1 << 20
    private let descriptor: Int32
    private let start: Int
    private let size: Int
    private let next = Atomic<Int>(0)

    init(path: String, from start: Int) throws {
        descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        size = Int(lseek(descriptor, 0, SEEK_END))
        self.start = start
    }

    deinit { close(descriptor) }

    func fill(_ block: inout [UInt8]) throws -> Int? {
        let ordinal = next.add(1, ordering: .relaxed).oldValue
        let offset = start + ordinal * Self.block
        guard offset < size else { return nil }
        let room = block.count
        let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, room, off_t(offset)) }
        guard count > 0 else { throw CocoaError(.fileReadUnknown) }
        block.removeLast(room - count)
        return ordinal
    }
}

/// Bytes that are there already, block by block.
final class Memory: CallSource {
    private let bytes: [UInt8]
    private let next = Atomic<Int>(0)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func fill(_ block: inout [UInt8]) -> Int? {
        let ordinal = next.add(1, ordering: .relaxed).oldValue
        let start = ordinal * CallFile.block
        guard start < bytes.count else { return nil }
        block = Array(bytes[start..<min(bytes.count, start + CallFile.block)])
        return ordinal
    }
}
