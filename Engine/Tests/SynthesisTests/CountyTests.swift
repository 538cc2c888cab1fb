import CallRecords
import LineMatching
import Synthesis
import Telephony
import Testing

struct CountyTests {
    private static let start = Instant(seconds: 1_772_323_200)
    private static func county(_ seed: UInt64 = 1, residents: Int = 560) -> County {
        County(County.Settings(seed: seed, start: start, residents: residents))
    }

    @Test("The same seed gives the same county, and another seed another")
    func seeded() {
        let first = Self.county()
        #expect(first.events == Self.county().events)
        #expect(first.truthCSV == Self.county().truthCSV)
        #expect(first.events != Self.county(2).events)
    }

    @Test("Nobody in it has a number that can be dialled")
    func numbersOfNobody() {
        for county in [Self.county(), Self.county(3, residents: 1_200)] {
            let parties = Set(county.events.flatMap { [$0.from.party, $0.to.party] })
            for case .number(let number) in parties {
                #expect([.drama, .unassigned].contains(number.use), "\(number)")
            }
        }
    }

    @Test("The Ash line is back within the hour, and texts most of its list at once")
    func backWithinTheHour() throws {
        let county = Self.county()
        let ash = try #require(county.switches.first { $0.line == "Ash" })
        let texts = county.events.filter { $0.from.party == ash.new && $0.kind == .text }
        let first = try #require(texts.first)
        #expect(first.time.hours(since: ash.closedAt) < 1)
        let burst = texts.filter { $0.time.hours(since: first.time) < 0.25 }
        #expect(Set(burst.map(\.to.party)).count >= 40)
        #expect(
            !county.events.contains {
                $0.time < ash.closedAt && ($0.from.party == ash.new || $0.to.party == ash.new)
            })
    }

    @Test("A closed number's telephone is off: what it is still sent has no handset or cell at its end")
    func silentOnceClosed() {
        for county in [Self.county(), Self.county(5)] {
            var stray = 0
            for known in county.switches {
                for event in county.events where event.time >= known.closedAt && event.to.party == known.old {
                    #expect(event.to.handset == nil && event.to.cell == nil)
                    stray += 1
                }
            }
            #expect(stray == 2)
        }
    }

    @Test("Nobody in it has a short code, since none is kept for invention")
    func noShortCodes() {
        for event in Self.county().events {
            for case .shortCode(let code) in [event.from.party, event.to.party] {
                Issue.record("\(code.digits)")
            }
        }
    }

    @Test(
        "The scorer finds both switches in six hours, the rival's advert notwithstanding",
        arguments: 1...8 as ClosedRange<UInt64>)
    func found(seed: UInt64) throws {
        let county = Self.county(seed)
        var columns = EventColumns()
        for event in county.events { columns.append(event) }
        let switches = county.switches.map { KnownClosure(old: $0.old, new: $0.new, closedAt: $0.closedAt) }
        let evaluation = Evaluation(
            of: OpenSetScorer(), on: switches, at: [.seconds(6 * 3_600)], in: CallNetwork(columns))
        #expect(evaluation.summaries.first?.top1 == 1)
    }

    @Test("What it writes is read back without loss")
    func readBack() throws {
        let county = Self.county()
        var text = RingfenceCSV.header
        for event in county.events { text += RingfenceCSV.row(event) }
        let yaml = """
            name: ringfence
            title: x
            source: x
            delimiters: [comma]
            header: named
            parties: written
            time: {columns: {time: iso8601}, zone: stated, earliest: 1990-01-01T00:00:00Z, latest: 2100-01-01T00:00:00Z}
            kind: {column: kind, values: {call: call, text: text}}
            from: from
            to: to
            duration: duration
            from_imei: from_imei
            to_imei: to_imei
            from_cell: from_cell
            to_cell: to_cell
            """
        var reader = RecordReader(layout: try Layout(yaml: yaml))
        var columns = EventColumns()
        let bytes = Array(text.utf8)
        _ = try reader.read(bytes.span.bytes, isFinal: true, into: &columns, quarantine: { _ in })
        #expect(reader.reading.quarantined == 0)
        #expect((0..<columns.count).map { columns[$0] } == county.events)
    }
}
