import CallRecords
import Dispatch
import Foundation
import LineMatching
import Synchronization
import Telephony

// engine-bench read ROWS                 reads a CSV of so many rows into columns
// engine-bench trace ROWS                traces one closure in so many rows
// engine-bench stream ROWS               tallies so many rows as a stream, from memory on one thread
// engine-bench invent ROWS FOLDER [scattered]
//                                        writes records.csv of so many rows, and lists of 2,000 and 20,000 lines
// engine-bench scan ROWS FOLDER LISTS    tallies that file by one of the lists, as “ringfence scan --tally” does
// engine-bench watch ROWS FOLDER         weighs so many rows as they would arrive, 200,000 a second; lists go into FOLDER
// engine-bench moves ROWS FOLDER         writes those rows and lists, for “ringfence watch” itself
// engine-bench crowd NUMBERS [APART]     tallies so many numbers, so far apart, that ring one contact
// engine-bench count ROWS FOLDER         counts that file's lines
//
// Prints one line of JSON: the seconds of the measured part alone, and what it found, so that a fast wrong answer
// shows. `make bench` runs it, beside the instruction counts.

struct Line: Encodable {
    let task: String
    let rows: Int
    let seconds: Double
    let rowsPerSecond: Double
    let bytes: Int
    let peakBytes: Int
    let check: String
}

func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1_024
}

func measured(_ task: String, rows: Int, bytes: Int, _ work: () throws -> String) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let check = try work()
    let spent = (clock.now - start).components
    let seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    let line = Line(
        task: task, rows: rows, seconds: seconds, rowsPerSecond: Double(rows) / seconds, bytes: bytes,
        peakBytes: peakMemory(), check: check)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
}

/// Does asynchronous work and waits for it. The program itself is not asynchronous, because valgrind 3.19 does not survive
/// the way such a program's first thread ends.
func waiting(_ work: @escaping @Sendable () async throws -> String) throws -> String {
    let done = DispatchSemaphore(value: 0)
    let answer = Mutex<Result<String, any Error>?>(nil)
    Task.detached {
        let result: Result<String, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        answer.withLock { $0 = result }
        done.signal()
    }
    done.wait()
    return try answer.withLock { $0 }?.get() ?? ""
}

/// The layout, from the repository's folder, or from the file named by the environment.
func ringfenceLayout() throws -> Layout {
    let path = ProcessInfo.processInfo.environment["BENCH_LAYOUT"] ?? "Layouts/ringfence.yaml"
    return try Layout(yaml: String(contentsOfFile: path, encoding: .utf8))
}

func argument(_ place: Int) throws -> String {
    guard CommandLine.arguments.count > place else { throw CocoaError(.fileNoSuchFile) }
    return CommandLine.arguments[place]
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let rows = Int(arguments[2]), rows > 0 else {
    FileHandle.standardError.write(
        Data("usage: engine-bench read|trace|stream|invent|scan|rows|crowd|watch|moves|count ROWS …\n".utf8))
    exit(64)
}
var traffic = Traffic(rows: rows)
switch arguments[1] {
case "read":
    let layout = try ringfenceLayout()
    let bytes = traffic.csv()
    try measured("read", rows: rows, bytes: bytes.count) {
        var reader = RecordReader(layout: layout)
        var columns = EventColumns()
        columns.reserveCapacity(rows)
        _ = try reader.read(bytes.span.bytes, isFinal: true, into: &columns, quarantine: { _ in })
        return "\(columns.count) events, \(columns.parties.count) parties"
    }
case "trace":
    let columns = try traffic.columns()
    let question = SuccessorQuestion(
        closed: try Party(parsing: Traffic.number(Traffic.closed)), closedAt: traffic.closedAt)
    try measured("trace", rows: rows, bytes: 0) {
        let ranking = try OpenSetScorer().rank(question, in: columns)
        let truth = try Party(parsing: Traffic.number(Traffic.successor))
        return "\(ranking.candidates.count) candidates, truth at \(ranking.rank(of: truth) ?? 0)"
    }
case "stream":
    let layout = try ringfenceLayout()
    let bytes = traffic.csv()
    let made = traffic
    try measured("stream", rows: rows, bytes: bytes.count) {
        try waiting { try await streamInMemory(bytes, made, layout) }
    }
case "invent":
    let folder = try argument(3)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let numbers = arguments.count > 4 ? ScanTraffic.Numbers(rawValue: arguments[4]) : .range
    guard let numbers else { throw CocoaError(.formatting) }
    var traffic = ScanTraffic(rows: rows, numbers: numbers)
    try traffic.write(to: folder + "/records.csv")
    for lines in [2_000, 20_000] { try traffic.writeLists(lines: lines, to: folder + "/\(lines)") }
case "scan":
    let (folder, lists, layout) = (try argument(3), try argument(4), try ringfenceLayout())
    try measured("scan", rows: rows, bytes: 0) {
        try waiting { try await scan(folder + "/records.csv", folder + "/" + lists, layout) }
    }
case "rows":
    let (folder, lists, layout) = (try argument(3), try argument(4), try ringfenceLayout())
    print(
        try waiting { try await scanRows(folder + "/records.csv", folder + "/" + lists, layout) },
        terminator: "")
case "crowd":
    let (layout, apart) = (try ringfenceLayout(), UInt64(arguments.count > 3 ? arguments[3] : "1") ?? 1)
    try measured("crowd", rows: rows, bytes: 0) { try crowd(rows, apart: apart, layout) }
case "watch":
    let task = try WatchTask(rows: rows, folder: try argument(3), layout: try ringfenceLayout())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(try task.run()), as: UTF8.self))
case "moves":
    let folder = try argument(3)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let task = try WatchTask(rows: rows, folder: folder, layout: try ringfenceLayout())
    try task.write(to: folder + "/records.csv")
case "count":
    let folder = try argument(3)
    try measured("count", rows: rows, bytes: 0) {
        try waiting { try await countLines(folder + "/records.csv") }
    }
default:
    FileHandle.standardError.write(
        Data(
            "engine-bench: the tasks are read, trace, stream, invent, scan, rows, crowd, watch, moves and count\n"
                .utf8))
    exit(64)
}
