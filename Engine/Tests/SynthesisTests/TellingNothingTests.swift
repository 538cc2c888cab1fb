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
}
