import CallRecords
import Foundation
import Synthesis

/// A month of thirty million subscribers' calls as a file, and lists of lines to watch for: made to be measured by,
/// not to be believed. Everybody calls anybody as often; a row in a hundred comes up to a day late.
struct ScanTraffic {
    static let subscribers: UInt64 = 30_000_000
    static let contactsOfLine = 200
    static let start = Traffic.start
    static let seconds = 30 * 86_400
    private var random = SeededGenerator(seed: 2_026)
    private let rows: Int
    private let numbers: Numbers

    init(rows: Int, numbers: Numbers = .range) { (self.rows, self.numbers) = (rows, numbers) }

    /// Which numbers the subscribers have.
    enum Numbers: String {
        /// All of one range.
        case range
        /// One in 333 of ten digits, in no order.
        case scattered

        /// Nine digits and the calling code, or ten.
        func number(_ subscriber: UInt64) -> UInt64 {
            switch self {
            case .range: 999_700_000_000 + subscriber
            // The factor has none in common with ten: no two become one.
            case .scattered: 440_000_000_000 + subscriber * 2_654_435_761 % 10_000_000_000
            }
        }
    }

    static let header = "time,kind,from,to,duration,from_imei,from_cell\n"
    /// 82 bytes a row: 4.1 GB for fifty million.
    private static let row = Array(
        "2026-03-01T00:00:00Z,call,+999700000000,+999700000000,1000,490154200000000,C00000\n".utf8)

    mutating func write(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: Data(Self.header.utf8))
        var bytes: [UInt8] = []
        for place in 0..<rows {
            append(place, &bytes)
            guard bytes.count > 8 << 20 || place == rows - 1 else { continue }
            try file.write(contentsOf: Data(bytes))
            bytes.removeAll(keepingCapacity: true)
        }
        try file.close()
    }

    mutating func append(_ place: Int, _ bytes: inout [UInt8]) {
        let chance = random.next()
        let late = chance % 100 == 0 ? Int(chance >> 8) % 86_400 : 0
        let second = max(0, place * Self.seconds / rows - late)
        let caller = random.next() % Self.subscribers
        // One of a circle of twelve, scattered over all subscribers.
        let called = (caller * 2_654_435_761 + ((chance >> 40) % 12) * 40_503) % Self.subscribers
        append(second, caller, called, chance, &bytes)
    }

    /// A row between two of anybody's choosing.
    mutating func append(_ place: Int, from caller: UInt64, to called: UInt64, _ bytes: inout [UInt8]) {
        append(place * Self.seconds / rows, caller, called, random.next(), &bytes)
    }

    private func append(
        _ second: Int, _ caller: UInt64, _ called: UInt64, _ chance: UInt64, _ bytes: inout [UInt8]
    ) {
        let start = bytes.count
        bytes += Self.row
        func put(_ value: Int, _ offset: Int, _ digits: Int) {
            var value = value
            for at in stride(from: start + offset + digits - 1, through: start + offset, by: -1) {
                bytes[at] = UInt8(48 + value % 10)
                value /= 10
            }
        }
        put(1 + second / 86_400, 8, 2)
        put(second / 3_600 % 24, 11, 2)
        put(second / 60 % 60, 14, 2)
        put(second % 60, 17, 2)
        put(Int(numbers.number(caller)), 27, 12)
        put(Int(numbers.number(called)), 41, 12)
        put(1_000 + Int(chance >> 50) % 3_000, 54, 4)
        // Fourteen digits and the spare zero.
        put(Int(caller) * 10, 65, 9)
        put(10_000 + Int(chance >> 30) % 50_000, 76, 5)
    }

    /// Writes lines.csv and contacts.csv into a folder of their own.
    func writeLists(lines: Int, to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var random = SeededGenerator(seed: 11)
        var (names, contacts) = ("line,number,closed_at\n", "line,contact\n")
        for line in 0..<lines {
            let closed = Self.start.adding(seconds: Int64(86_400 * 5 + random.next() % (86_400 * 20)))
            names += "L\(line),\(number(random.next() % Self.subscribers)),\(closed)\n"
            for _ in 0..<Self.contactsOfLine {
                contacts += "L\(line),\(number(random.next() % Self.subscribers))\n"
            }
        }
        try Data(names.utf8).write(to: URL(filePath: folder + "/lines.csv"))
        try Data(contacts.utf8).write(to: URL(filePath: folder + "/contacts.csv"))
    }

    private func number(_ subscriber: UInt64) -> String { "+\(numbers.number(subscriber))" }
}
