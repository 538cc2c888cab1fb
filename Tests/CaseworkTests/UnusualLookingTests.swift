import Access
import CallRecords
import Testing

@testable import Casework

struct UnusualLookingTests {
    private static func hour(
        _ from: String, account: Int64 = 1, looks: Int = 1, outside: Int = 0, subjects: Int = 1,
        refusals: Int = 0,
        failed: Int = 0
    ) throws -> LookingHour {
        LookingHour(
            account: account, login: "user\(account)", from: try Instant(parsing: from), looks: looks,
            looksOutside: outside, subjects: subjects, refusals: refusals, failedSignIns: failed)
    }

    private static func signs(_ hours: [LookingHour], _ people: [PersonLooked] = []) -> [String] {
        UnusualLooking.signs(in: hours, people, by: UnusualRule()).map {
            "\($0.sign.rawValue) \($0.login) \($0.count)"
        }
    }

    /// 28 March 2026 is a Saturday; the clocks go forward on the 29th.
    @Test(
        "A working day's hours are usual, by London's clock",
        arguments: [
            ("2026-03-27T07:00:00Z", true), ("2026-03-27T06:00:00Z", false), ("2026-03-27T18:00:00Z", true),
            ("2026-03-27T19:00:00Z", false), ("2026-03-28T12:00:00Z", false), ("2026-03-30T06:00:00Z", true),
            ("2026-03-30T05:00:00Z", false), ("2026-03-30T17:00:00Z", true), ("2026-03-30T18:00:00Z", false),
            // Monday in London, Sunday by the clock in Greenwich.
            ("2026-06-07T23:00:00Z", false),
        ])
    func hours(from: String, isUsual: Bool) throws {
        #expect(UnusualRule().isUsual(try Instant(parsing: from)) == isUsual)
        #expect(Self.signs([try Self.hour(from)]) == (isUsual ? [] : ["out-of-hours user1 1"]))
    }

    @Test("A night is one sign a day, however many hours of it")
    func nights() throws {
        let found = UnusualLooking.signs(
            in: [
                try Self.hour("2026-03-24T20:00:00Z", looks: 2),
                try Self.hour("2026-03-24T22:00:00Z", looks: 3),
                try Self.hour("2026-03-25T01:00:00Z", looks: 4),
            ], [], by: UnusualRule())
        #expect(found.map(\.count) == [5, 4])
        #expect(found.first?.from == (try Instant(parsing: "2026-03-24T20:00:00Z")))
        #expect(found.first?.until == (try Instant(parsing: "2026-03-24T23:00:00Z")))
    }

    @Test("Thirty different in an hour are many; twenty-nine are not, and thirty over a day are not")
    func many() throws {
        #expect(Self.signs([try Self.hour("2026-03-24T10:00:00Z", subjects: 29)]) == [])
        #expect(
            Self.signs([try Self.hour("2026-03-24T10:00:00Z", subjects: 30)]) == ["many-subjects user1 30"])
        #expect(
            Self.signs([
                try Self.hour("2026-03-24T10:00:00Z", subjects: 20),
                try Self.hour("2026-03-24T11:00:00Z", subjects: 20),
            ]) == [])
    }

    @Test("Refusals and failed sign-ins count over a day, each person alone")
    func days() throws {
        let morning = try Self.hour("2026-03-24T10:00:00Z", refusals: 3, failed: 2)
        let noon = try Self.hour("2026-03-24T12:00:00Z", refusals: 2, failed: 2)
        let other = try Self.hour("2026-03-24T12:00:00Z", account: 2, refusals: 4, failed: 5)
        #expect(Self.signs([morning, noon, other]) == ["refusals user1 5", "failed-sign-ins user2 5"])
        #expect(Self.signs([try Self.hour("2026-03-24T10:00:00Z", outside: 2)]) == ["no-operation user1 2"])
    }

    @Test(
        "One's own name is one's own, in any order, case or writing",
        arguments: [
            ("Sam Example", ["Sam Example"], true), ("Sam Example", ["EXAMPLE, sam"], true),
            ("Sam Example", ["Sammy", "Sam Example"], true), ("Sam Example", ["Sam Examples"], false),
            ("Sam Example", ["Sam Peter Example"], false), ("Sam Example", ["Sam"], false),
            ("Sam", ["Sam"], false),
            ("Sam O’Neill-Example", ["sam o’neill example"], true),
        ])
    func ownName(holder: String, names: [String], isOwn: Bool) {
        let looked = PersonLooked(
            account: 1, login: "user1", accountName: holder, person: 2, personNames: names,
            last: Instant(seconds: 0),
            looks: 3)
        #expect(looked.isOwnName == isOwn)
        #expect(Self.signs([], [looked]) == (isOwn ? ["own-name user1 3"] : []))
    }
}
