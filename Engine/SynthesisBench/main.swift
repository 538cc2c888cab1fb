import CallRecords
import Foundation
import LineMatching
import Synthesis
import Telephony

// synthesis-bench columns PRESET [SEED]   makes a preset's events as columns
// synthesis-bench baseline PRESET [SEED]  and measures the published baseline on them
//
// Prints what was made, and how long it took.

func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("synthesis-bench: \(text)\n".utf8))
    exit(64)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let preset = TrafficSettings.presets.first(where: { $0.name == arguments[2] })
else { fail("columns|baseline PRESET [SEED]") }
let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
let clock = ContinuousClock()

func seconds<Value>(_ label: String, _ work: () throws -> Value) rethrows -> Value {
    let start = clock.now
    let value = try work()
    let spent = (clock.now - start).components
    print("\(label): \(Double(spent.seconds) + (Double(spent.attoseconds) / 1e15).rounded() / 1e3) s")
    return value
}

let traffic = try seconds("planned") { try CallTraffic(preset.settings, seed: seed) }
let closures = traffic.truth.closures
print("expected rows \(preset.settings.expectedRows), closures \(closures.count)")
for outcome in TrafficTruth.Outcome.allCases {
    print("  \(outcome.rawValue): \(closures.count { $0.outcome == outcome })")
}
print("  without successor: \(closures.count { $0.successors.isEmpty })")
print("  rivals: \(closures.reduce(0) { $0 + $1.rivals.count }), moved people: \(traffic.truth.moved.count)")

switch arguments[1] {
case "columns", "baseline":
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
    guard arguments[1] == "baseline" else { break }
    let known = closures.flatMap { closure in
        closure.successors.map { KnownSwitch(old: closure.old, new: $0.party, closedAt: closure.at) }
    }
    let evaluation = seconds("baseline") {
        Evaluation(
            of: CommunityOverlap(), on: known, horizons: [3_600, 6 * 3_600, 86_400, 72 * 3_600], in: columns)
    }
    for summary in evaluation.summaries {
        print(
            "\(summary.horizon / 3_600) h: asked \(summary.asked), visible \(summary.visible), top1 \(summary.top1), top5 \(summary.top5)"
        )
    }
default: fail("columns|baseline PRESET [SEED]")
}
