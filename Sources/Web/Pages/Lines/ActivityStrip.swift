import CallRecords
import Casework
import LineActivity
import Papers

/// A line's activity as a picture: a bar a day, incoming on outgoing, closures marked, and below them which number
/// served. The table beside it holds the same figures.
struct ActivityStrip {
    private let days: [DailyActivity]
    private let file: LineFile
    /// The most events on one day, and at least one.
    private let most: Int

    init(days: [DailyActivity], file: LineFile) {
        (self.days, self.file) = (days, file)
        most = max(1, days.map(\.total).max() ?? 1)
    }

    private static let (width, height, left, top, bottom) = (920.0, 250.0, 48.0, 26.0, 168.0)

    private var step: Double { (Self.width - Self.left - 8) / Double(max(1, days.count)) }

    /// Empty where there is no activity.
    var svg: String {
        guard let first = days.first, let last = days.last else { return "" }
        let title =
            "Events a day of the \(file.line.name) line from \(Format.day(first.day)) to \(Format.day(last.day)); "
            + "the most on one day is \(Format.number(most)). "
            + "\(Format.count(file.closures.count, "closure")) marked. The table of activity holds every figure."
        return """
            <svg viewBox="0 0 \(whole(Self.width)) \(whole(Self.height))" role="img" aria-labelledby="strip-title" class="strip">
            <title id="strip-title">\(escaped(title))</title>
            \(axis)\(bars)\(labels)\(episodes)\(closures)</svg>
            """
    }

    private var axis: String {
        [0, most].map { value in
            let y = place(value)
            return """
                <line class="axis" x1="\(whole(Self.left))" x2="\(whole(Self.width))" y1="\(one(y))" y2="\(one(y))"/>\
                <text class="tick" x="\(whole(Self.left - 6))" y="\(one(y + 5))" text-anchor="end">\(value)</text>

                """
        }.joined()
    }

    private var bars: String {
        days.enumerated().map { number, day in
            let x = Self.left + Double(number) * step + 1
            let (incoming, total) = (place(day.incoming), place(day.total))
            let breadth = max(1, step - 2)
            return """
                <rect class="incoming" x="\(one(x))" y="\(one(incoming))" width="\(one(breadth))" height="\(one(Self.bottom - incoming))"/>\
                <rect class="outgoing" x="\(one(x))" y="\(one(total))" width="\(one(breadth))" height="\(one(incoming - total))"/>

                """
        }.joined()
    }

    /// A date under the first day of every so many, so that none overlap.
    private var labels: String {
        let every = max(1, Int((96 / step).rounded(.up)))
        return days.enumerated().filter { $0.offset.isMultiple(of: every) }.map { number, day in
            let x = Self.left + Double(number) * step
            return """
                <text class="tick" x="\(one(x))" y="\(whole(Self.bottom + 18))">\(day.day.day)/\(day.day.month)</text>

                """
        }.joined()
    }

    private var episodes: String {
        file.episodes.enumerated().compactMap { number, episode in
            guard let span = span(from: episode.from, until: episode.until) else { return nil }
            return """
                <rect class="episode" x="\(one(span.lowerBound))" y="\(whole(Self.bottom + 28))" \
                width="\(one(max(2, span.upperBound - span.lowerBound - 2)))" height="8"/>\
                <text class="label" x="\(one(min(span.lowerBound, Self.width - 120)))" y="\(whole(Self.bottom + 52 + Double(number % 2) * 18))">\
                \(escaped(Format.party(episode.party)))</text>

                """
        }.joined()
    }

    private var closures: String {
        file.closures.compactMap { entry in
            guard let x = x(of: entry.closure.closedAt) else { return nil }
            let isLate = x > Self.width - 90
            return """
                <line class="closure" x1="\(one(x))" x2="\(one(x))" y1="\(whole(Self.top - 8))" y2="\(whole(Self.bottom + 36))"/>\
                <text class="label" x="\(one(isLate ? x - 4 : x + 4))" y="\(whole(Self.top - 10))"\
                \(isLate ? " text-anchor=\"end\"" : "")>closed</text>

                """
        }.joined()
    }

    private func place(_ value: Int) -> Double {
        Self.bottom - (Self.bottom - Self.top) * Double(value) / Double(most)
    }

    /// Where a moment lies, or nil outside the days shown.
    private func x(of instant: Instant) -> Double? {
        guard let first = days.first, let last = days.last else { return nil }
        let day = Format.londonDay(of: instant)
        guard day >= first.day, day <= last.day else { return nil }
        let local = instant.microseconds + TimeZoneRule.londonOffset(at: instant)
        let part = Double(local) / 86_400_000_000 - Double(first.day.daysSince1970)
        return Self.left + part * step
    }

    private func span(from: Instant, until: Instant?) -> ClosedRange<Double>? {
        guard let first = days.first, let last = days.last else { return nil }
        guard Format.londonDay(of: from) <= last.day else { return nil }
        if let until, Format.londonDay(of: until) < first.day { return nil }
        let end = until.flatMap { x(of: $0) } ?? Self.left + Double(days.count) * step
        let start = min(end, x(of: from) ?? Self.left)
        return start...end
    }

    private func one(_ value: Double) -> String { Format.decimal(value, 1) }
    private func whole(_ value: Double) -> String { Format.decimal(value, 0) }
}
