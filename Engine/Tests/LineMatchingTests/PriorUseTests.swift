import CallRecords
import Foundation
import Telephony
import Testing

@testable import LineMatching

/// A telephone that waits to be a line is tried out with a call or two, and is in nobody's hand.
struct PriorUseTests {
    /// Fifty people who are in touch every day for a fortnight, and one number of so many calls.
    private func town(uses: Int) throws -> World {
        var world = World()
        for person in 0..<50 {
            for day in 1...14 {
                try world.touch("p\(person)", "p\((person + day) % 50)", at: -24 * Double(day))
            }
        }
        for call in 0..<uses { try world.touch("tried", "p\(call % 50)", at: -20 - Double(call)) }
        return world
    }

    private func use(_ world: World) throws -> (PriorUse, CallNetwork) {
        let network = CallNetwork(world.events)
        return (PriorUse(network, before: World.closedAt.microseconds), network)
    }

    @Test("Use is counted by events before the moment, up to a limit", arguments: [0, 1, 2, 7, 25, 26, 40])
    func counted(uses: Int) throws {
        var world = try town(uses: uses)
        try world.touch("tried", "p1", at: 1)
        let (use, network) = try use(world)
        let tried = try #require(network.parties.find(World.party("tried")))
        #expect(use.uses(of: tried) == min(uses, PriorUse.most + 1))
    }

    @Test("The rarer so little use is, the more it says; a number that was not there has none to be held to")
    func rarity() throws {
        let (use, _) = try use(town(uses: 2))
        // One of fifty-one was used twice; nobody less.
        #expect(abs(use.rarity(ofUses: 2) - log(52.0 / 2)) < 1e-12)
        #expect(abs(use.rarity(ofUses: 1) - log(52)) < 1e-12)
        #expect(use.rarity(ofUses: 26) == 0)
        #expect(use.rarity(ofUses: 400) == 0)
        #expect(use.rarity(ofUses: 0) == 0)
        let falling = (1...26).map { use.rarity(ofUses: $0) }
        #expect(falling == falling.sorted(by: >))
    }

    @Test("Where everybody is used as little, to be used little says nothing")
    func common() throws {
        var world = World()
        for person in 0..<40 { try world.touch("p\(person)", "q\(person)", at: -5) }
        #expect(try use(world).0.rarity(ofUses: 1) == 0)
    }

    @Test("A withheld caller is a use, and makes nobody new")
    func withheld() throws {
        var world = try town(uses: 0)
        world.events.append(
            Event(
                time: World.closedAt.adding(seconds: -3_600), kind: .call, from: .init(.withheld),
                to: .init(try World.party("tried"))))
        let (use, network) = try use(world)
        let tried = try #require(network.parties.find(World.party("tried")))
        #expect(use.uses(of: tried) == 1)
        #expect(use.rarity(of: tried) > 0)
    }

    @Test("Of two quiet numbers the one that was tried out is likelier the line's than one in daily use")
    func quiet() throws {
        var world = try town(uses: 1)
        for contact in 0..<8 { try world.touch("line", "p\(contact)", at: -30) }
        try world.touch("p20", "p21", at: 0.5)
        let ranking = try world.rank(until: 1)
        let tried = try #require(ranking.score(of: World.party("tried")))
        let daily = try #require(ranking.score(of: World.party("p40")))
        #expect(tried > daily + 0.5, "\(tried) against \(daily)")
        // It says little of itself all the same: nobody of the line's has been in touch with it.
        #expect(tried < 1)
    }

    @Test(
        "Of two numbers with the same contacts since, the one that was tried out comes before the one in daily use"
    )
    func sharing() throws {
        var world = try town(uses: 1)
        for contact in 0..<12 { try world.touch("line", "p\(contact)", at: -30) }
        for contact in 0..<8 {
            for number in ["tried", "p40"] {
                try world.touch(number, "p\(contact)", at: 0.2 + Double(contact) / 20)
            }
        }
        let ranking = try world.rank(until: 1)
        #expect(ranking.candidates.first?.party == (try World.party("tried")))
    }
}
