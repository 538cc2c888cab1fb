import CallRecords
import LineMatching
import Telephony
import Testing

/// A small world in which times are hours after a closure at hour 0.
struct World {
    var events = EventColumns()
    static let closedAt = Instant(seconds: 1_780_000_000)

    mutating func touch(_ from: String, _ to: String, at hour: Double) throws {
        events.append(
            Event(
                time: Self.closedAt.adding(seconds: Int64(hour * 3_600)), kind: .call,
                from: .init(try Party(parsing: "id:" + from)),
                to: .init(try Party(parsing: to.contains(":") ? to : "id:" + to))))
    }

    static func party(_ name: String) throws -> Party { try Party(parsing: "id:" + name) }

    func rank(closed: String = "line", until hour: Int64? = nil) throws -> Ranking {
        try CommunityOverlap().rank(
            SuccessorQuestion(
                closed: Self.party(closed), closedAt: Self.closedAt,
                until: hour.map { Self.closedAt.adding(seconds: $0 * 3_600) }), in: events)
    }
}

struct CommunityOverlapTests {
    /// Six customers of a line, everybody's taxi firm, a successor and a newcomer.
    private func town() throws -> World {
        var world = World()
        for (place, customer) in ["a", "b", "c", "d", "e", "f"].enumerated() {
            try world.touch(customer, "line", at: -30 - Double(place))
            try world.touch(customer, "taxi", at: -20 - Double(place))
            try world.touch(customer, "friend-\(customer)", at: -10)
        }
        for person in 0..<40 { try world.touch("person-\(person)", "taxi", at: -5) }
        try world.touch("line", "taxi", at: -6)
        for customer in ["a", "b", "c", "d"] { try world.touch("new", customer, at: 0.5) }
        try world.touch("newcomer", "taxi", at: 0.6)
        try world.touch("friend-a", "a", at: 1)
        return world
    }

    @Test("The number that takes up the closed line's contacts comes first, with its reasons")
    func successorFirst() throws {
        let ranking = try town().rank()
        let best = try #require(ranking.candidates.first)
        #expect(best.party == (try World.party("new")))
        #expect(Set(best.sharedContacts.map(\.party.description)) == ["id:a", "id:b", "id:c", "id:d"])
        #expect(best.firstContact == World.closedAt.adding(seconds: 1_800))
        #expect(best.isNew(after: World.closedAt))
        #expect(best.contactsSince == 4)
        #expect(best.score == best.sharedContacts.reduce(0) { $0 + $1.weight })
        #expect(ranking.rank(of: try World.party("new")) == 1)
        #expect(ranking.view.contacts == 7)
        #expect(ranking.view.contactsSeenAfter == 5)
    }

    @Test("A contact everybody rings counts for little, and one known before for less")
    func rarity() throws {
        let ranking = try town().rank()
        let taxi = try #require(ranking.candidates.first { $0.party.description == "id:newcomer" })
        let old = try #require(ranking.candidates.first { $0.party.description == "id:friend-a" })
        let best = try #require(ranking.candidates.first)
        #expect(taxi.sharedContacts.first?.popularity == 48)
        #expect(taxi.score < best.score / 4)
        #expect(old.sharedContacts.first?.wereInTouchBefore == true)
        #expect(old.score < taxi.score)
    }

    @Test("A number is never its own successor, and only lines' numbers are candidates")
    func onlyLineNumbers() throws {
        var world = try town()
        try world.touch("line", "a", at: 2)
        for party in ["withheld", "voicemail"] { _ = try Party(parsing: party) }
        world.events.append(
            Event(
                time: World.closedAt.adding(seconds: 60), kind: .text,
                from: .init(try Party(parsing: "ParcelPost")),
                to: .init(try World.party("a"))))
        world.events.append(
            Event(
                time: World.closedAt.adding(seconds: 60), kind: .call, from: .init(.withheld),
                to: .init(try World.party("b"))))
        let ranking = try world.rank()
        #expect(!ranking.candidates.contains { !$0.party.isLineCapable })
        #expect(!ranking.candidates.contains { $0.party.description == "id:line" })
        #expect(ranking.rank(of: try World.party("line")) == nil)
        #expect(ranking.rank(of: .withheld) == nil)
        #expect(ranking.view.closedNumberEventsAfter == 1)
    }

    @Test("Only records up to the last moment are used, itself included")
    func until() throws {
        let world = try town()
        #expect(try world.rank(until: 0).rank(of: World.party("new")) == nil)
        #expect(try world.rank(until: 1).candidates.contains { $0.party.description == "id:friend-a" })
        let half = try CommunityOverlap().rank(
            SuccessorQuestion(
                closed: World.party("line"), closedAt: World.closedAt,
                until: World.closedAt.adding(seconds: 1_800)),
            in: world.events)
        #expect(half.candidates.map(\.party.description) == ["id:new"])
    }

    @Test("An event at the moment of closure belongs to the successor")
    func momentOfClosure() throws {
        var world = try town()
        try world.touch("early", "a", at: 0)
        #expect(try world.rank().candidates.contains { $0.party.description == "id:early" })
    }

    @Test("Ties share the average of their places, those without evidence among them")
    func ties() throws {
        var world = World()
        for customer in ["a", "b"] { try world.touch(customer, "line", at: -1) }
        try world.touch("x", "a", at: 1)
        try world.touch("y", "b", at: 1)
        let ranking = try world.rank()
        #expect(ranking.rank(of: try World.party("x")) == 1.5)
        #expect(ranking.rank(of: try World.party("y")) == 1.5)
        // a and b are visible and share nothing.
        #expect(ranking.rank(of: try World.party("a")) == 3.5)
        #expect(ranking.score(of: try World.party("a")) == 0)
        #expect(ranking.rank(of: try World.party("nobody")) == nil)
    }

    @Test("The order in which rows were read changes nothing")
    func order() throws {
        let world = try town()
        var reversed = World()
        for row in stride(from: world.events.count - 1, through: 0, by: -1) {
            reversed.events.append(world.events[row])
        }
        #expect(try world.rank().candidates == reversed.rank().candidates)
    }

    @Test(
        "A question that the records cannot answer is refused with the reason",
        arguments: [
            ("id:nobody", Int64(1), QuestionRefusal.closedNumberUnknown),
            ("60777", 1, .notALineNumber(kind: "short code")),
            ("id:line", -1, .untilBeforeClosure), ("id:new", 1, .nothingBeforeClosure),
        ])
    func refusals(closed: String, hours: Int64, refusal: QuestionRefusal) throws {
        let world = try town()
        let question = SuccessorQuestion(
            closed: try Party(parsing: closed), closedAt: World.closedAt,
            until: World.closedAt.adding(seconds: hours * 3_600))
        #expect(throws: refusal) { try CommunityOverlap().rank(question, in: world.events) }
    }

    /// The formula, written out plainly over events, as the oracle of the passes over columns.
    private func plainScore(_ candidate: Party, _ world: World) -> Double {
        let closed = try? World.party("line")
        var weights: [Party: Double] = [:]
        var counterparts: [Party: Set<Party>] = [:]
        var after: [Party: [Party: Int]] = [:]
        var before: [Party: Set<Party>] = [:]
        for row in 0..<world.events.count {
            let event = world.events[row]
            for (mine, other) in [(event.from.party, event.to.party), (event.to.party, event.from.party)] {
                counterparts[mine, default: []].insert(other)
                if event.time >= World.closedAt {
                    after[mine, default: [:]][other, default: 0] += 1
                } else {
                    before[mine, default: []].insert(other)
                    if mine == closed {
                        let days = World.closedAt.hours(since: event.time) / 24
                        weights[other, default: 0] += pow2(-days / 30)
                    }
                }
            }
        }
        let size = (after[candidate] ?? [:]).values.reduce(0.0) { $0 + 1 + 0.3 * ln(Double($1)) }.squareRoot()
        return (after[candidate] ?? [:]).reduce(0.0) { sum, entry in
            guard let weight = weights[entry.key] else { return sum }
            let known = before[candidate]?.contains(entry.key) ?? false
            let popularity = Double(counterparts[entry.key]?.count ?? 1)
            return sum + ln(1 + 2 * weight) * (1 + 0.3 * ln(Double(entry.value))) / popularity.squareRoot()
                * (known ? 0.1 : 1) / size
        }
    }

    @Test("The passes over columns give what the formula gives", arguments: [1, 2, 3, 4, 5])
    func agreesWithTheFormula(seed: UInt64) throws {
        var world = World()
        var state = seed
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<600 {
            let (from, to) = (random(30), random(30))
            guard from != to else { continue }
            try world.touch(
                from == 0 ? "line" : "\(from)", to == 0 ? "line" : "\(to)", at: Double(random(2_000)) - 1_000)
        }
        let ranking = try world.rank()
        #expect(ranking.candidates.count > 10)
        for candidate in ranking.candidates {
            #expect(abs(candidate.score - plainScore(candidate.party, world)) < 1e-9)
        }
    }
}
