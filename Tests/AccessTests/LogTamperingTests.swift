import Access
import CallRecords
import Testing

/// Whatever is done to a log, the first place that is not to be relied on is named.
struct LogTamperingTests {
    private static let key = SigningKey()
    private static let seeds: [UInt64] = [1, 2, 3, 5, 8, 13, 21, 34]

    private static func broken(
        _ log: MemoryLog, _ checkpoints: [Checkpoint] = [], head: (sequence: Int64, digest: String)? = nil
    ) -> LogBreak? {
        do {
            _ = try log.verified(checkpoints: checkpoints, head: head)
            return nil
        } catch { return error }
    }

    @Test("A log that nobody touched is whole", arguments: seeds)
    func whole(seed: UInt64) throws {
        let log = MemoryLog(60, seed: seed)
        let checkpoints = try [20, 40, 60, 60].map { try log.checkpoint(after: $0, key: Self.key) }
        let report = try log.verified(checkpoints: checkpoints, publicKey: Self.key.publicKey.uppercased())
        #expect(report.entries == 60)
        #expect(report.head == log.head.digest)
        #expect(report.checkpoints == 4)
        #expect(report.erased == 0)
        #expect(try MemoryLog().verified().entries == 0)
    }

    /// One change to one entry: what, and what it does.
    private static let alterations: [(name: String, change: @Sendable (KeptEntry) -> KeptEntry)] = [
        ("time", { $0.altered(at: $0.entry.at.adding(seconds: 1)) }),
        (
            "kind",
            {
                $0.altered(
                    draft: $0.entry.draft.with(kind: $0.entry.draft.kind == .system ? .erasure : .system))
            }
        ),
        (
            "outcome",
            {
                $0.altered(
                    draft: $0.entry.draft.with(outcome: $0.entry.draft.outcome == .done ? .refused : .done))
            }
        ),
        (
            "user",
            { kept in
                let actor = kept.entry.draft.actor
                return kept.altered(
                    draft: kept.entry.draft.with(
                        actor: Actor(userID: actor.userID + 1, login: actor.login, source: actor.source)))
            }
        ),
        (
            "login",
            { kept in
                let actor = kept.entry.draft.actor
                return kept.altered(
                    draft: kept.entry.draft.with(
                        actor: Actor(userID: actor.userID, login: actor.login + "x", source: actor.source)))
            }
        ),
        (
            "source",
            { kept in
                let actor = kept.entry.draft.actor
                return kept.altered(
                    draft: kept.entry.draft.with(
                        actor: Actor(userID: actor.userID, login: actor.login, source: actor.source + "x")))
            }
        ),
        (
            "subject",
            { $0.altered(draft: $0.entry.draft.with(subject: Subject($0.entry.draft.subject.kind, 99))) }
        ),
        ("operation", { $0.altered(draft: $0.entry.draft.with(operation: 99)) }),
        ("act", { $0.altered(draft: $0.entry.draft.with(act: "nothing")) }),
        ("why", { $0.altered(draft: $0.entry.draft.with(why: "for nothing")) }),
        ("recipient", { $0.altered(draft: $0.entry.draft.with(recipient: "nobody")) }),
        ("digest of the changes", { $0.altered(changesDigest: String(repeating: "1", count: 64)) }),
        ("digest", { $0.altered(digest: String(repeating: "2", count: 64)) }),
    ]

    @Test("An altered entry is named, whatever of it was altered", arguments: seeds, alterations.map(\.name))
    func altered(seed: UInt64, what: String) throws {
        var random = Seeded(seed)
        var log = MemoryLog(50, seed: seed)
        let place = Int.random(in: 0..<50, using: &random)
        let alteration = try #require(Self.alterations.first { $0.name == what })
        log.entries[place] = alteration.change(log.entries[place])
        #expect(Self.broken(log, head: MemoryLog(50, seed: seed).head) == .altered(Int64(place + 1)))
    }

    @Test("An entry that names another before it does not follow", arguments: seeds)
    func previous(seed: UInt64) throws {
        var log = MemoryLog(20, seed: seed)
        log.entries[7] = log.entries[7].altered(previous: String(repeating: "3", count: 64))
        #expect(Self.broken(log) == .unlinked(8))
    }

    @Test("A missing entry is named, wherever it stood", arguments: [0, 1, 24, 48])
    func dropped(place: Int) {
        var log = MemoryLog(50, seed: 4)
        log.entries.remove(at: place)
        #expect(Self.broken(log) == .missing(from: Int64(place + 1), to: Int64(place + 1)))
        var several = MemoryLog(50, seed: 4)
        several.entries.removeSubrange(40...42)
        #expect(Self.broken(several) == .missing(from: 41, to: 43))
    }

    @Test("A gap that was closed by counting anew does not follow")
    func renumbered() {
        var log = MemoryLog(50, seed: 4)
        log.entries.remove(at: 20)
        for place in 20..<49 { log.entries[place] = log.entries[place].altered(sequence: Int64(place + 1)) }
        #expect(Self.broken(log) == .unlinked(21))
    }

    @Test("Two entries that changed places are found at the first", arguments: seeds)
    func swapped(seed: UInt64) {
        var random = Seeded(seed)
        let first = Int.random(in: 0..<40, using: &random)
        let second = Int.random(in: first + 1..<50, using: &random)
        var log = MemoryLog(50, seed: seed)
        let (left, right) = (log.entries[first], log.entries[second])
        log.entries[first] = right.altered(sequence: left.entry.sequence)
        log.entries[second] = left.altered(sequence: right.entry.sequence)
        #expect(Self.broken(log)?.place == Int64(first + 1))
    }

    @Test("An entry put in between is found where it stands")
    func inserted() {
        var log = MemoryLog(50, seed: 9)
        var other = MemoryLog(50, seed: 10)
        log.entries.insert(other.entries[10], at: 10)
        #expect(Self.broken(log) == .unlinked(11))
        other = MemoryLog(50, seed: 9)
        other.entries.insert(other.entries[10], at: 10)
        #expect(Self.broken(other) == .unlinked(11))
    }

    // MARK: The end

    @Test("A cut tail is found by the casebook's own note of the end", arguments: [0, 1, 49])
    func truncated(left: Int) {
        var log = MemoryLog(50, seed: 6)
        let head = log.head
        log.entries.removeSubrange(left...)
        #expect(Self.broken(log, head: head) == .truncated(endsAt: Int64(left), known: 50, by: .head))
    }

    @Test("A cut tail whose note was cut too is found by a checkpoint, and by nothing else")
    func truncatedWithHead() throws {
        var log = MemoryLog(50, seed: 6)
        let checkpoint = try log.checkpoint(after: 45, key: Self.key)
        log.entries.removeSubrange(40...)
        #expect(Self.broken(log) == nil)
        #expect(
            Self.broken(log, [checkpoint])
                == .truncated(endsAt: 40, known: 45, by: .checkpoint(at: MemoryLog.start)))
    }

    @Test("Entries beyond the end, or another end, are found")
    func beyond() {
        let log = MemoryLog(50, seed: 6)
        let shorter = log.entries[39].entry
        #expect(Self.broken(log, head: (shorter.sequence, shorter.digest)) == .beyondHead(41))
        #expect(Self.broken(log, head: (50, LogChain.beginning)) == .rewritten(50))
    }

    // MARK: The past written anew

    @Test(
        "A past written anew is found at the first checkpoint after it, and by nothing else", arguments: seeds
    )
    func rewritten(seed: UInt64) throws {
        var random = Seeded(seed)
        let original = MemoryLog(60, seed: seed)
        let checkpoints = try [20, 40].map { try original.checkpoint(after: $0, key: Self.key) }
        let place = Int.random(in: 0..<40, using: &random)
        var log = original
        log.entries[place] = log.entries[place].altered(
            draft: log.entries[place].entry.draft.with(why: "forged"))
        log.resealed(from: place)
        #expect(Self.broken(log) == nil)
        #expect(Self.broken(log, checkpoints) == .rewritten(place < 20 ? 20 : 40))
    }

    @Test("A checkpoint that was altered, or signed by another key, is none")
    func checkpoints() throws {
        let log = MemoryLog(10, seed: 6)
        let genuine = try log.checkpoint(after: 10, key: Self.key)
        let forged = try #require(
            Checkpoint(line: genuine.line.replacing("\"sequence\":10", with: "\"sequence\":9")))
        #expect(throws: LogBreak.falseCheckpoint(9)) { try log.verified(checkpoints: [forged]) }
        let foreign = try log.checkpoint(after: 10, key: SigningKey())
        #expect(throws: LogBreak.foreignCheckpoint(10)) {
            try log.verified(checkpoints: [foreign], publicKey: Self.key.publicKey)
        }
    }

    // MARK: Old and new values

    @Test("Old and new values that are not the ones sealed are found")
    func changes() throws {
        let draft = LogDraft(
            .alteration, "change-status", by: Actor(userID: 1, login: "a", source: "b"),
            on: Subject(.line, 1),
            changes: [
                Change("status", from: "active", to: "dormant"), Change("name", from: "Ash", to: "Oak"),
            ])
        var log = MemoryLog(5, seed: 3)
        log.append(draft)
        let kept = log.entries[5]
        let values = draft.changes
        for (tampered, found) in [
            (
                kept.changed([Change("status", from: "active", to: "ended"), values[1]]),
                LogBreak.changesAltered(6)
            ),
            (kept.changed([Change("status", from: "ended", to: "dormant"), values[1]]), .changesAltered(6)),
            (kept.changed([values[1], values[0]]), .changesAltered(6)),
            (kept.changed([values[0]]), .changesAltered(6)),
            (kept.changed(values + [values[0]]), .changesAltered(6)),
            (kept.altered(salt: [9]), .changesAltered(6)), (kept.changed([]), .changesMissing(6)),
        ] {
            log.entries[5] = tampered
            #expect(Self.broken(log) == found)
        }
        var bare = MemoryLog(0, seed: 1)
        bare.append(draft.with(changes: []))
        bare.entries[0] = bare.entries[0].changed(values)
        #expect(Self.broken(bare) == .changesAltered(1))
    }

    @Test("Values that a later erasure took are no break; an earlier one, or a refused one, excuses nothing")
    func erased() throws {
        let change = LogDraft(
            .alteration, "change-status", by: Actor(userID: 1, login: "a", source: "b"),
            on: Subject(.line, 1),
            changes: [Change("status", from: "active", to: "dormant")])
        let erasure = change.with(kind: .erasure, act: "erase-changes 2-3", changes: [])
        var log = MemoryLog()
        for draft in [erasure, change, change, erasure] { log.append(draft) }
        for place in [1, 2] { log.entries[place] = log.entries[place].changed([]) }
        #expect(try log.verified().erased == 2)
        for (excuse, place) in [
            (erasure.with(act: "erase-changes 2"), 3), (erasure.with(act: "erase-changes 3"), 2),
            (erasure.with(outcome: .refused), 2), (erasure.with(kind: .alteration), 2),
        ] {
            var other = MemoryLog()
            for draft in [erasure, change, change, excuse] { other.append(draft) }
            for place in [1, 2] { other.entries[place] = other.entries[place].changed([]) }
            #expect(Self.broken(other) == .changesMissing(Int64(place)))
        }
    }

    // MARK: A selection

    @Test("Of a selection each entry is proved by itself")
    func selection() throws {
        let log = MemoryLog(50, seed: 12)
        func verify(_ entries: [KeptEntry]) throws -> LogVerifier.Report {
            var verifier = try LogVerifier(isSelection: true)
            for kept in entries { try verifier.check(kept) }
            return try verifier.finish(head: log.head, witness: .export)
        }
        let chosen = [3, 4, 17, 40].map { log.entries[$0] }
        #expect(try verify(chosen).entries == 4)
        #expect(throws: LogBreak.altered(18)) {
            try verify(
                chosen.map {
                    $0.entry.sequence == 18 ? $0.altered(at: MemoryLog.start.adding(seconds: -1)) : $0
                })
        }
        #expect(throws: LogBreak.unlinked(4)) { try verify([chosen[1], chosen[0]]) }
    }
}
