import CallRecords
import Foundation
import Testing

@testable import Watching

struct OutboxTests {
    @Test("What was taken is known after a restart")
    func remembers() throws {
        let scratch = ScratchFolder()
        let folder = scratch.path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var outbox = try Outbox(folder: folder)
        #expect(outbox.delivered == 0)
        try outbox.took(7)
        #expect(try Outbox(folder: folder).delivered == 7)
        try Data("nonsense".utf8).write(to: URL(filePath: folder + "/delivered"))
        #expect(throws: WatchRefusal.damagedState(scratch.path + "/delivered")) { try Outbox(folder: folder) }
    }

    @Test(
        "It waits longer after each failure, five minutes at most",
        arguments: [(1, 1), (2, 2), (5, 16), (9, 256), (12, 300)])
    func pauses(failures: Int, seconds: Int) {
        #expect(Outbox.pause(after: failures) == seconds)
    }

    /// Worked out with Python's hmac over the same bytes.
    @Test("A signature is HMAC-SHA256 over the seconds, a full stop and the body")
    func signature() {
        let signature = WebhookSignature(secret: Array("an invented secret of 32 characters".utf8))
        let value = signature.value(for: Data("{}".utf8), at: Instant(seconds: 1_780_000_000))
        #expect(value == "t=1780000000,v1=9878486a102c1f2c196b70bdfc402276b87dc5ab508fd51443139190a30b706b")
    }
}
