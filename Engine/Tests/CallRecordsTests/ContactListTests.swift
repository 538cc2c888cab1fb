import Telephony
import Testing

@testable import CallRecords

/// A file that says whose contacts are watched: who is watched is not guessed at.
struct ContactListTests {
    private static func read(_ text: String) throws -> ContactList {
        try ContactList(Array(text.utf8), layout: Layouts.named("ringfence"), names: PartyNames())
    }

    @Test("Columns are found by name, quoted cells are unquoted, a short row of other columns does no harm")
    func reads() throws {
        let list = try Self.read(
            "\u{FEFF}Contact,note,Line\r\n07700900001,\"a, \"\"b\"\"\",Ash\r\n\r\n\"07700900002\",,\"Ash\"\r\n"
        )
        #expect(list.lines == ["Ash"])
        #expect(list.rows.map(\.contact.bits) == [447_700_900_001, 447_700_900_002])
        #expect(list.rows.map(\.place) == [2, 4])
    }

    @Test("A line's name is the same with more spaces, and an empty row is none")
    func spaces() throws {
        let list = try Self.read("line,contact\nAsh\t North ,07700900001\n , \n Ash North,07700900002\n")
        #expect(list.lines == ["Ash North"])
        #expect(list.rows.map(\.place) == [2, 4])
    }

    @Test(
        "A row that may be read in two ways is refused with its line",
        arguments: [
            ("", .file(.empty)),
            (
                "line,number\n",
                .file(.noHeader(layout: "contacts", missing: ["contact"], seen: "line,number"))
            ),
            ("line,contact,contact\n", .file(.columnNamedTwice("contact"))),
            ("\"line\"x,contact\n", .file(.textAfterQuote(line: 1))),
            // A comma in a name that is not quoted would make “north” the contact.
            (
                "line,contact\nAsh, north,07700900001\n",
                .file(.cellCount(line: 2, found: 3, expected: 2))
            ),
            ("line,contact\nAsh,07700900001\nAsh,\"Bank\"x\n", .file(.textAfterQuote(line: 3))),
            ("line,contact\nAsh,\"07700900001\n", .file(.unclosedQuote(line: 2))),
            ("line,contact\nAsh\n", .missing("contact", line: 2)),
            ("line,contact\n,07700900001\n", .missing("line", line: 2)),
        ] as [(String, ContactList.Refusal)])
    func refuses(text: String, refusal: ContactList.Refusal) {
        #expect(throws: refusal) { try Self.read(text) }
    }
}
