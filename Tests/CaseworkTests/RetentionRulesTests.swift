import Access
import CallRecords
import Testing

@testable import Casework

struct RetentionRulesTests {
    private static func at(_ text: String) throws -> Instant { try Instant(parsing: text) }

    @Test(
        "Months are counted by the calendar, to a month's last day where it is shorter",
        arguments: [
            ("2026-03-28T13:07:00Z", 1, "2026-04-28T13:07:00Z"),
            ("2026-01-31T00:00:00Z", 1, "2026-02-28T00:00:00Z"),
            ("2024-01-31T00:00:00Z", 1, "2024-02-29T00:00:00Z"),
            ("2026-12-31T23:59:59Z", 2, "2027-02-28T23:59:59Z"),
            ("2026-03-31T01:00:00Z", -1, "2026-02-28T01:00:00Z"),
            ("2026-01-15T00:00:00Z", -1, "2025-12-15T00:00:00Z"),
            ("2026-05-05T00:00:00Z", 72, "2032-05-05T00:00:00Z"),
            ("2026-05-05T00:00:00Z", 0, "2026-05-05T00:00:00Z"),
        ])
    func months(from: String, months: Int, to: String) throws {
        #expect(RetentionRules.adding(months: months, to: try Self.at(from)) == (try Self.at(to)))
    }

    @Test("The first review is when the class with the shortest time has reached it")
    func firstReview() throws {
        let made = try Self.at("2026-03-28T13:07:00Z")
        #expect(RetentionRules().firstReview(madeAt: made) == (try Self.at("2028-03-28T13:07:00Z")))
        let other = RetentionRules(overrides: [.notes: 6, .log: 1])
        #expect(other.firstReview(madeAt: made) == (try Self.at("2026-09-28T13:07:00Z")))
        #expect(other.months(.notes) == 6)
        #expect(other.months(.people) == DataClass.people.rule.months)
    }

    @Test("Every class has one rule")
    func classes() {
        #expect(DataClass.rules.map(\.dataClass) == DataClass.allCases)
        for rule in DataClass.rules { #expect((1...RetentionRules.longest).contains(rule.months)) }
    }

    // MARK: Deletion

    /// Every pair, so that a new state or event cannot be added without deciding what it allows.
    @Test("Only the table allows a step", arguments: DeletionState.allCases, DeletionState.Event.allCases)
    func steps(state: DeletionState, event: DeletionState.Event) throws {
        if let rule = DeletionState.rules.first(where: { $0.from == state && $0.event == event }) {
            #expect(try DeletionState.next(after: state, on: event) == rule)
            // Whatever decides takes a second person.
            #expect(rule.takesAnother == (state == .asked))
        } else {
            #expect(throws: RetentionRefusal.stepNotAllowed(from: state)) {
                try DeletionState.next(after: state, on: event)
            }
        }
    }

    @Test(
        "A tombstone reads back as it was written",
        arguments: [
            Tombstone(.operation, counts: []),
            Tombstone(.people, counts: [.init("people", 1), .init("notes", 12)]),
            Tombstone(
                .records, counts: [.init("events", 300)],
                files: [.init(sha256: String(repeating: "a", count: 64), byteCount: 1_204)]),
        ])
    func tombstone(value: Tombstone) { #expect(Tombstone(parsing: value.description) == value) }

    @Test(
        "Anything else is no tombstone",
        arguments: [
            "", "x", "records events", "records events=x", "records events=0", "records file=ab:1",
            "records  events=1",
        ])
    func noTombstone(text: String) { #expect(Tombstone(parsing: text) == nil) }

    @Test("A tombstone says what it counts in words")
    func words() {
        let value = Tombstone(
            .operation,
            counts: [.init("people", 1), .init("check-backs", 5), .init("events", 1), .init("notes", 0)])
        #expect(Words.sentence(value) == "1 person, 5 check backs, 1 event")
        #expect(Words.sentence(Tombstone(.people, counts: [])) == "Nothing")
        #expect(Words.period(months: 72) == "6 years")
        #expect(Words.period(months: 12) == "1 year")
        #expect(Words.period(months: 30) == "30 months")
    }
}
