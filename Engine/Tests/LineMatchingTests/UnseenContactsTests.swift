import CallRecords
import Testing

@testable import LineMatching

/// What cannot be known speaks neither for nor against.
struct UnseenContactsTests {
    /// A line of ten contacts in a town of ninety, each with four acquaintances; `renamed` of all are under new numbers since.
    private func town(renamed: Int) throws -> World {
        var world = World()
        for person in 0..<90 {
            for step in 1...4 {
                try world.touch("p\(person)", "p\((person + step * step) % 90)", at: -10 - Double(step))
            }
        }
        for contact in 0..<10 { try world.touch("p\(contact * 9)", "line", at: -5) }
        func now(_ person: Int) -> String { person % 90 < renamed ? "n\(person % 90)" : "p\(person % 90)" }
        for person in 0..<90 where person % 9 != 0 {
            for step in 1...2 { try world.touch(now(person), now(person + step * step), at: 1) }
        }
        // All of the line's people, under whatever number, and two others.
        for contact in 0..<10 { try world.touch("new", now(contact * 9), at: 2) }
        for person in [40, 50] { try world.touch("new", now(person), at: 2.5) }
        return world
    }

    @Test(
        "That its people are under new numbers is not held against a number that took them up",
        arguments: [0, 30, 60])
    func newNumbers(renamed: Int) throws {
        let ranking = try town(renamed: renamed).rank(until: 4)
        let new = try World.party("new")
        #expect(ranking.candidates.first?.party == new, "\(renamed) under new numbers")
    }

    @Test("A stranger who was there counts half, and one whom nobody can know by how many such there are")
    func floor() {
        let formula = OpenSetFormula(settings: EvidenceSettings())
        #expect(formula.unknown(newcomers: 0) == formula.floor)
        #expect(abs(formula.unknown(newcomers: 1)) < 1e-12)
        #expect(formula.unknown(newcomers: 0.4) > formula.floor && formula.unknown(newcomers: 0.4) < 0)
    }

    @Test("Where nobody of the line's is seen since, to share none of them says nothing")
    func nobodySeen() throws {
        func score(seen: Int) throws -> Double {
            var world = World()
            for contact in 0..<10 {
                try world.touch("c\(contact)", "line", at: -5)
                try world.touch("c\(contact)", "friend\(contact)", at: -4)
            }
            for person in 0..<40 { try world.touch("p\(person)", "p\(person + 1)", at: -3) }
            for contact in 0..<seen { try world.touch("c\(contact)", "friend\(contact)", at: 1) }
            for person in 0..<3 { try world.touch("new", "p\(person)", at: 2) }
            return try #require(try world.rank(until: 4).score(of: World.party("new")))
        }
        let scores = try [0, 3, 7, 10].map { try score(seen: $0) }
        #expect(scores.sorted(by: >) == scores && Set(scores).count == 4, "\(scores)")
        #expect(scores[0] >= 0, "\(scores)")
    }
}
