import CallRecords
import Foundation
import Synchronization

final class Counter: Sendable { let value = Atomic<Int>(0) }

struct CountingSink: CallSink, ~Copyable {
    let counter: Counter
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
