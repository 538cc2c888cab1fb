import Casework
import SQL

/// A file of records that goes with an erasure, because no other operation holds it.
struct ErasedFile {
    let id: Int64
    let sha256: String
    let byteCount: Int
    let state: String

    /// - Parameter only: the one asked for; nil for all of an operation.
    static func all(in operation: Int64, only file: Int64?, _ connection: any SQLConnection) throws
        -> [ErasedFile]
    {
        let one = file == nil ? "" : "AND f.id = ?"
        return try connection.all(
            """
            SELECT f.id, f.sha256, f.byte_count, f.state
            FROM operation_file o JOIN record_file f ON f.id = o.file_id
            WHERE o.operation_id = ? \(one) AND NOT EXISTS
                (SELECT 1 FROM operation_file x WHERE x.file_id = f.id AND x.operation_id <> o.operation_id)
            ORDER BY f.id
            """, [.integer(operation)] + (file.map { [.integer($0)] } ?? [])
        ) {
            ErasedFile(
                id: $0.integer(0), sha256: $0.text(1), byteCount: Int($0.integer(2)), state: $0.text(3))
        }
    }

    private var rows: [Erasure.Step] {
        [
            Erasure.Step("events", "event", "file_id = ?", [.integer(id)]),
            Erasure.Step("quarantined-rows", "quarantine", "file_id = ?", [.integer(id)]),
        ]
    }

    func count(into counts: inout Erasure.Counts, _ connection: any SQLConnection) throws {
        for step in rows {
            let count = try connection.first(
                "SELECT COUNT(*) FROM \(step.table) WHERE \(step.condition)", step.values
            ) { $0.integer(0) }
            counts.add(step.name, Int(count ?? 0))
        }
    }

    /// The file's own row stays with its digest, so that answers still say what they came from, and so that the same
    /// bytes are known when they come again.
    func erase(_ connection: any SQLConnection) throws {
        for step in rows { try connection.delete(step) }
        try connection.execute(
            "UPDATE record_file SET state = 'removed', name = ?, reasons = '{}' WHERE id = ?",
            [.text(Erasure.removed), .integer(id)])
    }
}

/// Numbers, handsets, SIMs and cells that an erasure may have left with nothing that refers to them.
struct SharedRows {
    /// Where a kind of shared row is referred to from. Each of these columns has an index: the database looks there too
    /// before it lets a row go, and would else read whole tables for every one.
    private struct Kind {
        let table: String
        let references: [(table: String, column: String)]
    }

    private static let kinds = [
        Kind(
            table: "party",
            references: [
                ("event", "from_party"), ("event", "to_party"), ("episode", "party_id"),
                ("closure", "party_id"),
                ("decision", "party_id"), ("suggestion", "party_id"), ("suggestion_contact", "party_id"),
                ("suggestion_range", "party_id"), ("trace_contact", "party_id"),
                ("trace_contact", "moved_to"),
                ("line_card", "number_now"), ("episode_card", "party_id"),
            ]),
        Kind(table: "handset", references: [("event", "from_handset"), ("event", "to_handset")]),
        Kind(table: "sim", references: [("event", "from_sim"), ("event", "to_sim")]),
        Kind(table: "cell", references: [("event", "from_cell"), ("event", "to_cell")]),
    ]

    private var found: [String: Set<Int64>] = [:]

    /// What the events of these files refer to.
    init(files: [Int64], _ connection: any SQLConnection) throws {
        for kind in Self.kinds {
            for reference in kind.references where reference.table == "event" {
                for file in files {
                    try add(
                        kind.table,
                        "SELECT DISTINCT \(reference.column) FROM event WHERE file_id = ? AND \(reference.column) IS NOT NULL",
                        file, connection)
                }
            }
        }
    }

    /// The numbers that an operation's lines, closures and answers refer to.
    mutating func addParties(of operation: Int64, _ connection: any SQLConnection) throws {
        let lines = "SELECT line_id FROM line_card WHERE operation_id = ?"
        let closures = "SELECT id FROM closure WHERE line_id IN (\(lines))"
        let traces = "SELECT id FROM trace WHERE closure_id IN (\(closures))"
        for (table, column, condition) in [
            ("episode", "party_id", "line_id IN (\(lines))"),
            ("closure", "party_id", "line_id IN (\(lines))"),
            ("decision", "party_id", "closure_id IN (\(closures))"),
            ("suggestion", "party_id", "trace_id IN (\(traces))"),
            ("suggestion_contact", "party_id", "trace_id IN (\(traces))"),
            ("suggestion_range", "party_id", "trace_id IN (\(traces))"),
            ("trace_contact", "party_id", "trace_id IN (\(traces))"),
            ("trace_contact", "moved_to", "trace_id IN (\(traces)) AND moved_to IS NOT NULL"),
        ] {
            try add(
                "party", "SELECT DISTINCT \(column) FROM \(table) WHERE \(condition)", operation, connection)
        }
    }

    private mutating func add(
        _ kind: String, _ sql: String, _ value: Int64, _ connection: any SQLConnection
    ) throws {
        found[kind, default: []].formUnion(try connection.all(sql, [.integer(value)]) { $0.integer(0) })
    }

    /// Deletes those that nothing refers to any more.
    func deleteUnreferenced(_ connection: any SQLConnection) throws {
        for kind in Self.kinds {
            let ids = found[kind.table, default: []].sorted()
            guard !ids.isEmpty else { continue }
            let absent = kind.references.map {
                "NOT EXISTS (SELECT 1 FROM \($0.table) WHERE \($0.table).\($0.column) = \(kind.table).id)"
            }.joined(separator: " AND ")
            for part in ids.parts {
                try connection.execute(
                    "DELETE FROM \(kind.table) WHERE id IN (\(marks(part))) AND \(absent)", part.values)
            }
        }
    }
}
