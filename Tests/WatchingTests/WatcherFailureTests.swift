import CallRecords
import Foundation
import Testing

@testable import Watching

/// What a disk that is full or spoilt does to a watch.
struct WatcherFailureTests {
    /// A folder where a state should be: nothing takes its place.
    private func block(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: false)
    }

    @Test("A batch refused while the state cannot be written is not counted after a restart")
    func refusedIsNotCounted() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do {
            let watcher = try street.watcher(folder, checkpointEvery: 1)
            try block(folder)
            #expect(try watcher.take(street.batches[0]).isNew)
            for _ in 0..<3 {
                #expect(throws: WatchRefusal.self) { try watcher.flush() }
                #expect(throws: WatchRefusal.self) { try watcher.take(street.batches[1]) }
            }
            #expect(throws: WatchRefusal.self) { try watcher.flush() }
            #expect(watcher.status.sources == ["a": 1])
            #expect(!FileManager.default.fileExists(atPath: folder + "/state.draft"))
        }
        try FileManager.default.removeItem(atPath: folder + "/state")
        let watcher = try street.watcher(folder)
        #expect(watcher.status.sources == ["a": 1])
        for batch in street.batches.dropFirst() { #expect(try watcher.take(batch).isNew) }
        try watcher.flush()
        #expect(watcher.suggestions() == street.told())
    }

    @Test("Once the state can be written again, a batch posted again is taken")
    func roomAgain() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        let watcher = try street.watcher(folder, checkpointEvery: 1)
        try block(folder)
        _ = try watcher.take(street.batches[0])
        #expect(throws: WatchRefusal.self) { try watcher.flush() }
        try FileManager.default.removeItem(atPath: folder + "/state")
        // It is what begins to write again.
        #expect(throws: WatchRefusal.self) { try watcher.take(street.batches[1]) }
        try watcher.flush()
        for batch in street.batches.dropFirst() {
            #expect(try watcher.take(batch).isNew)
            try watcher.flush()
        }
        try watcher.close()
        #expect(watcher.suggestions() == street.told())
    }

    @Test("A batch that stands in the journal twice is counted once; one that is missing there is damage")
    func journalledTwice() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do { _ = try street.watcher(folder) }
        var journal = try BatchJournal(folder + "/journal-0")
        for batch in street.batches { for _ in 0..<3 { try journal.append(batch) } }
        do {
            let watcher = try street.watcher(folder)
            try watcher.flush()
            #expect(watcher.status.sources == ["a": street.batches.count])
            #expect(watcher.suggestions() == street.told())
        }
        let other = try street.folder()
        do { _ = try street.watcher(other) }
        journal = try BatchJournal(other + "/journal-0")
        try journal.append(street.batches[0])
        try journal.append(street.batches[2])
        #expect(throws: WatchRefusal.damagedState(other + "/journal-0")) { try street.watcher(other) }
    }

    @Test(
        "A batch without a row that can be read is refused, and its number is still free",
        arguments: ["time,from,to\n", "time,from,to\nnever,x,y\nnever,y,z\n"])
    func nothingRead(text: String) throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do {
            let watcher = try street.watcher(folder)
            #expect(throws: (any Error).self) {
                try watcher.take(Batch(source: "a", sequence: 1, body: Array(text.utf8)))
            }
            #expect(watcher.status.sources.isEmpty)
        }
        let watcher = try street.watcher(folder)
        #expect(watcher.status.sources.isEmpty)
        #expect(try watcher.take(street.batches[0]).isNew)
    }

    @Test(
        "With its state gone a folder still belongs to the order of its suggestions, and a state without its journal is damage"
    )
    func partsGone() throws {
        let street = try InventedStreet()
        let folder = try street.closedFolder()
        let state = try Data(contentsOf: URL(filePath: folder + "/state"))
        try FileManager.default.removeItem(atPath: folder + "/state")
        #expect(throws: WatchRefusal.otherOrder(held: "T/1", given: "T/2")) {
            try street.watcher(folder, order: "T/2")
        }
        try state.write(to: URL(filePath: folder + "/state"))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix("journal-") {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        }
        #expect(throws: WatchRefusal.self) { try street.watcher(folder) }
    }

    @Test(
        "The log has every batch that was counted, also where it was killed before it could be written there")
    func loggedAfterAKill() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do { _ = try street.watcher(folder) }
        // In the journal, and no further.
        var journal = try BatchJournal(folder + "/journal-0")
        for batch in street.batches { try journal.append(batch) }
        do { _ = try street.watcher(folder) }
        let log = try String(contentsOfFile: folder + "/log.jsonl", encoding: .utf8).split(separator: "\n")
        for batch in street.batches {
            let lines = log.filter { $0.contains("\"sequence\":\"\(batch.sequence)\"") }
            #expect(lines.count == 1)
            #expect(lines.allSatisfy { $0.contains("batch after a kill") })
        }
    }

    @Test("A state with any byte changed is refused, and one of another version is called that")
    func changedState() throws {
        let street = try InventedStreet()
        let folder = try street.closedFolder()
        let path = folder + "/state"
        let bytes = try Data(contentsOf: URL(filePath: path))
        // The head and its numbers, then every so often.
        for place in Array(0..<300) + stride(from: 301, to: bytes.count, by: 997) + [bytes.count - 1] {
            var spoilt = bytes
            spoilt[place] ^= 1
            try spoilt.write(to: URL(filePath: path))
            let refusal = place == 7 ? WatchRefusal.otherVersion(path) : .damagedState(path)
            #expect(throws: refusal, "at \(place)") { try street.watcher(folder) }
        }
        for count in [0, 7, 8, 40, bytes.count - 1] {
            try bytes.prefix(count).write(to: URL(filePath: path))
            #expect(throws: WatchRefusal.damagedState(path), "cut to \(count)") { try street.watcher(folder) }
        }
        try bytes.write(to: URL(filePath: path))
        #expect(try street.watcher(folder).status.sources == ["a": street.batches.count])
    }

    @Test("A line of the log that a kill cut short is taken off, and those after it are whole")
    func tornLog() throws {
        let street = try InventedStreet()
        let folder = try street.folder()
        do { try street.watcher(folder).close() }
        let path = folder + "/log.jsonl"
        let data = try Data(contentsOf: URL(filePath: path))
        try data.dropLast(5).write(to: URL(filePath: path))
        do { try street.watcher(folder).close() }
        let lines = try Data(contentsOf: URL(filePath: path)).split(separator: 10)
        let done = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any])["done"] as? String
        }
        #expect(done == ["opened", "opened", "closed"])
    }

    @Test("A folder is its owner's alone: ours is shut, another's that is open is refused, and so is a file")
    func ownerAlone() throws {
        let street = try InventedStreet()
        let files = FileManager.default
        let folder = try street.folder()
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        do { _ = try street.watcher(folder) }
        #expect(try files.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        try files.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
        do { _ = try street.watcher(folder) }
        #expect(try files.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        let new = folder + "/a/b"
        do { _ = try street.watcher(new) }
        #expect(try files.attributesOfItem(atPath: new)[.posixPermissions] as? Int == 0o700)

        let other = try street.folder()
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other)
        try Data("x".utf8).write(to: URL(filePath: other + "/something"))
        #expect(throws: WatchRefusal.openFolder(other)) { try street.watcher(other) }
        #expect(throws: WatchRefusal.notAFolder(other + "/something")) {
            try street.watcher(other + "/something")
        }
    }
}
