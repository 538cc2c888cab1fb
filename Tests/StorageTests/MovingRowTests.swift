import SQL
import TestDatabases
import Testing

@testable import Storage

/// Rows as lines of text, and back.
struct MovingRowTests {
    private static let columns: [TableShape.Column] = [
        .init(name: "a", kind: .integer), .init(name: "b", kind: .real), .init(name: "c", kind: .text),
        .init(name: "d", kind: .blob),
    ]

    @Test(
        "A row is the same line from either database, and the line is the row again",
        arguments: TestDatabase.all)
    func roundTrip(kind: TestDatabase) async throws {
        var dice = SeededDice(seed: 7)
        let scalars: [Unicode.Scalar] = [
            "a", "\"", "\\", "\n", "\r", "\t", "\u{1}", "\u{1F}", "\u{7F}", "é", "\u{301}", "\u{2028}", "☎",
            "🏴", "\u{10FFFF}",
        ]
        var rows: [[SQLValue]] = [
            [.null, .null, .null, .null], [.integer(.min), .real(-.infinity), .text(""), .blob([])],
            [.integer(.max), .real(.leastNonzeroMagnitude), .text("null"), .blob([0, 255])],
            [.integer(0), .real(0), .text("[1,2]"), .blob([10])],
            [.integer(-1), .real(1e16), .text(FullBook.hard), .null],
        ]
        for _ in 0..<300 {
            let text = (0..<Int(dice.next() % 20)).map { _ in
                scalars[Int(dice.next() % UInt64(scalars.count))]
            }
            let number = Double(bitPattern: dice.next())
            rows.append([
                .integer(Int64(bitPattern: dice.next())), number.isNaN ? .null : .real(number),
                .text(String(String.UnicodeScalarView(text))),
                .blob((0..<Int(dice.next() % 5)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }),
            ])
        }
        let wanted = rows
        let bytes = try await kind.with { database in
            try await database.write { connection in
                let blob = connection.dialect == .sqlite ? "BLOB" : "BYTEA"
                try connection.execute(
                    script:
                        "CREATE TABLE t (n BIGINT PRIMARY KEY, a BIGINT, b DOUBLE PRECISION, c TEXT, d \(blob))"
                )
                try connection.insertMany(into: "t", columns: ["n", "a", "b", "c", "d"]) { append in
                    for (place, row) in wanted.enumerated() { try append([.integer(Int64(place))] + row) }
                }
                var bytes: [UInt8] = []
                try connection.each("SELECT a, b, c, d FROM t ORDER BY n", []) {
                    RowText.append($0, Self.columns, to: &bytes)
                }
                return bytes
            }
        }
        var reader = RowTextReader(bytes, Self.columns)
        for row in rows { #expect(try reader.next() == row) }
        #expect(try reader.next() == nil)
        #expect(
            String(decoding: bytes, as: UTF8.self).hasPrefix(
                "[null,null,null,null]\n[-9223372036854775808,\"-inf\",\"\",\"\"]\n"))
    }

    @Test(
        "A line that is not written as ours are is refused",
        arguments: [
            "", "[]\n", "[1,2.5,\"x\",\"00\"]", "[1,2.5,\"x\",\"00\",1]\n", "[1,2.5,\"x\"]\n",
            "[ 1,2.5,\"x\",\"00\"]\n",
            "[1.5,2.5,\"x\",\"00\"]\n", "[1,nan,\"x\",\"00\"]\n", "[1,\"nan\",\"x\",\"00\"]\n",
            "[1,2.5,x,\"00\"]\n",
            "[1,2.5,\"x,\"00\"]\n", "[1,2.5,\"\\x\",\"00\"]\n", "[1,2.5,\"\\u0000\",\"00\"]\n",
            "[1,2.5,\"\\u00e9\",\"00\"]\n", "[1,2.5,\"x\",\"0\"]\n", "[1,2.5,\"x\",\"0g\"]\n",
            "[9223372036854775808,1,\"\",\"\"]\n",
            "[1,2.5,\"a\tb\",\"00\"]\n", "[1,2.5,\"\\", "[1,2.5,\"\\u00", "nullnull",
            "[null,null,null,null]]\n",
        ])
    func refused(line: String) {
        // Nothing at all is no row, and no mistake.
        guard !line.isEmpty else {
            var reader = RowTextReader([], Self.columns)
            #expect((try? reader.next()) == .some(nil))
            return
        }
        #expect(throws: RowTextReader.Mistake.self) {
            var reader = RowTextReader(Array(line.utf8), Self.columns)
            while try reader.next() != nil {}
        }
    }

    @Test("Text that is not UTF-8 is refused")
    func notText() {
        var bytes = Array("[1,2.5,\"".utf8)
        bytes += [0xFF, 0xFE] + Array("\",\"00\"]\n".utf8)
        #expect(throws: RowTextReader.Mistake.self) {
            var reader = RowTextReader(bytes, Self.columns)
            _ = try reader.next()
        }
    }
}
