import Foundation
import Testing

@testable import Watching

struct BatchJournalTests {
    private let scratch = ScratchFolder()
    private let batches = (1...3).map {
        Batch(source: "core", sequence: $0, body: Array("time,from,to\n\($0),a,b\n\($0),b,c\n".utf8))
    }

    private var path: String { scratch.path + "/journal-0" }

    /// The journal's bytes, and where each batch ends.
    private func written() throws -> (bytes: Data, ends: [Int]) {
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        var journal = try BatchJournal(path)
        let ends = try batches.map { batch in
            try journal.append(batch)
            return journal.bytes
        }
        return (try Data(contentsOf: URL(filePath: path)), ends)
    }

    private func read(_ bytes: Data) throws -> [Batch] {
        try bytes.write(to: URL(filePath: path))
        var journal = try BatchJournal(path)
        return try journal.read()
    }

    @Test("Cut short anywhere, it holds the batches that were whole, and goes on after them")
    func cutShort() throws {
        let (bytes, ends) = try written()
        for cut in 0...bytes.count {
            let whole = ends.count { $0 <= cut }
            #expect(try read(bytes.prefix(cut)) == Array(batches.prefix(whole)), "cut at \(cut)")
            guard whole < batches.count else { continue }
            var journal = try BatchJournal(path)
            _ = try journal.read()
            try journal.append(batches[whole])
            #expect(try journal.read() == Array(batches.prefix(whole + 1)), "cut at \(cut)")
        }
    }

    @Test("A bit changed in any byte is damage, never a shorter journal")
    func changed() throws {
        let (bytes, _) = try written()
        for place in bytes.indices {
            var spoilt = bytes
            spoilt[place] ^= 1
            #expect(throws: WatchRefusal.damagedState(path), "at \(place)") { try read(spoilt) }
        }
    }

    @Test(
        "Zeros where the last batch's bytes had not come to the disk are cut off; among whole batches they are damage"
    )
    func zeros() throws {
        let (bytes, ends) = try written()
        var last = bytes
        last.replaceSubrange(
            (ends[1] + 40)..., with: [UInt8](repeating: 0, count: bytes.count - ends[1] - 40))
        #expect(try read(last) == Array(batches.prefix(2)))
        var middle = bytes
        middle[ends[0] + 40] = 0
        #expect(throws: WatchRefusal.damagedState(path)) { try read(middle) }
    }
}
