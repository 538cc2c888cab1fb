import CallRecords
import Telephony
import Testing

@testable import LineMatching

struct ExplanationTests {
    private static func question() throws -> SuccessorQuestion {
        SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
    }

    /// A line of six customers, of whom four were texted by a new number; many neighbours that have nothing to do with it.
    private func town(texted: [String] = ["a", "b", "c", "d"]) throws -> World {
        var world = World()
        for (place, customer) in ["a", "b", "c", "d", "e", "f"].enumerated() {
            for day in 0...place { try world.touch(customer, "line", at: -30 - Double(day * 24)) }
            try world.touch(customer, "friend-\(customer)", at: -10)
        }
        for person in 0..<40 { try world.touch("person-\(person)", "taxi", at: -5) }
        try world.touch("a", "taxi", at: -4)
        try world.touch("line", "taxi", at: -6)
        for customer in texted { try world.touch("new", customer, at: 0.5) }
        try world.touch("newcomer", "taxi", at: 0.6)
        return world
    }

    private func answer(_ world: World, _ evidence: EvidenceSettings = .exploratory) throws -> (
        ranking: Ranking, explanation: Explanation
    ) {
        try OpenSetScorer(evidence).answer(Self.question(), in: world.events)
    }

    /// The events themselves left out, and all asked again: what leaving one out must come to.
    private func score(of party: String, without contact: String, in world: World) throws -> Double {
        let (left, right) = (try World.party(party), try World.party(contact))
        var rest = World()
        for row in 0..<world.events.count {
            let event = world.events[row]
            let ends: Set<Party> = Set([event.from.party, event.to.party])
            if event.time >= World.closedAt, ends == [left, right] { continue }
            rest.events.append(event)
        }
        let ranking = try answer(rest).ranking
        return ranking.score(of: left) ?? ranking.others.scores[0]
    }

    @Test("A contact left out is as if the two had never been in touch since the closure")
    func equalsTheSlowWay() throws {
        let world = try town()
        let (ranking, explanation) = try answer(world)
        let best = try #require(ranking.candidates.first)
        let range = try #require(explanation.leaveOneOut[best.party])
        let slow = try ["a", "b", "c", "d"].map { ($0, try score(of: "new", without: $0, in: world)) }
        #expect(abs(range.lowest - (slow.map(\.1).min() ?? 0)) < 1e-6)
        #expect(abs(range.highest - (slow.map(\.1).max() ?? 0)) < 1e-6)
        let most = try #require(slow.max { abs($0.1 - best.score) < abs($1.1 - best.score) })
        #expect(range.contact == (try World.party(most.0)))
        #expect(abs(range.without - most.1) < 1e-6)
        #expect(range.lowest <= range.highest && range.highest < best.score)
        // Of what is left of the best, the others are less far behind.
        #expect(try #require(range.rival) >= ranking.candidates[1].score)
        #expect(range.staysFirst)
    }

    @Test("A candidate of one shared contact is left with none, and is not said to stay first for certain")
    func oneContact() throws {
        let (ranking, explanation) = try answer(try town(texted: ["f"]))
        let new = try #require(ranking.candidates.first { $0.party.description == "id:new" })
        let range = try #require(explanation.leaveOneOut[new.party])
        #expect(range.lowest == range.highest)
        // That it is new is all that is left to speak for it.
        #expect(range.without < new.score && range.without < 1)
        let taxi = try #require(ranking.candidates.first { $0.party.description == "id:newcomer" })
        #expect(range.staysFirst == (range.without > taxi.score))
    }

    @Test("Only the strongest candidates are explained")
    func onlyTheStrongest() throws {
        var world = try town()
        for rival in 0..<30 { try world.touch("rival-\(rival)", "a", at: 2) }
        let (ranking, explanation) = try answer(world)
        #expect(ranking.candidates.count > Explanation.candidatesExplained)
        #expect(
            Set(explanation.leaveOneOut.keys)
                == Set(ranking.candidates.prefix(Explanation.candidatesExplained).map(\.party)))
    }

    @Test(
        "A number alone in the list is first whatever is left out, and a measure without ratios says nothing")
    func edges() throws {
        let alone = LeaveOneOut(
            lowest: -1, highest: 0, contact: try World.party("a"), without: -1, rival: nil)
        #expect(alone.staysFirst)
        let tied = LeaveOneOut(lowest: 2, highest: 3, contact: try World.party("a"), without: 2, rival: 2)
        #expect(!tied.staysFirst)
        let plain = try NeighbourhoodMeasure.cosine.answer(Self.question(), in: town().events).explanation
        #expect(plain.leaveOneOut.isEmpty && plain.contacts.isEmpty)
    }

    @Test("The line's contacts come heaviest first, with what became of each since the closure")
    func contacts() throws {
        let (ranking, explanation) = try answer(try town())
        let contacts = explanation.contacts
        #expect(contacts.map(\.party.description).first == "id:f")
        #expect(contacts.count == ranking.view.contacts)
        #expect(abs(contacts.reduce(0) { $0 + $1.share } - 1) < 1e-9)
        #expect(contacts.count { $0.eventsSince > 0 } == ranking.view.contactsSeenAfter)
        let taxi = try #require(contacts.first { $0.party.description == "id:taxi" })
        let last = try #require(contacts.first { $0.party.description == "id:f" })
        #expect(taxi.popularity > 40 && taxi.eventsSince == 1 && taxi.informs < last.informs)
        #expect(last.events == 6 && last.eventsSince == 0 && last.movedTo == nil)
    }

    @Test("Those would help most who had much of the line's attention and are in touch with few")
    func furtherRecords() throws {
        let contacts = try answer(try town(texted: ["a", "b"])).explanation.contacts
        let further = FurtherRecords(contacts)
        #expect(further.unknown.map(\.party.description) == ["id:f", "id:e", "id:d", "id:c"])
        #expect(further.wanted == further.unknown)
        #expect(FurtherRecords(contacts, most: 2).wanted.map(\.party.description) == ["id:f", "id:e"])
        #expect(FurtherRecords([]).wanted.isEmpty)
        // What everybody rings says nothing, however much the line rang it.
        let common = LineContact(
            party: try World.party("all"), events: 90, last: World.closedAt, share: 0.5, popularity: 900,
            eventsSince: 0, informs: -0.2, movedTo: nil)
        #expect(FurtherRecords([common]).unknown.count == 1 && FurtherRecords([common]).wanted.isEmpty)
    }

    @Test("A sender’s name or a short code is never among those whose records would help")
    func nobodysRecords() throws {
        func contact(_ text: String) throws -> LineContact {
            LineContact(
                party: try Party(parsing: text), events: 9, last: World.closedAt, share: 0.5, popularity: 2,
                eventsSince: 0, informs: 1, movedTo: nil)
        }
        let contacts = [
            try contact("ParcelPost"), try contact("60006"), try contact("withheld"),
            try contact("07700900201"),
        ]
        let further = FurtherRecords(contacts)
        #expect(further.unknown.count == 4)
        #expect(further.wanted.map(\.party) == [try Party(parsing: "07700900201")])
    }

    @Test("A contact that changed number itself is shown with its new one, unless friends are not followed")
    func movedContacts() throws {
        let world = try World.friendsWhoMoved()
        let moved = try answer(world).explanation
        #expect(
            Set(moved.contacts.compactMap { $0.movedTo?.description }) == ["id:anna2", "id:ben2", "id:cleo2"])
        #expect(moved.contacts.allSatisfy { $0.eventsSince > 0 })
        #expect(moved.leaveOneOut[try World.party("new")] != nil)
        let alone = try answer(world, .confirmatory).explanation
        #expect(alone.contacts.allSatisfy { $0.movedTo == nil })
        #expect(FurtherRecords(alone.contacts).unknown.count == 3)
    }
}
