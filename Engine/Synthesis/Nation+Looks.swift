import CallRecords

extension Nation {
    /// Something an officer did, for the log.
    public struct Look: Hashable, Sendable {
        public enum Thing: Hashable, Sendable {
            case list, search
            case operation(Int)
            case line(Int)
            case number(Int)
            /// By the number that was closed.
            case closure(Int)
            case person(Int)
        }

        public let at: Instant
        public let officer: Int
        public let thing: Thing
        /// Nil for lists and searches over all that the officer may see.
        public let operation: Int?
        /// Changed it, and did not only look.
        public let isChange: Bool
        public let isRefused: Bool
        public let why: String
    }

    /// Years that the log goes back. Assumption.
    private static let logYears: Int64 = 3
    private static let whys = [
        "Check-back due", "Closure being prepared", "Linked to an arrest", "Asked by the officer in the case",
        "Review of the operation", "Safeguarding visit", "Weekly tasking", "New report received",
    ]

    /// What was done at one place of the log, counted from 0; later places are later in time.
    public func look(_ place: Int) -> Look {
        var random = SeededGenerator(seed: settings.seed &* 43 &+ UInt64(place))
        let officer = random.below(officers.count)
        let force = officers[officer].force ?? random.below(forces.count)
        let operation = random.pick(operationsOfForce[force])
        let thing = thing(in: operation, &random)
        let isWide = thing == .list || thing == .search
        let isChange = !isWide && random.happens(0.05)
        return Look(
            at: moment(place), officer: officer, thing: thing, operation: isWide ? nil : operation,
            isChange: isChange, isRefused: !isChange && random.happens(0.004),
            why: isWide || isChange ? "" : random.pick(Self.whys))
    }

    private func thing(in operation: Int, _ random: inout SeededGenerator) -> Look.Thing {
        let (lines, people) = (linesOfOperation[operation], peopleOfOperation[operation])
        switch random.below(100) {
        case 0..<25: return .list
        case 25..<40: return .search
        case 40..<48: return .operation(operation)
        case 48..<60 where !people.isEmpty: return .person(random.pick(people))
        case 60..<80 where !lines.isEmpty: return .line(random.pick(lines))
        case 80..<92 where !lines.isEmpty:
            let numbers = self.lines[random.pick(lines)].numbers
            return .number(numbers.lowerBound + random.below(numbers.count))
        case 92..<100 where !lines.isEmpty:
            let numbers = self.lines[random.pick(lines)].numbers
            let number = numbers.lowerBound + random.below(numbers.count)
            return self.numbers[number].closing == nil ? .number(number) : .closure(number)
        default: return .operation(operation)
        }
    }

    /// Evenly through the years, but nearly all of it in working hours of weekdays.
    private func moment(_ place: Int) -> Instant {
        let weeks = Double(Self.logYears * 52)
        let week = weeks * Double(place) / Double(max(1, settings.size.looks))
        let whole = week.rounded(.down)
        // Weeks are counted from a Monday, days from midnight UTC: near enough for working hours.
        let share = week - whole
        let day = share < 0.98 ? share / 0.98 * 5 : 5 + (share - 0.98) / 0.02 * 2
        let clock = day - day.rounded(.down)
        let hour =
            switch clock {
            case ..<0.01: clock / 0.01 * 7
            case ..<0.98: 7 + (clock - 0.01) / 0.97 * 12
            default: 19 + (clock - 0.98) / 0.02 * 5
            }
        let days = whole * 7 + day.rounded(.down)
        return lastMonday.adding(seconds: Int64((days - weeks * 7) * 86_400 + hour * 3_600))
    }

    /// Midnight of the last Monday that all of the log comes before.
    private var lastMonday: Instant {
        let days = settings.now.microseconds / 86_400_000_000
        // The first of January 1970 was a Thursday.
        return Instant(seconds: (days - (days + 3) % 7) * 86_400)
    }
}
