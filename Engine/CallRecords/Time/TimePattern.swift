/// Why a text is not a time.
public enum TimeRefusal: Error, Hashable, Sendable {
    /// The text does not have the form expected.
    case form
    /// A month, day, hour, minute or second that does not exist.
    case noSuchTime
    /// No zone is written, and none is known.
    case noZone
    /// The wall clock showed this time twice: the repeated hour in October.
    case twice
    /// The wall clock skipped this time: the missing hour in March.
    case never
    /// Outside the years in which records of this layout can lie.
    case implausible

    init(_ refusal: WallClockRefusal) {
        switch refusal {
        case .twice: self = .twice
        case .never: self = .never
        case .beforeTheRule: self = .implausible
        case .noZone: self = .noZone
        }
    }
}

/// How the time in one column is written.
public enum TimePattern: Hashable, Sendable {
    /// ISO 8601 / RFC 3339: `2026-03-28T13:07:00+01:00`, with or without seconds, fraction and zone.
    case iso8601
    /// Whole seconds since the layout's origin.
    case seconds
    /// Letters stand for digits: `dd/MM/yyyy HH:mm:ss`. Everything else stands for itself.
    case fields([Element])

    public enum Element: Hashable, Sendable {
        case year, month, day, hour, minute, second
        case literal(UInt8)

        var digits: Int { self == .year ? 4 : 2 }
    }

    /// Nil for a pattern with a letter that stands for nothing, or none at all.
    public init?(parsing text: String) {
        switch text {
        case "iso8601": self = .iso8601
        case "seconds": self = .seconds
        default:
            var elements: [Element] = []
            var rest = Substring(text)
            let tokens: [(String, Element)] = [
                ("yyyy", .year), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute),
                ("ss", .second),
            ]
            while let next = rest.utf8.first {
                if let (token, element) = tokens.first(where: { rest.hasPrefix($0.0) }) {
                    elements.append(element)
                    rest = rest.dropFirst(token.count)
                } else if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(next & 0xDF)
                    && next != UInt8(ascii: "T")
                {
                    return nil
                } else {
                    guard next < 0x80 else { return nil }
                    elements.append(.literal(next))
                    rest = rest.dropFirst()
                }
            }
            guard elements.contains(where: { if case .literal = $0 { false } else { true } }) else {
                return nil
            }
            self = .fields(elements)
        }
    }
}

/// The parts of a time as they are read, from one column or several.
struct TimeParts {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    /// Minutes east of UTC, where the text states its zone.
    var offset: Int?

    func instant(zone: TimeZoneRule) throws(TimeRefusal) -> Int64 {
        guard hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day)
        else { throw .noSuchTime }
        let seconds = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let wall = seconds * 1_000_000 + Int64(microsecond)
        if let offset { return wall - Int64(offset) * 60_000_000 }
        do { return try zone.instant(wallClockMicroseconds: wall) } catch { throw TimeRefusal(error) }
    }
}

extension Instant {
    /// Reads ISO 8601 with its zone: `2026-03-28T13:07:00Z`, `2026-03-28T13:07+01:00`.
    ///
    /// - Throws: ``TimeRefusal``; ``TimeRefusal/noZone`` where none is written.
    public init(parsing text: some StringProtocol) throws(TimeRefusal) {
        let bytes = Array(text.utf8)
        var parts = TimeParts()
        // An array of bytes has no padding to read.
        try unsafe parts.readISO8601(bytes.span.bytes, 0, bytes.count)
        microseconds = try parts.instant(zone: .stated)
    }

    /// Reads a time written by a wall clock, in one of the forms given.
    ///
    /// - Throws: ``TimeRefusal``: that of the last form tried.
    public init(
        written text: some StringProtocol, as patterns: [TimePattern], zone: TimeZoneRule
    ) throws(TimeRefusal) {
        let bytes = Array(text.utf8)
        var refusal = TimeRefusal.form
        for case .fields(let elements) in patterns {
            var parts = TimeParts()
            do throws(TimeRefusal) {
                // An array of bytes has no padding to read.
                try unsafe parts.read(elements, bytes.span.bytes, 0, bytes.count)
            } catch { continue }
            do throws(TimeRefusal) {
                microseconds = try parts.instant(zone: zone)
                return
            } catch { refusal = error }
        }
        throw refusal
    }
}
