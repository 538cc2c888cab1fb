import CallRecords
import LineMatching

/// The calls of a batch, and what was read of it.
struct BatchRows {
    private(set) var calls: [Call] = []
    private let reading: Reading

    /// - Throws: `FileRefusal` where nothing of it can be read.
    init(_ batch: Batch, _ layout: Layout, _ names: PartyNames) throws(FileRefusal) {
        var feed = try CallFeed(layout: layout, head: batch.body, names: names)
        var calls: [Call] = []
        feed.take(Array(batch.body[feed.opening.count...]), isFinal: true, into: &calls)
        reading = feed.reading
        self.calls = calls
    }

    /// Of a batch that has not been taken yet.
    ///
    /// - Throws: ``WatchRefusal/nothingRead(source:sequence:reasons:)``.
    func checkSome(of batch: Batch) throws(WatchRefusal) {
        guard reading.events > 0 else {
            throw .nothingRead(source: batch.source, sequence: batch.sequence, reasons: reading.reasons)
        }
    }

    func receipt(of batch: Batch, isNew: Bool) -> BatchReceipt {
        BatchReceipt(
            source: batch.source, sequence: batch.sequence, rows: reading.rows, events: reading.events,
            setAside: reading.quarantined, reasons: reading.reasons, isNew: isNew)
    }
}
