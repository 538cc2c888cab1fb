import CallRecords
import Telephony
import Testing

@testable import Synthesis

/// What the invention of records must not give away: nothing but what people do tells a line's telephone from another.
struct TellingNothingTests {
    /// Serial numbers of the handsets of lines and runners, and of everybody else, in records.
    private func serials() throws -> (lines: Set<UInt64>, others: Set<UInt64>) {
        let traffic = try SmallWorld.shared.get()
        var (lines, others): (Set<UInt64>, Set<UInt64>) = ([], [])
        let days = traffic.settings.people.days
        for place in 0..<UInt32(traffic.directory.count) {
            var isLine = false
            if let owner = traffic.directory.phone(place)?.owner {
                isLine = owner == .line || owner == .runner
            }
            for day in [0, days - 1] {
                guard let serial = traffic.directory.handset(of: place, day: day) else { continue }
                if isLine { lines.insert(serial) } else { others.insert(serial) }
            }
        }
        return (lines, others)
    }

    @Test("No handset number divides lines' handsets from other people's")
    func handsetsOfLines() throws {
        let (lines, others) = try serials()
        #expect(lines.count > 50)
        let sorted = others.sorted()
        let ranks = lines.map { serial in
            Double(sorted.partition { $0 > serial }) / Double(sorted.count)
        }
        let mean = ranks.reduce(0, +) / Double(ranks.count)
        #expect((0.35...0.65).contains(mean), "\(mean)")
        #expect(ranks.contains { $0 < 0.2 } && ranks.contains { $0 > 0.8 })
        #expect(lines.isDisjoint(with: others))
    }

    @Test("Handsets in a row are anybody's: those of a shop's row as those of a line's box")
    func rows() throws {
        let (lines, others) = try serials()
        func perRow(_ serials: Set<UInt64>) -> Double {
            Double(serials.count) / Double(Set(serials.map { $0 / 20 }).count)
        }
        let (ofLines, ofOthers) = (perRow(lines), perRow(others))
        #expect(ofOthers > 3, "\(ofOthers)")
        #expect(abs(ofLines - ofOthers) < 4, "\(ofLines), \(ofOthers)")
    }

    @Test("Friends' handsets lie no nearer each other than strangers'")
    func handsetsOfFriends() throws {
        let traffic = try SmallWorld.shared.get()
        let people = UInt32(traffic.population.count)
        func serial(_ person: UInt32) -> UInt64 { traffic.directory.handset(of: person, day: 0) ?? 0 }
        let housemates = (0..<people / 2).count { serial($0 * 2) / 20 == serial($0 * 2 + 1) / 20 }
        #expect(Double(housemates) < 0.01 * Double(people))
        // Of three who follow each other, as many stand in order as chance has it: one in three, up or down.
        let inOrder = (0..<people - 2).count {
            let (first, second, third) = (serial($0), serial($0 + 1), serial($0 + 2))
            return (first < second) == (second < third)
        }
        #expect((0.25...0.42).contains(Double(inOrder) / Double(people)))
    }

    @Test("No two telephones were sold the same handset")
    func onceEach() throws {
        var numbers = HandsetNumbers(people: 1_024, row: 7, salt: 99)
        var sold: Set<UInt64> = []
        for person in 0..<UInt32(1_024) {
            for isSecond in [false, true] {
                #expect(sold.insert(numbers.ofPerson(person, isSecond: isSecond)).inserted)
            }
        }
        for _ in 0..<1_500 { #expect(sold.insert(numbers.sellOne()).inserted) }
        for _ in 0..<500 { for serial in numbers.sellBox() { #expect(sold.insert(serial).inserted) } }
        #expect(sold.allSatisfy { Directory.body(ofHandset: $0) < 1_000_000_000_000 })
    }

    @Test("Of events of one second, lines' come first as often as last")
    func orderWithinSeconds() throws {
        let traffic = try SmallWorld.shared.get()
        var (first, last) = (0, 0)
        traffic.forEachSlice { legs in
            let ofLines = legs.map { leg in
                [leg.from, leg.to].contains { traffic.directory.phone($0)?.owner == .line }
            }
            for (row, next) in zip(legs.indices, legs.indices.dropFirst())
            where legs[row].time == legs[next].time && ofLines[row] != ofLines[next] {
                if ofLines[row] { first += 1 } else { last += 1 }
            }
        }
        #expect(first + last > 1_000)
        let share = Double(first) / Double(first + last)
        #expect((0.46...0.54).contains(share), "\(share)")
    }

    @Test("No moment after a closure is one at which many numbers begin or advertise")
    func moments() throws {
        let closures = try CallTraffic(.evaluation, seed: 3).truth.closures
        func delays(_ instants: (TrafficTruth.Closure) -> [Instant]) -> [Int64] {
            closures.flatMap { closure in
                instants(closure).map { ($0.microseconds - closure.at.microseconds) / 1_000_000 }
            }
        }
        for delays in [delays { $0.successors.map(\.from) }, delays { $0.rivals.map(\.at) }] {
            #expect(delays.count > 100)
            let often = Dictionary(grouping: delays) { $0 }.values.map(\.count).max() ?? 0
            #expect(often <= 3, "\(often)")
            // The longest wait, and a night until the line opens.
            #expect(delays.allSatisfy { (600...144 * 3_600 + 12 * 3_600).contains($0) })
        }
        // Lateness alone does not clear a number of being a rival's.
        #expect(delays { $0.rivals.map(\.at) }.contains { $0 > 20 * 3_600 })
    }

    @Test("Lines and rivals are back and advertise while they are open, never in the small hours")
    func openingHours() throws {
        let traffic = try CallTraffic(.evaluation, seed: 3)
        for episode in traffic.plan.episodes {
            if episode.from > 0 { #expect(episode.style.isOpen(at: episode.from)) }
            let extra = episode.extraAdverts.map(\.time)
            #expect(extra.allSatisfy(episode.style.isOpen))
            for (time, next) in zip(extra.sorted(), extra.sorted().dropFirst()) {
                #expect(next - time > TradeDay.betweenAdverts)
            }
        }
        let first = traffic.truth.closures.flatMap { $0.successors.map(\.from) + $0.rivals.map(\.at) }
        let second = first.map { ($0.microseconds / 1_000_000) % 86_400 }
        #expect(second.allSatisfy { !(2 * 3_600..<8 * 3_600).contains($0) })
    }

    @Test("A rival's new number is tried out before the closure as a successor's is")
    func trials() throws {
        var settings = SmallWorld.settings
        settings.successors.preparedShare = 1
        let traffic = try CallTraffic(settings, seed: 4)
        var trials = 0
        for closure in traffic.plan.closures {
            let new =
                closure.successors.map(\.episode)
                + closure.rivals.filter(\.isNewNumber).map(\.episode)
            for episode in new {
                let phone = traffic.plan.episodes[episode].phone
                #expect(traffic.plan.extras.count { $0.from == phone && $0.time < closure.time } == 1)
                #expect(traffic.plan.extras.allSatisfy { $0.from != phone || $0.time > 0 })
            }
            trials += closure.rivals.count(where: \.isNewNumber)
        }
        #expect(trials > 3)
    }

    @Test("An honest advertiser texts each of its customers once, and some of them answer")
    func honestAdvertisers() throws {
        let traffic = try SmallWorld.shared.get()
        let phones = Set(traffic.ordinary.advertisers.map(\.phone))
        var (texts, answers) = (0, 0)
        for day in 0..<traffic.settings.people.days {
            let legs = traffic.ordinary.adverts(day: day)
            for (_, sent) in Dictionary(grouping: legs.filter { phones.contains($0.from) }, by: \.from) {
                #expect(Set(sent.map(\.to)).count == traffic.settings.others.advertiserList)
                #expect(sent.count == traffic.settings.others.advertiserList)
                texts += sent.count
            }
            answers += legs.count { phones.contains($0.to) }
        }
        let share = Double(answers) / Double(texts)
        #expect((0.01...0.03).contains(share), "\(share)")
    }
}
