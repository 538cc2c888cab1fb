import CallRecords
import Casework
import LineMatching
import Telephony
import Testing

struct FormatTests {
    @Test(
        "Hours are said so that a person can act on them",
        arguments: [
            (0.0, "0 minutes"), (1.0 / 60, "1 minute"), (0.633, "38 minutes"), (1.0, "1.0 hours"),
            (5.18, "5.2 hours"),
            (47.9, "47.9 hours"), (48.0, "2.0 days (48 hours)"), (2_400.4, "100.0 days (2,400 hours)"),
            (-1.5, "-1.5 hours"),
        ])
    func hours(hours: Double, text: String) { #expect(Format.hours(hours) == text) }

    @Test(
        "Numbers have their thousands apart and their places rounded",
        arguments: [
            (0.0, 2, "0.00"), (1.005, 1, "1.0"), (9.996, 2, "10.00"), (-0.04, 1, "0.0"), (-2.55, 1, "-2.6"),
        ])
    func decimals(value: Double, places: Int, text: String) { #expect(Format.decimal(value, places) == text) }

    @Test("Counts agree with their nouns")
    func counts() {
        #expect(Format.count(1, "row") == "1 row")
        #expect(Format.count(0, "row") == "0 rows")
        #expect(Format.count(1_234_567, "row") == "1,234,567 rows")
    }

    @Test("Times are shown by London's clock, and the clock is named")
    func times() throws {
        #expect(Format.time(try Instant(parsing: "2026-03-28T13:07:00Z")) == "28 March 2026, 13:07:00 GMT")
        #expect(Format.time(try Instant(parsing: "2026-06-30T23:30:00Z")) == "1 July 2026, 00:30:00 BST")
        #expect(Format.shortTime(try Instant(parsing: "2026-06-30T23:30:00Z")) == "1 Jul 2026, 00:30:00 BST")
    }

    @Test(
        "A time typed without a zone is London's",
        arguments: [
            ("28/03/2026 13:07", "2026-03-28T13:07:00Z"), ("1/07/2026 13:07", nil),
            ("01/07/2026 13:07", "2026-07-01T12:07:00Z"), ("2026-07-01 13:07:30", "2026-07-01T12:07:30Z"),
            ("2026-07-01T13:07:00+02:00", "2026-07-01T11:07:00Z"),
            (" 2026-07-01T13:07 ", "2026-07-01T12:07:00Z"),
            ("29/03/2026 01:30", nil), ("25/10/2026 01:30", nil), ("31/02/2026 10:00", nil),
            ("yesterday", nil), ("", nil),
        ] as [(String, String?)])
    func writtenTimes(text: String, canonical: String?) {
        #expect((try? WrittenTime.parse(text))?.description == canonical)
    }
}

struct TableTests {
    @Test("An exported table is RFC 4180, and no cell of it is a formula")
    func csv() throws {
        let table = Table(
            "t", [.text("A", "a"), .number("B", "b")],
            [
                [.init("x, \"y\"\nz"), .number(1_234)],
                [.init("=HYPERLINK(1)"), .init("-3.5")], [.init("+447700900123"), .init("@cmd")],
                [.init("-1+cmd|' /C calc'!A0"), .init("")],
            ])
        #expect(
            table.csv
                == "a,b\r\n\"x, \"\"y\"\"\nz\",1234\r\n'=HYPERLINK(1),-3.5\r\n+447700900123,'@cmd\r\n'-1+cmd|' /C calc'!A0,\r\n"
        )
    }

    @Test("A printed table lines its columns up, numbers to the right")
    func plain() {
        let table = Table(
            "t", [.text("Name", "n"), .number("N", "c")],
            [[.init("a"), .number(1)], [.init("bb"), .number(1_000)]])
        #expect(table.plainText == "Name      N\n────  ─────\na         1\nbb    1,000\n")
        #expect(Table("Lines", [], []).plainText == "Lines: none\n")
    }
}

struct SentenceTests {
    @Test("Every refusal of a file says what is wrong and what to do, and ends its sentence")
    func files() {
        let refusals: [FileRefusal] = [
            .empty, .notText(.zip), .notText(.utf16), .notText(.pdf), .carriageReturnsOnly,
            .columnNamedTwice("from"),
            .noHeader(layout: "ringfence", missing: ["to"], seen: "a,b"),
            .noLayoutFits(tried: ["a"], seen: "x\ny", nearest: nil),
            .noLayoutFits(
                tried: ["a"], seen: "x",
                nearest: NearLayout(
                    name: "a", line: 2, column: "time", reason: .time(.noZone, text: "2026-02-01\n00:43"))),
            .severalLayoutsFit(["a", "b"]),
        ]
        for refusal in refusals {
            let sentence = Words.sentence(refusal)
            #expect(sentence.hasSuffix("."))
            #expect(!sentence.contains("\n"))
        }
    }

    @Test(
        "What can be no line's number is called what it is",
        arguments: [
            ("withheld", "withheld is a withheld number,"), ("voicemail", "voicemail is voicemail,"),
            ("60060", "60060 is a short code,"), ("Bank", "Bank is a sender name,"),
            ("999", "999 is a service,"),
        ])
    func noLineNumber(text: String, words: String) throws {
        let kind = try Party(parsing: text).kind
        #expect(Words.notALineNumber(text, kind: kind) == "\(words) which cannot be a line's number.")
    }

    @Test("One is one, and has its own verb")
    func one() {
        #expect(Words.weighed(1) == "1 number was weighed")
        #expect(Words.weighed(1_204) == "1,204 numbers were weighed")
        #expect(Words.sentence(PartyParseError.digitCount(found: 1)) == "it has 1 digit")
    }

    @Test("What others wrote stays on one line and commands no terminal")
    func oneLine() {
        #expect("A\u{1B}[2J\r\nB\t\u{202E}C".onOneLine == "A\u{FFFD}[2J B \u{FFFD}C")
    }

    @Test("A control character is named, not printed")
    func invisible() throws {
        #expect(
            Words.sentence(PartyParseError.unexpected("\u{7}", offset: 4))
                == "the character U+0007 has no place in it (character 5)")
        #expect(
            Words.sentence(PartyParseError.unexpected("O", offset: 4))
                == "“O” has no place in it (character 5)")
    }

    @Test(
        "A likelihood ratio is said in two figures, on the side it speaks for, and never as a probability",
        arguments: [
            (
                0.0,
                "about as likely whether this number serves the line now or not"
            ),
            (
                1.0,
                "about 10 times likelier if this number serves the line now than if it does not: moderate support for it"
            ),
            (
                3.5,
                "about 3,200 times likelier if this number serves the line now than if it does not: strong support for it"
            ),
            (
                -0.7,
                "about 5.0 times likelier if this number does not serve the line than if it does: weak support against it"
            ),
        ])
    func likelihoodRatio(ratio: Double, words: String) {
        #expect(Words.sentence(log10Ratio: ratio) == "What is held is \(words).")
    }

    @Test("An answer of the scorer of another day keeps its score and claims no likelihood ratio")
    func otherScorer() {
        let scale = AnswerScale(
            ScorerSettings(scorer: "community-overlap", version: 1, parameters: ["half_life_days": 30]),
            weighed: 100)
        #expect(scale.log10Ratio(3) == nil)
        #expect(scale.support(3) == "")
    }
}
