import CallRecords
import Foundation
import Synthesis
import Telephony

// synthesis-bench columns PRESET [SEED]   makes a preset's events as columns
//
// synthesis-bench csv PRESET [SEED] [ROWS] [FILE]  writes a preset's records with two threads, to nowhere if no file is named
//
// Prints what was made, and how long it took.

func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("synthesis-bench: \(text)\n".utf8))
    exit(64)
}

/// A new file. One that is there already is left as it is.
func opened(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { fail("\(path) cannot be made") }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let preset = TrafficSettings.presets.first(where: { $0.name == arguments[2] })
else { fail("columns|csv PRESET [SEED] [ROWS] [FILE]") }
let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
let clock = ContinuousClock()

func seconds<Value>(_ label: String, _ work: () throws -> Value) rethrows -> Value {
    let start = clock.now
    let value = try work()
    let spent = (clock.now - start).components
    print("\(label): \(Double(spent.seconds) + (Double(spent.attoseconds) / 1e15).rounded() / 1e3) s")
    return value
}

let traffic = try seconds("planned") {
    try arguments.count > 4
        ? CallTraffic(preset.settings, seed: seed, rows: Int(arguments[4]) ?? 0)
        : CallTraffic(preset.settings, seed: seed)
}
let closures = traffic.truth.closures
print("expected rows \(traffic.expectedRows), closures \(closures.count)")
for outcome in TrafficTruth.Outcome.allCases {
    print("  \(outcome.rawValue): \(closures.count { $0.outcome == outcome })")
}
print("  without successor: \(closures.count { $0.successors.isEmpty })")
print("  rivals: \(closures.reduce(0) { $0 + $1.rivals.count }), moved people: \(traffic.truth.moved.count)")

switch arguments[1] {
case "columns":
    let columns = seconds("columns") { traffic.columns() }
    let parties = columns.parties.count
    print(
        "\(columns.count) events, \(parties) parties, \(columns.handsets.count) handsets, \(columns.cells.count) cells"
    )
    let lines = Set(traffic.truth.numbers.compactMap { columns.parties.find($0.party) })
    let ofLines = (0..<columns.count).count {
        lines.contains(columns.from[$0]) || lines.contains(columns.to[$0])
    }
    print("\(ofLines) events of lines")
case "csv":
    // Opened for writing as it is: making a file of that name would put a file in place of a device.
    let file = try arguments.count > 5 ? opened(arguments[5]) : nil
    var bytes = 0
    let start = clock.now
    let written = try await traffic.write(threads: 2) {
        bytes += $0.count
        try file?.write(contentsOf: $0)
    }
    let spent = (clock.now - start).components
    let time = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
        "\(written.rows) rows, \(bytes) bytes in \(time) s: \(Int(Double(written.rows) / time)) rows/s, peak \(usage.ru_maxrss / 1024) MB"
    )
default: fail("columns|csv PRESET [SEED] [ROWS] [FILE]")
}
