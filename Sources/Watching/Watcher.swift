import CallRecords
import Foundation
import LineMatching
import Synchronization
import Telephony

/// Watches a stream of call records: counts each once, and tells of every suggestion once, whatever kills it.
///
/// A checkpoint holds the scorer and how far each input was read, in one file that is replaced in one step. Posted
/// batches are in the journal before they are counted; an input is sent again from its beginning or from the byte
/// reached. Suggestions are in the ledger before they are told.
package final class Watcher: Sendable {
    struct State: ~Copyable {
        var scorer: StreamScorer
        var saved: WatchState
        var journal: BatchJournal
        var ledger: Ledger
        /// Calls since the checkpoint, and how many it takes for the next.
        var since = 0
        var limit: Int
        /// Something could not be written: what is in memory is ahead of the disk, and is not gone on with.
        var failure: WatchRefusal?
    }

    let settings: WatchSettings
    let names: PartyNames
    let log: WatchLog
    let folder: StateFolder
    private let state: Mutex<State>
    private let watch: WatchList
    private let tell: @Sendable ([WatchSuggestion]) -> Void

    /// - Parameters:
    ///   - lists: reads what is watched for; the names are those that the state was made with.
    ///   - tell: is handed new suggestions, in their order.
    /// - Throws: ``WatchRefusal``, and what `lists` throws.
    package init(
        folder path: String, settings: WatchSettings, lists: (PartyNames) throws -> WatchList,
        tell: @escaping @Sendable ([WatchSuggestion]) -> Void
    ) throws {
        (self.settings, self.tell) = (settings, tell)
        folder = try StateFolder(path)
        let loaded = try folder.load()
        try Self.check(loaded?.state, settings)
        names = PartyNames(restoring: try Self.names(loaded?.state, folder))
        watch = try lists(names)
        log = try WatchLog(folder.file("log.jsonl"), order: settings.order, now: settings.now)
        let saved =
            loaded?.state ?? WatchState(order: settings.order, layout: settings.layout.name)
        let scorer = try Self.scorer(loaded?.words, watch, names, settings, folder)
        let size = scorer.size
        state = Mutex(
            State(
                scorer: scorer, saved: saved,
                journal: try BatchJournal(folder.file("journal-\(saved.generation)")),
                ledger: try Ledger(folder.file("suggestions.jsonl")),
                limit: max(settings.checkpointEvery, (size.parties + size.ties) / 2)))
        try recover()
    }

    /// Counts the batches that came after the checkpoint again, and clears away what a kill left.
    private func recover() throws {
        let found = try state.withLock { state in
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasPrefix("journal-") && name != "journal-\(state.saved.generation)" {
                try FileManager.default.removeItem(atPath: folder.file(name))
            }
            var told: [WatchSuggestion] = []
            for batch in try state.journal.read() {
                let read = try BatchRows(batch, settings.layout, names)
                told += try count(read.calls, &state)
                state.saved.sources[batch.source] = .init(sequence: batch.sequence, digest: batch.digest)
            }
            return told
        }
        try log.add("opened")
        tell(found)
    }

    // MARK: Counting

    /// Counts calls, and gives the suggestions that are new; they are in the ledger then.
    private func count(_ calls: [Call], _ state: inout State) throws -> [WatchSuggestion] {
        if let failure = state.failure { throw failure }
        var alerts: [StreamAlert] = []
        state.scorer.take(calls) { alerts.append($0) }
        state.since += calls.count
        guard !alerts.isEmpty else { return [] }
        var new: [WatchSuggestion] = []
        for alert in alerts {
            let row = WatchSuggestion(
                alert, number: state.ledger.nextNumber + new.count, order: settings.order, of: watch,
                written: written)
            if !state.ledger.holds(row) { new.append(row) }
        }
        try failing(&state) { state throws in
            try state.ledger.add(new)
            for row in new { try log.add("told", ["suggestion": "\(row.number)"]) }
        }
        return new
    }

    /// A party as the records write it: a token without its prefix where every party is one.
    private func written(_ party: Party) -> String {
        if settings.layout.parties.form == .opaque, case .opaque(let token) = party { return token.token }
        return party.description
    }

    private func failing<Result>(
        _ state: inout State, _ body: (inout State) throws -> Result
    ) throws -> Result {
        do { return try body(&state) } catch {
            state.failure = error as? WatchRefusal ?? .cannotWrite(folder.path, why: "\(error)")
            throw error
        }
    }

    /// Counts calls of an input together with how far it was then read.
    func take(_ calls: [Call], of input: String, at place: WatchState.Input) throws {
        let new = try state.withLock { state in
            let new = try count(calls, &state)
            state.saved.inputs[input] = place
            if state.since >= state.limit { try checkpoint(&state) }
            return new
        }
        tell(new)
    }

    func place(of input: String) -> WatchState.Input? { state.withLock { $0.saved.inputs[input] } }

    /// Counts a batch, once.
    ///
    /// - Throws: ``WatchRefusal``, or `FileRefusal` where nothing of it can be read.
    package func take(_ batch: Batch) throws -> BatchReceipt {
        let read = try BatchRows(batch, settings.layout, names)
        let digest = batch.digest
        let (isNew, told) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            let last = state.saved.sources[batch.source]
            let reached = last?.sequence ?? 0
            if batch.sequence == reached, last?.digest != digest {
                throw WatchRefusal.batchDiffers(source: batch.source, sequence: reached)
            }
            guard batch.sequence > reached else { return (false, [WatchSuggestion]()) }
            guard batch.sequence == reached + 1 else {
                throw WatchRefusal.batchMissing(
                    source: batch.source, expected: reached + 1, given: batch.sequence)
            }
            try failing(&state) { state throws in try state.journal.append(batch) }
            let told = try count(read.calls, &state)
            state.saved.sources[batch.source] = .init(sequence: batch.sequence, digest: digest)
            if state.since >= state.limit || state.journal.bytes > 256 << 20 { try checkpoint(&state) }
            return (true, told)
        }
        tell(told)
        let receipt = read.receipt(of: batch, isNew: isNew)
        try log.add(
            isNew ? "batch" : "batch again",
            [
                "source": batch.source, "sequence": "\(batch.sequence)", "events": "\(receipt.events)",
                "set aside": "\(receipt.setAside)",
            ])
        return receipt
    }

    // MARK: Checkpoints

    /// Writes the state down now.
    package func checkpoint() throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            try checkpoint(&state)
        }
    }

    private func checkpoint(_ state: inout State) throws {
        try failing(&state) { state throws in
            let old = state.saved.generation
            state.saved.generation += 1
            state.saved.names = names.all.map(\.description)
            let path = folder.file("journal-\(state.saved.generation)")
            try? FileManager.default.removeItem(atPath: path)
            state.journal = try BatchJournal(path)
            try folder.save(state.saved, state.scorer)
            try log.synchronize()
            try? FileManager.default.removeItem(atPath: folder.file("journal-\(old)"))
        }
        let size = state.scorer.size
        (state.since, state.limit) = (0, max(settings.checkpointEvery, (size.parties + size.ties) / 2))
    }

    /// Writes the state down and says that the watch ends.
    package func close() throws {
        try log.add("closed")
        try checkpoint()
    }

    // MARK: What is known

    /// Suggestions from a number on, in the order they were told.
    package func suggestions(after number: Int = 0) -> [WatchSuggestion] {
        state.withLock { Array($0.ledger.rows.dropFirst(number)) }
    }

    package var status: WatchStatus {
        state.withLock { state in
            WatchStatus(
                order: settings.order, parties: state.scorer.size.parties,
                suggestions: state.ledger.rows.count,
                inputs: state.saved.inputs.mapValues(\.offset),
                sources: state.saved.sources.mapValues(\.sequence))
        }
    }
}
