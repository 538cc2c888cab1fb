import Access
import CallRecords
import SQL
import Synthesis

extension Loader {
    /// Entries that are sealed while the ones before them are written.
    private struct Block: Sendable {
        var entries: [[SQLValue]] = []
        var changes: [[SQLValue]] = []
        var last = LogChain.beginning
    }

    private static let entryColumns = [
        "sequence", "at_us", "kind", "outcome", "account_id", "login", "source", "subject_kind", "subject_id",
        "operation_id", "act", "why", "recipient", "changes_digest", "previous", "digest",
    ]
    private static let changeColumns = ["sequence", "place", "field", "old_value", "new_value", "salt"]

    /// The log's entries from the first on, and where it ends.
    func loadLog() async throws {
        let count = nation.settings.size.looks
        var block = await seal(0..<min(Self.batch, count), after: LogChain.beginning)
        for start in stride(from: 0, to: count, by: Self.batch) {
            let end = min(start + Self.batch, count)
            let last = block.last
            async let next = seal(end..<min(end + Self.batch, count), after: last)
            try await write(block, upTo: end)
            block = await next
        }
    }

    private func write(_ block: Block, upTo sequence: Int) async throws {
        try await database.write { connection in
            try connection.trustReferences()
            try connection.insertMany(into: "log_entry", columns: Self.entryColumns) { append in
                for entry in block.entries { try append(entry) }
            }
            try connection.insertMany(into: "log_change", columns: Self.changeColumns) { append in
                for change in block.changes { try append(change) }
            }
            try connection.execute(
                "UPDATE log_head SET sequence = ?, digest = ? WHERE id = 1",
                [.integer(Int64(sequence)), .text(block.last)])
        }
    }

    @concurrent
    private func seal(_ places: Range<Int>, after previous: String) async -> Block {
        var block = Block()
        block.last = previous
        for place in places {
            let look = nation.look(place)
            let draft = Self.draft(look, place)
            let salt =
                draft.changes.isEmpty
                ? [] : (0..<16).map { UInt8(truncatingIfNeeded: place &* 31 &+ $0 &* 7) }
            let entry = LogChain.seal(
                draft, sequence: Int64(place) + 1, at: look.at, previous: block.last, salt: salt)
            block.last = entry.digest
            block.entries.append(Self.values(of: entry))
            for (number, change) in draft.changes.enumerated() {
                block.changes.append([
                    .integer(entry.sequence), .integer(Int64(number)), .text(change.field), .text(change.old),
                    .text(change.new), .text(LogChain.written(salt)),
                ])
            }
        }
        return block
    }

    private static func draft(_ look: Nation.Look, _ place: Int) -> LogDraft {
        let subject = subject(of: look.thing)
        let act = "\(look.isChange ? "change-summary" : "see-\(subject.kind.rawValue)")"
        return LogDraft(
            look.isChange ? .alteration : .consultation, act,
            // Addresses kept for documentation (RFC 5737).
            by: Actor(
                userID: Int64(look.officer) + 1, login: login(look.officer),
                source: "192.0.2.\(look.officer % 254 + 1)"),
            on: subject, operation: look.operation.map { Int64($0) + 1 } ?? 0,
            outcome: look.isRefused ? .refused : .done, why: look.isRefused ? "elsewhere" : look.why,
            changes: look.isChange ? [Change("summary", from: "", to: "Looked into again.")] : [])
    }

    private static func subject(of thing: Nation.Look.Thing) -> Subject {
        switch thing {
        case .list: Subject(.list)
        case .search: Subject(.search)
        case .operation(let place): Subject(.operation, Int64(place) + 1)
        case .line(let place): Subject(.line, Int64(place) + 1)
        case .number(let place): Subject(.number, Int64(place) + 1)
        case .closure(let place): Subject(.closure, Int64(place) + 1)
        case .person(let place): Subject(.person, Int64(place) + 1)
        }
    }

    private static func values(of entry: LogEntry) -> [SQLValue] {
        let draft = entry.draft
        return [
            .integer(entry.sequence), .integer(entry.at.microseconds), .text(draft.kind.rawValue),
            .text(draft.outcome.rawValue), .integer(draft.actor.userID), .text(draft.actor.login),
            .text(draft.actor.source), .text(draft.subject.kind.rawValue), .integer(draft.subject.id),
            .integer(draft.operationID), .text(draft.act), .text(draft.why), .text(draft.recipient),
            .text(entry.changesDigest), .text(entry.previous), .text(entry.digest),
        ]
    }
}
