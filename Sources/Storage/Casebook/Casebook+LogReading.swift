import Access
import CallRecords
import Casework
import SQL
import Telephony

extension Casebook: LogStore {
    package func logHead() async throws -> (sequence: Int64, digest: String) {
        try await database.read { connection in
            let head = try StoredLog.head(connection)
            return head ?? (sequence: 0, digest: LogChain.beginning)
        }
    }

    package func logEntry(_ sequence: Int64) async throws -> KeptEntry? {
        try await database.read { try Self.entries([sequence], $0).first }
    }

    package func logEntries(
        _ filter: LogFilter, _ reach: LogReach, _ way: LogWay, limit: Int
    ) async throws -> [KeptEntry] {
        try await database.read { connection in
            let search = try LogSearch(filter, reach, way, limit: limit, connection)
            let found = try Self.entries(try search.sequences(connection), connection)
            return if case .newestFirst = way { found.reversed() } else { found }
        }
    }

    /// Entries of these numbers, in order.
    private static func entries(_ sequences: [Int64], _ connection: any SQLConnection) throws -> [KeptEntry] {
        var found: [KeptEntry] = []
        // SQLite takes 32,766 values, PostgreSQL 65,535.
        for start in stride(from: 0, to: sequences.count, by: 1_000) {
            let part = sequences.sorted()[start..<min(start + 1_000, sequences.count)]
            let marks = part.map { _ in "?" }.joined(separator: ", ")
            try StoredLog.each("e.sequence IN (\(marks))", part.map { .integer($0) }, connection) {
                found.append($0)
            }
        }
        return found
    }

    package func logAccount(login: String) async throws -> Int64? {
        try await database.read { connection in
            try connection.first("SELECT id FROM account WHERE login = ?", [.text(login.lowercased())]) {
                $0.integer(0)
            }
        }
    }

    package func logAccounts(of forces: [Int64]) async throws -> [Int64] {
        guard !forces.isEmpty else { return [] }
        let marks = forces.map { _ in "?" }.joined(separator: ", ")
        return try await database.read { connection in
            try connection.all(
                """
                SELECT DISTINCT g.account_id FROM account_grant g
                LEFT JOIN operation o ON o.id = g.operation_id
                WHERE g.force_id IN (\(marks)) OR o.force_id IN (\(marks)) ORDER BY g.account_id
                """, (forces + forces).map { .integer($0) }
            ) { $0.integer(0) }
        }
    }

    package func logSubjects(of party: Party) async throws -> Set<Subject> {
        let name = party.description
        return try await database.read { connection in
            var found: Set<Subject> = []
            func add(_ kind: Subject.Kind, _ sql: String, _ value: SQLValue) throws {
                for id in try connection.all(sql, [value], { $0.integer(0) }) {
                    found.insert(Subject(kind, id))
                }
            }
            try add(.identifier, "SELECT id FROM identifier WHERE value = ?", .text(name))
            for subject in found {
                try add(
                    .line, "SELECT line_id FROM identifier_use WHERE identifier_id = ?", .integer(subject.id))
            }
            guard
                let id = try connection.first(
                    "SELECT id FROM party WHERE name = ?", [.text(name)], { $0.integer(0) })
            else { return found }
            found.insert(Subject(.number, id))
            try add(.line, "SELECT DISTINCT line_id FROM episode WHERE party_id = ?", .integer(id))
            try add(
                .closure,
                "SELECT c.id FROM episode e JOIN closure c ON c.episode_id = e.id WHERE e.party_id = ?",
                .integer(id))
            try add(
                .note, "SELECT id FROM note WHERE subject_kind = 'number' AND subject_id = ?", .integer(id))
            return found
        }
    }
}

/// Finds the numbers of the entries that a filter asks for, along indexes only: each branch is one index, read from
/// where the last page ended, and no further than a page; the branches are then merged. So ten million entries cost
/// no more than ten thousand.
package struct LogSearch {
    /// Clocks of the machines that share a casebook differ by less, so that entries of a time stand in the log no
    /// further apart than this from their place.
    private static let clockSlack: Int64 = 86_400
    /// Branches read by one statement; SQLite takes 500.
    private static let most = 100

    private struct Branch {
        let sql: String
        let values: [SQLValue]
    }

    private let branches: [Branch]
    private let ascending: Bool
    private let limit: Int

    package init(
        _ filter: LogFilter, _ reach: LogReach, _ way: LogWay, limit: Int, _ connection: any SQLConnection
    ) throws {
        self.limit = limit
        let (leading, rest) = Self.split(filter, reach)
        // A day of the whole log is found along its times; what is longer, along the key.
        let isDay = Self.isDay(filter) && leading.map(\.sql) == [Self.everything.sql]
        let key = isDay ? "+sequence" : "sequence"
        var common: [Branch] = []
        switch way {
        case .newestFirst(let before):
            ascending = false
            if let before { common.append(Branch(sql: "\(key) < ?", values: [.integer(before)])) }
        case .oldestFirst(let after, let upTo):
            ascending = true
            common.append(
                Branch(sql: "\(key) > ? AND \(key) <= ?", values: [.integer(after), .integer(upTo)]))
        }
        common += isDay ? Self.day(filter) : try Self.times(filter, connection)
        branches = leading.map { Self.all([$0] + common + rest) }
    }

    /// The conditions that lead into an index, one a branch, and those that every row found is held against.
    private static func split(_ filter: LogFilter, _ reach: LogReach) -> (leading: [Branch], rest: [Branch]) {
        let subjects = filter.subjects?.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }.map {
            Branch(
                sql: "subject_kind = ? AND subject_id = ?",
                values: [.text($0.kind.rawValue), .integer($0.id)])
        }
        let account = filter.account.map { Branch(sql: "account_id = ?", values: [.integer($0)]) }
        let operation = filter.operation.map { Branch(sql: "operation_id = ?", values: [.integer($0)]) }
        let kinds = filter.kind.map { [$0] } ?? LoggedKind.allCases
        let outcomes = filter.outcome.map { [$0] } ?? Outcome.allCases
        let isKind = filter.kind != nil || filter.outcome != nil
        let sorts = kinds.flatMap { kind in
            outcomes.map {
                Branch(sql: "kind = ? AND outcome = ?", values: [.text(kind.rawValue), .text($0.rawValue)])
            }
        }
        let sort = isKind ? [any(of: sorts)] : []
        let reached = any(in: reach)
        if let subjects { return (subjects, [account, operation].compactMap(\.self) + sort + reached) }
        if let account { return ([account], [operation].compactMap(\.self) + sort + reached) }
        if let operation { return ([operation], sort + reached) }
        if isKind { return (sorts, reached) }
        return (parts(of: reach), [])
    }

    private static let everything = Branch(sql: "1 = 1", values: [])

    private static func isDay(_ filter: LogFilter) -> Bool {
        guard let from = filter.from, let until = filter.until else { return false }
        return until <= from.adding(seconds: 86_400)
    }

    private static func day(_ filter: LogFilter) -> [Branch] {
        [(">=", filter.from), ("<", filter.until)].compactMap { sign, instant in
            instant.map { Branch(sql: "at_us \(sign) ?", values: [.integer($0.microseconds)]) }
        }
    }

    /// The parts of the log that a reader may see, one a branch.
    private static func parts(of reach: LogReach) -> [Branch] {
        switch reach {
        case .everything: [everything]
        case .part(let operations, let accounts):
            operations.map { Branch(sql: "operation_id = ?", values: [.integer($0)]) }
                + accounts.map {
                    Branch(sql: "account_id = ? AND operation_id = 0", values: [.integer($0)])
                }
        }
    }

    private static func any(in reach: LogReach) -> [Branch] {
        guard case .part(let operations, let accounts) = reach else { return [] }
        let (sql, values) = condition(operations: operations, accounts: accounts)
        return [Branch(sql: sql, values: values)]
    }

    /// The condition that a row lies in a part of the log. Plus signs keep a database from the indexes by operation and
    /// account, which hold years: something narrower always goes before it.
    static func condition(operations: [Int64], accounts: [Int64]) -> (sql: String, values: [SQLValue]) {
        func marks(_ ids: [Int64]) -> String { ids.map { _ in "?" }.joined(separator: ", ") }
        var parts: [String] = []
        if !operations.isEmpty { parts.append("+operation_id IN (\(marks(operations)))") }
        if !accounts.isEmpty { parts.append("(+operation_id = 0 AND +account_id IN (\(marks(accounts))))") }
        return (
            parts.isEmpty ? "1 = 0" : "(" + parts.joined(separator: " OR ") + ")",
            (operations + accounts).map { .integer($0) }
        )
    }

    /// Bounds in the order of the log, along its key, besides the times themselves. A plus sign keeps a database from
    /// taking the index by time, which would have it sort all that it finds there.
    private static func times(_ filter: LogFilter, _ connection: any SQLConnection) throws -> [Branch] {
        var found: [Branch] = []
        func bound(_ sql: String, _ instant: Instant) throws -> Int64? {
            try connection.first(sql, [.integer(instant.microseconds)]) { $0.integer(0) }
        }
        if let from = filter.from {
            found.append(Branch(sql: "+at_us >= ?", values: [.integer(from.microseconds)]))
            let before = try bound(
                "SELECT sequence FROM log_entry WHERE at_us < ? ORDER BY at_us DESC LIMIT 1",
                from.adding(seconds: -clockSlack))
            if let before { found.append(Branch(sql: "sequence > ?", values: [.integer(before)])) }
        }
        if let until = filter.until {
            found.append(Branch(sql: "+at_us < ?", values: [.integer(until.microseconds)]))
            let after = try bound(
                "SELECT sequence FROM log_entry WHERE at_us > ? ORDER BY at_us LIMIT 1",
                until.adding(seconds: clockSlack))
            if let after { found.append(Branch(sql: "sequence < ?", values: [.integer(after)])) }
        }
        return found
    }

    private static func all(_ parts: [Branch]) -> Branch {
        Branch(sql: parts.map(\.sql).joined(separator: " AND "), values: parts.flatMap(\.values))
    }

    private static func any(of parts: [Branch]) -> Branch {
        Branch(sql: "(" + parts.map(\.sql).joined(separator: " OR ") + ")", values: parts.flatMap(\.values))
    }

    /// In order.
    func sequences(_ connection: any SQLConnection) throws -> [Int64] {
        var found: Set<Int64> = []
        for statement in statements {
            try connection.each(statement.sql, statement.values) { found.insert($0.integer(0)) }
        }
        return ascending ? Array(found.sorted().prefix(limit)) : Array(found.sorted().suffix(limit))
    }

    /// What is asked of the database, for its plans to be looked at.
    package var statements: [(sql: String, values: [SQLValue])] {
        let way = ascending ? "ASC" : "DESC"
        return stride(from: 0, to: branches.count, by: Self.most).map { start in
            let part = branches[start..<min(start + Self.most, branches.count)]
            let texts = part.enumerated().map { place, branch in
                """
                SELECT sequence FROM (SELECT sequence FROM log_entry WHERE \(branch.sql)
                    ORDER BY sequence \(way) LIMIT \(limit)) AS part\(place)
                """
            }
            return (texts.joined(separator: "\nUNION ALL\n"), part.flatMap(\.values))
        }
    }
}
