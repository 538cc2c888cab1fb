import CallRecords
import Foundation
import LineMatching
import Synthesis
import Telephony

/// What `ringfence watch` does with each record, on one thread, and how long an alert takes, at a rate of arrival.
///
/// The rate is kept by arithmetic, not by waiting: a piece of rows begins to be counted when its last row has arrived and
/// the piece before is done, and takes as long as it truly takes.
struct WatchTask {
    /// Records a second that arrive, and rows that come together: a millisecond's.
    static let rate = 200_000
    private static let piece = 200
    /// Texts that a line's new number sends, from an hour after the closure on.
    private static let texts = 30

    struct Result: Encodable {
        let task = "watch"
        let rows: Int
        let seconds: Double
        let rowsPerSecond: Double
        let alerts: Int
        let medianMilliseconds: Double
        let p99Milliseconds: Double
        let longestMilliseconds: Double
        let parties: Int
        let ties: Int
        let stateBytes: Int
        let snapshotSeconds: Double
        let peakBytes: Int
    }

    private let rows: Int
    private let watch: WatchList
    private let names = PartyNames()
    private let layout: Layout

    init(rows: Int, folder: String, layout: Layout) throws {
        (self.rows, self.layout) = (rows, layout)
        try ScanTraffic(rows: rows).writeLists(lines: 2_000, to: folder)
        watch = try watchList(folder, layout, names)
    }

    func run() throws -> Result {
        var feed = try CallFeed(layout: layout, head: Array(ScanTraffic.header.utf8), names: names)
        var scorer = StreamScorer(watch, names: names, settings: try StreamSettings(ratios: [100]))
        var traffic = ScanTraffic(rows: rows)
        var successors = Successors(watch, texts: Self.texts)
        let clock = ContinuousClock()
        var (free, busy) = (0.0, 0.0)
        var latencies: [Double] = []
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: rows, by: Self.piece) {
            bytes.removeAll(keepingCapacity: true)
            for place in start..<min(rows, start + Self.piece) {
                if !successors.append(at: place, of: rows, &traffic, &bytes) { traffic.append(place, &bytes) }
            }
            let (first, last) = (arrival(start), arrival(start + Self.piece))
            let begin = max(free, last)
            let began = clock.now
            var calls: [Call] = []
            feed.take(bytes, isFinal: false, into: &calls)
            scorer.take(calls) { _ in
                // From the piece's first row: the most that any of its rows can have waited.
                latencies.append(begin + (clock.now - began) / .seconds(1) - first)
            }
            let spent = (clock.now - began) / .seconds(1)
            busy += spent
            free = begin + spent
        }
        var words = 0
        let began = clock.now
        scorer.snapshot { words += $0.count }
        let snapshot = (clock.now - began) / .seconds(1)
        return result(busy, latencies.sorted(), scorer.size, words * 8, snapshot)
    }

    /// Writes the rows as a file, for the program itself to watch.
    func write(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(ScanTraffic.header.utf8)) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        var traffic = ScanTraffic(rows: rows)
        var successors = Successors(watch, texts: Self.texts)
        var bytes: [UInt8] = []
        for place in 0..<rows {
            if !successors.append(at: place, of: rows, &traffic, &bytes) { traffic.append(place, &bytes) }
            guard bytes.count > 8 << 20 || place == rows - 1 else { continue }
            try file.write(contentsOf: Data(bytes))
            bytes.removeAll(keepingCapacity: true)
        }
        try file.close()
    }

    private func arrival(_ row: Int) -> Double { Double(row) / Double(Self.rate) }

    private func result(
        _ busy: Double, _ latencies: [Double], _ size: (parties: Int, ties: Int, bytes: Int), _ bytes: Int,
        _ snapshot: Double
    ) -> Result {
        func at(_ share: Double) -> Double {
            latencies.isEmpty
                ? 0 : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))] * 1e3
        }
        return Result(
            rows: rows, seconds: busy, rowsPerSecond: Double(rows) / busy, alerts: latencies.count,
            medianMilliseconds: at(0.5), p99Milliseconds: at(0.99), longestMilliseconds: at(1),
            parties: size.parties, ties: size.ties, stateBytes: bytes, snapshotSeconds: snapshot,
            peakBytes: peakMemory())
    }
}

/// Each line's new number, which texts the line's contacts from an hour after the closure on, instead of other rows.
private struct Successors {
    private var waiting: [(second: Int, caller: UInt64, called: UInt64)] = []
    private var next = 0

    init(_ watch: WatchList, texts: Int) {
        var contacts = [[UInt64]](repeating: [], count: watch.lines.count)
        for contact in watch.contacts.indices {
            for line in watch.lines(of: contact) {
                contacts[Int(line)].append(watch.contacts[contact].bits - 999_700_000_000)
            }
        }
        for (line, watched) in watch.lines.enumerated() {
            let hour = Int((watched.since.microseconds - ScanTraffic.start.microseconds) / 1_000_000) + 3_600
            for (place, contact) in contacts[line].prefix(texts).enumerated() {
                waiting.append((hour + place * 5, ScanTraffic.subscribers + UInt64(line), contact))
            }
        }
        waiting.sort { ($0.second, $0.caller, $0.called) < ($1.second, $1.caller, $1.called) }
    }

    /// Whether the row of this place is one of theirs.
    mutating func append(
        at place: Int, of rows: Int, _ traffic: inout ScanTraffic, _ bytes: inout [UInt8]
    ) -> Bool {
        guard next < waiting.count, waiting[next].second <= place * ScanTraffic.seconds / rows else {
            return false
        }
        traffic.append(place, from: waiting[next].caller, to: waiting[next].called, &bytes)
        next += 1
        return true
    }
}
