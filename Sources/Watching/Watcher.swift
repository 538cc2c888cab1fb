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
        try Self.check(ledger, settings)
        teller = Teller(ledger, log: log, tell: tell)
        let last = try Self.lastJournal(folder, loaded?.state)
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
                    let reached = state.saved.sources[batch.source]?.sequence ?? 0
                    guard batch.sequence > reached else { continue }
                    guard batch.sequence == reached + 1 else {
                        throw WatchRefusal.damagedState(folder.journal(number))
                    }
                    let read = try rows(of: batch, in: folder.journal(number))
                    count(read.calls, &state)
                    // It may have been killed before the log had it.
                    try log.add("batch after a kill", read.receipt(of: batch, isNew: true).details)
                    state.saved.sources[batch.source] = .init(
                        sequence: batch.sequence, digest: batch.digest)
                }
                if number == state.generation { state.journal = journal }
            }
        }
        try log.add("opened")
    }

    /// It was read before it was put into the journal.
    private func rows(of batch: Batch, in journal: String) throws(WatchRefusal) -> BatchRows {
        do throws(FileRefusal) { return try BatchRows(batch, settings.layout, names) } catch {
            throw .damagedState(journal)
        }
    }

    // MARK: Counting

    /// - Throws: what could not be written beside the counting. It is tried again: where there is room once more, what is
    ///   sent again is taken.
    private func check(_ state: inout State) throws {
        let failure = saver.failure
        if failure != nil { checkpoint(&state) }
        try teller.check()
        if let failure { throw failure }
    }

    /// Counts calls, and hands the suggestions that are new to the teller.
    private func count(_ calls: [Call], _ state: inout State) {
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
        teller.add(new)
    }

    /// A party as the records write it: a token without its prefix where every party is one.
    private func written(_ party: Party) -> String {
        if settings.layout.parties.form == .opaque, case .opaque(let token) = party { return token.token }
        return party.description
    }

    /// Counts calls of an input together with how far it was then read.
    func take(_ calls: [Call], of input: String, at place: WatchState.Input) throws {
        try state.withLock { state in
            try check(&state)
            count(calls, &state)
            state.saved.inputs[input] = place
            if state.since >= state.limit { checkpoint(&state) }
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
            try check(&state)
            let last = state.saved.sources[batch.source]
            let reached = last?.sequence ?? 0
            if batch.sequence == reached, last?.digest != digest {
                throw WatchRefusal.batchDiffers(source: batch.source, sequence: reached)
            }
            guard batch.sequence >= reached else {
                throw WatchRefusal.batchPassed(
                    source: batch.source, sequence: batch.sequence, next: reached + 1)
            }
            guard batch.sequence > reached else { return false }
            guard batch.sequence == reached + 1 else {
                throw WatchRefusal.batchMissing(
                    source: batch.source, expected: reached + 1, given: batch.sequence)
            }
            try read.checkSome(of: batch)
            try state.journal.append(batch)
            count(read.calls, &state)
            state.saved.sources[batch.source] = .init(sequence: batch.sequence, digest: digest)
            if state.since >= state.limit || state.journal.bytes > 256 << 20 { checkpoint(&state) }
            return true
        }
        let receipt = read.receipt(of: batch, isNew: isNew)
        try log.add(isNew ? "batch" : "batch again", receipt.details)
        return receipt
    }

    // MARK: Checkpoints

    /// Begins to write the state down, unless the one before is still being written. Counting goes on meanwhile.
    private func checkpoint(_ state: inout State) {
        guard saver.begins() else { return }
        do {
            // Where nothing came since the one that was not written, its journal serves.
            if state.journal.bytes > 0 {
                state.journal = try BatchJournal(folder.journal(state.generation + 1))
                state.generation += 1
            }
        } catch { return saver.fails(with: error) }
        state.saved.generation = state.generation
        var words: [[UInt64]] = []
        state.scorer.snapshot { words.append($0) }
        let size = state.scorer.size
        (state.since, state.limit) = (0, max(settings.checkpointEvery, (size.parties + size.ties) / 2))
        let (folder, teller, log, number) = (self.folder, self.teller, self.log, state.generation)
        let (saved, parties, image) = (state.saved, names.all, words)
        saver.save {
            var saved = saved
            saved.names = parties.map(\.description)
            // A suggestion that the state knows of must be in the ledger: it is not made again.
            try folder.save(saved, image) { try teller.flush() }
            for old in try folder.journals() where old < number {
                try FileManager.default.removeItem(atPath: folder.journal(old))
            }
            try log.synchronize()
        }
    }

    /// Writes the state down and says that the watch ends.
    package func close() throws {
        try log.add("closed")
        saver.wait()
        state.withLock { checkpoint(&$0) }
        try flush()
    }

    /// Returns when every suggestion so far is in the ledger and told, and no state is being written.
    package func flush() throws {
        try teller.flush()
        saver.wait()
        if let failure = saver.failure { throw failure }
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
