import Foundation

/// Every suggestion ever told, a line of JSON each, on the disk before anybody hears of it.
///
/// After a kill the stream is counted again from the last checkpoint; what was told then is found here, and is not told
/// again.
struct Ledger {
    private let path: String
    private let handle: FileHandle
    private var bytes = 0
    private(set) var rows: [WatchSuggestion] = []

    init(_ path: String) throws {
        self.path = path
        handle = try Disk.open(path)
        let data = try Disk.telling(path) { try Data(contentsOf: URL(filePath: path)) }
        var at = data.startIndex
        while let end = data[at...].firstIndex(of: 10) {
            guard let row = try? JSONDecoder().decode(WatchSuggestion.self, from: data[at..<end]),
                row.number == rows.count + 1
            else { throw WatchRefusal.damagedState(path) }
            rows.append(row)
            at = end + 1
        }
        // A kill may leave part of a line, which nobody was told of.
        try Disk.telling(path) { try handle.truncate(atOffset: UInt64(at)) }
        bytes = at
    }

    mutating func add(_ new: [WatchSuggestion]) throws {
        guard !new.isEmpty else { return }
        var data = Data()
        for row in new {
            data += try row.json()
            data.append(10)
        }
        try Disk.append(data, to: handle, after: bytes, path)
        bytes += data.count
        rows += new
    }
}
