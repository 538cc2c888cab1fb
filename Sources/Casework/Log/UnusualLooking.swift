import Access
import CallRecords

/// What is counted as unusual, and from how much on. A sign to ask, never a finding.
package struct UnusualRule: Sendable, Hashable {
    /// Hours of the day, by London's clock, in which looking is usual.
    package let usualHours: Range<Int>
    /// Different lines, numbers, identifiers and people in an hour.
    package let manySubjects: Int
    /// Refusals in a day.
    package let manyRefusals: Int
    /// Failed sign-ins in a day.
    package let manyFailedSignIns: Int
    /// The most days looked at in one go.
    package let mostDays: Int

    package init(
        usualHours: Range<Int> = 7..<19, manySubjects: Int = 30, manyRefusals: Int = 5,
        manyFailedSignIns: Int = 5,
        mostDays: Int = 31
    ) {
        (self.usualHours, self.manySubjects) = (usualHours, manySubjects)
        (self.manyRefusals, self.manyFailedSignIns) = (manyRefusals, manyFailedSignIns)
        self.mostDays = mostDays
    }
}

/// Something that an auditor may want to ask about.
package struct UnusualLooking: Sendable, Hashable {
    package enum Sign: String, CaseIterable, Sendable, Hashable {
        case ownName = "own-name"
        case outOfHours = "out-of-hours"
        case noOperation = "no-operation"
        case manySubjects = "many-subjects"
        case refusals
        case failedSignIns = "failed-sign-ins"
    }

    package let sign: Sign
    package let account: Int64
    package let login: String
    /// The first and the last hour, or moment, that it is about.
    package let from: Instant
    package let until: Instant
    package let count: Int

    /// The signs in what was counted: by kind, then the greatest first.
    package static func signs(
        in hours: [LookingHour], _ people: [PersonLooked], by rule: UnusualRule
    ) -> [UnusualLooking] {
        var found = people.filter(\.isOwnName).map {
            UnusualLooking(
                sign: .ownName, account: $0.account, login: $0.login, from: $0.last,
                until: $0.last.adding(seconds: 1),
                count: $0.looks)
        }
        found += hours.filter { $0.subjects >= rule.manySubjects }.map {
            $0.looking(.manySubjects, count: $0.subjects)
        }
        found += days(hours.filter { !rule.isUsual($0.from) }, .outOfHours, atLeast: 1, \.looks)
        found += days(hours, .noOperation, atLeast: 1, \.looksOutside)
        found += days(hours, .refusals, atLeast: rule.manyRefusals, \.refusals)
        found += days(hours, .failedSignIns, atLeast: rule.manyFailedSignIns, \.failedSignIns)
        return found.sorted { left, right in
            let order = Sign.allCases
            guard left.sign == right.sign else {
                return (order.firstIndex(of: left.sign) ?? 0) < (order.firstIndex(of: right.sign) ?? 0)
            }
            return (right.count, left.login, left.from) < (left.count, right.login, right.from)
        }
    }

    /// What an account did in a day, by London's calendar, where it is enough to be a sign.
    private static func days(
        _ hours: [LookingHour], _ sign: Sign, atLeast least: Int, _ count: (LookingHour) -> Int
    ) -> [UnusualLooking] {
        struct Day: Hashable {
            let account: Int64
            let login: String
            let date: CivilDate
        }
        let days = Dictionary(grouping: hours.filter { count($0) > 0 }) {
            Day(account: $0.account, login: $0.login, date: Format.londonDay(of: $0.from))
        }
        return days.compactMap { day, hours in
            let sum = hours.reduce(0) { $0 + count($1) }
            guard sum >= least, let first = hours.map(\.from).min(), let last = hours.map(\.from).max() else {
                return nil
            }
            return UnusualLooking(
                sign: sign, account: day.account, login: day.login, from: first,
                until: last.adding(seconds: 3_600),
                count: sum)
        }
    }
}

extension UnusualRule {
    /// How long after its end an hour is taken for over: clocks of several servers differ, and long work is logged late.
    package static let slack: Int64 = 900

    /// Whether an hour shows a sign, or adds to one.
    package func isTelling(_ hour: LookingHour) -> Bool {
        hour.subjects >= manySubjects || hour.looksOutside > 0 || hour.refusals > 0 || hour.failedSignIns > 0
            || (hour.looks > 0 && !isUsual(hour.from))
    }

    /// Whether an hour is one of a working day's.
    package func isUsual(_ hour: Instant) -> Bool {
        let local = hour.microseconds + TimeZoneRule.londonOffset(at: hour)
        let weekday = Format.londonDay(of: hour).weekday
        return (1...5).contains(weekday) && usualHours.contains(Int(local / 3_600_000_000 % 24))
    }
}

extension LookingHour {
    fileprivate func looking(_ sign: UnusualLooking.Sign, count: Int) -> UnusualLooking {
        UnusualLooking(
            sign: sign, account: account, login: login, from: from, until: from.adding(seconds: 3_600),
            count: count)
    }
}

extension PersonLooked {
    /// Whether the person is called as the one who looked: the same words, in any order.
    var isOwnName: Bool {
        guard let own = Self.key(of: accountName) else { return false }
        return personNames.contains { Self.key(of: $0) == own }
    }

    /// What names of the same words have in common, without marks over letters; nil for a single word, which many share.
    package static func key(of name: String) -> String? {
        let words = Set(SearchTerms.words(of: name))
        return words.count > 1 ? words.sorted().joined(separator: " ") : nil
    }
}
