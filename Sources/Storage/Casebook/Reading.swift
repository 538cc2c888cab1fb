import Access
import CallRecords
import Casework
import SQL
import Telephony

extension SQLValue {
    init(_ instant: Instant?) { self.init(instant?.microseconds) }
}

extension SQLRow {
    func instant(_ column: Int) -> Instant { Instant(microseconds: integer(column)) }
    func optionalInstant(_ column: Int) -> Instant? {
        optionalInteger(column).map { Instant(microseconds: $0) }
    }

    /// - Throws: ``PartyParseError`` where the database holds what no party is.
    func party(_ column: Int) throws -> Party { try Party(parsing: text(column)) }

    /// A text that holds one item to a line.
    func list(_ column: Int) -> [String] { text(column).split(separator: "\n").map(String.init) }
}

/// A `?` for each of these values.
func marks(_ values: some Collection) -> String {
    values.map { _ in "?" }.joined(separator: ", ")
}

extension Sequence<Int64> {
    var values: [SQLValue] { map { .integer($0) } }
}

extension SQLConnection {
    /// The id of a party, made if it is new.
    func id(of party: Party) throws -> Int64 {
        try id(in: "party", column: "name", .text(party.description))
    }

    /// The id of a value held once, made if it is new.
    func id(in table: String, column: String, _ value: SQLValue) throws -> Int64 {
        if let known = try first("SELECT id FROM \(table) WHERE \(column) = ?", [value], { $0.integer(0) }) {
            return known
        }
        return try insert("INSERT INTO \(table) (\(column)) VALUES (?) RETURNING id", [value])
    }

    /// One page of a list, and how many rows there are in all.
    ///
    /// - Parameter closing: what follows the page's limits, where `sql` finds the page in a subquery.
    func page<Row: Sendable>(
        _ count: String, _ sql: String, _ values: [SQLValue], number: Int, closing: String = "",
        _ make: (any SQLRow) throws -> Row
    ) throws -> ListPage<Row> {
        let total = Int(try first(count, values) { $0.integer(0) } ?? 0)
        let length = ListPage<Row>.length
        let pages = max(1, (total + length - 1) / length)
        let number = min(max(1, number), pages)
        let rows = try all(
            sql + " LIMIT ? OFFSET ?" + closing,
            values + [.integer(Int64(length)), .integer(Int64((number - 1) * length))], make)
        return ListPage(rows: rows, total: total, number: number)
    }
}

extension SQLConnection {
    /// The review periods that an administrator set, over the ones there are from the start.
    func retentionRules() throws -> RetentionRules {
        var overrides: [DataClass: Int] = [:]
        try each("SELECT data_class, months FROM retention_rule", []) { row in
            if let dataClass = DataClass(rawValue: row.text(0)) { overrides[dataClass] = Int(row.integer(1)) }
        }
        return RetentionRules(overrides: overrides)
    }
}
