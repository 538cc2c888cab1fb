import CallRecords
import Testing

struct DelimitedTextTests {
    private static func read(_ text: String) throws(FileRefusal) -> DelimitedText {
        try DelimitedText(Array(text.utf8), columns: ["old", "new"], name: "switches")
    }

    @Test("Columns may stand in any order, with others among them, and each row knows its line")
    func reads() throws {
        let text = try Self.read("\u{FEFF}New,note,Old\r\n 2 ,\"a, \"\"b\"\"\nc\",1\r\n\r\n4,,3\r\n")
        #expect(text.rows.map { $0["old"] } == ["1", "3"])
        #expect(text.rows.map { $0["new"] } == ["2", "4"])
        #expect(text.rows.map { $0["note"] } == ["a, \"b\"\nc", ""])
        #expect(text.rows.map(\.line) == [2, 5])
    }

    @Test(
        "A mistake is refused with its line, never passed over",
        arguments: [
            ("", FileRefusal.empty), ("old,new,old\n", .columnNamedTwice("old")),
            ("old\n1\n", .noHeader(layout: "switches", missing: ["new"], seen: "old")),
            ("old,new\n1,\"2\n", .unclosedQuote(line: 2)),
            ("old,new\n\"1\"x,2\n", .textAfterQuote(line: 2)),
            ("old,new\n1,2\n1,2,3\n", .cellCount(line: 3, found: 3, expected: 2)),
            ("old,new\r1,2\r", .carriageReturnsOnly),
        ])
    func refuses(text: String, refusal: FileRefusal) {
        #expect(throws: refusal) { try Self.read(text) }
    }
}
