import Access
import Casework
import SQL

/// What is deleted when two people agreed: one file of records in an operation, one person, or an operation whole.
///
/// A table of steps, in an order that no reference stands in the way of; each is counted before and deleted after by
/// one and the same condition. What operations share (numbers, handsets, SIMs, cells, and a file that another holds too)
/// stays until nothing refers to it.
struct Erasure {
    /// Rows of one table that go.
    struct Step {
        /// As the tombstone counts them; empty where they are only part of others.
        let name: String
        let table: String
        let condition: String
        let values: [SQLValue]

        init(_ name: String, _ table: String, _ condition: String, _ values: [SQLValue]) {
            (self.name, self.table, self.condition, self.values) = (name, table, condition, values)
        }
    }

    private let subject: Subject
    private let operation: Int64
    private let dataClass: DataClass
    /// Files that no other operation holds.
    private let files: [ErasedFile]
    private let isFileShared: Bool

    /// - Throws: ``RetentionRefusal`` for what cannot be deleted, or does not lie in the operation.
    init(of subject: Subject, in operation: Int64, _ connection: any SQLConnection) throws {
        guard let dataClass = DataClass.ofDeletable(subject.kind) else {
            throw RetentionRefusal.notDeletable(subject.kind)
        }
        (self.subject, self.operation, self.dataClass) = (subject, operation, dataClass)
        let ids: [SQLValue] = [.integer(subject.id), .integer(operation)]
        let found: Bool
        switch subject.kind {
        case .operation: found = subject.id == operation
        case .person:
            found = try connection.isThere("SELECT 1 FROM person WHERE id = ? AND operation_id = ?", ids)
        default:
            found = try connection.isThere(
                "SELECT 1 FROM operation_file WHERE file_id = ? AND operation_id = ?", ids)
        }
        guard found else { throw RetentionRefusal.noSuchSubject(subject.kind) }
        switch subject.kind {
        case .operation: files = try ErasedFile.all(in: operation, only: nil, connection)
        case .file: files = try ErasedFile.all(in: operation, only: subject.id, connection)
        default: files = []
        }
        isFileShared = subject.kind == .file && files.isEmpty
        guard files.allSatisfy({ $0.state != "reading" }) else { throw RetentionRefusal.stillReading }
    }

    // MARK: The steps

    private var own: [SQLValue] { [.integer(operation)] }
    private static let lines = "SELECT line_id FROM line_card WHERE operation_id = ?"
    private static let closures = "SELECT id FROM closure WHERE line_id IN (\(lines))"
    private static let traces = "SELECT id FROM trace WHERE closure_id IN (\(closures))"

    /// What goes before the history of lines.
    private var before: [Step] {
        switch subject.kind {
        case .operation:
            [
                Step("", "search_entry", "operation_id = ?", own),
                Step("", "job", "operation_id = ?", own),
                Step("notes", "note", "operation_id = ?", own),
                Step("check-backs", "check_back", "operation_id = ?", own),
                Step("", "suggestion_part", "trace_id IN (\(Self.traces))", own),
                Step("", "suggestion_range", "trace_id IN (\(Self.traces))", own),
                Step("", "trace_contact", "trace_id IN (\(Self.traces))", own),
                Step("", "suggestion_contact", "trace_id IN (\(Self.traces))", own),
                Step("suggestions", "suggestion", "trace_id IN (\(Self.traces))", own),
                Step("", "trace_file", "trace_id IN (\(Self.traces))", own),
                Step("answers", "trace", "closure_id IN (\(Self.closures))", own),
                Step("", "closure_card", "closure_id IN (\(Self.closures))", own),
                Step("", "episode_card", "operation_id = ?", own),
            ]
        case .person: person
        default:
            [
                Step(
                    "", "search_entry", "operation_id = ? AND subject_kind = 'file' AND subject_id = ?", both),
                Step("", "note", "operation_id = ? AND subject_kind = 'file' AND subject_id = ?", both),
                Step(
                    "", "job", "operation_id = ? AND name = (SELECT name FROM record_file WHERE id = ?)", both
                ),
                Step("files", "operation_file", "operation_id = ? AND file_id = ?", both),
            ]
        }
    }

    private var both: [SQLValue] { [.integer(operation), .integer(subject.id)] }

    private var person: [Step] {
        let id: [SQLValue] = [.integer(subject.id)]
        return [
            Step("", "search_entry", "subject_kind = 'person' AND subject_id = ?", id),
            Step("notes", "note", "subject_kind = 'person' AND subject_id = ?", id),
            Step("", "person_line", "person_id = ?", id),
            Step("", "person_role", "person_id = ?", id),
            Step("people", "person", "id = ?", id),
        ]
    }

    /// What goes after it.
    private var after: [Step] {
        guard subject.kind == .operation else { return [] }
        let people = "SELECT id FROM person WHERE operation_id = ?"
        return [
            Step("", "person_line", "person_id IN (\(people))", own),
            Step("", "person_role", "person_id IN (\(people))", own),
            Step("people", "person", "operation_id = ?", own),
            Step(
                "", "identifier_use", "identifier_id IN (SELECT id FROM identifier WHERE operation_id = ?)",
                own),
            Step("identifiers", "identifier", "operation_id = ?", own),
            Step("files", "operation_file", "operation_id = ?", own),
            Step("authorisations", "authorisation", "operation_id = ?", own),
            Step("", "operation_share", "operation_id = ?", own),
            Step("", "operation_named", "operation_id = ?", own),
            Step("", "account_grant", "operation_id = ?", own),
        ]
    }

    /// Episodes rest on decisions, decisions on closures, and closures on episodes: from the newest back.
    private var history: [Step] {
        guard subject.kind == .operation else { return [] }
        let (lines, closures) = (Self.lines, Self.closures)
        return [
            Step(
                "episodes", "episode",
                "line_id IN (\(lines)) AND NOT EXISTS (SELECT 1 FROM closure c WHERE c.episode_id = episode.id)",
                own),
            Step(
                "decisions", "decision",
                "closure_id IN (\(closures)) AND NOT EXISTS (SELECT 1 FROM episode e WHERE e.decision_id = decision.id)",
                own),
            Step(
                "closures", "closure",
                "line_id IN (\(lines)) AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.closure_id = closure.id)",
                own),
        ]
    }

    private var wholeHistory: [Step] {
        guard subject.kind == .operation else { return [] }
        return [
            Step("episodes", "episode", "line_id IN (\(Self.lines))", own),
            Step("decisions", "decision", "closure_id IN (\(Self.closures))", own),
            Step("closures", "closure", "line_id IN (\(Self.lines))", own),
            Step("lines", "line_card", "operation_id = ?", own),
        ]
    }

    private var changes: Step {
        let (condition, values): (String, [SQLValue]) =
            subject.kind == .operation
            ? ("operation_id = ?", own)
            : (
                "subject_kind = ? AND subject_id = ? AND operation_id = ?",
                [.text(subject.kind.rawValue), .integer(subject.id), .integer(operation)]
            )
        return Step(
            "old-values", "log_change", "sequence IN (SELECT sequence FROM log_entry WHERE \(condition))",
            values)
    }

    // MARK: Counting and deleting

    /// What would go.
    func extent(_ connection: any SQLConnection) throws -> Tombstone {
        var counts = Counts()
        for step in before + wholeHistory + after + [changes] {
            counts.add(
                step.name,
                Int(
                    try connection.first(
                        "SELECT COUNT(*) FROM \(step.table) WHERE \(step.condition)", step.values
                    ) { $0.integer(0) } ?? 0))
        }
        for file in files { try file.count(into: &counts, connection) }
        return tombstone(counts)
    }

    /// Deletes, within a transaction in which the deletion stands as under way.
    func carryOut(_ connection: any SQLConnection) throws -> Tombstone {
        // As counted before the first row goes, so that what two people agreed to is what the tombstone says.
        let tombstone = try extent(connection)
        var shared = try SharedRows(files: files.map(\.id), connection)
        if subject.kind == .operation { try shared.addParties(of: operation, connection) }
        let lines = try connection.all(Self.lines, own) { $0.integer(0) }
        for step in before { try connection.delete(step) }
        if subject.kind == .operation { try deleteHistory(lines, connection) }
        for step in after { try connection.delete(step) }
        for file in files { try file.erase(connection) }
        if subject.kind == .operation { try leaveHusk(connection) }
        try shared.deleteUnreferenced(connection)
        return tombstone
    }

    private func deleteHistory(_ lines: [Int64], _ connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE line_card SET number_now = NULL, last_closure_id = NULL WHERE operation_id = ?", own)
        var deleted = 1
        while deleted > 0 {
            deleted = 0
            for step in history { deleted += try connection.delete(step) }
        }
        try connection.execute(
            "DELETE FROM identifier_use WHERE line_id IN (\(Self.lines))", own)
        try connection.execute("DELETE FROM person_line WHERE line_id IN (\(Self.lines))", own)
        try connection.execute("DELETE FROM line_card WHERE operation_id = ?", own)
        for part in lines.parts {
            try connection.execute("DELETE FROM line WHERE id IN (\(marks(part)))", part.values)
        }
    }

    /// The operation's row stays, so that its number in the log still means something.
    private func leaveHusk(_ connection: any SQLConnection) throws {
        try connection.execute(
            """
            UPDATE operation SET name = ?, name_key = ?, summary = '', status = 'closed', is_restricted = 0,
                review_us = NULL WHERE id = ?
            """, [.text(Self.removed), .text("\(Self.removed) \(operation)"), .integer(operation)])
    }

    static let removed = "(removed)"

    /// Takes the old and new values of what was deleted out of the log, and tells of which entries.
    func eraseChanges(_ connection: any SQLConnection) throws -> ErasedChanges {
        let sequences = try connection.all(
            "SELECT DISTINCT sequence FROM log_change WHERE \(changes.condition)", changes.values
        ) { $0.integer(0) }
        try connection.delete(changes)
        return ErasedChanges(sequences)
    }

    private func tombstone(_ counts: Counts) -> Tombstone {
        Tombstone(
            dataClass, counts: counts.all,
            files: files.filter { $0.state == "whole" }.map {
                Tombstone.File(sha256: $0.sha256, byteCount: $0.byteCount)
            })
    }

    /// Counts by name, in the order in which the names came.
    struct Counts {
        private(set) var all: [Tombstone.Count] = []

        mutating func add(_ name: String, _ count: Int) {
            guard !name.isEmpty else { return }
            if let place = all.firstIndex(where: { $0.name == name }) {
                all[place] = Tombstone.Count(name, all[place].count + count)
            } else {
                all.append(Tombstone.Count(name, count))
            }
        }
    }
}

extension SQLConnection {
    @discardableResult
    func delete(_ step: Erasure.Step) throws -> Int {
        try execute("DELETE FROM \(step.table) WHERE \(step.condition)", step.values)
    }

    func isThere(_ sql: String, _ values: [SQLValue]) throws -> Bool {
        try first(sql, values, { $0.integer(0) }) != nil
    }
}

extension Array<Int64> {
    /// As many as go into one statement.
    var parts: [[Int64]] {
        stride(from: 0, to: count, by: 1_000).map { Array(self[$0..<Swift.min($0 + 1_000, count)]) }
    }
}
