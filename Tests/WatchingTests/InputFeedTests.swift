import CallRecords
import Foundation
import Testing

@testable import Watching

struct InputFeedTests {
    @Test("An input that ends inside a row leaves it, and counts it once when the rest comes")
    func endsInRow() throws {
        let street = try InventedStreet()
        let whole = street.told()
        let count = street.bytes.count
        // Inside the header, in the first rows, and in each byte of the last two.
        let cuts = [1, 5, 12, 13, 14, 60] + Array((count - 90)..<count)
        for cut in cuts {
            let folder = try street.folder()
            do {
                let watcher = try street.watcher(folder)
                var feed = try InputFeed(watcher, name: "calls", from: 0)
                try feed.take(Array(street.bytes[..<cut]))
                try feed.end()
                #expect(feed.endsInRow == (street.bytes[cut - 1] != 10), "cut at \(cut)")
                #expect(feed.reading.quarantined == 0, "cut at \(cut)")
                let end = street.bytes[..<cut].lastIndex(of: 10).map { $0 + 1 } ?? 0
                #expect(watcher.status.inputs["calls"] ?? 0 == end, "cut at \(cut)")
                try watcher.close()
            }
            let watcher = try street.watcher(folder)
            var feed = try InputFeed(watcher, name: "calls", from: 0)
            try feed.take(street.bytes)
            try feed.end()
            #expect(feed.endsInRow == false)
            #expect(feed.reading.events == street.rows, "cut at \(cut)")
            #expect(watcher.suggestions() == whole, "cut at \(cut)")
        }
    }

    @Test("A last row without a line end is counted once one is added, and not lost before")
    func lineEndAdded() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        for (bytes, events) in [(street.bytes.dropLast(), street.rows - 1), (street.bytes[...], street.rows)]
        {
            for _ in 0..<2 {
                let watcher = try street.watcher(folder)
                var feed = try InputFeed(watcher, name: "calls", from: 0)
                try feed.take(Array(bytes))
                try feed.end()
                #expect(feed.reading.events == events)
                #expect(feed.endsInRow == (events < street.rows))
                try watcher.close()
            }
        }
    }

    @Test(
        "What is no records at all is refused",
        arguments: ["no header\n", "a,b\nc,d\n", "PK\u{3}\u{4}", "PK\u{3}\u{4}\n", "PK\u{3}\u{4}\nx"])
    func noRecords(text: String) throws {
        let street = try InventedStreet()
        let watcher = try street.watcher(street.folder())
        var feed = try InputFeed(watcher, name: "calls", from: 0)
        try feed.take(Array(text.utf8))
        #expect(throws: FileRefusal.self) { try feed.end() }
        #expect(watcher.status.inputs.isEmpty)
    }
}
