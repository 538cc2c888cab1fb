import CallRecords
import Telephony
import Testing

@testable import LineMatching

struct CrowdAndBroadcastTests {
    /// Two lines that share a crowd: forty people, thirty of each line, twenty of both, and people who are neither's.
    private func trade() throws -> World {
        var world = World()
        for person in 0..<40 {
            for week in 1...4 {
                let hour = -Double(week * 168 + person)
                if person < 30 { try world.touch("p\(person)", "line", at: hour) }
                if person >= 10 { try world.touch("p\(person)", "rival", at: hour - 1) }
                try world.touch("p\(person)", "friend\(person)", at: hour - 2)
            }
        }
        for other in 0..<100 { try world.touch("o\(other)", "o\(other + 1)", at: -50) }
        return world
    }

    private func score(_ world: World, _ name: String) throws -> Double {
        let party = try World.party(name)
        return try #require(try world.rank().score(of: party))
    }

    @Test(
        "A newcomer who takes the crowd's people, and not the line's, is told from one who takes the line's")
    func crowd() throws {
        var world = try trade()
        for person in 0..<30 where !person.isMultiple(of: 3) { try world.touch("new", "p\(person)", at: 1) }
        for person in 10..<40 where !person.isMultiple(of: 3) {
            try world.touch("upstart", "p\(person)", at: 1)
        }
        #expect(try score(world, "new") > score(world, "upstart") + 3)
    }

    @Test(
        "A number is held against what explains it best but the line: a rival, its own past, the crowd, or a stranger",
        arguments: [
            ([], nil, nil, 0), ([2], nil, nil, 2), ([2], 3, nil, 3), ([2], nil, 4, 4), ([2, 5], 3, 4, 5),
            ([-2], -3, -4, 0),
        ] as [([Double], Double?, Double?, Double)])
    func nearest(rivals: [Double], itself: Double?, crowd: Double?, nearest: Double) {
        let weight = OpenSetFormula(settings: .exploratory).weight(
            line: 6, strangers: -1, rivals: RivalSides(rivals), itself: itself, crowd: crowd, others: 10)
        #expect(weight.nearest == nearest)
        #expect(weight.rival == max(0, rivals.max() ?? 0))
    }

    @Test("Without one of them, rivals add up to what the others do", arguments: 1...20)
    func without(count: Int) throws {
        let sides = (0..<count).map { Double($0 * 7 % 11) * (count.isMultiple(of: 3) ? 9 : 0.5) - 2 }
        let all = RivalSides(sides)
        for place in sides.indices {
            var others = sides
            let side = others.remove(at: place)
            let rest = RivalSides(others)
            guard let left = all.without(side) else {
                #expect(side > rest.sum - 0.7)
                continue
            }
            #expect(left.count == rest.count && left.best == rest.best)
            #expect(abs(left.sum - rest.sum) < 1e-9 || rest.sum == -.infinity && left.sum == rest.sum)
        }
    }

    @Test("Without people of the line's own, a newcomer says nothing of who it is")
    func sharedPeople() throws {
        var world = try trade()
        for person in 10..<30 { try world.touch("new", "p\(person)", at: 1) }
        // That it is new, and shares contacts at all, is something; whose they are is next to nothing.
        #expect(try #require(try part(world, .who)) < 0.3)
    }

    /// A line that wrote to its list twice, in one order.
    private func broadcasts(seconds: Double = 5) throws -> World {
        var world = try trade()
        for evening in [-48.0, -24.0] {
            for place in 0..<30 {
                try world.touch("line", "p\(Self.book[place])", at: evening + Double(place) * seconds / 3_600)
            }
        }
        return world
    }

    private static let book = (0..<30).map { $0 * 11 % 30 }

    private func part(_ world: World, _ part: EvidencePart) throws -> Double? {
        let new = try World.party("new")
        let candidate = try #require(try world.rank().candidates.first { $0.party == new })
        return candidate.contributions.first { $0.part == part }?.log10
    }

    @Test(
        "A list written to in the book's order says so; in any other order it says nothing",
        arguments: [("the book's", true), ("backwards", false), ("by number", false), ("all at once", false)])
    func order(name: String, says: Bool) throws {
        var world = try broadcasts()
        let order =
            switch name {
            case "the book's", "all at once": Self.book
            case "backwards": Array(Self.book.reversed())
            default: Array(0..<30)
            }
        for (place, person) in order.enumerated() {
            try world.touch("new", "p\(person)", at: 1 + (name == "all at once" ? 0 : Double(place) / 3_600))
        }
        let worth = try part(world, .broadcast)
        #expect((worth ?? 0 > 0) == says)
        if says { #expect((0.9...1).contains(try #require(worth)), "never more than ten times") }
    }

    @Test("People who ring the new number in the book's order were not written to")
    func callers() throws {
        var world = try broadcasts()
        for (place, person) in Self.book.enumerated() {
            try world.touch("p\(person)", "new", at: 1 + Double(place) / 3_600)
        }
        #expect(try part(world, .broadcast) == nil)
    }

    @Test("A line that wrote to its people over days has no order to hold another against")
    func slowly() throws {
        var world = try broadcasts(seconds: 1_200)
        for (place, person) in Self.book.enumerated() {
            try world.touch("new", "p\(person)", at: 1 + Double(place) / 3_600)
        }
        #expect(try part(world, .broadcast) == nil)
    }

    @Test("Contacts that are overdue speak against, and those that no record shows do not")
    func absence() throws {
        var world = try trade()
        for person in 0..<10 { try world.touch("new", "p\(person)", at: 1) }
        // A week on, the rest have been seen elsewhere, or have not been seen at all.
        var seen = world
        for person in 0..<40 { try seen.touch("p\(person)", "friend\(person)", at: 168) }
        try world.touch("o1", "o2", at: 168)
        let (overdue, unknown) = (try part(seen, .absence) ?? 0, try part(world, .absence) ?? 0)
        #expect(overdue < unknown)
        #expect(unknown <= 0)
    }
}
