import CallRecords
import LineMatching
import Telephony
import Testing

/// What a stream may do to a scorer.
struct StreamHardCasesTests {
    /// A line of ten contacts, closed at hour 0, and forty people in touch with one another's friends before.
    private func street() -> StreamWorld {
        var world = StreamWorld()
        world.lines = [.init(name: "Ash", number: 100, closedAt: 0, contacts: Array(1_000..<1_010))]
        for contact in 0..<10 {
            for day in 1...6 { world.call(100, 1_000 + contact, at: -24 * Double(day) - Double(contact)) }
            for friend in 0..<4 {
                world.call(2_000 + contact * 4 + friend, 1_000 + contact, at: -30 - Double(friend))
            }
        }
        for person in 0..<200 { world.call(5_000 + person, 6_000 + person, at: -50) }
        return world
    }

    private func moved(_ world: StreamWorld, to number: Int = 3_000, from hour: Double = 2) -> StreamWorld {
        var world = world
        for contact in 0..<6 { world.call(number, 1_000 + contact, at: hour + Double(contact) / 10) }
        return world
    }

    private func best(_ world: StreamWorld, _ ratios: [Double] = [10]) throws -> StreamSuggestion? {
        try world.told(StreamSettings(ratios: ratios)).table.first
    }

    private func uncapped(_ found: StreamSuggestion?) throws -> Double {
        try #require(found).contributions.reduce(0) { $0 + $1.log10 }
    }

    @Test("A late row that shows a number before the closure takes the suggestion back, once")
    func withdrawn() throws {
        let world = moved(street())
        var scorer = try world.scorer(StreamSettings())
        var alerts: [StreamAlert] = []
        scorer.take(world.stream) { alerts.append($0) }
        #expect(alerts.count == 1)
        let late = Call(
            time: StreamWorld.instant(-3).microseconds, from: PartyKey(bits: StreamWorld.digits(3_000)),
            to: PartyKey(bits: StreamWorld.digits(9_999)))
        scorer.take([late, late]) { alerts.append($0) }
        #expect(
            alerts.dropFirst() == [
                .withdrawn(line: 0, party: try StreamWorld.party(3_000), at: StreamWorld.instant(-3))
            ])
        #expect(scorer.suggestions(best: 5).isEmpty)
    }

    @Test("A clock that steps back changes neither who is suggested nor, by more than a tenth, how strongly")
    func clockStepsBack() throws {
        let world = moved(street())
        var calls = world.stream
        for place in stride(from: 0, to: calls.count - 20, by: 21) { calls.swapAt(place, place + 20) }
        var scorer = try world.scorer(StreamSettings())
        scorer.take(calls) { _ in }
        let (late, plain) = (scorer.suggestions(best: 5), try world.told(StreamSettings()).table)
        #expect(late.map(\.party) == plain.map(\.party))
        for (one, other) in zip(late, plain) { #expect(abs(one.log10Ratio - other.log10Ratio) < 0.1) }
    }

    @Test("A number that the list itself names as the line's second is not suggested; what follows it is")
    func closedTwice() throws {
        var world = moved(moved(street()), to: 3_001, from: 50)
        world.lines.append(.init(name: "Ash", number: 3_000, closedAt: 40, contacts: []))
        let found = try world.told(StreamSettings()).table
        #expect(found.map(\.party) == [try StreamWorld.party(3_001)])
        #expect(found.first?.line == 0)
    }

    @Test(
        "A contact on forty lines counts for each, and a line of the same number under another name is no rival"
    )
    func fortyLines() throws {
        var world = moved(street())
        let alone = try #require(try best(world))
        for line in 1...39 {
            world.lines.append(
                .init(name: "L\(line)", number: 200 + line, closedAt: 0, contacts: Array(1_000..<1_010)))
        }
        let shared = try world.told(StreamSettings(ratios: [2])).table
        #expect(shared.filter { $0.line == 0 }.allSatisfy { $0.log10Ratio < alone.log10Ratio })
        var twin = moved(street())
        twin.lines.append(.init(name: "Twin", number: 100, closedAt: 0, contacts: Array(1_000..<1_010)))
        let both = try twin.told(StreamSettings()).table
        #expect(both.map(\.log10Ratio) == [alone.log10Ratio, alone.log10Ratio])
    }

    @Test(
        "Numbers without end that ring one contact cost no more than the limit, and leave the others' ratio alone"
    )
    func everybodysContact() throws {
        var world = moved(street())
        for caller in 0..<30_000 { world.call(20_000 + caller, 1_009, at: 1) }
        let settings = try StreamSettings(everybodys: 500)
        var scorer = try world.scorer(settings)
        var alerts = 0
        scorer.take(world.stream) { _ in alerts += 1 }
        #expect(scorer.size.ties < 1_000)
        #expect(scorer.size.parties > 30_000)
        #expect(alerts == 1)
        let found = try #require(scorer.suggestions(best: 5).first)
        #expect(found.party == (try StreamWorld.party(3_000)))
        #expect(found.sharedContacts == 6)
    }

    @Test(
        "A clinic that rang one contact before the closure and hundreds after it hides nobody",
        arguments: [250, 300, 5_000])
    func clinic(texts: Int) throws {
        var world = moved(street())
        world.lines.append(
            .init(name: "Elm", number: 101, closedAt: 0, contacts: (0..<texts).map { 30_000 + $0 }))
        let plain = try uncapped(best(world))
        world.call(4_000, 1_000, at: -50)
        for contact in 0..<texts { world.call(4_000, 30_000 + contact, at: 1) }
        let found = try #require(try best(world))
        #expect(found.party == (try StreamWorld.party(3_000)))
        #expect(try abs(uncapped(found) - plain) < 0.3)
    }

    @Test("What a number is held against does not hang on which levels were asked for")
    func levels() throws {
        var world = moved(street())
        for contact in 0..<4 { world.call(3_001, 1_005 + contact, at: 10 + Double(contact)) }
        func ratio(_ levels: [Double]) throws -> Double? {
            let party = try StreamWorld.party(3_001)
            return try world.told(StreamSettings(ratios: levels)).alerts.compactMap { alert -> Double? in
                if case .reached(let found, _, _) = alert, found.party == party {
                    found.log10Ratio
                } else {
                    nil
                }
            }.first
        }
        #expect(try ratio([2]) == ratio([2, 10_000]))
        #expect(try ratio([2]) != nil)
    }

    @Test("A line closed twice, a century apart by a slip of the pen, leaves other lines' ratios as they are")
    func centuryApart() throws {
        var world = moved(street())
        world.lines.append(
            .init(name: "Elm", number: 101, closedAt: 3, contacts: Array(1_005..<1_015)))
        for contact in 1_005..<1_015 { for day in 1...6 { world.call(101, contact, at: -24 * Double(day)) } }
        let plain = try uncapped(best(world))
        world.lines.append(.init(name: "Elm", number: 102, closedAt: -876_000, contacts: []))
        let found = try uncapped(best(world))
        #expect(found.isFinite && abs(found - plain) < 0.5)
    }

    @Test("Of a line closed before the stream begins nobody can be told to be new, and less is said")
    func closedBefore() throws {
        let full = try uncapped(best(moved(street()), [2]))
        var world = moved(street())
        world.calls = world.calls.filter { $0.hour > 0 }
        for person in 0..<200 { world.call(5_000 + person, 6_000 + person, at: 1) }
        #expect(try uncapped(best(world, [2])) < full - 0.05)
    }

    @Test("A number's calls to itself, and to one contact however often, suggest nothing")
    func nothing() throws {
        var world = street()
        for hour in 1...60 {
            world.call(3_000, 3_000, at: Double(hour))
            world.call(3_000, 1_000, at: Double(hour))
        }
        let told = try world.told(StreamSettings(leastContacts: 2, ratios: [2]))
        #expect(told.alerts.isEmpty && told.table.isEmpty)
    }

    @Test(
        "A sender in touch with thousands of watched contacts is nobody's new number, and is soon weighed no more"
    )
    func bulkSender() throws {
        var world = street()
        for line in 0..<30 {
            let contacts = (0..<200).map { 30_000 + line * 200 + $0 }
            world.lines.append(.init(name: "M\(line)", number: 300 + line, closedAt: 1, contacts: contacts))
        }
        for contact in 0..<10 { world.call(3_000, 1_000 + contact, at: 3) }
        for contact in 0..<6_000 { world.call(3_000, 30_000 + contact, at: 2 + Double(contact) / 1_000) }
        var scorer = try world.scorer(StreamSettings())
        scorer.take(world.stream) { _ in }
        #expect(scorer.suggestions(best: 5).isEmpty)
    }

    @Test("Only a number can be a line's: a sender's name is not suggested")
    func sender() throws {
        let world = street()
        let names = PartyNames()
        let watch = try world.watch(names)
        var scorer = StreamScorer(watch, names: names, settings: try StreamSettings())
        let bank = names.key(of: try Party(parsing: "Bank"))
        let texts = (0..<8).map {
            Call(
                time: StreamWorld.instant(2 + Double($0)).microseconds, from: bank,
                to: PartyKey(bits: StreamWorld.digits(1_000 + $0)))
        }
        var alerts = 0
        scorer.take(world.stream + texts) { _ in alerts += 1 }
        #expect(alerts == 0)
        #expect(scorer.suggestions(best: 5).isEmpty)
    }
}
