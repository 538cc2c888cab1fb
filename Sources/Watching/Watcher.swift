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
        /// The journal's number.
        var generation: Int
        var told: ToldBefore
        /// Calls since the checkpoint, and how many it takes for the next.
        var since = 0
        var limit: Int
        /// Something could not be written: what is in memory is ahead of the disk, and is not gone on with.
        var failure: WatchRefusal?
    }

    /// What was told, and the number that comes next.
    struct ToldBefore {
        var keys: Set<WatchSuggestion.Key>
        var next: Int
    }

    let settings: WatchSettings
    let names: PartyNames
    let log: WatchLog
    let folder: StateFolder
    private let state: Mutex<State>
    private let watch: WatchList
    private let teller: Teller
    private let saver = Saver()

    /// - Parameters:
    ///   - lists: reads what is watched for; the names are those that the state was made with.
    ///   - tell: is handed new suggestions, in their order.
    /// - Throws: ``WatchRefusal``, and what `lists` throws.
    package init(
        folder path: String, settings: WatchSettings, lists: (PartyNames) throws -> WatchList,
        tell: @escaping @Sendable ([WatchSuggestion]) -> Void
    ) throws {
        self.settings = settings
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
        let ledger = try Ledger(folder.file("suggestions.jsonl"))
        teller = Teller(ledger, log: log, tell: tell)
        let last = max(saved.generation, try folder.journals().last ?? 0)
        state = Mutex(
            State(
                scorer: scorer, saved: saved, journal: try BatchJournal(folder.journal(last)),
                generation: last,
                told: ToldBefore(keys: Set(ledger.rows.map(\.key)), next: ledger.rows.count + 1),
                limit: max(settings.checkpointEvery, (size.parties + size.ties) / 2)))
        try recover()
    }

    /// Counts the batches that came after the checkpoint again. There are two journals where it was killed between
    /// beginning another and replacing the state.
    private func recover() throws {
        try state.withLock { state in
            for number in try folder.journals() {
                guard number >= state.saved.generation else {
                    try FileManager.default.removeItem(atPath: folder.journal(number))
                    continue
                }
                var journal =
                    number == state.generation ? state.journal : try BatchJournal(folder.journal(number))
                for batch in try journal.read() {
                    let read = try BatchRows(batch, settings.layout, names)
                    try count(read.calls, &state)
                    state.saved.sources[batch.source] = .init(
                        sequence: batch.sequence, digest: batch.digest)
                }
                if number == state.generation { state.journal = journal }
            }
        }
        try log.add("opened")
    }

    // MARK: Counting

    /// Counts calls, and hands the suggestions that are new to the teller.
    private func count(_ calls: [Call], _ state: inout State) throws {
        if let failure = state.failure ?? saver.failure { throw failure }
        var alerts: [StreamAlert] = []
        state.scorer.take(calls) { alerts.append($0) }
        state.since += calls.count
        var new: [WatchSuggestion] = []
        for alert in alerts {
            let row = WatchSuggestion(
                alert, number: state.told.next, order: settings.order, of: watch, written: written)
            guard state.told.keys.insert(row.key).inserted else { continue }
            state.told.next += 1
            new.append(row)
        }
        try failing(&state) { _ throws in try teller.add(new) }
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
        try state.withLock { state in
            try count(calls, &state)
            state.saved.inputs[input] = place
            if state.since >= state.limit { try checkpoint(&state) }
        }
    }

    func place(of input: String) -> WatchState.Input? { state.withLock { $0.saved.inputs[input] } }

    /// Counts a batch, once.
    ///
    /// - Throws: ``WatchRefusal``, or `FileRefusal` where nothing of it can be read.
    package func take(_ batch: Batch) throws -> BatchReceipt {
        let read = try BatchRows(batch, settings.layout, names)
        let digest = batch.digest
        let isNew = try state.withLock { state in
            if let failure = state.failure { throw failure }
            let last = state.saved.sources[batch.source]
            let reached = last?.sequence ?? 0
            if batch.sequence == reached, last?.digest != digest {
                throw WatchRefusal.batchDiffers(source: batch.source, sequence: reached)
            }
            guard batch.sequence > reached else { return false }
            guard batch.sequence == reached + 1 else {
                throw WatchRefusal.batchMissing(
                    source: batch.source, expected: reached + 1, given: batch.sequence)
            }
            try failing(&state) { state throws in try state.journal.append(batch) }
            try count(read.calls, &state)
            state.saved.sources[batch.source] = .init(sequence: batch.sequence, digest: digest)
            if state.since >= state.limit || state.journal.bytes > 256 << 20 { try checkpoint(&state) }
            return true
        }
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

    /// Begins to write the state down, unless the one before is still being written. Counting goes on meanwhile.
    private func checkpoint(_ state: inout State) throws {
        guard saver.begins() else { return }
        let image = try failing(&state) { state throws -> [[UInt64]] in
            state.generation += 1
            state.saved.generation = state.generation
            state.saved.names = names.all.map(\.description)
            state.journal = try BatchJournal(self.folder.journal(state.generation))
            return try self.folder.image(of: state.saved, state.scorer)
        }
        let size = state.scorer.size
        (state.since, state.limit) = (0, max(settings.checkpointEvery, (size.parties + size.ties) / 2))
        let (folder, teller, log, number) = (self.folder, self.teller, self.log, state.generation)
        saver.save {
            // A suggestion that the state knows of must be in the ledger: it is not made again.
            try folder.save(image) { try teller.flush() }
            for old in try folder.journals() where old < number {
                try FileManager.default.removeItem(atPath: folder.journal(old))
            }
            try log.synchronize()
        }
    }

    /// Writes the state down and says that the watch ends.
    package func close() throws {
        try log.add("closed")
        try saver.wait()
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            try checkpoint(&state)
        }
        try saver.wait()
        try teller.flush()
    }

    /// Returns when every suggestion so far is in the ledger and told, and no state is being written.
    package func flush() throws {
        try teller.flush()
        try saver.wait()
    }

    // MARK: What is known

    /// Suggestions from a number on, in the order they were told.
    package func suggestions(after number: Int = 0) -> [WatchSuggestion] {
        teller.rows(after: number)
    }

    package var status: WatchStatus {
        state.withLock { state in
            WatchStatus(
                order: settings.order, parties: state.scorer.size.parties,
                suggestions: state.told.next - 1,
                inputs: state.saved.inputs.mapValues(\.offset),
                sources: state.saved.sources.mapValues(\.sequence))
        }
    }
}
