import CallRecords
import Testing

struct TimeTests {
    @Test(
        "A time with its zone is one moment",
        arguments: [
            ("2026-03-28T13:07:00Z", "2026-03-28T13:07:00Z"), ("2026-03-28T13:07Z", "2026-03-28T13:07:00Z"),
            ("2026-07-01T13:07:00+01:00", "2026-07-01T12:07:00Z"),
            ("2026-07-01 13:07:00+0100", "2026-07-01T12:07:00Z"),
            ("2026-01-01T00:30:00+05:30", "2025-12-31T19:00:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
            ("2024-02-29T00:00:00.000001Z", "2024-02-29T00:00:00.000001Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("2026-03-28T13:07:00.123456000-01", "2026-03-28T14:07:00.123456Z"),
            ("2026-03-28T13:07:00.1234567Z", "2026-03-28T13:07:00.123456Z"),
            ("2026-03-28T13:07:00.999999999+01:00", "2026-03-28T12:07:00.999999Z"),
        ])
    func reads(text: String, canonical: String) throws {
        let instant = try Instant(parsing: text)
        #expect(instant.description == canonical)
        #expect(try Instant(parsing: instant.description) == instant)
    }

    @Test(
        "What is no time is refused with the reason",
        arguments: [
            ("2026-02-29T00:00:00Z", TimeRefusal.noSuchTime), ("2026-13-01T00:00:00Z", .noSuchTime),
            ("2026-01-01T24:00:00Z", .noSuchTime), ("2026-01-01T23:59:60Z", .noSuchTime),
            ("2026-01-01T00:00:00", .noZone),
            ("01/02/2026 10:00", .form), ("2026-01-01", .form), ("2026-01-01T10:00:00ZZ", .form),
            ("2026-01-01T10:00:00+15:00", .form), ("2026-01-01T10:00:00+05:", .form),
            ("2026-01-01T10:00:00+05:3", .form), ("2026-01-01T10:00:00.Z", .form), ("", .form),
            ("46023.5", .form), ("2026-01-01T10:00:00.1234567890Z", .form),
        ])
    func refuses(text: String, refusal: TimeRefusal) {
        #expect(throws: refusal) { try Instant(parsing: text) }
    }

    @Test("Every day of four centuries is the day after the one before it")
    func calendar() {
        var previous = CivilDate(daysSince1970: -1_000)
        for days in -999..<145_097 {
            let date = CivilDate(daysSince1970: days)
            #expect(date > previous)
            #expect(date.daysSince1970 == days)
            previous = date
        }
        #expect(CivilDate(year: 2026, month: 11, day: 21)?.weekday == 6)
    }

    @Test(
        "London's clock is an hour ahead between the last Sundays of March and October",
        arguments: [
            ("2026-03-29T00:59:59Z", Int64(0)), ("2026-03-29T01:00:00Z", 3_600),
            ("2026-10-25T00:59:59Z", 3_600),
            ("2026-10-25T01:00:00Z", 0), ("2026-07-01T12:00:00Z", 3_600), ("2026-01-01T12:00:00Z", 0),
        ])
    func london(text: String, offset: Int64) throws {
        #expect(TimeZoneRule.londonOffset(at: try Instant(parsing: text)) == offset * 1_000_000)
    }
}
