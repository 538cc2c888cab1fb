import CallRecords
import Telephony

/// An invented county or nation's call records with known truth: lines, closures, successors and rivals among people
/// who ring each other, all drawn from ``TrafficSettings`` and a seed.
///
/// Making one plans the lines: about a microsecond a person and a millisecond a line. Events are made when they are
/// asked for, day by day, and are the same however often and by however many threads.
public struct CallTraffic: Sendable {
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
        truth = TrafficTruth(plan, changes, self.directory, settings)
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

    /// All that is planned for a day and is not ordinary: the lines, their extras, honest adverts. Some of it may fall
    /// after the next midnight. In order of time, and for equal times of episode.
    func planned(day: Int) -> [Leg] {
        var legs = ordinary.adverts(day: day)
        for (place, episode) in plan.episodes.enumerated() {
            var trade = TradeDay(
                settings.trade, changes, episode, place: place, day: day, seed: seed)
            trade.run()
            legs += trade.legs
        }
        let first = plan.extras.partition { $0.time >= day * Span.day }
        let last = plan.extras.partition { $0.time >= (day + 1) * Span.day }
        legs += plan.extras[first..<last]
        return legs
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

extension TrafficTruth {
    private static func handsets(
        of episode: LinePlan.Episode, _ directory: Directory, _ settings: TrafficSettings
    ) -> [IMEI] {
        let last = (episode.until ?? settings.people.days * Span.day) / Span.day
        return [episode.from / Span.day, last].compactMap {
            directory.handset(of: episode.phone, day: $0)
        }.reduce(into: []) { handsets, place in
            let handset = IMEI(body: Directory.body(ofHandset: place))
            if handsets.last != handset { handsets.append(handset) }
        }
    }

    init(_ plan: LinePlan, _ changes: NumberChanges, _ directory: Directory, _ settings: TrafficSettings) {
        func instant(_ seconds: Int) -> Instant {
            Instant(seconds: settings.startSeconds + Int64(seconds))
        }
        numbers = plan.episodes.map { episode in
            let line = plan.lines[episode.line]
            return Number(
                line: line.name, party: directory.party(episode.phone),
                from: episode.from == 0 ? nil : instant(episode.from), until: episode.until.map(instant),
                handsets: Self.handsets(of: episode, directory, settings),
                sim: "00101\(String(10_000_000_000 + UInt64(episode.phone)).dropFirst())",
                isRival: line.isRival, list: episode.book.count,
                runners: episode.runners.map(directory.party))
        }
        var counts: [Int: Int] = [:]
        closures = plan.closures.map { closure in
            let episode = plan.episodes[closure.episode]
            let count = counts[episode.line, default: 0] + 1
            counts[episode.line] = count
            let line = plan.lines[episode.line].name
            return Closure(
                key: "\(line)-\(count)", line: line, old: directory.party(episode.phone),
                at: instant(closure.time), means: closure.means, outcome: closure.outcome,
                successors: closure.successors.map { successor in
                    let new = plan.episodes[successor.episode]
                    return Successor(
                        party: directory.party(new.phone), from: instant(new.from), taken: successor.taken,
                        keepsHandset: successor.keepsHandset, keepsBookOrder: successor.keepsOrder,
                        keepsAddress: successor.keepsCells, announces: new.announces,
                        wasTriedBefore: successor.wasTriedBefore)
                },
                // A rival closed in its turn before it could advertise is none.
                rivals: closure.rivals.filter { plan.episodes[$0.episode].until ?? .max > $0.time }.map {
                    Rival(
                        party: directory.party(plan.episodes[$0.episode].phone), at: instant($0.time),
                        reached: $0.reached, isNewNumber: $0.isNewNumber)
                })
        }
        moved = changes.all.map {
            Moved(
                old: directory.party($0.person), new: directory.party($0.phone),
                at: instant(Int($0.time)), isUser: $0.isUser)
        }
    }
}
