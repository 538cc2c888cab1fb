import CallRecords
import Foundation

/// At which hours of the day a candidate begins calls and texts, held against the closed line's opening hours.
///
/// t(x) = mean over the candidate's hours of ln[ p(h) / r(h) ] - ln[ Σ_k p(k) u(k) / Σ_k r(k) u(k) ]
///
/// LR = w · exp( (1 + 0.3 ln n) · t ) + 1 - w
///
/// p: the line's hours, everybody's rhythm mixed in; r: everybody's, or the candidate's own before the closure where it
/// has any; u(k): how much of that hour of the day lies between the closure and the answer; n: the candidate's hours; w:
/// successors that keep the hours. The second term takes away what the choice of the moment gives: an hour after the
/// closure everybody is busy at one hour of the day, which says nothing.
struct HoursEvidence {
    let figures: AttributeSettings.Hours
    private let closed: PartyIndex
    private let moment: Int64
    private let end: Int64
    /// Distinct hours in which the line began anything, by hour of day. Shape: [24].
    private let ofLine: [Int]
    private let rhythm: [Double]
    /// How much of each hour of the day lies between the closure and the answer. Shape: [24].
    private let span: [Double]

    /// Nil where no record says when the line was busy, or the answer leaves no time.
    init?(
        of closed: PartyIndex, before end: Int64, _ figures: AttributeSettings.Hours,
        _ background: inout Background
    ) {
        let network = background.network
        (self.figures, self.closed, moment) = (figures, closed, background.moment)
        self.end = min(end, max(network.lastTime, .min + 1) &+ 1)
        ofLine = Self.hours(
            of: closed, network, from: background.moment(daysBefore: figures.days), before: moment)
        guard ofLine.contains(where: { $0 > 0 }), self.end > moment else { return nil }
        rhythm = background.surroundings().rhythm
        span = Self.span(from: moment, before: self.end)
    }

    /// A natural logarithm, and the hours; nil where the candidate began nothing.
    func weigh(
        _ candidate: PartyIndex, _ background: borrowing Background
    ) -> (worth: Double, hours: OpenHours)? {
        let network = background.network
        let mine = Self.hours(of: candidate, network, from: moment, before: end)
        let count = mine.reduce(0, +)
        guard count > 0 else { return nil }
        let line = share(of: ofLine)
        let before = Self.hours(
            of: candidate, network, from: background.moment(daysBefore: figures.days), before: moment)
        let other = before.contains { $0 > 0 } ? share(of: before) : rhythm
        let window = log(Self.product(line, span) / Self.product(other, span))
        let average =
            (0..<24).reduce(0) { $0 + Double(mine[$1]) * log(line[$1] / other[$1]) } / Double(count) - window
        let times = 1 + figures.repeatWeight * log(Double(count))
        let worth = log(figures.kept * exp(times * average) + 1 - figures.kept)
        let cap = figures.cap * log(10)
        return (min(max(worth, -cap), cap), OpenHours(ofClosed: ofLine, ofCandidate: mine))
    }

    /// Counts as shares: half of each hour spread over its neighbours, since nobody keeps to the minute, and
    /// everybody's rhythm mixed in.
    private func share(of counts: [Int]) -> [Double] {
        let all = Double(counts.reduce(0, +)) + figures.smoothing
        return (0..<24).map { hour in
            let (before, after) = (counts[(hour + 23) % 24], counts[(hour + 1) % 24])
            let spread = Double(counts[hour]) / 2 + Double(before + after) / 4
            return (spread + figures.smoothing * rhythm[hour]) / all
        }
    }

    private static func product(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Distinct hours in which a party began anything, by hour of day.
    private static func hours(
        of party: PartyIndex, _ network: CallNetwork, from: Int64, before: Int64
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: 24)
        var last: Int64?
        for posting in network.postings(of: party, from: from, before: before)
        where network.events.from[network.row(posting)] == party {
            let slot = HourOfDay.slot(network.time(posting))
            guard slot != last else { continue }
            last = slot
            counts[HourOfDay.ofSlot(slot)] += 1
        }
        return counts
    }

    /// How many hours of each hour of the day lie between two moments.
    static func span(from: Int64, before: Int64) -> [Double] {
        let day = 24 * HourOfDay.microseconds
        let length = before - from
        var hours = [Double](repeating: Double(length / day), count: 24)
        var at = from
        let last = from + length % day
        while at < last {
            let next = min(last, (HourOfDay.slot(at) + 1) * HourOfDay.microseconds)
            hours[HourOfDay.of(at)] += Double(next - at) / Double(HourOfDay.microseconds)
            at = next
        }
        return hours
    }
}
