import CallRecords
import Telephony

/// An authorisation to obtain communications data (Investigatory Powers Act 2016 Part 3; facts 4.1 to 4.8).
package struct Authorisation: Sendable, Hashable {
    package enum DataKind: String, CaseIterable, Sendable, Hashable {
        /// Who or what: subscriber, device.
        case entity
        /// When, how long, how often, where: for serious crime only (facts 4.3).
        case events
    }

    package let id: Int64
    package let operationID: Int64
    package let reference: String
    package let dataKind: DataKind
    /// Parties and identifiers asked for, as stored; empty where none is named.
    package let identifiers: [String]
    /// The time whose data was asked for.
    package let periodFrom: Instant?
    package let periodUntil: Instant?
    package let grantedAt: Instant
    package let isUrgent: Bool
    package let isCancelled: Bool
    package let purpose: String

    package init(
        id: Int64, operationID: Int64, reference: String, dataKind: DataKind, identifiers: [String],
        periodFrom: Instant?, periodUntil: Instant?, grantedAt: Instant, isUrgent: Bool, isCancelled: Bool,
        purpose: String
    ) {
        (self.id, self.operationID, self.reference, self.dataKind) = (id, operationID, reference, dataKind)
        (self.identifiers, self.periodFrom, self.periodUntil) = (identifiers, periodFrom, periodUntil)
        (self.grantedAt, self.isUrgent, self.isCancelled, self.purpose) = (
            grantedAt, isUrgent, isCancelled, purpose
        )
    }

    /// When it lapses: one month after it was granted, three days where it was urgent (s.65; facts 4.2).
    package var lapsesAt: Instant {
        isUrgent ? grantedAt.adding(seconds: 3 * 86_400) : Self.monthLater(grantedAt)
    }

    /// The same clock time on the corresponding day of the next month, or on that month's last day, by London's clock.
    static func monthLater(_ instant: Instant) -> Instant {
        let local = instant.microseconds + TimeZoneRule.londonOffset(at: instant)
        let day = Format.londonDay(of: instant)
        let (year, month) = day.month == 12 ? (day.year + 1, 1) : (day.year, day.month + 1)
        var last = day.day
        while last > 28, CivilDate(year: year, month: month, day: last) == nil { last -= 1 }
        guard let next = CivilDate(year: year, month: month, day: last) else { return instant }
        let moved = local + Int64(next.daysSince1970 - day.daysSince1970) * 86_400_000_000
        let guess = Instant(microseconds: moved - TimeZoneRule.londonOffset(at: instant))
        return Instant(microseconds: moved - TimeZoneRule.londonOffset(at: guess))
    }

    /// The parties among the identifiers asked for.
    package var parties: Set<Party> {
        Set(
            identifiers.compactMap { text in
                if let party = try? Party(parsing: text) { return party }
                guard case .msisdn(let number) = try? Identifier(parsing: text) else { return nil }
                return .number(number)
            })
    }
}

/// What came back, beside what was asked (requirements R28; facts 4.6 and 4.7). Counts of events.
package struct ReturnCheck: Sendable, Hashable {
    /// That name none of the numbers asked for, at either end.
    package var otherNumbers = 0
    /// Outside the period asked for.
    package var outsidePeriod = 0

    package init(otherNumbers: Int = 0, outsidePeriod: Int = 0) {
        (self.otherNumbers, self.outsidePeriod) = (otherNumbers, outsidePeriod)
    }

    package var isAsAsked: Bool { otherNumbers == 0 && outsidePeriod == 0 }

    /// Counts the events of a batch.
    package mutating func count(_ columns: EventColumns, against authorisation: Authorisation) {
        let asked = authorisation.parties
        for row in 0..<columns.count {
            let ends = [columns.parties[columns.from[row]], columns.parties[columns.to[row]]]
            if !asked.isEmpty, asked.isDisjoint(with: ends) { otherNumbers += 1 }
            let time = Instant(microseconds: columns.times[row])
            let isEarly = authorisation.periodFrom.map { time < $0 } ?? false
            let isLate = authorisation.periodUntil.map { time > $0 } ?? false
            if isEarly || isLate { outsidePeriod += 1 }
        }
    }
}
