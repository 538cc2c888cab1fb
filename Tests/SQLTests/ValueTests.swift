import SQL
import TestDatabases
import Testing

struct ValueTests {
    private static let table = """
        CREATE TABLE thing (
            id BIGINT PRIMARY KEY, whole BIGINT, fraction DOUBLE PRECISION, words TEXT, bytes BLOB_TYPE)
        """

    private static let rows: [[SQLValue]] = [
        [1, .integer(.min), .real(0.1), "", .blob([])],
        [2, .integer(.max), .real(.greatestFiniteMagnitude), "plain", .blob(Array(0...255))],
        [3, 0, .real(.leastNonzeroMagnitude), "Ωμέγα 👮🏽‍♀️ e\u{301} \u{10FFFF}", .blob([0])],
        [4, -1, .real(-.infinity), "tab\tnew\nline\r\\ \\N \\. \u{1}\u{7F}", .blob([0x5C, 0x09, 0x0A])],
        [5, .null, .null, .null, .null],
        [6, 7, .real(1 / 3), "'; DROP TABLE thing; -- \"x\" $1 ? %s \\'", .blob([0xFF])],
        [7, 8, .real(-2.2250738585072014e-308), "\\.", .blob([0x78])],
        [8, 9, .real(-1.7976931348623157e308), "\\N", .blob([0x78])],
    ]

    private static func make(_ connection: any SQLConnection) throws {
        let type = connection.dialect == .sqlite ? "BLOB" : "BYTEA"
        try connection.execute(script: table.replacing("BLOB_TYPE", with: type))
    }

    private static func all(_ connection: any SQLConnection) throws -> [[SQLValue]] {
        try connection.all("SELECT id, whole, fraction, words, bytes FROM thing ORDER BY id") { row in
            [
                .integer(row.integer(0)), SQLValue(row.optionalInteger(1)), SQLValue(row.optionalReal(2)),
                SQLValue(row.optionalText(3)), SQLValue(row.optionalBlob(4)),
            ]
        }
    }

    @Test("Every value comes back as it was given", arguments: TestDatabase.all)
    func roundTrip(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await database.write { connection in
                try Self.make(connection)
                let insert = try connection.prepare("INSERT INTO thing VALUES (?, ?, ?, ?, ?)")
                for row in Self.rows { #expect(try insert.execute(row) == 1) }
            }
            #expect(try await database.read { try Self.all($0) } == Self.rows)
        }
    }

    @Test("Every value comes back as it was given in bulk", arguments: TestDatabase.all)
    func bulkRoundTrip(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await database.write { connection in
                try Self.make(connection)
                let columns = ["id", "whole", "fraction", "words", "bytes"]
                try connection.insertMany(into: "thing", columns: columns) { append in
                    for row in Self.rows { try append(row) }
                }
            }
            #expect(try await database.read { try Self.all($0) } == Self.rows)
        }
    }

    @Test("A value is found by itself, whatever it looks like", arguments: TestDatabase.all)
    func inert(kind: TestDatabase) async throws {
        try await kind.with { database in
            let found = try await database.write { connection in
                try Self.make(connection)
                for row in Self.rows {
                    try connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", row)
                }
                return try Self.rows.map { row in
                    try connection.all("SELECT id FROM thing WHERE words = ?", [row[3]]) { $0.integer(0) }
                }
            }
            #expect(found == Self.rows.map { row in row[3] == .null ? [] : [Self.id(row)] })
        }
    }

    private static func id(_ row: [SQLValue]) -> Int64 {
        guard case .integer(let id) = row[0] else { return 0 }
        return id
    }

    @Test(
        "What a database would change silently is refused", arguments: TestDatabase.all,
        [SQLValue.text("a\u{0}b"), .real(.nan), .real(.signalingNaN)])
    func refused(kind: TestDatabase, value: SQLValue) async throws {
        try await kind.with { database in
            try await database.write { try Self.make($0) }
            let column = if case .text = value { "words" } else { "fraction" }
            for isBulk in [false, true] {
                let error = await #expect(throws: StorageError.self) {
                    try await database.write { connection in
                        guard isBulk else {
                            try connection.execute(
                                "INSERT INTO thing (id, \(column)) VALUES (?, ?)", [1, value])
                            return
                        }
                        try connection.insertMany(into: "thing", columns: ["id", column]) { append in
                            try append([1, value])
                        }
                    }
                }
                #expect(error?.code == .invalidValue)
            }
            #expect(try await database.read { try Self.all($0) }.isEmpty)
        }
    }

    @Test("Counts, sums, averages and truth values are read alike", arguments: TestDatabase.all)
    func aggregates(kind: TestDatabase) async throws {
        try await kind.with { database in
            let read = try await database.write { connection in
                try Self.make(connection)
                try connection.execute("INSERT INTO thing (id, whole) VALUES (1, 2), (2, 4)")
                return try connection.first(
                    """
                    SELECT count(*), sum(whole), avg(whole), EXISTS (SELECT 1 FROM thing WHERE whole = ?), ? > ?
                    FROM thing
                    """, [4, 1, 2]
                ) {
                    [
                        Double($0.integer(0)), Double($0.integer(1)), $0.real(2), Double($0.integer(3)),
                        Double($0.integer(4)),
                    ]
                }
            }
            #expect(read == [2, 6, 3, 1, 0])
        }
    }

    @Test("The same statement takes a null now and a value then", arguments: TestDatabase.all)
    func nullsFirst(kind: TestDatabase) async throws {
        try await kind.with { database in
            let count = try await database.write { connection in
                try Self.make(connection)
                let sql = "INSERT INTO thing (id, whole, fraction, words) VALUES (?, ?, ?, ?)"
                for id in Int64(0)..<16 {
                    let values: [SQLValue] = [.integer(id * 3), .real(0.5), "words"]
                    try connection.execute(
                        sql,
                        [.integer(id)]
                            + values.enumerated().map { id >> Int64($0) & 1 == 0 ? .null : $1 })
                }
                return try connection.first(
                    "SELECT count(whole) + count(fraction) + count(words) FROM thing"
                ) { $0.integer(0) }
            }
            #expect(count == 24)
        }
    }

    @Test("A statement says how many rows it changed", arguments: TestDatabase.all)
    func changes(kind: TestDatabase) async throws {
        try await kind.with { database in
            let counts = try await database.write { connection in
                try Self.make(connection)
                return try [
                    connection.execute("INSERT INTO thing (id) VALUES (1), (2), (3)"),
                    connection.execute("UPDATE thing SET whole = ? WHERE id >= ?", [1, 2]),
                    connection.execute("UPDATE thing SET whole = ? WHERE id > ?", [1, 9]),
                    connection.execute("SELECT id FROM thing"),
                    connection.execute("INSERT INTO thing (id) VALUES (3) ON CONFLICT DO NOTHING"),
                    connection.execute("DELETE FROM thing"),
                ]
            }
            #expect(counts == [3, 2, 0, 0, 0, 3])
        }
    }
}
