/// How a time written without a zone is to be read.
public enum TimeZoneRule: Hashable, Sendable {
    /// Every time carries its own zone, and one that does not is refused.
    case stated
    /// Minutes east of UTC, the year round.
    case fixed(minutes: Int)
    /// The United Kingdom's legal time: GMT, and an hour ahead from 01:00 UTC on the last Sunday of March to 01:00
    /// UTC on the last Sunday of October (Summer Time Order 2002, SI 2002/262; the same days since 1996).
    case london
}

/// Why a wall-clock time is not one moment.
enum WallClockRefusal: Error, Hashable, Sendable {
    /// The hour that the clocks repeat in October.
    case twice
    /// The hour that the clocks skip in March.
    case never
    /// Before 1996, when the rule held here began.
    case beforeTheRule
    /// The layout says that every time states its zone, and this one does not.
    case noZone
}

extension TimeZoneRule {
    /// The moment a wall clock showed `seconds` after 1970-01-01T00:00:00 of its own zone.
    func instant(wallClockMicroseconds wall: Int64) throws(WallClockRefusal) -> Int64 {
        switch self {
        case .stated: throw .noZone
        case .fixed(let minutes): return wall - Int64(minutes) * 60_000_000
        case .london:
            let year = CivilDate(daysSince1970: Int(wall.dividedDown(by: 86_400_000_000))).year
            guard year >= 1996 else { throw .beforeTheRule }
            let summer = Self.summerTime(year: year)
            let hour: Int64 = 3_600_000_000
            if wall < summer.lowerBound { return wall }
            if wall < summer.lowerBound + hour { throw .never }
            if wall < summer.upperBound { return wall - hour }
            if wall < summer.upperBound + hour { throw .twice }
            return wall
        }
    }

    /// Microseconds to add to UTC for the wall clock in London.
    public static func londonOffset(at instant: Instant) -> Int64 {
        let day = instant.microseconds.dividedDown(by: 86_400_000_000)
        let year = CivilDate(daysSince1970: Int(day)).year
        return summerTime(year: year).contains(instant.microseconds) ? 3_600_000_000 : 0
    }

    /// From 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
    static func summerTime(year: Int) -> Range<Int64> {
        func lastSunday(of month: Int) -> Int64 {
            guard let last = CivilDate(year: year, month: month, day: 31) else { return 0 }
            return Int64(last.daysSince1970 - last.weekday) * 86_400_000_000 + 3_600_000_000
        }
        return lastSunday(of: 3)..<lastSunday(of: 10)
    }
}

extension TimeZoneRule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .stated: return "stated"
        case .london: return "Europe/London"
        case .fixed(0): return "UTC"
        case .fixed(let minutes):
            return (minutes < 0 ? "-" : "+") + "\(two(abs(minutes) / 60)):\(two(abs(minutes) % 60))"
        }
    }

    /// Reads `stated`, `UTC`, `Europe/London` or an offset such as `+05:30`; nil for anything else.
    public init?(parsing text: String) {
        switch text {
        case "stated": self = .stated
        case "UTC", "Z": self = .fixed(minutes: 0)
        case "Europe/London": self = .london
        default:
            let digits = text.utf8.dropFirst().filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 48 }
            guard text.hasPrefix("+") || text.hasPrefix("-"), digits.count == 4,
                digits.allSatisfy({ (0...9).contains($0) })
            else { return nil }
            let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
            guard minutes <= 14 * 60, digits[2] < 6 else { return nil }
            self = .fixed(minutes: text.hasPrefix("-") ? -minutes : minutes)
        }
    }
}
