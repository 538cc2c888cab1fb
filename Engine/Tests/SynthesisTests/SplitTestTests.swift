import CallRecords
import Synthesis
import Telephony
import Testing

struct SplitTestTests {
    private static let cut = Instant(seconds: 1_772_582_400)  // 2026-03-04T00:00:00Z

    /// Sixty people in rings of friends who go on ringing each other before and after the cut.
    private func town() throws -> EventColumns {
        var columns = EventColumns()
        let people = try (0..<60).map { Event.End(try Party(parsing: "id:p\($0)")) }
        for hour in -48..<48 {
            for person in 0..<60 {
                let friend = (person + 1 + (hour + 48) % 12) % 60
                columns.append(
                    Event(
                        time: Self.cut.adding(seconds: Int64(hour) * 3_600 + Int64(person)), kind: .call,
                        from: people[person], to: people[friend]))
            }
        }
        return columns
    }

    private func split(_ change: (inout SplitTest.Settings) -> Void = { _ in }) throws -> SplitTest {
        var settings = SplitTest.Settings(cut: Self.cut, seed: 3)
        change(&settings)
        return SplitTest(of: try town(), settings)
    }

    @Test("Nothing before the cut is changed, and no old number is heard after it", arguments: [false, true])
    func cleanCut(rivalsMove: Bool) throws {
        let test = try split { $0.rivalsMove = rivalsMove }
        let town = try town()
        #expect(test.closures.contains { $0.new == nil })
        #expect(test.closures.contains { $0.new != nil })
        let before = (0..<town.count).filter { town[$0].time < Self.cut }.map { town[$0] }
        #expect((0..<before.count).map { test.events[$0] } == before)
        let gone = Set((test.closures + (rivalsMove ? test.rivals : [])).map(\.old))
        for row in before.count..<test.events.count {
            let event = test.events[row]
            #expect(!gone.contains(event.from.party) && !gone.contains(event.to.party))
        }
    }

    @Test(
        "Of a renamed party's contacts about the share asked for follow, none at nought and all at one",
        arguments: [0.0, 0.5, 1.0])
    func follow(share: Double) throws {
        let test = try split { settings in
            (settings.follow, settings.broadcast, settings.rivals) = (share, false, 0)
        }
        var followed = 0
        let news = Set(test.closures.compactMap(\.new))
        for row in 0..<test.events.count {
            let event = test.events[row]
            if news.contains(event.from.party) || news.contains(event.to.party) { followed += 1 }
        }
        let town = try town()
        let olds = Set(test.closures.filter { $0.new != nil }.map(\.old))
        let ended = Set(test.closures.filter { $0.new == nil }.map(\.old))
        let possible = (0..<town.count).count { row in
            let event = town[row]
            let parties: Set = [event.from.party, event.to.party]
            return event.time >= Self.cut && !parties.isDisjoint(with: olds)
                && parties.isDisjoint(with: ended)
        }
        #expect(abs(Double(followed) / Double(possible) - share) < 0.2)
        if share == 1 { #expect(followed == possible) }
        if share == 0 { #expect(followed == 0) }
    }

    @Test("The same seed makes the same test, another seed another")
    func seeded() throws {
        let (first, again) = (try split(), try split())
        #expect(first.closures == again.closures)
        #expect(
            (0..<first.events.count).map { first.events[$0] }
                == (0..<again.events.count).map { again.events[$0] })
        #expect(try split { $0.seed = 4 }.closures != first.closures)
    }

    @Test("The order of rows has no part in the test that is made", arguments: [false, true])
    func orderOfRows(rivalsMove: Bool) throws {
        let town = try town()
        var turned = EventColumns()
        for row in (0..<town.count).reversed() { turned.append(town[row]) }
        var settings = SplitTest.Settings(cut: Self.cut, seed: 3)
        settings.rivalsMove = rivalsMove
        let (test, other) = (SplitTest(of: town, settings), SplitTest(of: turned, settings))
        #expect(test.switchesCSV == other.switchesCSV && test.rivalsCSV == other.rivalsCSV)
        func rows(_ events: EventColumns) -> [String] {
            (0..<events.count).map { RingfenceCSV.row(events[$0]) }.sorted()
        }
        #expect(rows(test.events) == rows(other.events))
    }

    @Test("A new number is nobody who was there, even where somebody has the name")
    func newNames() throws {
        var town = try town()
        let known = Set(try split().closures.compactMap(\.new))
        #expect(!known.isEmpty)
        for name in known {
            town.append(
                Event(
                    time: Self.cut.adding(seconds: -1), kind: .call, from: .init(name),
                    to: .init(try Party(parsing: "id:p1"))))
        }
        let test = SplitTest(of: town, .init(cut: Self.cut, seed: 3))
        #expect(known.isDisjoint(with: test.closures.compactMap(\.new)))
    }

    @Test("Who is left out is neither renamed nor ended nor anybody's rival")
    func leftOut() throws {
        let plain = try split()
        let some = Set((plain.closures.prefix(3) + plain.rivals.prefix(3)).map(\.old))
        let test = try split { $0.leftOut = some }
        #expect(test.closures.count > 3)
        #expect(some.count == 6)
        #expect(some.isDisjoint(with: (test.closures + test.rivals).map(\.old)))
    }

    @Test("Where nobody has enough contacts, nobody is renamed and nothing is changed")
    func nobody() throws {
        let test = try split { $0.leastContacts = 1_000 }
        #expect(test.closures.isEmpty)
        #expect(test.events.count == (try town()).count)
    }
}
