import Access
import CallRecords

/// A class of data: what is kept for the same time, and looked at again together.
package enum DataClass: String, CaseIterable, Sendable, Hashable {
    case operation, records, register, people, notes, authorisations, accounts, log

    package struct Rule: Sendable, Hashable {
        package let dataClass: DataClass
        package let title: String
        /// What of it counts from when on.
        package let counted: String
        /// Until it is looked at again, unless the casebook is set to another time.
        package let months: Int
    }

    /// Every class, in the order pages show them. No period here is law that anybody has confirmed: all are set by
    /// the force, and shown as “confirm with force solicitor” (design, rule 7; requirement R49).
    package static let rules: [Rule] = [
        Rule(dataClass: .operation, title: "Operations", counted: "since they were made", months: 72),
        Rule(
            dataClass: .records, title: "Files of records", counted: "since they were brought in", months: 24),
        Rule(
            dataClass: .register, title: "Lines, numbers and identifiers",
            counted: "since they were recorded",
            months: 72),
        Rule(dataClass: .people, title: "People", counted: "since they were recorded", months: 72),
        Rule(dataClass: .notes, title: "Notes", counted: "since they were written", months: 72),
        Rule(
            dataClass: .authorisations, title: "Authorisations", counted: "since they were granted",
            months: 36),
        Rule(dataClass: .accounts, title: "Accounts", counted: "since they were last used", months: 24),
        Rule(
            dataClass: .log, title: "The log", counted: "since an entry was made; never deleted here",
            months: 84),
    ]

    /// Those that lie in operations and can be deleted with them.
    package static let ofCases: [DataClass] = [
        .operation, .records, .register, .people, .notes, .authorisations,
    ]

    package var rule: Rule {
        Self.rules.first { $0.dataClass == self }
            ?? Rule(dataClass: self, title: rawValue, counted: "", months: RetentionRules.longest)
    }

    /// The class of what can be asked to be deleted by itself; nil for what cannot.
    package static func ofDeletable(_ kind: Subject.Kind) -> DataClass? {
        switch kind {
        case .operation: .operation
        case .file: .records
        case .person: .people
        default: nil
        }
    }
}

/// How long each class is kept before somebody looks at it again.
package struct RetentionRules: Sendable, Hashable {
    package static let longest = 1_200

    /// What an administrator set otherwise.
    package let overrides: [DataClass: Int]

    package init(overrides: [DataClass: Int] = [:]) { self.overrides = overrides }

    package func months(_ dataClass: DataClass) -> Int { overrides[dataClass] ?? dataClass.rule.months }

    /// When a new operation is first looked at: once the class of its data with the shortest time has reached it.
    package func firstReview(madeAt: Instant) -> Instant {
        Self.adding(months: DataClass.ofCases.map { months($0) }.min() ?? 0, to: madeAt)
    }

    /// What is as old as this, or older, has reached its class's time.
    package func cutoff(_ dataClass: DataClass, at now: Instant) -> Instant {
        Self.adding(months: -months(dataClass), to: now)
    }

    /// The same day and time of day so many months later, in UTC; the month's last day where it has no such day.
    static func adding(months: Int, to instant: Instant) -> Instant {
        let day = Int((Double(instant.microseconds) / 86_400_000_000).rounded(.down))
        let date = CivilDate(daysSince1970: day)
        let count = date.year * 12 + date.month - 1 + months
        let (year, month) = (count / 12, count % 12 + 1)
        let last = (0...3).lazy.compactMap { CivilDate(year: year, month: month, day: date.day - $0) }.first
        let moved = (last ?? date).daysSince1970 - day
        return instant.adding(seconds: Int64(moved) * 86_400)
    }
}
