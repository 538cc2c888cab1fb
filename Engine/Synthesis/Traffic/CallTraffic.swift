import CallRecords
import Telephony

/// An invented county or nation's call records with known truth: lines, closures, successors and rivals among people
/// who ring each other, all drawn from ``TrafficSettings`` and a seed.
///
/// Making one plans the lines: about a microsecond a person and a millisecond a line. Events are made when they are
/// asked for, day by day, and are the same however often and by however many threads.
public struct CallTraffic: Sendable {
    /// Raised whenever the same settings and seed give other bytes than before.
    public static let version = 2

    public private(set) var settings: TrafficSettings
    public let seed: UInt64
    public let truth: TrafficTruth
    let population: Population
    let directory: Directory
    let changes: NumberChanges
    private(set) var ordinary: OrdinaryTraffic
    let plan: LinePlan

    public init(_ settings: TrafficSettings, seed: UInt64) throws(TrafficRefusal) {
        try settings.validate()
        self.settings = settings
        self.seed = seed
        population = Population(settings, seed: seed)
        let businesses = population.towns * settings.others.businessesPerTown
        let needed = population.count + population.towns * 100 + settings.lines.count * 100
        guard needed < Directory.mobileNumbers, businesses < 1_000_000 else {
            throw .tooManyNumbers(needed: needed, available: Directory.mobileNumbers)
        }
        var directory = Directory(people: population.count, settings: settings.phones, seed: seed)
        changes = NumberChanges(settings, population, into: &directory, seed: seed)
        ordinary = OrdinaryTraffic(settings, population, changes, into: &directory, seed: seed)
        var planner = LinePlanner(settings, population, changes, directory, seed: seed)
        var plan = planner.build()
        plan.extras += changes.announcements(population, seed: seed)
        plan.extras.sort(by: Leg.isBefore)
        self.plan = plan
        self.directory = planner.directory
        truth =
            TruthTeller(
                plan: plan, changes: changes, directory: self.directory, settings: settings, seed: seed
            ).truth
    }

    /// Changes how much of the ordinary traffic is recorded. Nothing that is planned depends on it.
    mutating func record(share: Double) {
        settings.calls.recordedShare = share
        ordinary.settings.calls.recordedShare = share
    }

    /// The moment so many seconds from the beginning.
    func instant(_ seconds: Int) -> Instant { Instant(seconds: settings.startSeconds + Int64(seconds)) }

    /// Seconds in one slice of time: the fewer, the more is going on, so that a slice stays about 200,000 events.
    /// Settings alone decide it, since every slice draws from a generator of its own.
    var sliceSeconds: Int {
        let perHour = ordinary.perDay / 10
        return [3_600, 1_200, 300, 60].first { perHour * Double($0) / 3_600 < 200_000 } ?? 20
    }

    /// All that is planned for a day and is not ordinary: honest adverts, the lines, their extras. Some of it may fall
    /// after the next midnight. In no order of time.
    func planned(day: Int) -> [Leg] {
        ordinary.adverts(day: day) + trade(plan.episodes.indices, day: day) + extras(day: day)
    }

    /// A day of some of the lines' numbers.
    func trade(_ episodes: Range<Int>, day: Int) -> [Leg] {
        var legs: [Leg] = []
        for place in episodes {
            var trade = TradeDay(
                settings.trade, changes, plan.episodes[place], place: place, day: day, seed: seed)
            trade.run()
            legs += trade.legs
        }
        return legs
    }

    func extras(day: Int) -> ArraySlice<Leg> {
        let first = plan.extras.partition { $0.time >= day * Span.day }
        return plan.extras[first..<plan.extras.partition { $0.time >= (day + 1) * Span.day }]
    }
}

extension Array {
    /// The place of the first element that a rising condition holds for.
    func partition(_ isAfter: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
