import CallRecords
import Telephony

/// How values are shown to people. Exports use the values' own descriptions instead.
package enum Format {
    /// A number in the form people in the United Kingdom read; anything else as it is.
    package static func party(_ party: Party) -> String {
        if case .number(let number) = party { number.spaced } else { party.description }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    /// `28 March 2026, 13:07:00 GMT`, by London's clock.
    package static func time(_ instant: Instant) -> String {
        "\(day(of: instant)), \(clock(instant))"
    }

    private static func clock(_ instant: Instant) -> String {
        let offset = TimeZoneRule.londonOffset(at: instant)
        let text = Instant(microseconds: instant.microseconds + offset).description
        return "\(text.dropFirst(11).prefix(8)) \(offset == 0 ? "GMT" : "BST")"
    }

    /// `28 Mar 2026, 13:07:00 GMT`, by London's clock: for tables.
    package static func shortTime(_ instant: Instant) -> String {
        let date = londonDay(of: instant)
        return "\(date.day) \(months[date.month - 1].prefix(3)) \(date.year), \(clock(instant))"
    }

    /// `28 March 2026`, by London's calendar.
    package static func day(of instant: Instant) -> String {
        day(londonDay(of: instant))
    }

    package static func day(_ date: CivilDate) -> String {
        "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    package static func londonDay(of instant: Instant) -> CivilDate {
        let local = instant.microseconds + TimeZoneRule.londonOffset(at: instant)
        return CivilDate(daysSince1970: Int((Double(local) / 86_400_000_000).rounded(.down)))
    }

    /// `38 minutes`, `5.2 hours`, `3.1 days (75 hours)`: exact enough to act on, short enough to read.
    package static func hours(_ hours: Double) -> String {
        if hours < 0 { return "\(decimal(hours, 1)) hours" }
        if hours < 1 { return count(Int((hours * 60).rounded()), "minute") }
        if hours < 48 { return "\(decimal(hours, 1)) hours" }
        return "\(decimal(hours / 24, 1)) days (\(number(Int(hours.rounded()))) hours)"
    }

    /// `1 contact`, `2 contacts`, `1,204 contacts`.
    package static func count(_ count: Int, _ noun: String) -> String {
        "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// Thousands apart by commas.
    package static func number(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "−" : "") + String(digits)
    }

    /// A number with so many decimal places.
    package static func decimal(_ value: Double, _ places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (value.magnitude * scale).rounded()
        // Beyond what whole numbers hold exactly, places after the point mean nothing.
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled / scale)
        let rest = Int(scaled) - whole * Int(scale)
        let digits = String(rest)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(whole) }
        return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }

    /// `1.2 MB`: decimal units, as file managers show them.
    package static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1_000: "\(count) bytes"
        case ..<1_000_000: "\(decimal(Double(count) / 1e3, 1)) kB"
        case ..<1_000_000_000: "\(decimal(Double(count) / 1e6, 1)) MB"
        default: "\(decimal(Double(count) / 1e9, 2)) GB"
        }
    }
}

/// Times as people write them into forms and commands.
package enum WrittenTime {
    package static let hint = "Like 28/03/2026 13:07 (UK time) or 2026-03-28T13:07:00Z"

    private static let patterns = [
        "dd/MM/yyyy HH:mm", "dd/MM/yyyy HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ss",
    ].compactMap { TimePattern(parsing: $0) }

    /// ISO 8601 with its zone, or a wall-clock time in London.
    package static func parse(_ text: String) throws(TimeRefusal) -> Instant {
        if let instant = try? Instant(parsing: text.trimmed) { return instant }
        return try Instant(written: text.trimmed, as: patterns, zone: .london)
    }
}
