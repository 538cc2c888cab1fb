/// One communication as a stream keeps it: when, from whom, to whom.
public struct Call: Hashable, Sendable {
    /// Microseconds UTC.
    public let time: Int64
    public let from: PartyKey
    public let to: PartyKey

    @inline(__always)
    public init(time: Int64, from: PartyKey, to: PartyKey) {
        (self.time, self.from, self.to) = (time, from, to)
    }
}

extension Reading {
    /// Widens the times read to those of a batch's calls from a place on.
    mutating func note(_ calls: [Call], from first: Int) {
        guard first < calls.count else { return }
        var (earliest, latest) = (Int64.max, Int64.min)
        for place in first..<calls.count {
            earliest = min(earliest, calls[place].time)
            latest = max(latest, calls[place].time)
        }
        firstEvent = min(firstEvent ?? Instant(microseconds: .max), Instant(microseconds: earliest))
        lastEvent = max(lastEvent ?? Instant(microseconds: .min), Instant(microseconds: latest))
    }
}
