extension CallTraffic {
    /// About how many rows there will be: within one in a hundred from 100,000 rows on.
    ///
    /// Cost: making all that the lines do, once.
    public var expectedRows: Int { Int(plannedRows + ordinaryRows(ofShare: settings.calls.recordedShare)) }

    /// The same world with so much of its ordinary traffic recorded that there are about `rows`. What the lines do is
    /// recorded whole, and is the same for every number of rows.
    public init(_ settings: TrafficSettings, seed: UInt64, rows: Int) throws(TrafficRefusal) {
        try self.init(settings, seed: seed)
        let range = TrafficSettings.recordedShareKnob.range
        let planned = plannedRows
        let share = (Double(rows) - planned) / max(ordinaryRows(ofShare: 1), 1)
        guard range.contains(share) else {
            throw .rowsOutOfReach(
                asked: rows, least: Int((planned + ordinaryRows(ofShare: range.lowerBound)).rounded(.up)),
                most: Int(planned + ordinaryRows(ofShare: range.upperBound)))
        }
        record(share: share)
    }

    private func ordinaryRows(ofShare share: Double) -> Double {
        let calls = settings.calls
        let hours = settings.people.days * 24
        let rhythm = (0..<hours).reduce(0) { $0 + OrdinaryTraffic.rhythm[($1 + settings.hourOfWeek) % 168] }
        return Double(population.count) * (calls.callsPerDay + calls.textsPerDay) * share
            * (1 + settings.others.serviceShare) * rhythm / 24
    }

    /// Events of the lines and all else that is planned, before the records end.
    private var plannedRows: Double {
        let end = Int32(settings.people.days * Span.day)
        return (0..<settings.people.days).reduce(0.0) { sum, day in
            sum + Double(planned(day: day).count { $0.time < end })
        }
    }
}
