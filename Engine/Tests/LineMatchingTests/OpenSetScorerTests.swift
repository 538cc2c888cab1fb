import CallRecords
import Foundation
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

    func rank(
        _ evidence: EvidenceSettings = .exploratory, closed: String = "line", until hour: Int64? = nil
    ) throws -> Ranking {
        try OpenSetScorer(evidence).rank(
            SuccessorQuestion(
                closed: Self.party(closed), closedAt: Self.closedAt,
                until: hour.map { Self.closedAt.adding(seconds: $0 * 3_600) }), in: events)
    }
}

struct OpenSetScorerTests {
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
        #expect(best.score > 1)
        #expect(best.sharedContacts.allSatisfy { $0.weight > 0 })
        #expect(ranking.rank(of: try World.party("new")) == 1)
        #expect(ranking.view.contacts == 7)
        #expect(ranking.view.contactsSeenAfter == 5)
    }

    @Test("What the parts of the evidence add sums to the score, for every candidate")
    func partsSumToScore() throws {
        let candidates = try town().rank().candidates
        #expect(candidates.count == 3)
        for candidate in candidates {
            let sum = candidate.contributions.reduce(0) { $0 + $1.log10 }
            #expect(abs(sum - candidate.score) < 1e-6)
            #expect(candidate.contributions.first?.part == .sharing)
            #expect(Set(candidate.contributions.map(\.part)).count == candidate.contributions.count)
        }
        let parts = try #require(candidates.first).contributions.filter { $0.log10 > 0 }.map(\.part)
        #expect(parts.contains(.who) && parts.contains(.newcomer))
    }

    @Test("A contact everybody rings counts for little, and one known before for less")
    func rarity() throws {
        let ranking = try town().rank()
        let taxi = try #require(ranking.candidates.first { $0.party.description == "id:newcomer" })
        let old = try #require(ranking.candidates.first { $0.party.description == "id:friend-a" })
        let best = try #require(ranking.candidates.first)
        #expect(taxi.sharedContacts.first?.popularity == 48)
        let heaviest = try #require(best.sharedContacts.first)
        #expect((taxi.sharedContacts.first?.weight ?? 1) < heaviest.weight / 2)
        #expect(old.sharedContacts.first?.wereInTouchBefore == true)
        #expect(taxi.score < best.score)
        #expect(old.score < best.score)
    }

    @Test("Of numbers that share no contact a new one is worth more, the more so where few are new")
    func newStrangers() throws {
        func advantage(alsoNew: Int) throws -> Double {
            var world = try town()
            for other in 0..<60 { try world.touch("other-\(other)", "person-7", at: -40) }
            try world.touch("fresh", "person-3", at: 1)
            try world.touch("person-4", "person-5", at: 1)
            for other in 0..<alsoNew { try world.touch("fresh-\(other)", "person-6", at: 1) }
            let ranking = try world.rank()
            let new = try #require(ranking.score(of: World.party("fresh")))
            return new - (try #require(ranking.score(of: World.party("person-4"))))
        }
        #expect(try advantage(alsoNew: 40) > 0.5)
        #expect(try advantage(alsoNew: 0) > advantage(alsoNew: 40) + 0.5)
    }

    /// A line of three hundred customers, ten of whom each of thirty rivals has too, with ten of its own; all move on the day, and write to
    /// two of those. The line's successor takes up sixty.
    private func everybodyMoves() throws -> World {
        var world = World()
        for rival in 0..<30 {
            for place in 0..<10 {
                let (shared, own) = ("c\(rival * 10 + place)", "d\(rival * 10 + place)")
                try world.touch("line", shared, at: -50 - Double(place))
                for day in 1...3 {
                    try world.touch("rival\(rival)", shared, at: -Double(24 * day + place))
                    try world.touch("rival\(rival)", own, at: -Double(24 * day + place) - 0.5)
                }
                try world.touch("next\(rival)", shared, at: 2 + Double(place) / 10)
                guard place < 2 else { continue }
                try world.touch("next\(rival)", own, at: 3 + Double(place) / 10)
                try world.touch("new", shared, at: 4 + Double(rival) / 10)
            }
        }
        return world
    }

    @Test(
        "However many share contacts, nobody for whom anything speaks is spared being held against everybody known"
    )
    func crowdedLine() throws {
        let world = try everybodyMoves()
        var (few, all) = (EvidenceSettings(), EvidenceSettings())
        (few.weighedInFull, all.weighedInFull) = (5, 10_000)
        let (some, whole) = (try world.rank(few), try world.rank(all))
        #expect(whole.candidates.count > 30)
        #expect(some.candidates.first?.party == (try World.party("new")))
        #expect(some.candidates.map(\.score) == whole.candidates.map(\.score))
    }

    @Test("A rival known before, who texts the people it always texted, is explained by its own list")
    func rivalsList() throws {
        var world = World()
        for customer in ["a", "b", "c", "d", "e", "f"] {
            try world.touch(customer, "line", at: -30)
            try world.touch(customer, "rival", at: -28)
        }
        for customer in ["g", "h", "i", "j"] { try world.touch(customer, "rival", at: -26) }
        for person in 0..<30 { try world.touch("p\(person)", "q\(person)", at: -20) }
        // Both advertise after the closure: the new number to the line's people, the rival to its own, shared ones too.
        for customer in ["a", "b", "c", "d"] { try world.touch("new", customer, at: 1) }
        for customer in ["a", "b", "c", "d", "g", "h", "i", "j"] { try world.touch("rival", customer, at: 1) }
        let ranking = try world.rank()
        #expect(ranking.candidates.first?.party == (try World.party("new")))
        let rival = try #require(ranking.candidates.first { $0.party.description == "id:rival" })
        #expect(rival.score < 0)
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
        let half = try OpenSetScorer().rank(
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
        let shares = try #require(ranking.score(of: try World.party("a")))
        #expect(ranking.score(of: try World.party("b")) == shares)
        #expect(shares < 0)
        #expect(ranking.standing(of: try World.party("x")) == 1.5)
        #expect(ranking.standing(of: try World.party("a")) == nil)
        #expect(ranking.rank(of: try World.party("nobody")) == nil)
    }

    @Test("The order in which rows were read changes nothing")
    func order() throws {
        let world = try town()
        var reversed = World()
        for row in stride(from: world.events.count - 1, through: 0, by: -1) {
            reversed.events.append(world.events[row])
        }
        let (ranking, other) = (try world.rank(), try reversed.rank())
        #expect(ranking.candidates.map(\.party) == other.candidates.map(\.party))
        #expect(ranking.candidates.map(\.score) == other.candidates.map(\.score))
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
        #expect(throws: refusal) { try OpenSetScorer().rank(question, in: world.events) }
    }

    /// The open-set ratio written out plainly over events, as the oracle of the network's postings and kept profiles.
    private func plainRatio(_ candidate: Party, _ world: World) throws -> Double {
        let settings = EvidenceSettings()
        let closed = try World.party("line")
        var weights: [Party: [Party: Double]] = [:]
        var after: [Party: [Party: Int]] = [:]
        var known: Set<Party> = []
        for row in 0..<world.events.count {
            let event = world.events[row]
            guard event.from.party != event.to.party else { continue }
            for (mine, other) in [(event.from.party, event.to.party), (event.to.party, event.from.party)] {
                if event.time >= World.closedAt {
                    after[mine, default: [:]][other, default: 0] += 1
                } else {
                    let days = World.closedAt.hours(since: event.time) / 24
                    weights[mine, default: [:]][other, default: 0] += 1 / (1 + days / 30)
                    known.insert(mine)
                }
            }
        }
        // A contact whom nobody knew before may be anybody under a new number.
        let newcomers = Double(after.keys.count { !known.contains($0) }) / Double(after.count)
        let stranger = settings.priors.stranger
        func term(_ share: Double, _ popularity: Double, _ contact: Party) -> Double {
            ln(
                known.contains(contact)
                    ? (1 - stranger) * share / popularity + stranger : stranger + (1 - stranger) * newcomers)
        }
        let mass = known.reduce(0.0) { $0 + Double(weights[$1]?.count ?? 0) + 2 }
        func ratio(_ line: Party) -> Double {
            let profile = (weights[line] ?? [:]).mapValues { ln(1 + 2 * $0) }
            let attention = profile.values.reduce(0, +)
            return (after[candidate] ?? [:]).filter { $0.key != closed }.reduce(0) { sum, entry in
                let popularity = (Double(weights[entry.key]?.count ?? 0) + 2) / mass
                let share = (profile[entry.key] ?? 0) / max(attention, 1e-300)
                let times = 1 + settings.events.repeatWeight * ln(Double(entry.value))
                return sum + times * term(share, popularity, entry.key)
            }
        }
        let rivals = known.subtracting([closed])
        let others = rivals.subtracting([candidate])
        let mean =
            (others.reduce(0.0) { $0 + exp($1.isLineCapable ? ratio($1) : ratio($1)) }
                + (rivals.count > others.count
                    ? exp(
                        (after[candidate] ?? [:]).filter { $0.key != closed }.reduce(0) {
                            $0 + (1 + settings.events.repeatWeight * ln(Double($1.value)))
                                * term(0, 1, $1.key)
                        }) : 0))
            / Double(known.count - 1)
        // The crowd: everybody's shares, each weighed by how much it resembles the closed line.
        func shares(_ line: Party) -> [Party: Double] {
            let profile = (weights[line] ?? [:]).mapValues { ln(1 + 2 * $0) }
            let attention = profile.values.reduce(0, +)
            return profile.mapValues { $0 / attention }
        }
        let own = shares(closed)
        var crowd: [Party: Double] = [:]
        var alike = 0.0
        for rival in rivals where (weights[rival]?.count ?? 0) >= 3 {
            let theirs = shares(rival)
            let likeness = own.reduce(0) { $0 + ($1.value * (theirs[$1.key] ?? 0)).squareRoot() }
            alike += likeness
            for (contact, share) in theirs { crowd[contact, default: 0] += likeness * share }
        }
        let ofCrowd = (after[candidate] ?? [:]).filter { $0.key != closed }.reduce(0.0) { sum, entry in
            let popularity = (Double(weights[entry.key]?.count ?? 0) + 2) / mass
            let share = (crowd[entry.key] ?? 0) / alike
            let times = 1 + settings.events.repeatWeight * ln(Double(entry.value))
            return sum + times * term(share, popularity, entry.key)
        }
        let unknown =
            (1 - settings.priors.newcomer - settings.priors.crowd) * mean + settings.priors.newcomer
            + settings.priors.crowd * exp(ofCrowd)
        let itself = rivals.contains(candidate) ? settings.priors.itself : 0
        return ratio(closed) - ln(itself * exp(ratio(candidate)) + (1 - itself) * unknown)
    }

    @Test("The network's postings give what the formula gives, over any events", arguments: [1, 2, 3, 4, 5])
    func agreesWithTheFormula(seed: UInt64) throws {
        var world = World()
        var state = seed
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<600 {
            let (from, to) = (random(30), random(30))
            let hour = Double(random(2_000)) - 1_000
            // Some are seen from the closure on alone.
            guard from != to, hour >= 0 || max(from, to) < 27 else { continue }
            try world.touch(from == 0 ? "line" : "\(from)", to == 0 ? "line" : "\(to)", at: hour)
        }
        // A combination that is the open-set ratio alone lets the score be held against it.
        var plain = EvidenceSettings()
        (plain.friends.rounds, plain.order.cap) = (0, 0)
        plain.attributes = .none
        let alone = Combination(
            weights: [.contactsFor: 1, .contactsAgainst: 1],
            calibration: .init(bends: [0, 1], slopes: [1, 1, 1], height: 0, nothing: .init(base: -1)))
        plain.combinations = Combinations(all: .init(clocked: alone, withoutClock: alone))
        let ranking = try OpenSetScorer(plain).rank(
            SuccessorQuestion(closed: World.party("line"), closedAt: World.closedAt), in: world.events)
        #expect(ranking.candidates.count > 10)
        for candidate in ranking.candidates {
            let expected = try plainRatio(candidate.party, world) / ln(10)
            #expect(abs(candidate.score - expected) < 2e-9, "\(candidate.party) \(candidate.contactsSince)")
        }
    }
}
