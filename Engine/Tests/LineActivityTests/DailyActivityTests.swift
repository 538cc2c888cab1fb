import CallRecords
import LineActivity
import Telephony
import Testing

struct DailyActivityTests {
    @Test("A line's day is London's, its numbers count while they serve it, and quiet days are shown")
    func days() throws {
        let (line, other, customer) = (
            try Party(parsing: "07700900001"), try Party(parsing: "07700900002"),
            try Party(parsing: "07700900003")
        )
        var events = EventColumns()
        func touch(_ from: Party, _ to: Party, _ time: String) throws {
            events.append(
                Event(time: try Instant(parsing: time), kind: .call, from: .init(from), to: .init(to)))
        }
        try touch(customer, line, "2026-06-30T23:30:00Z")  // 1 July in London
        try touch(line, customer, "2026-07-01T10:00:00Z")
        try touch(customer, other, "2026-07-01T11:00:00Z")  // not yet the line's
        try touch(customer, other, "2026-07-03T11:00:00Z")
        try touch(customer, line, "2026-07-03T11:00:00Z")  // no longer the line's
        let switched = try Instant(parsing: "2026-07-02T00:00:00Z")
        let days = DailyActivity.days(
            of: [
                ServingTime(party: line, from: try Instant(parsing: "2026-01-01T00:00:00Z"), until: switched),
                ServingTime(party: other, from: switched, until: nil),
            ], in: events)
        #expect(days.map(\.day.description) == ["2026-07-01", "2026-07-02", "2026-07-03"])
        #expect(days.map(\.incoming) == [1, 0, 1])
        #expect(days.map(\.outgoing) == [1, 0, 0])
        #expect(days.map(\.contacts) == [1, 0, 1])
    }

    @Test("Without records there is no activity")
    func nothing() { #expect(DailyActivity.days(of: [], in: EventColumns()).isEmpty) }
}
