import CallRecords
import Foundation
import LineMatching
import Telephony

// engine-bench read ROWS [LAYOUT.yaml]   reads a CSV of so many rows into columns
// engine-bench trace ROWS                traces one closure in so many rows
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

let arguments = CommandLine.arguments
guard arguments.count >= 3, let rows = Int(arguments[2]), rows > 0 else {
    FileHandle.standardError.write(Data("usage: engine-bench read|trace ROWS [LAYOUT.yaml]\n".utf8))
    exit(64)
}
var traffic = Traffic(rows: rows)
switch arguments[1] {
case "read":
    let path = arguments.count > 3 ? arguments[3] : "Layouts/ringfence.yaml"
    let layout = try Layout(yaml: String(contentsOfFile: path, encoding: .utf8))
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
        let ranking = try CommunityOverlap().rank(question, in: columns)
        let truth = try Party(parsing: Traffic.number(Traffic.successor))
        return "\(ranking.candidates.count) candidates, truth at \(ranking.rank(of: truth) ?? 0)"
    }
case "calls":
    let layout = try Layout(yaml: String(contentsOfFile: "Layouts/ringfence.yaml", encoding: .utf8))
    let start = ContinuousClock().now
    print(try await readCalls(arguments[3], layout, threads: rows), ContinuousClock().now - start)
case "scan":
    let layout = try Layout(yaml: String(contentsOfFile: "Layouts/ringfence.yaml", encoding: .utf8))
    print(try await scanCalls(arguments[3], arguments[4], layout, threads: rows))
default:
    FileHandle.standardError.write(Data("engine-bench: the tasks are read and trace\n".utf8))
    exit(64)
}
