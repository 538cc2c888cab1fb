import Access
import CallRecords

/// Numbers that look random and are the same for a seed (S. Vigna's SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A log in memory, sealed as a casebook seals its own.
struct MemoryLog {
    static let start = Instant(seconds: 1_780_000_000)
    var entries: [KeptEntry] = []

    var head: (sequence: Int64, digest: String) {
        (entries.last?.entry.sequence ?? 0, entries.last?.entry.digest ?? LogChain.beginning)
    }

    init() {}

    /// So many entries of every kind, by a seed.
    init(_ count: Int, seed: UInt64) {
        var random = Seeded(seed)
        for place in 0..<count { append(Self.draft(place, &random), salt: [UInt8(place % 256), 1, 2]) }
    }

    private static func draft(_ place: Int, _ random: inout Seeded) -> LogDraft {
        let kind = LoggedKind.allCases.randomElement(using: &random) ?? .system
        let subject = Subject.Kind.allCases.randomElement(using: &random) ?? .list
        let words = ["", "see", "7", "77", "Café", "see-line"]
        func word() -> String { words.randomElement(using: &random) ?? "" }
        let actor = Actor(userID: .random(in: 0...3, using: &random), login: word(), source: word())
        let changes = Bool.random(using: &random) ? [Change(word(), from: word(), to: "new \(place)")] : []
        return LogDraft(
            kind, word(), by: actor, on: Subject(subject, .random(in: 0...9, using: &random)),
            operation: .random(in: 0...3, using: &random),
            outcome: Bool.random(using: &random) ? .done : .refused,
            why: word(), recipient: word(), changes: changes)
    }

    mutating func append(_ draft: LogDraft, salt: [UInt8] = [1, 2, 3]) {
        let entry = LogChain.seal(
            draft, sequence: head.sequence + 1, at: Self.start.adding(seconds: Int64(entries.count)),
            previous: head.digest, salt: salt)
        entries.append(KeptEntry(entry: entry, salt: draft.changes.isEmpty ? [] : salt))
    }

    /// Seals everything from a place on anew, as somebody does who owns the machine.
    mutating func resealed(from place: Int) {
        let old = entries[place...]
        entries.removeSubrange(place...)
        for kept in old { append(kept.entry.draft, salt: kept.salt) }
    }

    func checkpoint(after count: Int, key: SigningKey) throws -> Checkpoint {
        let entry = entries[count - 1].entry
        return try Checkpoint(sequence: entry.sequence, digest: entry.digest, at: Self.start, key: key)
    }

    /// - Parameter head: where the casebook says that it ends; its true end where nil.
    func verified(
        checkpoints: [Checkpoint] = [], publicKey: String? = nil,
        head: (sequence: Int64, digest: String)? = nil
    ) throws(LogBreak) -> LogVerifier.Report {
        var verifier = try LogVerifier(checkpoints: checkpoints, publicKey: publicKey)
        for kept in entries { try verifier.check(kept) }
        return try verifier.finish(head: head ?? self.head)
    }
}

extension KeptEntry {
    /// The same entry with other content, under its old digest.
    func altered(
        sequence: Int64? = nil, at: Instant? = nil, draft: LogDraft? = nil, changesDigest: String? = nil,
        previous: String? = nil, digest: String? = nil, salt: [UInt8]? = nil
    ) -> KeptEntry {
        KeptEntry(
            entry: LogEntry(
                sequence: sequence ?? entry.sequence, at: at ?? entry.at, draft: draft ?? entry.draft,
                changesDigest: changesDigest ?? entry.changesDigest, previous: previous ?? entry.previous,
                digest: digest ?? entry.digest), salt: salt ?? self.salt)
    }

    func changed(_ changes: [Change]) -> KeptEntry { altered(draft: entry.draft.with(changes: changes)) }
}

extension LogDraft {
    func with(
        kind: LoggedKind? = nil, outcome: Outcome? = nil, actor: Actor? = nil, subject: Subject? = nil,
        operation: Int64? = nil, act: String? = nil, why: String? = nil, recipient: String? = nil,
        changes: [Change]? = nil
    ) -> LogDraft {
        LogDraft(
            kind ?? self.kind, act ?? self.act, by: actor ?? self.actor, on: subject ?? self.subject,
            operation: operation ?? operationID, outcome: outcome ?? self.outcome, why: why ?? self.why,
            recipient: recipient ?? self.recipient, changes: changes ?? self.changes)
    }
}
