import CallRecords
import Foundation
import Telephony
import Testing

@testable import Synthesis

/// What is made has the statistics it was drawn from.
struct TrafficStatisticsTests {
    /// One town for two weeks, all recorded, hardly any lines.
    private static let town = Result {
        var settings = TrafficSettings()
        settings.people.count = 4_096
        settings.people.days = 14
        settings.lines.count = 1
        settings.closures.share = 0
        settings.closures.firstDay = 5
        settings.others.advertisersPerTown = 0
        let traffic = try CallTraffic(settings, seed: 5)
        return (traffic, traffic.ordinaryLegs())
    }

    @Test("People call and text as often as the figures cited say")
    func rates() throws {
        let (traffic, legs) = try Self.town.get()
        let days = Double(traffic.population.count * 14)
        let services = traffic.ordinary.firstService..<traffic.ordinary.firstService + 8
        let people = legs.filter { !services.contains($0.from) && !services.contains($0.to) }
        let texts = Double(people.count { $0.kind == Event.Kind.text.rawValue }) / days
        let calls = Double(people.count { $0.kind == Event.Kind.call.rawValue }) / days
        #expect(abs(texts - 1.15) < 0.06, "\(texts)")
        #expect(abs(calls - 1.5) < 0.08, "\(calls)")
    }

    @Test("Six calls in ten end within 90 seconds, and the mean is near 3 minutes 40")
    func lengths() throws {
        let (traffic, legs) = try Self.town.get()
        let people = UInt32(traffic.population.count)
        let lengths = legs.filter { $0.duration != Leg.none && $0.from < people && $0.to < people }
            .map { Double($0.duration) }
        let short = Double(lengths.count { $0 <= 90 }) / Double(lengths.count)
        let mean = lengths.reduce(0, +) / Double(lengths.count)
        #expect(abs(short - 0.6) < 0.02, "\(short)")
        #expect(abs(mean - 220) < 20, "\(mean)")
    }

    @Test("A quarter of people begin few calls, and a few begin many")
    func activity() throws {
        let (traffic, legs) = try Self.town.get()
        var counts = Array(repeating: 0, count: traffic.population.count)
        for leg in legs where Int(leg.from) < counts.count && leg.duration != Leg.none {
            counts[Int(leg.from)] += 1
        }
        counts.sort()
        // Fewer than five a month is fewer than 2.3 in two weeks.
        let few = Double(counts.count { $0 < 3 }) / Double(counts.count)
        #expect((0.2...0.4).contains(few), "\(few)")
        let top = counts.suffix(counts.count / 100).reduce(0, +)
        #expect(Double(top) / Double(counts.reduce(0, +)) > 0.06)
    }

    @Test("How many people somebody is in touch with has a heavy tail")
    func degrees() throws {
        let population = try Self.town.get().0.population
        let circles = (0..<population.count).map { Double(population.circle(of: UInt32($0))) }.sorted()
        let median = circles[circles.count / 2]
        #expect((10...13).contains(median))
        // A log-normal body alone would leave 0.06 % beyond 160; the power law leaves some 0.3 %.
        let beyond = { (size: Double) in Double(circles.count { $0 > size }) / Double(circles.count) }
        #expect((0.012...0.035).contains(beyond(60)), "\(beyond(60))")
        #expect((0.001...0.007).contains(beyond(160)), "\(beyond(160))")
    }

    @Test("Pairs are in touch in bursts, by day and not by night")
    func bursts() throws {
        let (_, legs) = try Self.town.get()
        var last: [UInt64: Int32] = [:]
        var waits: [Double] = []
        var night = 0
        for leg in legs.sorted(by: { $0.time < $1.time }) {
            let pair = UInt64(min(leg.from, leg.to)) << 32 | UInt64(max(leg.from, leg.to))
            if let before = last[pair] { waits.append(Double(leg.time - before)) }
            last[pair] = leg.time
            if (2..<5).contains(Int(leg.time) / 3_600 % 24) { night += 1 }
        }
        #expect(Double(night) / Double(legs.count) < 0.02)
        // Goh and Barabási's coefficient: 0 for events by chance, 1 for the burstiest (EPL 81:48002, 2008).
        let mean = waits.reduce(0, +) / Double(waits.count)
        let spread = (waits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(waits.count)).squareRoot()
        #expect((spread - mean) / (spread + mean) > 0.15)
    }

    @Test("Week-ends fall on Saturday and Sunday, whatever day the records begin", arguments: 0..<7)
    func weeks(day: Int) {
        var settings = TrafficSettings()
        settings.startSeconds += Int64(day) * 86_400
        #expect(settings.hourOfWeek == day * 24)
        settings.startSeconds -= 86_400 * 7 * 500
        #expect(settings.hourOfWeek == day * 24)
    }

    @Test("Ties are mutual, nobody knows themselves, and friends know each other")
    func ties() throws {
        let population = try Self.town.get().0.population
        for person in stride(from: UInt32(0), to: UInt32(population.count), by: 37) {
            for place in UInt32(0)..<60 {
                let friend = population.tie(of: person, place: place)
                #expect(friend != person && Int(friend) < population.count)
                let back = population.tie(of: friend, place: place)
                #expect(back == person || friend == person ^ 1)
            }
            let friends = Set((UInt32(3)..<10).map { population.tie(of: person, place: $0) })
            #expect(friends.count == 7)
            for friend in friends {
                let theirs = Set((UInt32(3)..<10).map { population.tie(of: friend, place: $0) })
                #expect(theirs.subtracting([person]).isSubset(of: friends))
            }
        }
    }

    @Test("Buyers hold adverts of several lines, and a line sends hundreds of messages on a busy day")
    func lines() throws {
        let plan = try CallTraffic(.evaluation, seed: 1).plan
        let first = plan.episodes.filter { $0.from == 0 }
        let sizes = first.map(\.book.count)
        #expect(sizes.allSatisfy { (50...2_100).contains($0) })
        #expect((sizes.max() ?? 0) > 400)
        var lists: [UInt32: Set<Int>] = [:]
        for episode in first {
            for member in episode.book { lists[member.person, default: []].insert(episode.line) }
        }
        let mean = Double(lists.values.reduce(0) { $0 + $1.count }) / Double(lists.count)
        #expect(mean > 2)
        let buyers = first.flatMap(\.book).map(\.rate)
        let average = buyers.reduce(0, +) / Double(buyers.count)
        let below = Double(buyers.count { $0 < average }) / Double(buyers.count)
        #expect((0.75...0.81).contains(below), "\(below)")
    }

    @Test("As many calls to a line are answered by an automatic text as the figure says, three in a hundred")
    func automaticReplies() throws {
        let traffic = try SmallWorld.shared.get()
        var (calls, replies) = (0, 0)
        for day in 0..<traffic.settings.people.days {
            for (place, episode) in traffic.plan.episodes.enumerated() {
                let legs = traffic.trade(place..<place + 1, day: day)
                let runners = Set(episode.runners)
                var texts: [UInt32: [Int32]] = [:]
                for leg in legs where leg.from == episode.phone && leg.duration == Leg.none {
                    texts[leg.to, default: []].append(leg.time)
                }
                for call in legs
                where call.to == episode.phone && call.duration != Leg.none && !runners.contains(call.from) {
                    calls += 1
                    let isAnswered = texts[call.from]?.contains { (2...5).contains($0 - call.time) } ?? false
                    replies += isAnswered ? 1 : 0
                }
            }
        }
        let share = Double(replies) / Double(calls)
        #expect(calls > 2_000)
        #expect((0.022...0.038).contains(share), "\(share)")
    }

    @Test(
        "Functions of real numbers agree with the C library's",
        arguments: (-40...40).map { Double($0) * 0.77 })
    func portable(x: Double) {
        #expect(abs(PortableMath.exp(x) / Foundation.exp(x) - 1) < 1e-13)
        let positive = Foundation.exp(x)
        #expect(abs(PortableMath.log(positive) - Foundation.log(positive)) < 1e-13 * max(1, abs(x)))
    }

    @Test(
        "Points of the normal distribution are those of the tables",
        arguments: [
            (0.5, 0), (0.975, 1.959_964), (0.025, -1.959_964), (0.9999, 3.719_016), (1e-10, -6.361_341),
        ])
    func normal(p: Double, z: Double) {
        #expect(abs(PortableMath.normalQuantile(p) - z) < 2e-6)
    }
}

extension CallTraffic {
    /// All that is not the lines'. In no order.
    func ordinaryLegs() -> [Leg] {
        (0..<slices).flatMap { ordinary.legs(from: $0 * sliceSeconds, seconds: sliceSeconds) }
    }
}
