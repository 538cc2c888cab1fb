import Access
import CallRecords
import Telephony

/// A line as it stands in a list. Rebuilt from its history whenever that grows.
package struct LineRow: Sendable, Hashable {
    package let line: Line
    package let operationID: Int64
    package let numberNow: Party?
    package let closures: Int
    package let lastClosureID: Int64?
    package let lastClosedAt: Instant?
    /// When the number that replaced the last one closed was accepted.
    package let refoundAt: Instant?
    /// The gang's business, as recorded: `active`, `dormant` or `ended`.
    package let business: String
    package let aliases: [String]

    package init(
        line: Line, operationID: Int64, numberNow: Party?, closures: Int, lastClosureID: Int64?,
        lastClosedAt: Instant?, refoundAt: Instant?, business: String, aliases: [String]
    ) {
        (self.line, self.operationID, self.numberNow) = (line, operationID, numberNow)
        (self.closures, self.lastClosureID, self.lastClosedAt) = (closures, lastClosureID, lastClosedAt)
        (self.refoundAt, self.business, self.aliases) = (refoundAt, business, aliases)
    }

    package var hoursToRefinding: Double? {
        guard let lastClosedAt, let refoundAt else { return nil }
        return refoundAt.hours(since: lastClosedAt)
    }
}

/// A time during which a number served a line, as it stands in the list of numbers.
package struct NumberRow: Sendable, Hashable {
    /// The party's row: what a number's page is called by.
    package let partyID: Int64
    package let party: Party
    package let line: Line
    package let operationID: Int64
    package let from: Instant
    package let until: Instant?

    package init(partyID: Int64, party: Party, line: Line, operationID: Int64, from: Instant, until: Instant?)
    {
        (self.partyID, self.party, self.line) = (partyID, party, line)
        (self.operationID, self.from, self.until) = (operationID, from, until)
    }
}

/// Is a closed number still dead? Asked one, three, seven, fourteen and twenty-eight days after (facts 3.4).
package struct CheckBack: Sendable, Hashable {
    package enum Result: String, CaseIterable, Sendable, Hashable {
        case dead, alive, unclear

        package var title: String {
            switch self {
            case .dead: "Still out of use"
            case .alive: "In use again"
            case .unclear: "Could not be told"
            }
        }
    }

    package static let days = [1, 3, 7, 14, 28]

    package let id: Int64
    package let closureID: Int64
    package let operationID: Int64
    package let party: Party
    package let line: Line
    package let day: Int
    package let dueAt: Instant
    package let result: Result?
    package let how: String
    package let doneBy: String
    package let doneAt: Instant?

    package init(
        id: Int64, closureID: Int64, operationID: Int64, party: Party, line: Line, day: Int, dueAt: Instant,
        result: Result?, how: String, doneBy: String, doneAt: Instant?
    ) {
        (self.id, self.closureID, self.operationID, self.party) = (id, closureID, operationID, party)
        (self.line, self.day, self.dueAt, self.result) = (line, day, dueAt, result)
        (self.how, self.doneBy, self.doneAt) = (how, doneBy, doneAt)
    }

    /// When it is due: nine in the morning by London's clock, so many days after the day of the closure.
    static func due(day: Int, after closedAt: Instant) -> Instant {
        let date = CivilDate(daysSince1970: Format.londonDay(of: closedAt).daysSince1970 + day)
        let nine = Instant(seconds: Int64(date.daysSince1970) * 86_400 + 9 * 3_600)
        return nine.adding(seconds: -TimeZoneRule.londonOffset(at: nine) / 1_000_000)
    }
}

/// What is asked of the list of lines.
package struct LineQuery: Sendable, Hashable {
    package enum State: String, CaseIterable, Sendable, Hashable {
        case all, waiting, refound
    }

    package var state = State.all
    /// Counted from 1.
    package var page = 1

    package init(state: State = .all, page: Int = 1) { (self.state, self.page) = (state, page) }
}
