import CallRecords
import Synthesis
import Telephony
import Testing

struct NationTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static func nation(_ seed: UInt64 = 1) -> Nation {
        Nation(
            Nation.Settings(
                seed: seed, now: now, size: Nation.Size(lines: 60, numbers: 600, events: 9_000, looks: 4_000))
        )
    }

    @Test("The same seed gives the same nation, and another seed another")
    func seeded() {
        let (first, again, other) = (Self.nation(), Self.nation(), Self.nation(2))
        #expect(first.lines == again.lines)
        #expect(first.records(ofFile: 3) == again.records(ofFile: 3))
        #expect(first.look(17) == again.look(17))
        #expect(first.lines != other.lines)
    }

    @Test("It is as large as was asked for")
    func sizes() {
        let nation = Self.nation()
        #expect(nation.lines.count == 60)
        #expect(nation.numbers.count == 600)
        #expect(nation.files.reduce(0) { $0 + $1.events } == 9_000)
        #expect(nation.files.indices.reduce(0) { $0 + nation.records(ofFile: $1).count } == 9_000)
        #expect(nation.operations.allSatisfy { nation.forces.indices.contains($0.force) })
        #expect(Nation.Size.whole.forces == 43)
    }

    @Test("Nobody in it has a number that can be dialled")
    func numbersOfNobody() {
        let nation = Self.nation()
        for place in 0..<nation.parties {
            guard case .number(let number) = nation.party(place) else {
                Issue.record("\(nation.party(place))")
                continue
            }
            #expect([.drama, .unassigned].contains(number.use), "\(number)")
        }
    }

    @Test("A line's numbers follow one another, and only the last may serve")
    func episodes() {
        let nation = Self.nation()
        for line in nation.lines {
            let numbers = line.numbers.map { nation.numbers[$0] }
            #expect(numbers.dropLast().allSatisfy { $0.closing?.refoundAt != nil })
            for (number, next) in zip(numbers, numbers.dropFirst()) {
                #expect(number.closing.map { $0.at <= next.from } == true)
            }
            #expect(numbers.allSatisfy { $0.from < Self.now && ($0.closing?.at ?? Self.now) <= Self.now })
        }
    }

    @Test("No two lines of an operation have one name, nor two forces, nor two operations of a force")
    func names() {
        let nation = Self.nation()
        #expect(Set(nation.forces).count == nation.forces.count)
        #expect(Set(nation.lines.map { "\($0.operation) \($0.name)" }).count == nation.lines.count)
        #expect(Set(nation.operations.map { "\($0.force) \($0.name)" }).count == nation.operations.count)
    }

    @Test("Records lie within the times their numbers served, in order")
    func records() {
        let nation = Self.nation()
        for place in nation.files.indices {
            let records = nation.records(ofFile: place)
            #expect(zip(records, records.dropFirst()).allSatisfy { $0.time <= $1.time })
            #expect(
                records.allSatisfy { record in
                    let number = nation.numbers[record.number]
                    return number.line == nation.files[place].line
                        && record.time.hours(since: number.from) > -0.001
                        && record.time <= number.closing?.at ?? Self.now
                })
        }
    }

    @Test("Looks come in order of time, before the present, at what the looker's place holds")
    func looks() {
        let nation = Self.nation()
        let looks = (0..<4_000).map { nation.look($0) }
        #expect(zip(looks, looks.dropFirst()).allSatisfy { $0.at <= $1.at })
        #expect(looks.allSatisfy { $0.at < Self.now })
        for look in looks {
            guard case .line(let line) = look.thing else { continue }
            #expect(nation.lines[line].operation == look.operation)
        }
    }

    @Test("The right successor is among the first three of an answer")
    func answers() {
        let nation = Self.nation()
        let asked = nation.numbers.indices.filter { nation.hasAnswer(number: $0) }
        #expect(!asked.isEmpty)
        for number in asked {
            let answer = nation.answer(number: number)
            #expect(answer.count == 20)
            guard nation.numbers[number].closing?.refoundAt != nil else { continue }
            #expect(answer.prefix(3).contains { $0.party == number + 1 })
        }
    }
}
