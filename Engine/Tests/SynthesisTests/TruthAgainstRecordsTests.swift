import CallRecords
import Telephony
import Testing

@testable import Synthesis

/// What the truth's files say is what the records show.
struct TruthAgainstRecordsTests {
    /// A world in which everything that may happen to a telephone does.
    private func restless() throws -> (traffic: CallTraffic, columns: EventColumns) {
        var settings = SmallWorld.settings
        settings.phones.newHandsetShare = 1
        settings.phones.sameHandsetShare = 1
        settings.phones.reissuedShare = 1
        settings.successors.preparedShare = 0.5
        let traffic = try CallTraffic(settings, seed: 2)
        return (traffic, traffic.columns())
    }

    /// The handsets that a party's end of its rows states, by row.
    private func handsets(of party: PartyIndex, in columns: EventColumns) -> [(row: Int, handset: IMEI?)] {
        (0..<columns.count).compactMap { row in
            guard columns.from[row] == party || columns.to[row] == party else { return nil }
            let event = columns[row]
            return (row, columns.from[row] == party ? event.from.handset : event.to.handset)
        }
    }

    @Test("A number that a line will have shows neither handset nor cell while nobody has it")
    func reissued() throws {
        let (traffic, columns) = try restless()
        var early = 0
        for number in traffic.truth.numbers {
            guard let from = number.from, let index = columns.parties.find(number.party) else { continue }
            for row in 0..<columns.count
            where columns.to[row] == index && columns.times[row] < from.microseconds {
                early += 1
                #expect(columns[row].to.handset == nil && columns[row].to.cell == nil)
            }
        }
        #expect(early > 10)
    }

    @Test("Every handset in which records show a line's number is told")
    func handsetsTold() throws {
        let (traffic, columns) = try restless()
        var several = 0
        for number in traffic.truth.numbers {
            guard let index = columns.parties.find(number.party) else { continue }
            let shown = Set(handsets(of: index, in: columns).compactMap(\.handset))
            #expect(shown.isSubset(of: number.handsets), "\(number.line)")
            several += shown.count > 1 ? 1 : 0
        }
        #expect(several > 5)
    }

    @Test("Where the notes say the same handset, the new number begins in the old one's last")
    func sameHandset() throws {
        let (traffic, columns) = try restless()
        var kept = 0
        for closure in traffic.truth.closures {
            guard let old = columns.parties.find(closure.old) else { continue }
            let last = handsets(of: old, in: columns).last { $0.handset != nil }?.handset
            for successor in closure.successors where successor.keepsHandset {
                guard let new = columns.parties.find(successor.party) else { continue }
                let day = (successor.from.microseconds / 1_000_000 - traffic.settings.startSeconds) / 86_400
                let first = handsets(of: new, in: columns).first {
                    $0.handset != nil
                        && (columns.times[$0.row] / 1_000_000 - traffic.settings.startSeconds) / 86_400 == day
                }
                #expect(first?.handset == last, "\(closure.key)")
                kept += 1
            }
        }
        #expect(kept >= 3)
    }

    @Test("As many of a closed number's people are told to be reached by a rival as records show it to text")
    func reached() throws {
        let (traffic, columns) = (try SmallWorld.shared.get(), try SmallWorld.columns.get())
        var rivals = 0
        for (closure, planned) in zip(traffic.truth.closures, traffic.plan.closures) {
            let people = Set(
                traffic.plan.episodes[planned.episode].book
                    .filter { Int($0.since) <= planned.time }.map(\.person))
            let known = Set(
                people.flatMap { person in
                    [person, traffic.changes.phone(of: person, at: .max)].map(traffic.directory.party)
                })
            for rival in closure.rivals {
                guard let index = columns.parties.find(rival.party) else { continue }
                let episode = traffic.plan.episodes.first { traffic.directory.party($0.phone) == rival.party }
                // Two and a half seconds a text.
                let end = rival.at.adding(seconds: Int64(Double(episode?.book.count ?? 0) * 3.2) + 60)
                let rows = try SmallWorld.rows.get()[Int(index)].map { columns[$0] }
                let texted = Set(
                    rows.filter {
                        $0.from.party == rival.party && $0.kind == .text && $0.time >= rival.at
                            && $0.time < end
                    }.map(\.to.party))
                let shown = texted.intersection(known).count
                #expect(abs(shown - rival.reached) <= 3, "\(closure.key) \(shown) \(rival.reached)")
                rivals += 1
            }
        }
        #expect(rivals > 10)
    }
}
