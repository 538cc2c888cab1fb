import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

/// What holds of handset, SIM, place and hours together, over random worlds.
struct AttributePropertyTests {
    /// Thirty parties, five handsets, three SIMs and eight cells among them, and a line.
    func world(seed: UInt64) throws -> World {
        var world = World()
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        func end(_ party: Int) throws -> Event.End {
            Event.End(
                try World.party(party == 0 ? "line" : "\(party)"),
                handset: random(3) == 0 ? IMEI(body: 101_000_000 + UInt64((party + random(2)) % 20)) : nil,
                sim: random(4) == 0 ? try IMSI(parsing: "00101000000000\((party + random(2)) % 8)") : nil,
                cell: random(2) == 0 ? try CellID(parsing: "001-01-1201-\((party + random(3)) % 8)") : nil)
        }
        for _ in 0..<500 {
            let (from, to) = (random(30), random(30))
            guard from != to else { continue }
            world.events.append(
                Event(
                    time: World.closedAt.adding(seconds: Int64(random(4_000_000) - 2_000_000)), kind: .text,
                    from: try end(from), to: try end(to)))
        }
        return world
    }

    @Test("What the parts add sums to the score, and each stays within its cap", arguments: 1...6)
    func sums(seed: UInt64) throws {
        let candidates = try world(seed: seed).rank().candidates
        #expect(candidates.count > 10)
        let caps: [EvidencePart: Double] = [.handset: 3, .sim: 3, .place: 2, .hours: 0.5]
        for candidate in candidates {
            let sum = candidate.contributions.reduce(0) { $0 + $1.log10 }
            #expect(abs(sum - candidate.score) < 1e-7)
            for (part, cap) in caps { #expect(abs(candidate.log10(of: part) ?? 0) <= cap + 1e-9) }
            let parts = candidate.contributions.map(\.part)
            #expect(parts == EvidencePart.allCases.filter(parts.contains))
            #expect(Set(candidate.attributes.map(\.part)).count == candidate.attributes.count)
        }
        for part in caps.keys {
            #expect(candidates.contains { $0.log10(of: part) != nil }, "\(part)")
        }
    }

    @Test("The order in which rows were read changes nothing", arguments: 1...6)
    func order(seed: UInt64) throws {
        let world = try world(seed: seed)
        let (ranking, other) = (try world.rank(), try world.reversed.rank())
        #expect(ranking.candidates.map(\.party) == other.candidates.map(\.party))
        #expect(ranking.candidates.map(\.score) == other.candidates.map(\.score))
        #expect(ranking.candidates.map(\.contributions) == other.candidates.map(\.contributions))
    }

    @Test("A party that has nothing to do with any of it changes no handset, SIM or place", arguments: 1...6)
    func unrelated(seed: UInt64) throws {
        let world = try world(seed: seed)
        var more = world
        for hour in 1..<20 { try more.touch("hermit", "pen friend", at: -Double(hour)) }
        let ranking = try world.rank()
        for candidate in try more.rank().candidates {
            let same = try #require(ranking.candidates.first { $0.party == candidate.party })
            for part in [EvidencePart.handset, .sim, .place] {
                #expect(candidate.log10(of: part) == same.log10(of: part))
            }
        }
    }

    @Test("A reason that is kept reads back as it was", arguments: 1...3)
    func kept(seed: UInt64) throws {
        let reasons = try world(seed: seed).rank().candidates.flatMap(\.attributes)
        #expect(Set(reasons.map(\.part)) == [.handset, .sim, .place, .hours])
        let kept = try JSONDecoder().decode([AttributeReason].self, from: JSONEncoder().encode(reasons))
        #expect(kept == reasons)
        let settings = EvidenceSettings()
        #expect(
            try JSONDecoder().decode(EvidenceSettings.self, from: JSONEncoder().encode(settings)) == settings)
    }

    @Test(
        "What is set aside is as if it had not been weighed",
        arguments: [[.sim], [.place], [.hours], [.handset, .sim]] as [Set<EvidencePart>])
    func setAside(parts: Set<EvidencePart>) throws {
        let world = try world(seed: 1)
        var settings = EvidenceSettings()
        settings.attributes.parts.removeAll(where: parts.contains)
        let question = SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
        let without = try OpenSetScorer(settings).rank(question, in: world.events)
        let aside = try world.rank().settingAside(parts)
        #expect(Set(aside.candidates.map(\.party)) == Set(without.candidates.map(\.party)))
        for candidate in aside.candidates {
            let score = try #require(without.score(of: candidate.party))
            #expect(abs(score - candidate.score) < 1e-7)
            #expect(!candidate.contributions.contains { parts.contains($0.part) })
        }
    }

    @Test("With nothing weighed every score is as if nothing were stated", arguments: 1...3)
    func none(seed: UInt64) throws {
        let world = try world(seed: seed)
        var bare = World()
        for row in 0..<world.events.count {
            let event = world.events[row]
            bare.events.append(
                Event(
                    time: event.time, kind: event.kind, from: .init(event.from.party),
                    to: .init(event.to.party)))
        }
        var settings = EvidenceSettings()
        settings.attributes = .none
        let question = SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
        let scorer = OpenSetScorer(settings)
        let (ranking, other) = (
            try scorer.rank(question, in: world.events), try scorer.rank(question, in: bare.events)
        )
        #expect(ranking.candidates == other.candidates)
        #expect(ranking.candidates.allSatisfy { $0.attributes.isEmpty })
    }

    @Test("Beyond the candidates weighed in full only those who took up the handset or SIM are told apart")
    func weighedInFull() throws {
        var settings = EvidenceSettings()
        settings.weighedInFull = 2
        let question = SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
        let candidates = try OpenSetScorer(settings).rank(question, in: world(seed: 1).events).candidates
        let told = candidates.filter { !$0.attributes.isEmpty }
        #expect(told.count < candidates.count)
        #expect(told.count >= 2)
    }
}
