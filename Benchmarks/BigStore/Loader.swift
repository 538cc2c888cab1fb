import Access
import CallRecords
import Casework
import SQL
import Synthesis
import Telephony

/// Fills a fresh casebook's database with a nation. A thing's row is its place in the nation, plus one.
///
/// Rows go in as an import's and a person's would in the end stand: lists' and searches' projections among them, and
/// the log sealed into one chain. The original files are not made: their names and hashes are invented.
package struct Loader: Sendable {
    let database: any SQLDatabase
    let nation: Nation
    private let say: @Sendable (String) -> Void

    /// Rows to a transaction.
    static let batch = 100_000

    /// - Parameter say: is told what is being done.
    package init(
        _ nation: Nation, into database: any SQLDatabase, say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.nation, self.database, self.say) = (nation, database, say)
    }

    package func load() async throws {
        say("the register")
        try await loadForces()
        try await loadOfficers()
        try await loadParties()
        try await loadLines()
        try await loadHistory()
        try await loadPeople()
        try await loadIdentifiers()
        try await loadNotes()
        try await loadFiles()
        try await loadAnswers()
        say("the search")
        try await loadSearch()
        // An index filled in no order costs several times one that is made when all rows are there.
        let large = ["event", "log_entry"]
        let indexes = try await dropIndexes(of: large)
        say("\(nation.settings.size.events) events")
        try await loadEvents()
        say("\(nation.settings.size.looks) entries of the log")
        try await loadLog()
        for index in indexes {
            say("the index \(index.split(separator: " ").dropFirst(2).first ?? "")")
            try await database.write { try $0.execute(script: index) }
        }
        say("the statistics")
        try await finish()
    }

    // MARK: Filling

    /// Inserts what each place gives, in transactions of some size.
    func fill(
        _ table: String, _ columns: [String], _ count: Int,
        _ rows: @escaping @Sendable (Int) throws -> [[SQLValue]]
    ) async throws {
        for start in stride(from: 0, to: count, by: Self.batch) {
            try await database.write { connection in
                try connection.trustReferences()
                try connection.insertMany(into: table, columns: columns) { append in
                    for place in start..<min(start + Self.batch, count) {
                        for row in try rows(place) { try append(row) }
                    }
                }
            }
        }
    }

    private func dropIndexes(of tables: [String]) async throws -> [String] {
        try await database.write { connection in
            let indexes = try tables.flatMap { table in
                let sql =
                    switch connection.dialect {
                    case .sqlite:
                        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
                    case .postgres:
                        """
                        SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE tablename = ?
                            AND indexname NOT IN (SELECT conname FROM pg_constraint)
                        """
                    }
                return try connection.all(sql, [.text(table)]) { (name: $0.text(0), sql: $0.text(1)) }
            }
            for index in indexes { try connection.execute(script: "DROP INDEX \(index.name)") }
            return indexes.map(\.sql)
        }
    }

    /// What the databases do by themselves sooner or later: statistics, and on PostgreSQL the numbers that the next
    /// rows get, and the map of what all can see.
    private func finish() async throws {
        let tables =
            ["force", "operation", "account", "account_grant", "party", "handset", "cell", "line"]
            + [
                "episode", "closure", "decision", "check_back", "person", "identifier", "identifier_use",
                "note",
            ]
            + ["authorisation", "record_file", "trace", "search_entry"]
        guard let database = database as? PostgresDatabase else { return }
        try await database.write { connection in
            for table in tables {
                try connection.each(
                    "SELECT setval(pg_get_serial_sequence('\(table)', 'id'), MAX(id)) FROM \(table)", []
                ) { _ in }
            }
        }
        try await database.executeOutsideTransaction("VACUUM ANALYZE")
    }
}

extension SQLConnection {
    /// Rows refer to one another in circles, so that some come before those they name. For this transaction only.
    func trustReferences() throws {
        switch dialect {
        case .sqlite: try execute(script: "PRAGMA defer_foreign_keys = ON")
        // To check each of millions of rows by itself takes many minutes. Needs the rights of the server's owner.
        case .postgres: try execute(script: "SET LOCAL session_replication_role = replica")
        }
    }
}

extension SQLValue {
    /// The row of a thing by its place.
    init(place: Int) { self = .integer(Int64(place) + 1) }
    init(place: Int?) { self = place.map { SQLValue(place: $0) } ?? .null }
    init(_ instant: Instant) { self = .integer(instant.microseconds) }
    init(_ instant: Instant?) { self = instant.map { .integer($0.microseconds) } ?? .null }
    init(_ flag: Bool) { self = .integer(flag ? 1 : 0) }
}
