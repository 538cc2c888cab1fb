import CallRecords
import Crypto
import Foundation
import LineMatching
import Synchronization
import Telephony
import Testing

@testable import Watching

struct WatcherTests {
    @Test(
        "A watch killed after any piece and sent its input again tells what one that was not killed tells",
        arguments: [1, 3, 7, 20])
    func killed(every: Int) throws {
        let street = try InventedStreet()
        let whole = street.told()
        #expect(whole.count >= 2)
        let folder = try street.folder()
        var told: [WatchSuggestion] = []
        var pieces = 0
        var reached = 0
        while reached < street.bytes.count {
            // A new watcher each time, and no farewell: what a kill leaves.
            let box = Mutex<[WatchSuggestion]>([])
            let watcher = try street.watcher(folder, checkpointEvery: 40) { new in box.withLock { $0 += new }
            }
            var feed = try InputFeed(watcher, name: "calls", from: 0)
            pieces += every
            for piece in street.pieces.prefix(pieces) {
                try feed.take(piece)
                reached = watcher.status.inputs["calls"] ?? 0
            }
            if pieces >= street.pieces.count { try feed.end() }
            try watcher.flush()
            told += box.withLock { $0 }
        }
        #expect(told == whole)
        #expect(try street.watcher(folder).suggestions() == whole)
    }

    @Test("Batches posted again after a kill are counted once, from the journal")
    func batches() throws {
        let street = try InventedStreet()
        let whole = street.told()
        let folder = try street.folder()
        let batches = street.batches
        for place in batches.indices {
            let watcher = try street.watcher(folder)
            for batch in batches[...place].suffix(2) {
                let receipt = try watcher.take(batch)
                #expect(receipt.isNew == (batch.sequence == place + 1))
                #expect(receipt.rows > 0)
            }
            try watcher.flush()
        }
        do {
            let watcher = try street.watcher(folder)
            try watcher.flush()
            #expect(watcher.suggestions() == whole)
            #expect(watcher.status.sources == ["a": batches.count])
            try watcher.close()
        }
        #expect(try street.watcher(folder).suggestions() == whole)
    }

    @Test("A batch left out, and other records under a number that was counted, are refused")
    func batchRefusals() throws {
        let street = try InventedStreet()
        let watcher = try street.watcher(street.folder())
        let batches = street.batches
        #expect(throws: WatchRefusal.batchMissing(source: "a", expected: 1, given: 2)) {
            try watcher.take(batches[1])
        }
        _ = try watcher.take(batches[0])
        #expect(throws: WatchRefusal.batchDiffers(source: "a", sequence: 1)) {
            try watcher.take(Batch(source: "a", sequence: 1, body: batches[1].body))
        }
        #expect(throws: FileRefusal.self) {
            try watcher.take(Batch(source: "a", sequence: 2, body: Array("no header\n".utf8)))
        }
        #expect(try watcher.take(batches[1]).isNew)
        // A sender that lost its place and begins again at 1 is not told that all is well.
        #expect(throws: WatchRefusal.batchPassed(source: "a", sequence: 1, next: 3)) {
            try watcher.take(Batch(source: "a", sequence: 1, body: batches[2].body))
        }
        #expect(try watcher.take(Batch(source: "b", sequence: 1, body: batches[0].body)).isNew)
    }

    @Test("A journal and a ledger that a kill cut short lose only what nobody was told")
    func cutShort() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do {
            let watcher = try street.watcher(folder)
            for batch in street.batches { _ = try watcher.take(batch) }
            try watcher.flush()
        }
        let whole = street.told()
        for name in ["journal-0", "suggestions.jsonl"] {
            let path = folder + "/" + name
            let data = try Data(contentsOf: URL(filePath: path))
            try data.dropLast(5).write(to: URL(filePath: path))
        }
        let watcher = try street.watcher(folder)
        #expect(watcher.status.sources == ["a": street.batches.count - 1])
        #expect(try watcher.take(street.batches[street.batches.count - 1]).isNew)
        try watcher.flush()
        #expect(watcher.suggestions() == whole)
    }

    @Test("Killed between beginning a journal and replacing the state, it counts both journals")
    func twoJournals() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        let batches = street.batches
        for place in 0..<2 {
            let watcher = try street.watcher(folder)
            _ = try watcher.take(batches[place])
            if place == 0 { try watcher.close() } else { try watcher.flush() }
        }
        var second = try BatchJournal(folder + "/journal-2")
        try second.append(batches[2])
        do {
            let watcher = try street.watcher(folder)
            #expect(watcher.status.sources == ["a": 3])
            for batch in batches[3...] { _ = try watcher.take(batch) }
            try watcher.close()
            #expect(watcher.suggestions() == street.told())
        }
        #expect(try street.watcher(folder).suggestions() == street.told())
    }

    @Test("A state is not gone on with under another order, other lists, another layout, or twice at once")
    func refusals() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do {
            let watcher = try street.watcher(folder)
            _ = try watcher.take(street.batches[0])
            #expect(throws: WatchRefusal.folderInUse(folder)) { try street.watcher(folder) }
            try watcher.close()
        }
        #expect(throws: WatchRefusal.otherOrder(held: "T/1", given: "T/2")) {
            try street.watcher(folder, order: "T/2")
        }
        #expect(throws: WatchRefusal.otherList(folder + "/state")) {
            try street.watcher(folder, everybodys: 200)
        }
        let path = folder + "/state"
        var state = try Data(contentsOf: URL(filePath: path))
        state[state.count - 20] ^= 1
        try state.write(to: URL(filePath: path))
        #expect(throws: WatchRefusal.damagedState(path)) { try street.watcher(folder) }
    }

    @Test(
        "An input that goes on from a byte is counted on; one with a gap, a changed one, and a shorter one are refused"
    )
    func inputs() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        let half = street.pieces.prefix(street.pieces.count / 2).reduce([], +)
        do {
            let watcher = try street.watcher(folder)
            var feed = try InputFeed(watcher, name: "calls", from: 0)
            try feed.take(half)
            try watcher.close()
        }
        let reached = try #require(street.watcher(folder).status.inputs["calls"])
        #expect(reached <= half.count)
        #expect(throws: WatchRefusal.missingBytes(input: "calls", reached: reached, begins: reached + 1)) {
            _ = try InputFeed(street.watcher(folder), name: "calls", from: reached + 1)
        }
        #expect(throws: WatchRefusal.otherInput("calls", reached: reached)) {
            var feed = try InputFeed(street.watcher(folder), name: "calls", from: 0)
            try feed.take(Array("time,from,to\n".utf8) + street.bytes)
        }
        #expect(throws: WatchRefusal.shortInput("calls", reached: reached)) {
            var feed = try InputFeed(street.watcher(folder), name: "calls", from: 0)
            try feed.take(Array(half.prefix(reached / 2)))
            try feed.end()
        }
        let watcher = try street.watcher(folder)
        var feed = try InputFeed(watcher, name: "calls", from: reached - 10)
        try feed.take(Array(street.bytes[(reached - 10)...]))
        try feed.end()
        #expect(watcher.suggestions() == street.told())
        #expect(feed.reading.events == street.rows)
    }

    @Test("What leaves names no contact, and every suggestion its order")
    func noContactLeaves() throws {
        let street = try InventedStreet()
        let told = street.told()
        for row in told {
            let text = String(decoding: try row.json(), as: UTF8.self)
            #expect(text.contains("\"order\":\"T/1\""))
            for contact in street.contacts { #expect(!text.contains(contact)) }
        }
    }
}
