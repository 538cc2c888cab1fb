import CallRecords
import Telephony
import Testing

struct RecordReaderTests {
    static let header = "time,kind,from,to,duration,from_imei,to_imei,from_cell,to_cell\n"
    static let row = "2026-03-01T10:00:00Z,call,07700 900001,07700 900002,61,490154203237518,,234-10-1-2,\n"

    @Test("A row of our own layout becomes the event it states")
    func ownLayout() throws {
        let file = try ReadFile(Self.header + Self.row, Layouts.named("ringfence"))
        let event = try #require(file.events.first)
        #expect(event.time.description == "2026-03-01T10:00:00Z")
        #expect(event.kind == .call)
        #expect(event.from.party.description == "+447700900001")
        #expect(event.from.handset?.body == 49_015_420_323_751)
        #expect(event.from.cell?.description == "234-10-1-2")
        #expect(event.to.handset == nil)
        #expect(event.duration == 61)
        #expect(
            try ReadFile(Self.header + RingfenceCSV.row(event), Layouts.named("ringfence")).events == [event])
    }

    @Test("The SIM of either end is read, spaces and all, and is one whichever file names it")
    func sims() throws {
        let file = try ReadFile(
            """
            time,from,to,from_imsi,to_imsi
            2026-03-01T10:00:00Z,07700900001,07700900002,001 01 0000000001,
            2026-03-01T10:01:00Z,07700900003,07700900001,,001010000000001
            2026-03-01T10:02:00Z,07700900003,07700900001,,

            """, Layouts.named("ringfence"))
        let sims = file.events.map { [$0.from.sim?.description, $0.to.sim?.description] }
        #expect(sims == [["001010000000001", nil], [nil, "001010000000001"], [nil, nil]])
        #expect(file.events.map(\.from.handset) == [nil, nil, nil])
    }

    @Test(
        "A cell that is no SIM sets its row aside with the column and the reason",
        arguments: [
            ("0010100000", QuarantineReason.sim(.digitCount(found: 10), text: "0010100000")),
            ("0010100000000012", .sim(.digitCount(found: 16), text: "0010100000000012")),
            ("000010000000001", .sim(.field("mobile country code"), text: "000010000000001")),
            ("800010000000001", .sim(.field("mobile country code"), text: "800010000000001")),
            ("00101000000000x", .sim(.unexpected("x", offset: 14), text: "00101000000000x")),
        ])
    func noSIM(cell: String, reason: QuarantineReason) throws {
        let file = try ReadFile(
            "time,from,to,to_imsi\n2026-03-01T10:00:00Z,07700900001,07700900002,\(cell)\n",
            Layouts.named("ringfence"))
        #expect(file.events.isEmpty)
        #expect(file.quarantined.map(\.reason) == [reason])
        #expect(file.quarantined.first?.column == "to_imsi")
    }

    @Test(
        "Files as programs really write them read the same",
        arguments: [
            ("byte order mark", "\u{FEFF}time,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002\n"),
            ("CRLF", "time,from,to\r\n2026-03-01T10:00:00Z,07700900001,07700900002\r\n"),
            ("no last line feed", "time,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002"),
            (
                "quotes",
                "\"time\",\"from\",\"to\"\n\"2026-03-01T10:00:00Z\",\"07700900001\",\"07700900002\"\n"
            ),
            (
                "quotes and CRLF",
                "\"time\",\"from\",\"to\"\r\n\"2026-03-01T10:00:00Z\",\"07700900001\",\"07700900002\"\r\n"
            ),
            (
                "preamble",
                "Records for 07700900001\n\n\"Period, from March\"\ntime,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002\n"
            ),
            ("trailing commas", "time,from,to,,\n2026-03-01T10:00:00Z,07700900001,07700900002,,\n"),
            ("another order", "TO, From ,Time\n07700900002,07700900001,2026-03-01T10:00:00Z\n"),
            ("semicolons", "time;from;to\n2026-03-01T10:00:00Z;07700900001;07700900002\n"),
            ("tabs", "time\tfrom\tto\n2026-03-01T10:00:00Z\t07700900001\t07700900002\n"),
            (
                "an unknown column",
                "time,note,from,to\n2026-03-01T10:00:00Z,\"a \"\"quoted\"\"\nnote\",07700900001,07700900002\n"
            ),
            ("blank lines", "time,from,to\n\n2026-03-01T10:00:00Z,07700900001,07700900002\n\n  \n"),
            ("spaces", "time,from,to\n 2026-03-01T10:00:00Z , 07700900001 , 07700900002 \n"),
        ])
    func realFiles(what: String, text: String) throws {
        let layout = try Layouts.named("ringfence")
        for block in [nil, 1, 7, 64] {
            let file = try ReadFile(text, layout, block: block)
            #expect(file.quarantined == [], "\(what)")
            #expect(file.reading.rows == 1, "\(what)")
            #expect(file.events.map(\.from.party.description) == ["+447700900001"], "\(what)")
            #expect(file.events.map(\.to.party.description) == ["+447700900002"], "\(what)")
        }
    }

    @Test(
        "A cell that cannot be read sets its row aside with the column and the reason",
        arguments: [
            (
                "2026-03-01T10:00:00,call,07700900001,07700900002,1,,,,", "time",
                QuarantineReason.time(.noZone, text: "2026-03-01T10:00:00")
            ),
            ("46082.4,call,07700900001,07700900002,1,,,,", "time", .time(.form, text: "46082.4")),
            (
                "1066-10-14T10:00:00Z,call,07700900001,07700900002,1,,,,", "time",
                .time(.implausible, text: "1066-10-14T10:00:00Z")
            ),
            (",call,07700900001,07700900002,1,,,,", "time", .missing),
            ("2026-03-01T10:00:00Z,fax,07700900001,07700900002,1,,,,", "kind", .kind(text: "fax")),
            (
                "2026-03-01T10:00:00Z,call,4.47701E+11,07700900002,1,,,,", "from",
                .party(.scientificNotation, text: "4.47701E+11")
            ),
            ("2026-03-01T10:00:00Z,call,,07700900002,1,,,,", "from", .missing),
            (
                "2026-03-01T10:00:00Z,call,07700900001,0770090,1,,,,", "to",
                .party(.length(callingCode: 44, found: 6), text: "0770090")
            ),
            ("2026-03-01T10:00:00Z,call,07700900001,07700900002,-1,,,,", "duration", .duration(text: "-1")),
            ("2026-03-01T10:00:00Z,call,07700900001,07700900002,1.5,,,,", "duration", .duration(text: "1.5")),
            (
                "2026-03-01T10:00:00Z,call,07700900001,07700900002,1,490154203237517,,,", "from_imei",
                .handset(.checkDigit(found: 7, expected: 8), text: "490154203237517")
            ),
            ("2026-03-01T10:00:00Z,call,07700900001,07700900002", nil, .tooFewCells(found: 4, expected: 9)),
            (
                "2026-03-01T10:00:00Z,call,07700900001,07700900002,1,,,,,more", "column 10",
                .tooManyCells(found: 10, expected: 9)
            ),
            (
                "2026-03-01T10:00:00Z,call,07700900001,07700900002,1,,,,\"x\"\rXYZ", "to_cell",
                .textAfterQuote
            ),
            ("2026-03-01T10:00:00Z,call,\"07700900001\"x,07700900002,1,,,,", "from", .textAfterQuote),
        ] as [(String, String?, QuarantineReason)])
    func quarantine(row: String, column: String?, reason: QuarantineReason) throws {
        let file = try ReadFile(Self.header + Self.row + row + "\n" + Self.row, Layouts.named("ringfence"))
        let quarantined = try #require(file.quarantined.first)
        #expect(quarantined.column == column)
        #expect(quarantined.reason == reason)
        #expect(quarantined.rawText == row)
        #expect(quarantined.row == 2)
        #expect(quarantined.line == 3)
        #expect(quarantined.bytes.lowerBound == Self.header.utf8.count + Self.row.utf8.count)
        #expect(quarantined.bytes.count == row.utf8.count + 1)
        #expect(file.reading.rows == 3)
        #expect(file.reading.events == 2)
    }

    @Test("A quote that never closes costs one line, not the rest of the file")
    func strayQuote() throws {
        let broken = "2026-03-01T10:00:00Z,call,\"07700900001,07700900002,1,,,,\n"
        let text = Self.header + broken + String(repeating: Self.row, count: 2_000)
        for block in [nil, 70_000, 100_001] {
            let file = try ReadFile(text, Layouts.named("ringfence"), block: block)
            #expect(file.reading.events == 2_000)
            #expect(file.quarantined.map(\.reason) == [.unclosedQuote])
        }
    }

    @Test("Two stray quotes cost two lines, not what stands between them")
    func twoStrayQuotes() throws {
        let broken = "2026-03-01T10:00:00Z,call,\"07700900001,07700900002,1,,,,\n"
        let between = String(repeating: Self.row, count: 40)
        let text = Self.header + (broken + between + broken + between) + Self.row
        for block in [nil, 1_000, 70_000] {
            let file = try ReadFile(text, Layouts.named("ringfence"), block: block)
            #expect(file.reading.rows == 83)
            #expect(file.reading.events == 81)
            // The first closes where the second opens; the second is never closed.
            #expect(file.quarantined.map(\.reason) == [.textAfterQuote, .unclosedQuote])
            #expect(file.quarantined.map(\.line) == [2, 43])
            #expect(file.quarantined.map(\.rawText) == [broken, broken].map { String($0.dropLast()) })
        }
    }

    @Test("A row longer than a megabyte is set aside without being held")
    func overlongRow() throws {
        let long = "2026-03-01T10:00:00Z,call," + String(repeating: "7", count: 3_000_000) + "\n"
        let file = try ReadFile(Self.header + long + Self.row, Layouts.named("ringfence"), block: 1 << 20)
        #expect(file.quarantined.map(\.reason.code) == ["row-too-long"])
        #expect(file.quarantined.first?.bytes.count == long.utf8.count)
        #expect(file.quarantined.first?.rawText.utf8.count == QuarantinedRow.rawTextLimit)
        #expect(file.reading.events == 1)
    }

    @Test("A quoted cell of megabytes is one row set aside, and the lines after it keep their numbers")
    func giantQuotedCell() throws {
        let giant =
            "2026-03-01T10:00:00Z,call,\"" + String(repeating: "7", count: 3_000_000)
            + "\",07700900002,1,,,,\n"
        let text = Self.header + Self.row + giant + "bad\n" + Self.row
        for block in [nil, 1 << 20, 1_500_000] {
            let file = try ReadFile(text, Layouts.named("ringfence"), block: block)
            #expect(file.quarantined.map(\.reason.code) == ["row-too-long", "too-few-cells"])
            #expect(file.quarantined.map(\.line) == [3, 4])
            #expect(file.reading.rows == 4)
        }
    }

    @Test("An overlong row of many lines does not shift the numbers of the lines after it")
    func overlongOfManyLines() throws {
        let cells = String(repeating: "\"a\nb\",", count: 300) + String(repeating: "x", count: 3_000_000)
        let text = Self.header + cells + "\nbad\n" + Self.row
        let file = try ReadFile(text, Layouts.named("ringfence"), block: 1 << 20)
        #expect(file.quarantined.map(\.line) == [2, 303])
        #expect(file.reading.events == 1)
    }

    @Test("The limit of a row is the same wherever a block ends")
    func rowLimit() throws {
        let text =
            "time,from,to,note\n2026-03-01T10:00:00Z,07700900001,07700900002,"
            + String(repeating: "x", count: 2_000_000) + "\n"
        for block in [nil, 1_300_000, 1 << 20] {
            let file = try ReadFile(text, Layouts.named("ringfence"), block: block)
            #expect(file.quarantined.map(\.reason.code) == ["row-too-long"])
        }
    }

    @Test("A cut excerpt does not cut a character")
    func excerpt() throws {
        let text = Self.header + "a" + String(repeating: "é", count: 1_500) + "\n"
        let raw = try #require(try ReadFile(text, Layouts.named("ringfence")).quarantined.first).rawText
        #expect(raw == "a" + String(repeating: "é", count: 999))
    }

    @Test("A row of thousands of cells is set aside for that, not for its quotes")
    func thousandsOfCells() throws {
        let text = Self.header + String(repeating: ",", count: 9_000) + "\n" + Self.row
        let file = try ReadFile(text, Layouts.named("ringfence"))
        #expect(file.quarantined.map(\.reason.code) == ["too-many-cells"])
        #expect(file.reading.events == 1)
    }

    @Test("A stray NUL spoils its row alone")
    func strayNull() throws {
        let text = Self.header + Self.row + Self.row.replacing("900001", with: "90\u{0}01") + Self.row
        let file = try ReadFile(text, Layouts.named("ringfence"))
        #expect(file.quarantined.map(\.column) == ["from"])
        #expect(file.reading.events == 2)
    }

    @Test("Windows-1252 text is read as its writer meant it")
    func windows1252() throws {
        var bytes = Array("time,from,to\n2026-03-01T10:00:00Z,Caf".utf8)
        bytes += [0xE9, 0x20, 0x80]
        bytes += Array(",07700900002\n".utf8)
        let file = try ReadFile(bytes, Layouts.named("ringfence"))
        #expect(file.events.first?.from.party.description == "Café €")
        var undefined = Array("time,from,to\n2026-03-01T10:00:00Z,Caf".utf8)
        undefined += [0x81]
        undefined += Array(",07700900002\n".utf8)
        #expect(try ReadFile(undefined, Layouts.named("ringfence")).quarantined.map(\.reason) == [.notText])
    }

    @Test(
        "A file that is no text says what it is",
        arguments: [
            ([], FileRefusal.empty), ([0x50, 0x4B, 0x03, 0x04, 0x14], .notText(.zip)),
            (Array("%PDF-1.7\n".utf8), .notText(.pdf)), ([0xFF, 0xFE, 0x74, 0x00], .notText(.utf16)),
            ([0x1F, 0x8B, 8, 0], .notText(.gzip)), (Array("SQLite format 3\u{0}".utf8), .notText(.sqlite)),
            (Array(repeating: 0, count: 500), .notText(.binary)),
            ([0x74, 0, 0x69, 0, 0x6D, 0], .notText(.utf16)),
            (
                Array("time,from,to\r2026-03-01T10:00:00Z,07700900001,07700900002\r".utf8),
                .carriageReturnsOnly
            ),
            (Array("time,from,to,from\nx\n".utf8), .columnNamedTwice("from")),
            (Array("time,from\n".utf8), .noHeader(layout: "ringfence", missing: ["to"], seen: "time,from")),
        ] as [([UInt8], FileRefusal)])
    func refusals(bytes: [UInt8], refusal: FileRefusal) throws {
        let layout = try Layouts.named("ringfence")
        #expect(throws: refusal) { try ReadFile(bytes, layout) }
    }

    @Test(
        "Events and quarantine add up to the rows read, whatever is done to a file, in whatever blocks it comes"
    )
    func fuzz() throws {
        let layout = try Layouts.named("ringfence")
        let whole = Array(
            (Self.header
                + String(repeating: Self.row + "2026-03-01T10:00:00Z,text,\"id:a,b\",Bank,,,,,\n", count: 30))
                .utf8)
        var state: UInt64 = 99
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<random(12) {
                switch random(4) {
                case 0:
                    bytes[Self.header.utf8.count + random(bytes.count - Self.header.utf8.count)] = UInt8(
                        random(256))
                case 1:
                    bytes.insert(
                        UInt8(ascii: "\""),
                        at: Self.header.utf8.count + random(bytes.count - Self.header.utf8.count))
                case 2:
                    bytes.insert(
                        10, at: Self.header.utf8.count + random(bytes.count - Self.header.utf8.count))
                default: bytes.removeLast(min(random(40), bytes.count - Self.header.utf8.count - 40))
                }
            }
            guard let one = try? ReadFile(bytes, layout) else { continue }
            #expect(one.reading.rows == one.reading.events + one.reading.quarantined)
            #expect(one.reading.events == one.columns.count)
            #expect(one.reading.quarantined == one.quarantined.count)
            let other = try ReadFile(bytes, layout, block: 1 + random(5_000))
            #expect(other.reading == one.reading)
            #expect(other.quarantined == one.quarantined)
            #expect(other.events == one.events)
        }
    }
}
