import SQL
import TestDatabases
import Testing

struct QueryTests {
    private struct Enough: Error {}

    private static let numbers = """
        WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        SELECT i FROM n
        """

    @Test("Marks within literals, names and comments are not values", arguments: TestDatabase.all)
    func marks(kind: TestDatabase) async throws {
        try await kind.with { database in
            let row = try await database.read { connection in
                try connection.first(
                    """
                    SELECT 'what?' AS "is it?", /* why? -- ' */ CAST(? AS BIGINT), -- how? '
                        'it''s? ', CAST(? AS TEXT), "a?".x
                    FROM (SELECT 'x?' AS x) AS "a?" -- ?
                    """, [1, "two?"]
                ) { [$0.text(0), "\($0.integer(1))", $0.text(2), $0.text(3), $0.text(4)] }
            }
            #expect(row == ["what?", "1", "it's? ", "two?", "x?"])
        }
    }

    @Test("Rows are handed out as they come, however many", arguments: TestDatabase.all)
    func many(kind: TestDatabase) async throws {
        try await kind.with { database in
            let sum = try await database.read { connection in
                var sum: Int64 = 0
                try connection.each(Self.numbers, [300_000]) { sum += $0.integer(0) }
                return sum
            }
            #expect(sum == 45_000_150_000)
        }
    }

    @Test(
        "Another statement may run while rows are handed out, even the same one", arguments: TestDatabase.all)
    func nested(kind: TestDatabase) async throws {
        try await kind.with { database in
            let pairs = try await database.read { connection in
                var pairs: [Int64] = []
                try connection.each(Self.numbers, [3]) { outer in
                    let first = outer.integer(0)
                    try connection.each(Self.numbers, [2]) { inner in
                        let second = inner.integer(0)
                        try connection.each("SELECT 1", []) {
                            pairs.append(first * 100 + second * 10 + $0.integer(0))
                        }
                    }
                }
                return pairs
            }
            #expect(pairs == [111, 121, 211, 221, 311, 321])
        }
    }

    @Test("Stopping in the middle leaves the connection fit for use", arguments: TestDatabase.all)
    func stopped(kind: TestDatabase) async throws {
        try await kind.with(poolSize: 1) { database in
            let count = try await database.read { connection in
                #expect(throws: Enough.self) {
                    try connection.each(Self.numbers, [10_000]) { if $0.integer(0) == 10 { throw Enough() } }
                }
                return try connection.all(Self.numbers, [7]) { $0.integer(0) }.count
            }
            #expect(count == 7)
        }
    }

    @Test("An error after the first rows is thrown", arguments: TestDatabase.all)
    func lateError(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await database.write { connection in
                try connection.execute(script: "CREATE TABLE once (id BIGINT PRIMARY KEY)")
            }
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.each("INSERT INTO once SELECT i % 5 FROM (\(Self.numbers)) AS n", [9]) {
                        _ in
                    }
                }
            }
            #expect(error?.code == .conflict)
        }
    }

    @Test("Many statements may be prepared, and used again", arguments: TestDatabase.all)
    func manyStatements(kind: TestDatabase) async throws {
        try await kind.with(poolSize: 1) { database in
            let sum = try await database.read { connection in
                var sum: Int64 = 0
                for turn in 0..<2 {
                    for number in 0..<300 {
                        let sql = "SELECT CAST(? AS BIGINT) + \(number)"
                        sum += try connection.first(sql, [.integer(Int64(turn))]) { $0.integer(0) } ?? 0
                    }
                }
                return sum
            }
            #expect(sum == 2 * 44_850 + 300)
        }
    }

    @Test("Bulk rows that break a rule are refused whole, in the schema's terms", arguments: TestDatabase.all)
    func bulkRefused(kind: TestDatabase) async throws {
        try await kind.with(poolSize: 1) { database in
            try await database.write {
                try $0.execute(script: "CREATE TABLE once (id BIGINT PRIMARY KEY, t TEXT)")
            }
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.insertMany(into: "once", columns: ["id", "t"]) { append in
                        for number in 0..<Int64(50_000) {
                            try append([.integer(number % 40_000), "some words to fill the buffers"])
                        }
                    }
                }
            }
            #expect(error?.violation == .unique)
            let other = await #expect(throws: Enough.self) {
                try await database.write { connection in
                    try connection.insertMany(into: "once", columns: ["id"]) { append in
                        try append([1])
                        throw Enough()
                    }
                }
            }
            #expect(other != nil)
            let count = try await database.write { connection in
                try connection.insertMany(into: "once", columns: ["id"]) { _ in }
                try connection.insertMany(into: "once", columns: ["id"]) { try $0([3]) }
                return try connection.first("SELECT count(*) FROM once") { $0.integer(0) }
            }
            #expect(count == 1)
        }
    }

    @Test("A plan shows whether an index serves", arguments: TestDatabase.all)
    func plans(kind: TestDatabase) async throws {
        try await kind.with { database in
            let (byKey, whole) = try await database.write { connection in
                try connection.execute(script: "CREATE TABLE thing (id BIGINT PRIMARY KEY, t TEXT)")
                return (
                    try connection.explain("SELECT t FROM thing WHERE id = ?", [1]).joined(),
                    try connection.explain("SELECT t FROM thing WHERE t = ?", ["x"]).joined()
                )
            }
            switch kind.dialect {
            case .sqlite:
                #expect(byKey.contains("SEARCH thing"))
                #expect(whole.contains("SCAN thing"))
            case .postgres:
                #expect(!byKey.contains("Seq Scan"))
                #expect(whole.contains("Seq Scan on thing"))
            }
        }
    }

    @Test("A sound database has nothing wrong with it", arguments: TestDatabase.all)
    func sound(kind: TestDatabase) async throws {
        try await kind.with { database in
            // A server started with --fast does not flush, and is told so.
            let problems = try await database.integrityProblems().filter {
                !$0.contains("The server's setting")
            }
            #expect(problems == [])
        }
    }
}
