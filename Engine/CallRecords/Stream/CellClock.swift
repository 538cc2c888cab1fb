/// Reads the cell that holds a row's time.
///
/// Rows of one day come together, so the day is worked out once and then known by its bytes.
struct CellClock {
    private let pattern: TimePattern
    private let zone: TimeZoneRule
    private let origin: Int64
    private let plausible: ClosedRange<Int64>
    private let isISO: Bool
    /// `yyyy-MM-` and `ddT` of the day last read, and its first microsecond.
    private var month: UInt64 = 0
    private var day: UInt64 = 0
    private var midnight: Int64 = 0

    init(_ time: Layout.Time, pattern: TimePattern) {
        self.pattern = pattern
        zone = time.zone
        origin = time.origin.microseconds
        plausible = time.plausible.lowerBound.microseconds...time.plausible.upperBound.microseconds
        isISO = pattern == .iso8601
    }

    /// The time written at an offset, and where its cell ends; -1 where it is not read here.
    @inline(__always)
    mutating func read(_ bytes: RawSpan, _ at: Int, _ delimiter: UInt8) -> (Int64, Int) {
        if isISO, bytes.word(at) == month, bytes.word(at + 3) >> 40 == day,
            let second = DigitReading.clock(bytes.word(at + 11)), bytes.byte(at + 19) == UInt8(ascii: "Z")
        {
            return (midnight + second * 1_000_000, at + 20)
        }
        return readSlowly(bytes, at, delimiter)
    }

    @inline(never)
    private mutating func readSlowly(_ bytes: RawSpan, _ at: Int, _ delimiter: UInt8) -> (Int64, Int) {
        var end = at
        let limit = min(bytes.byteCount, at + 64)
        while end < limit, bytes.byte(end) != delimiter, bytes.byte(end) != 10, bytes.byte(end) != 13 {
            end += 1
        }
        guard end > at, end < limit else { return (0, -1) }
        var parts = TimeParts()
        do throws(TimeRefusal) {
            var time: Int64
            switch pattern {
            case .iso8601: try parts.readISO8601(bytes, at, end)
            case .fields(let elements): try parts.read(elements, bytes, at, end)
            case .seconds: return seconds(bytes, at, end)
            }
            time = try parts.instant(zone: zone)
            guard plausible.contains(time) else { return (0, -1) }
            if pattern == .iso8601 { remember(bytes, at, end, time) }
            return (time, end)
        } catch { return (0, -1) }
    }

    private func seconds(_ bytes: RawSpan, _ at: Int, _ end: Int) -> (Int64, Int) {
        guard let seconds = wholeNumber(bytes, at, end), seconds < 1 << 40 else { return (0, -1) }
        let time = origin + Int64(seconds) * 1_000_000
        return plausible.contains(time) ? (time, end) : (0, -1)
    }

    /// Keeps the day of a time that ends in `Z`, where all of that day is plausible.
    private mutating func remember(_ bytes: RawSpan, _ at: Int, _ end: Int, _ time: Int64) {
        // A shorter time may be followed by a cell with a `Z` in it.
        guard end == at + 20, bytes.byte(at + 10) == UInt8(ascii: "T"),
            bytes.byte(at + 19) == UInt8(ascii: "Z")
        else { return }
        let start = time.dividedDown(by: 86_400_000_000) * 86_400_000_000
        guard plausible.contains(start), plausible.contains(start + 86_399_999_999) else { return }
        (month, day, midnight) = (bytes.word(at), bytes.word(at + 3) >> 40, start)
    }
}
