import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

struct StreamScorerTests {
    /// The two see the same but for this: pairs of parties are counted to within 1 %, a friend who goes on after the
    /// closure is taken to have been even in time, one who shows few contacts to have as many as others have, and the
    /// crowd of a stream is that of the watched lines alone, which is left out here. What differs in the best other
    /// candidate differs in everybody who is behind it too.
    @Test(
        "A stream ranks as the scorer of records in memory does, and gives its ratio to half a decade",
        arguments: 0..<8)
    func agrees(seed: Int) throws {
        let world = StreamWorld.town(seed: seed)
        var evidence = StreamSettings.narrow
        evidence.priors.crowd = 0
        let table = try world.told(
            StreamSettings(leastContacts: 2, ratios: [2], evidence: evidence)
        ).table
        let events = try world.events()
        for (place, line) in world.lines.enumerated() {
            let ranking = try OpenSetScorer(evidence).rank(
                SuccessorQuestion(
                    closed: try StreamWorld.party(line.number), closedAt: StreamWorld.instant(line.closedAt)),
                in: events)
            let mine = table.filter { $0.line == place }
            let scores = try mine.map { found in
                try #require(ranking.candidates.first { $0.party == found.party }).score
            }
            for (found, score) in zip(mine, scores) {
                let sum = found.contributions.reduce(0) { $0 + $1.log10 }
                #expect(abs(sum - score) < 0.5, "\(found.party) \(sum) \(score)")
            }
            for (better, worse) in zip(scores, scores.dropFirst()) { #expect(better > worse - 0.33) }
            if place < 5 { #expect(ranking.candidates.first?.party == mine.first?.party) }
        }
    }

    @Test("A newcomer with people whom two watched lines share is told from one with the closed line's own")
    func crowd() throws {
        var world = StreamWorld()
        world.lines = [
            .init(name: "Ash", number: 1, closedAt: 0, contacts: Array(100..<130)),
            .init(name: "Elm", number: 2, closedAt: 500, contacts: Array(115..<145)),
        ]
        for (line, contacts) in [(1, 100..<130), (2, 115..<145)] {
            for contact in contacts {
                for day in 1...5 { world.call(contact, line, at: -Double(day * 24) - 1) }
                world.call(contact, 1_000 + contact, at: -30)
            }
        }
        // Both take fifteen: the one those that Ash alone has, the other those that Elm has too.
        for contact in 100..<115 { world.call(3_000, contact, at: 2) }
        for contact in 115..<130 { world.call(4_000, contact, at: 2) }
        func score(_ party: Int, crowd: Double) throws -> Double {
            var evidence = StreamSettings.narrow
            evidence.priors.crowd = crowd
            let settings = try StreamSettings(leastContacts: 2, ratios: [2], evidence: evidence)
            let party = try StreamWorld.party(party)
            let found = try world.told(settings).table.first { $0.line == 0 && $0.party == party }
            return found?.contributions.reduce(0) { $0 + $1.log10 } ?? 0
        }
        #expect(try score(3_000, crowd: 0.3) > score(4_000, crowd: 0.3) + 1)
        #expect(try score(4_000, crowd: 0.3) < score(4_000, crowd: 0) - 0.3)
        #expect(try abs(score(3_000, crowd: 0.3) - score(3_000, crowd: 0)) < 0.3)
    }

    @Test(
        "People whom nobody watches count against a number as they do in memory: who texts everybody is nobody's new number",
        arguments: [0, 6, 40, 300])
    func strangers(count: Int) throws {
        var world = StreamWorld.town(seed: 1)
        // Seven of the first line's contacts, and then so many others, the first of them three times.
        for contact in 0..<7 { world.call(7_000, 1_000 + contact, at: 2 + Double(contact) / 100) }
        for stranger in 0..<count {
            world.call(8_000 + stranger, 9_000 + stranger, at: -30)
            world.call(7_000, 8_000 + stranger, at: 3 + Double(stranger) / 1_000)
        }
        for _ in 0..<min(2, count) { world.call(8_000, 7_000, at: 4) }
        world.call(7_000, 1_007, at: 5)
        var evidence = StreamSettings.narrow
        evidence.priors.crowd = 0
        let told = try world.told(StreamSettings(leastContacts: 2, ratios: [2], evidence: evidence))
        let party = try StreamWorld.party(7_000)
        let ranking = try OpenSetScorer(evidence).rank(
            SuccessorQuestion(
                closed: try StreamWorld.party(world.lines[0].number), closedAt: StreamWorld.closedAt),
            in: try world.events())
        let whole = try #require(ranking.candidates.first { $0.party == party }).score
        guard let found = told.table.first(where: { $0.line == 0 && $0.party == party }) else {
            #expect(count >= 40 && whole < 0.8, "\(count) \(whole)")
            return
        }
        #expect(count < 40)
        #expect(abs(found.contributions.reduce(0) { $0 + $1.log10 } - whole) < 0.5, "\(count) \(whole)")
    }

    @Test("A line's next number, listed as one that is closed in its turn, is no rival of itself")
    func listedNext() throws {
        let world = StreamWorld.town(seed: 2)
        let plain = try world.told(StreamSettings()).table.filter { $0.line == 0 }
        var listed = world
        listed.lines.append(
            .init(name: "L0 again", number: 3_000, closedAt: 200, contacts: world.lines[0].contacts))
        let found = try listed.told(StreamSettings()).table.filter { $0.line == 0 }
        #expect(plain.first?.party == (try StreamWorld.party(3_000)))
        #expect(found.first?.party == plain.first?.party)
        #expect(found.first?.log10Ratio == plain.first?.log10Ratio)
    }

    @Test("A suggestion is told once a level, by the record that makes it, with no call after it needed")
    func toldOnce() throws {
        let world = StreamWorld.town(seed: 3)
        let alerts = try world.told(StreamSettings(ratios: [10, 30, 100])).alerts
        var last: [String: Double] = [:]
        for case .reached(let found, let level, let at) in alerts {
            let who = "\(found.line) \(found.party)"
            #expect(level > last[who] ?? 0)
            #expect(found.log10Ratio >= level)
            #expect(found.last == at)
            last[who] = level
        }
        #expect(last.values.contains { $0 >= 2 })
        let moved = try StreamWorld.party(3_000)
        let second = alerts.compactMap { alert -> Instant? in
            if case .reached(let found, _, let at) = alert, found.party == moved { at } else { nil }
        }.first
        #expect(try #require(second) < StreamWorld.instant(6))
    }

    @Test("Nothing leaves below the level or the number of shared contacts", arguments: [2, 3, 6])
    func minimum(contacts: Int) throws {
        for seed in 0..<4 {
            let told = try StreamWorld.town(seed: seed).told(
                StreamSettings(leastContacts: contacts, ratios: [50]))
            for found in told.table { #expect(found.sharedContacts >= contacts && found.log10Ratio >= 1.69) }
            for case .reached(let found, _, _) in told.alerts {
                #expect(found.sharedContacts >= contacts && found.log10Ratio >= 1.69)
            }
        }
    }

    @Test("A state taken up with other levels tells at those, of a number told before at a lower one too")
    func otherLevels() throws {
        let world = StreamWorld.town(seed: 3)
        func levels(_ alerts: [StreamAlert], _ party: Party) -> [Double] {
            alerts.compactMap { alert in
                if case .reached(let found, let level, _) = alert, found.party == party { level } else { nil }
            }
        }
        func settings(_ ratios: [Double]) throws -> StreamSettings {
            try StreamSettings(leastContacts: 2, ratios: ratios)
        }
        let whole = try world.told(settings([3, 100])).alerts
        let parties = whole.compactMap { if case .reached(let found, _, _) = $0 { found.party } else { nil } }
        let party = try #require(parties.first { levels(whole, $0) == [log10(3), 2] })
        var first = try world.scorer(settings([3]))
        var told: [StreamAlert] = []
        var cut = 0
        while levels(told, party).isEmpty {
            first.take([world.stream[cut]]) { told.append($0) }
            cut += 1
        }
        var words: [UInt64] = []
        first.snapshot { words += $0 }
        let names = PartyNames()
        var second = try StreamScorer(
            restoring: words, of: try world.watch(names), names: names, settings: settings([2, 100]))
        var alerts: [StreamAlert] = []
        second.take(Array(world.stream[cut...])) { alerts.append($0) }
        #expect(levels(alerts, party) == [2])
    }

    @Test("The minimum cannot be set away")
    func refusals() throws {
        #expect(throws: StreamSettings.Refusal.tooFewContacts(1, least: 2)) {
            try StreamSettings(leastContacts: 1)
        }
        #expect(throws: StreamSettings.Refusal.ratioOutside(1.5, 2...10_000)) {
            try StreamSettings(ratios: [100, 1.5])
        }
        #expect(throws: StreamSettings.Refusal.ratioOutside(100_000, 2...10_000)) {
            try StreamSettings(ratios: [100_000])
        }
    }

    @Test(
        "A state written down at any call and taken up goes on as if nothing had been",
        arguments: [1, 137, 400, 900])
    func snapshot(cut: Int) throws {
        let world = StreamWorld.town(seed: 5)
        let settings = try StreamSettings(leastContacts: 2, ratios: [5, 50, 500])
        let whole = try world.told(settings)
        var first = try world.scorer(settings)
        var alerts: [StreamAlert] = []
        first.take(Array(world.stream[..<cut])) { alerts.append($0) }
        var words: [UInt64] = []
        first.snapshot { words += $0 }
        let names = PartyNames()
        let watch = try world.watch(names)
        var second = try StreamScorer(restoring: words, of: watch, names: names, settings: settings)
        var again: [UInt64] = []
        second.snapshot { again += $0 }
        #expect(again.count == words.count)
        second.take(Array(world.stream[cut...])) { alerts.append($0) }
        #expect(alerts == whole.alerts)
        #expect(second.suggestions(best: 50) == whole.table)
        var damaged = words
        damaged[words.count / 2] ^= 1
        #expect(throws: SnapshotRefusal.damaged) {
            _ = try StreamScorer(restoring: damaged, of: watch, names: names, settings: settings)
        }
        let other = try StreamSettings(leastContacts: 2, ratios: [5, 50, 500], everybodys: 77)
        #expect(throws: SnapshotRefusal.otherList) {
            _ = try StreamScorer(restoring: words, of: watch, names: names, settings: other)
        }
    }
}
