import SQL

/// What a database means to do for a statement.
package struct QueryPlan: Sendable {
    package let statement: RecordedStatement
    package let lines: [String]
    private let dialect: SQLDialect
    private let watched: Set<String>

    /// Tables that grow with the work, and so are never read whole. The others hold a row or so for each force,
    /// operation or user.
    package static let large: Set<String> = [
        "authorisation", "check_back", "closure", "closure_card", "decision", "episode", "episode_card",
        "event",
        "identifier", "identifier_use", "line", "line_card", "log_change", "log_entry", "note",
        "operation_file",
        "party", "person", "person_line", "person_role", "quarantine", "record_file", "search_entry",
        "search_term",
        "session_reason", "suggestion", "suggestion_contact", "suggestion_part", "suggestion_range", "trace",
        "trace_contact", "trace_file",
    ]

    /// Those of them that hold millions of rows, which nobody may read whole, however much they may see.
    package static let vast: Set<String> = [
        "event", "log_change", "log_entry", "party", "search_term", "suggestion_contact",
        "suggestion_part", "trace_contact",
    ]

    /// - Parameters:
    ///   - watched: the tables that are not to be read whole.
    ///   - isFree: as PostgreSQL would do it where nobody looks. Else it is made to choose the way of the fewest rows, so
    ///     that a table of few is planned as one of many.
    package init(
        of statement: RecordedStatement, _ connection: any SQLConnection,
        watching watched: Set<String> = large,
        isFree: Bool = false
    ) throws {
        self.statement = statement
        dialect = connection.dialect
        self.watched = watched
        guard dialect == .postgres else {
            lines = try connection.explain(statement.sql, statement.values)
            return
        }
        guard !isFree else {
            lines = try connection.all("EXPLAIN " + statement.sql, statement.values) { $0.text(0) }
            return
        }
        // Rows are made dear beside pages, as they are where there are many.
        try connection.execute(script: "SET LOCAL cpu_tuple_cost = 100; SET LOCAL cpu_index_tuple_cost = 100")
        lines = try connection.explain(statement.sql, statement.values)
        try connection.execute(
            script: "SET LOCAL cpu_tuple_cost TO DEFAULT; SET LOCAL cpu_index_tuple_cost TO DEFAULT")
    }

    /// Whether a plan can be asked for it: a statement that reads rows, or chooses those it changes.
    package static func isPlanned(_ statement: RecordedStatement) -> Bool {
        let word = statement.sql.drop { $0.isWhitespace }.prefix { $0.isLetter }
        return ["SELECT", "WITH", "UPDATE", "DELETE"].contains(word) && !statement.sql.contains("pg_")
    }

    /// The watched tables that it reads whole, or nobody knows how much of.
    package var wholeScans: [String] {
        let names = dialect == .sqlite ? sqliteScans() : postgresScans()
        let tables = Self.tables(of: statement.sql)
        return Set(names.map { tables[$0] ?? $0 }).intersection(watched).sorted()
    }

    // MARK: SQLite

    /// Whole tables, and indexes made for this one query. A walk along an index that ends after a few rows is none.
    private func sqliteScans() -> [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 1 else { return nil }
            if line.contains("AUTOMATIC") { return words[1] }
            guard words[0] == "SCAN", words[1] != "CONSTANT", !isBoundedWalk else { return nil }
            return words[1]
        }
    }

    /// In the order of an index, without anything to leave out, up to a limit.
    private var isBoundedWalk: Bool {
        statement.sql.contains("LIMIT") && statement.sql.contains("ORDER BY")
            && !lines.contains { $0.contains("TEMP B-TREE") } && isWithoutCondition
    }

    private var isWithoutCondition: Bool {
        !statement.sql.contains("WHERE") || statement.sql.contains("WHERE 1 = 1")
    }

    // MARK: PostgreSQL

    /// Sequential scans, and indexes walked from end to end: those without a condition on them, unless a limit and
    /// nothing to leave out ends the walk.
    private func postgresScans() -> [String] {
        let hasLimit = lines.contains { $0.contains("Limit") }
        return lines.indices.compactMap { place in
            guard let node = Self.scan(lines[place]) else { return nil }
            let depth = lines[place].prefix { $0 == " " }.count
            let details = lines[(place + 1)...].prefix { line in
                !line.contains("->") && line.prefix { $0 == " " }.count > depth
            }
            if node.isSequential { return node.table }
            guard !details.contains(where: { $0.contains("Index Cond") || $0.contains("Recheck Cond") })
            else {
                return nil
            }
            return hasLimit && !details.contains { $0.contains("Filter") } ? nil : node.table
        }
    }

    /// The table, or its other name in the statement, that a line of a plan scans.
    private static func scan(_ line: String) -> (table: String, isSequential: Bool)? {
        guard let on = line.firstRange(of: " on "), line.contains("Scan"), !line.contains("Bitmap Index Scan")
        else {
            return nil
        }
        let names = line[on.upperBound...].split(separator: " ").prefix { !$0.hasPrefix("(") }.map(
            String.init)
        guard let name = names.last else { return nil }
        return (name, line.contains("Seq Scan"))
    }

    // MARK: Names

    /// The tables that a statement names, by what it calls them.
    static func tables(of sql: String) -> [String: String] {
        let words = sql.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        let reserved: Set<String> = [
            "ON", "WHERE", "JOIN", "LEFT", "INNER", "CROSS", "ORDER", "GROUP", "SET", "UNION", "LIMIT",
            "RETURNING",
        ]
        var found: [String: String] = [:]
        for (place, word) in words.enumerated() where large.contains(word) {
            found[word] = word
            var next = place + 1
            if next < words.count, words[next] == "AS" { next += 1 }
            guard next < words.count, !reserved.contains(words[next]), place > 0,
                ["FROM", "JOIN", "UPDATE", "INTO"].contains(words[place - 1])
            else { continue }
            found[words[next]] = word
        }
        return found
    }
}
