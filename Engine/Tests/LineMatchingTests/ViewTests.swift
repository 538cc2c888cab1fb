import CallRecords
@testable import LineMatching
import Testing

struct ViewTests {
    /// A line of ten contacts, each of whom rings two friends, in a town of others.
    private func kind(holding isHeld: (_ from: String, _ to: String) -> Bool) throws -> Ranking.View.Kind? {
        var world = World()
        func touch(_ from: String, _ to: String, at hour: Double) throws {
            if isHeld(from, to) { try world.touch(from, to, at: hour) }
        }
        for contact in 0..<10 {
            try touch("c\(contact)", "line", at: -20 - Double(contact))
            for friend in 0..<2 { try touch("c\(contact)", "f\(contact)-\(friend)", at: -5) }
            try touch("f\(contact)-0", "other\(contact)", at: -4)
            try touch("other\(contact)", "stranger\(contact)", at: -3)
            // Nothing to do with the line but that she rings a friend of everybody's.
            for call in 0..<10 { try touch("busy", "f\(contact)-0", at: -2 - Double(call) / 10) }
        }
        return try world.rank().view.kind
    }

    @Test("Records with much that has nothing to do with the line are a network's")
    func network() throws {
        #expect(try kind { _, _ in true } == .network)
    }

    @Test("Records in which every event touches the line's contacts are theirs")
    func contacts() throws {
        #expect(try kind { from, _ in from.hasPrefix("c") } == .contacts)
    }

    @Test("They stay theirs with the records of one more person, of another case, beside them")
    func pooled() throws {
        #expect(try kind { from, _ in from.hasPrefix("c") || from == "busy" } == .contacts)
        #expect(try kind { from, to in to == "line" || from == "c0" || from == "busy" } == .few)
    }

    @Test("Where most contacts are seen with the line only, few people's records are held")
    func few() throws {
        #expect(try kind { from, to in to == "line" || from == "c0" } == .few)
        #expect(try kind { _, to in to == "line" } == .few)
    }

    @Test(
        "A few who serve thousands are everybody all the same, where most of those they serve are seen with them"
    )
    func bipartite() throws {
        // Sixty desks, whom nine hundred customers ring, three of them each; the line had three of them.
        func town(holding isHeld: (_ desk: Int) -> Bool) throws -> Ranking.View.Kind? {
            var world = World()
            var state: UInt64 = 1
            for customer in 0..<900 {
                for call in 0..<3 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let desk = Int((state >> 33) % 60)
                    if isHeld(desk) { try world.touch("u\(customer)", "desk\(desk)", at: -9 - Double(call)) }
                }
            }
            for desk in 1...3 { try world.touch("line", "desk\(desk)", at: -3) }
            return try world.rank().view.kind
        }
        #expect(try town { _ in true } == .network)
        #expect(try town { (1...3).contains($0) } == .contacts)
        // Another case's desk beside them.
        #expect(try town { (1...3).contains($0) || $0 == 30 } == .contacts)
    }

    /// Three customers, a the heaviest and c the lightest, who have friends of their own; a successor whom only c rings.
    private func town() throws -> World {
        var world = World()
        for (customer, calls) in [("a", 4), ("b", 2), ("c", 1)] {
            for call in 0..<calls { try world.touch(customer, "line", at: -2 - Double(call)) }
            try world.touch(customer, "friend of \(customer)", at: -1)
        }
        try world.touch("friend of a", "friend of b", at: -1)
        try world.touch("c", "new", at: 3)
        return world
    }

    @Test(
        "What is held about a closure is every event of the closed number and of the contacts held, and no other",
        arguments: [
            (HeldRecords.network, 12), (.contacts(most: nil), 11), (.contacts(most: 2), 9),
            (.contacts(most: 1), 8),
        ])
    func held(_ held: HeldRecords, _ events: Int) throws {
        let network = CallNetwork(try town().events)
        let closed = try #require(network.parties.find(World.party("line")))
        let kept = network.holding(held, about: closed, closedAt: World.closedAt, halfLifeDays: 30)
        #expect(kept.events.count == events)
        #expect(kept.parties.values == network.parties.values)
        let heaviest = try World.party("a")
        #expect(
            (0..<kept.events.count).map { kept.events[$0] }.filter { $0.from.party == heaviest }.count == 5)
    }

    @Test("A successor that only records not held show is not visible, and a miss")
    func unheld() throws {
        let network = CallNetwork(try town().events)
        let known = KnownClosure(
            old: try World.party("line"), new: try World.party("new"), closedAt: World.closedAt)
        func measure(_ held: HeldRecords) -> Evaluation {
            Evaluation(
                of: OpenSetScorer(), on: [known], at: [.seconds(86_400)], in: network, holding: held)
        }
        #expect(measure(.contacts(most: 3)).summaries[0].top1 == 1)
        #expect(measure(.contacts(most: 2)).summaries[0].visible == 0)
        #expect(measure(.contacts(most: 3)).outcomes[0].view == .contacts)
    }

    @Test("An answer is combined as is fitted for its view, and its settings say with what")
    func combined() throws {
        var settings = EvidenceSettings()
        let pair = settings.combinations.few
        settings.combinations.few.clocked.calibration.height = pair.clocked.calibration.height - 2
        func answer(holding held: HeldRecords) throws -> (ours: Ranking, usual: Ranking) {
            let network = CallNetwork(try town().events)
            let closed = try #require(network.parties.find(World.party("line")))
            let kept = network.holding(held, about: closed, closedAt: World.closedAt, halfLifeDays: 30)
            let question = SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
            return (
                try OpenSetScorer(settings).rank(question, in: kept),
                try OpenSetScorer().rank(question, in: kept)
            )
        }
        let wide = try answer(holding: .network)
        #expect(wide.ours.candidates.map(\.score) == wide.usual.candidates.map(\.score))
        var narrow = World()
        for customer in ["a", "b", "c"] { try narrow.touch(customer, "line", at: -2) }
        try narrow.touch("c", "new", at: 3)
        let (ours, usual) = (try narrow.rank(settings), try narrow.rank(.exploratory))
        #expect(usual.view.kind == .few)
        let difference = try #require(usual.candidates.first).score - #require(ours.candidates.first).score
        #expect(abs(difference - 2 / ln(10)) < 1e-6)
        let heights = (usual.settings.parameters["height"], ours.settings.parameters["height"])
        #expect(heights.0 == pair.clocked.calibration.height)
        #expect(heights.1 == pair.clocked.calibration.height - 2)
    }
}
