import CallRecords
import LineMatching

/// What a watch works by.
package struct WatchSettings: Sendable {
    /// The reference of the order under which the stream is watched.
    let order: String
    let layout: Layout
    let stream: StreamSettings
    /// Records between two checkpoints, at least.
    let checkpointEvery: Int
    let now: @Sendable () -> Instant

    package init(
        order: String, layout: Layout, stream: StreamSettings, checkpointEvery: Int,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.order, self.layout, self.stream) = (order, layout, stream)
        (self.checkpointEvery, self.now) = (checkpointEvery, now)
    }
}

/// What became of a batch that was posted.
package struct BatchReceipt: Hashable, Sendable, Codable {
    package let source: String
    package let sequence: Int
    package let rows: Int
    package let events: Int
    package let setAside: Int
    /// Rows set aside, by reason.
    package let reasons: [String: Int]
    /// False where it had been counted before: nothing was counted twice.
    package let isNew: Bool

    private enum CodingKeys: String, CodingKey {
        case source, sequence, rows, events, reasons
        case setAside = "set_aside"
        case isNew = "new"
    }

    /// As the log has it.
    var details: [String: String] {
        [
            "source": source, "sequence": "\(sequence)", "events": "\(events)", "set aside": "\(setAside)",
        ]
    }
}

/// How far a watch has come.
package struct WatchStatus: Hashable, Sendable, Codable {
    package let order: String
    package let parties: Int
    package let suggestions: Int
    /// Bytes read of each input, by its name.
    package let inputs: [String: Int]
    /// The last batch counted of each source.
    package let sources: [String: Int]
}
