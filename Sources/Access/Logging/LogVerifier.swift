import CallRecords

/// Follows the chain from its beginning. Entries are handed in by their number, one after the other.
package struct LogVerifier: Sendable {
    /// What was found whole.
    package struct Report: Sendable, Hashable {
        package let entries: Int64
        /// The digest of the last.
        package let head: String
        package let checkpoints: Int
        /// Entries whose old and new values an erasure on record took.
        package let erased: Int
    }

    /// Whether every entry must be there, or only those that somebody chose: of these each is proved by itself, and
    /// nothing can be said of others.
    private let isSelection: Bool
    private var last = (sequence: Int64(0), digest: LogChain.beginning)
    private var count: Int64 = 0
    private let checkpoints: [Int64: [Checkpoint]]
    private let newest: Checkpoint?
    private var checkpointsMet = 0
    /// Entries without their values that no erasure met so far accounts for, in order.
    private var unaccounted: [Int64] = []
    private var erased = 0

    /// The number that the next entry has, where none is missing.
    package var next: Int64 { last.sequence + 1 }

    /// - Parameters:
    ///   - checkpoints: kept elsewhere, as many as there are.
    ///   - publicKey: of the key that must have signed them; nil for any one.
    /// - Throws: ``LogBreak`` for a checkpoint that is none.
    package init(
        checkpoints: [Checkpoint] = [], publicKey: String? = nil, isSelection: Bool = false
    ) throws(LogBreak) {
        for checkpoint in checkpoints {
            guard checkpoint.isGenuine else { throw .falseCheckpoint(checkpoint.sequence) }
            if let publicKey, checkpoint.publicKey != publicKey.lowercased() {
                throw .foreignCheckpoint(checkpoint.sequence)
            }
        }
        self.isSelection = isSelection
        self.checkpoints = Dictionary(grouping: checkpoints, by: \.sequence)
        newest = checkpoints.max { $0.sequence < $1.sequence }
    }

    package mutating func check(_ kept: KeptEntry) throws(LogBreak) {
        let entry = kept.entry
        let follows = last.sequence + 1
        if !isSelection, entry.sequence > follows { throw .missing(from: follows, to: entry.sequence - 1) }
        guard entry.sequence >= follows else { throw .unlinked(entry.sequence) }
        let isLinked = entry.sequence > follows || entry.previous == last.digest
        guard LogChain.digest(of: entry) == entry.digest else {
            throw isLinked ? .altered(entry.sequence) : .unlinked(entry.sequence)
        }
        guard isLinked else { throw .unlinked(entry.sequence) }
        try checkChanges(kept)
        let known = checkpoints[entry.sequence] ?? []
        guard known.allSatisfy({ $0.digest == entry.digest }) else { throw .rewritten(entry.sequence) }
        checkpointsMet += known.count
        count += 1
        last = (entry.sequence, entry.digest)
    }

    private mutating func checkChanges(_ kept: KeptEntry) throws(LogBreak) {
        let (entry, draft) = (kept.entry, kept.entry.draft)
        if kept.hasErasedChanges {
            unaccounted.append(entry.sequence)
        } else if !draft.changes.isEmpty {
            guard LogChain.digest(of: draft.changes, salt: kept.salt) == entry.changesDigest else {
                throw .changesAltered(entry.sequence)
            }
        }
        guard draft.kind == .erasure, draft.outcome == .done, let gone = ErasedChanges(act: draft.act) else {
            return
        }
        // Only what came before it: an erasure cannot excuse what is taken later.
        let before = unaccounted.count
        unaccounted.removeAll { $0 < entry.sequence && gone.contains($0) }
        erased += before - unaccounted.count
    }

    /// The end of the log was reached.
    ///
    /// - Parameter head: where the casebook, or the file's first line, says that it ends; nil where nothing does.
    package func finish(
        head: (sequence: Int64, digest: String)?, witness: LogBreak.Witness = .head
    ) throws(LogBreak) -> Report {
        // A selection need not hold the erasure that accounts for them.
        if !isSelection {
            if let newest, newest.sequence > last.sequence {
                throw .truncated(
                    endsAt: last.sequence, known: newest.sequence,
                    by: .checkpoint(at: Instant(microseconds: newest.atMicroseconds)))
            }
            if let head { try check(head, witness) }
            if let first = unaccounted.first { throw .changesMissing(first) }
        }
        return Report(entries: count, head: last.digest, checkpoints: checkpointsMet, erased: erased)
    }

    private func check(
        _ head: (sequence: Int64, digest: String), _ witness: LogBreak.Witness
    ) throws(LogBreak) {
        guard head.sequence <= last.sequence else {
            throw .truncated(endsAt: last.sequence, known: head.sequence, by: witness)
        }
        // Entries beyond the head were put there by something that did not know of it.
        guard head.sequence == last.sequence else { throw .beyondHead(head.sequence + 1) }
        guard head.digest == last.digest else { throw .rewritten(last.sequence) }
    }
}
