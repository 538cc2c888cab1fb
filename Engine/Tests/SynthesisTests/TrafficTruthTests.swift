import CallRecords
import Telephony
import Testing

@testable import Synthesis

struct TrafficTruthTests {
    private func world() throws -> (traffic: CallTraffic, columns: EventColumns) {
        (try SmallWorld.shared.get(), try SmallWorld.columns.get())
    }

    /// Rows that name a number, in order of time.
    private func rows(of party: Party, in columns: EventColumns) -> [Event] {
        guard let index = columns.parties.find(party) else { return [] }
        let rows = (try? SmallWorld.rows.get()) ?? []
        return rows[Int(index)].map { columns[$0] }
    }

    @Test("Every closed number was in use before its closure, and every successor is in use after it")
    func complete() throws {
        let (traffic, columns) = try world()
        #expect(traffic.truth.closures.count >= 15)
        for closure in traffic.truth.closures {
            let before = rows(of: closure.old, in: columns).filter { $0.time < closure.at }
            #expect(before.count > 50, "\(closure.key)")
            for successor in closure.successors {
                #expect(successor.from > closure.at)
                let used = rows(of: successor.party, in: columns).filter { $0.time >= successor.from }
                #expect(used.count > 5, "\(closure.key)")
                if successor.announces { #expect(used.first?.from.party == successor.party) }
            }
        }
    }

    @Test("A successor is unheard of before its closure, but for a trial call or a stray text marked so")
    func unheardOf() throws {
        let (traffic, columns) = try world()
        for closure in traffic.truth.closures {
            for successor in closure.successors {
                let early = rows(of: successor.party, in: columns).filter { $0.time < closure.at }
                let trials = early.filter { $0.from.party == successor.party }
                #expect(trials.count == (successor.wasTriedBefore ? 1 : 0), "\(closure.key)")
                #expect(early.count - trials.count <= 3)
            }
        }
    }

    @Test("Every closure and every new number of a line is in the truth, once")
    func once() throws {
        let truth = try world().traffic.truth
        #expect(Set(truth.closures.map(\.key)).count == truth.closures.count)
        #expect(Set(truth.numbers.map(\.party)).count == truth.numbers.count)
        let begun = Set(truth.numbers.filter { $0.from != nil }.map(\.party))
        let successors = Set(truth.closures.flatMap { $0.successors.map(\.party) })
        let rivals = Set(truth.closures.flatMap { $0.rivals.filter(\.isNewNumber).map(\.party) })
        #expect(successors.isDisjoint(with: rivals))
        #expect(successors.union(rivals).isSubset(of: begun))
        #expect(truth.closures.map(\.at) == truth.closures.map(\.at).sorted())
        for closure in truth.closures {
            #expect(truth.numbers.contains { $0.party == closure.old && $0.until == closure.at })
            #expect(closure.outcome == .split || closure.successors.count <= 1)
            #expect(closure.outcome != .ended || closure.successors.isEmpty)
        }
    }

    @Test("The contacts written are those who were in touch before the closure, no more and no fewer")
    func contacts() async throws {
        let (traffic, columns) = try world()
        let written = try await traffic.write(threads: 2) { _ in }
        let counted = traffic.contacts(in: columns)
        #expect(written.contacts.map(\.key) == counted.map(\.key))
        #expect(written.contacts.map(\.contacts) == counted.map(\.contacts))
        #expect(counted.allSatisfy { $0.contacts.count >= 20 })
        let rows = written.contactsCSV.split(separator: "\n")
        #expect(rows.first == "line,contact")
        #expect(rows.count - 1 == counted.reduce(0) { $0 + $1.contacts.count })
    }

    @Test("A first broadcast keeps the order of the copied telephone book")
    func bookOrder() throws {
        let (traffic, columns) = try world()
        var kept = 0
        for closure in traffic.truth.closures {
            guard let old = lastBroadcast(closure.old, before: closure.at, in: columns) else { continue }
            for successor in closure.successors where successor.announces {
                let new = broadcast(successor.party, from: successor.from, in: columns)
                let places = new.compactMap { old.firstIndex(of: $0) }
                guard places.count > 15 else { continue }
                let steps = zip(places, places.dropFirst())
                let rising = Double(steps.count { $0 < $1 }) / Double(places.count - 1)
                #expect(successor.keepsBookOrder ? rising > 0.95 : rising < 0.7, "\(closure.key)")
                kept += successor.keepsBookOrder ? 1 : 0
            }
        }
        #expect(kept >= 3)
    }

    private func broadcast(_ party: Party, from: Instant, in columns: EventColumns) -> [Party] {
        rows(of: party, in: columns)
            .filter {
                $0.from.party == party && $0.kind == .text && (0..<0.75).contains($0.time.hours(since: from))
            }
            .map(\.to.party)
    }

    /// The last forty texts or more within an hour.
    private func lastBroadcast(_ party: Party, before: Instant, in columns: EventColumns) -> [Party]? {
        let texts = rows(of: party, in: columns).filter {
            $0.from.party == party && $0.kind == .text && $0.time < before
        }
        for (place, text) in texts.enumerated().reversed() where place >= 40 {
            let first = texts[place - 40].time
            guard text.time.hours(since: first) < 0.2 else { continue }
            return texts.filter { (-0.75...0).contains($0.time.hours(since: text.time)) }.map(\.to.party)
        }
        return nil
    }

    @Test("Followers were in touch with the old number or on its list, and those taken along are among them")
    func followers() throws {
        let (traffic, columns) = try world()
        let contacts = Dictionary(
            uniqueKeysWithValues: traffic.contacts(in: columns).map { ($0.key, Set($0.contacts)) })
        for closure in traffic.truth.closures {
            for successor in closure.successors {
                #expect(successor.followers.count >= successor.taken)
                #expect(Set(successor.followers).count == successor.followers.count)
                let met = successor.followers.count { contacts[closure.key]?.contains($0) ?? false }
                #expect(Double(met) >= 0.9 * Double(successor.followers.count), "\(closure.key)")
            }
        }
        let rows = traffic.truth.followersCSV.split(separator: "\n")
        #expect(
            rows.count - 1
                == traffic.truth.closures.flatMap(\.successors).reduce(0) { $0 + $1.followers.count })
    }

    @Test("Rivals text the closed number's people within the days after")
    func rivals() throws {
        let (traffic, columns) = try world()
        let contacts = Dictionary(
            uniqueKeysWithValues: traffic.contacts(in: columns).map { ($0.key, Set($0.contacts)) })
        var met = 0
        for closure in traffic.truth.closures {
            for rival in closure.rivals where rival.reached > 10 {
                #expect((0.16...156).contains(rival.at.hours(since: closure.at)))
                let texted = Set(broadcast(rival.party, from: rival.at, in: columns))
                if texted.intersection(contacts[closure.key] ?? []).count >= rival.reached / 4 { met += 1 }
            }
        }
        let all = traffic.truth.closures.flatMap(\.rivals).count { $0.reached > 10 }
        #expect(all >= 8)
        #expect(Double(met) >= 0.8 * Double(all))
    }

    @Test("The evaluation has closures enough, of every outcome, and a third of them lead nowhere")
    func evaluation() throws {
        let truth = try CallTraffic(.evaluation, seed: 3).truth
        let all = truth.closures
        #expect(all.count >= 200)
        func share(_ outcome: TrafficTruth.Outcome) -> Double {
            Double(all.count { $0.outcome == outcome }) / Double(all.count)
        }
        #expect((0.3...0.5).contains(share(.moved)))
        #expect((0.25...0.45).contains(share(.ended)))
        for outcome in [TrafficTruth.Outcome.partial, .split, .sold] { #expect(share(outcome) > 0.02) }
        let hours = all.flatMap { closure in closure.successors.map { $0.from.hours(since: closure.at) } }
        #expect(Double(hours.count { $0 <= 1 }) / Double(hours.count) > 0.2)
        #expect(Double(hours.count { $0 <= 24 }) / Double(hours.count) > 0.7)
        #expect(all.allSatisfy { $0.means != .seizure || !$0.successors.contains(where: \.keepsHandset) })
    }

    @Test("The truth's files have a row for each thing that happened")
    func files() throws {
        let truth = try world().traffic.truth
        let rows = truth.switchesCSV.split(separator: "\n")
        #expect(rows.first == "old,new,closed_at")
        #expect(rows.count - 1 == truth.closures.reduce(0) { $0 + max(1, $1.successors.count) })
        #expect(rows.contains { $0.contains(",,") })
        #expect(truth.linesCSV.split(separator: "\n").count == truth.closures.count + 1)
        #expect(truth.closuresCSV.split(separator: "\n").count == truth.closures.count + 1)
        #expect(truth.numbersCSV.split(separator: "\n").count == truth.numbers.count + 1)
        #expect(truth.movedCSV.split(separator: "\n").count == truth.moved.count + 1)
        #expect(truth.rivalsCSV.split(separator: "\n").count == truth.closures.flatMap(\.rivals).count + 1)
    }
}
