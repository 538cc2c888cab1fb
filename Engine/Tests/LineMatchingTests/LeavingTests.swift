import CallRecords
import Synthesis
import Telephony
import Testing

@testable import LineMatching

/// What is said of leaving a contact out, held against records from which the events are really gone.
struct LeavingTests {
    /// One event: hours from the closure, and who was in touch with whom.
    private struct Contact: Hashable {
        let hours: Double
        let from: String
        let to: String
    }

    private static func pick(_ names: [String], _ random: inout SeededGenerator) -> String {
        names.randomElement(using: &random) ?? ""
    }

    /// A line of twelve customers, and two new numbers that are in touch with four or five of them each: a close race.
    private static func race(_ random: inout SeededGenerator) -> [Contact] {
        let customers = (0..<12).map { "customer-\($0)" }
        let others = (0..<40).map { "other-\($0)" }
        var events: [Contact] = []
        func before() -> Double { -Double.random(in: 0..<600, using: &random) }
        func after() -> Double { Double.random(in: 0..<24, using: &random) }
        for customer in customers {
            for _ in 0..<Int.random(in: 2...8, using: &random) {
                events.append(Contact(hours: before(), from: "line", to: customer))
            }
        }
        for _ in 0..<250 {
            let (one, other) = (pick(others, &random), pick(others + customers, &random))
            events.append(Contact(hours: before(), from: one, to: other))
        }
        for (candidate, taken) in [("one", 5), ("two", Int.random(in: 4...5, using: &random))] {
            for customer in customers.shuffled(using: &random).prefix(taken) {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    events.append(Contact(hours: after(), from: candidate, to: customer))
                }
            }
            for _ in 0..<2 where Bool.random(using: &random) {
                events.append(Contact(hours: after(), from: candidate, to: pick(others, &random)))
            }
        }
        // In few worlds is every customer seen with anybody else.
        for _ in 0..<Int.random(in: 5...60, using: &random) {
            let (one, other) = (pick(others, &random), pick(others + customers, &random))
            events.append(Contact(hours: after(), from: one, to: other))
        }
        // So that the records last as long whoever is left out.
        return events + [Contact(hours: 25, from: others[0], to: others[1])]
    }

    private static func world(_ contacts: [Contact]) throws -> World {
        var world = World()
        for contact in contacts { try world.touch(contact.from, contact.to, at: contact.hours) }
        return world
    }

    private static func answer(_ contacts: [Contact]) throws -> (
        ranking: Ranking, explanation: Explanation
    ) {
        let question = SuccessorQuestion(closed: try World.party("line"), closedAt: World.closedAt)
        return try OpenSetScorer(.confirmatory).answer(question, in: world(contacts).events)
    }

    @Test("It stays first whichever contact is left out exactly where it does with the events gone")
    func staysFirst() throws {
        var random = SeededGenerator(seed: 20_260_328)
        var (stays, falls) = (0, 0)
        for _ in 0..<120 {
            let events = Self.race(&random)
            let (ranking, explanation) = try Self.answer(events)
            let first = try #require(ranking.candidates.first)
            guard let range = explanation.leaveOneOut[first.party] else { continue }
            var scores: [Double] = []
            var isDethroned = false
            var isSameView = true
            for shared in first.sharedContacts {
                let pair: Set<String> = [first.party, shared.party].reduce(into: []) {
                    $0.insert(String($1.description.dropFirst("id:".count)))
                }
                let rest = try Self.answer(events.filter { $0.hours < 0 || Set([$0.from, $0.to]) != pair })
                    .ranking
                isSameView = isSameView && rest.view.kind == ranking.view.kind
                scores.append(try #require(rest.score(of: first.party)))
                let best = rest.candidates.first { $0.party != first.party }?.score ?? -.infinity
                isDethroned = isDethroned || best >= (scores.last ?? 0)
            }
            // Whose records they look to be is held fixed; where it changes, everything does.
            guard isSameView else { continue }
            #expect(abs(range.lowest - (scores.min() ?? 0)) < 1e-6)
            #expect(abs(range.highest - (scores.max() ?? 0)) < 1e-6)
            #expect(range.staysFirst == !isDethroned)
            if isDethroned { falls += 1 } else { stays += 1 }
        }
        // Close races, of which some are won whatever is left out and some are not.
        #expect(stays >= 10 && falls >= 10, "\(stays) stay, \(falls) fall")
    }

    @Test("Nobody is said to stay first who is not first")
    func notFirst() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20 {
            let (ranking, explanation) = try Self.answer(Self.race(&random))
            for candidate in ranking.candidates.dropFirst() {
                #expect(explanation.leaveOneOut[candidate.party]?.staysFirst != true)
            }
        }
    }
}
