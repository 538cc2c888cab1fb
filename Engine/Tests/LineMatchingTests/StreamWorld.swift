import CallRecords
import LineMatching
import Telephony
import Testing

/// An invented stream in which nearly every call has a watched contact in it: hours after the first closure at hour 0.
struct StreamWorld {
    struct Line {
        let name: String
        let number: Int
        let closedAt: Double
        let contacts: [Int]
    }

    var lines: [Line] = []
    var calls: [(hour: Double, from: Int, to: Int)] = []
    static let closedAt = Instant(seconds: 1_780_000_000)

    /// Number of a party: from +999700000000.
    static func digits(_ party: Int) -> UInt64 { 999_700_000_000 + UInt64(party) }
    static func party(_ party: Int) throws -> Party { try Party(parsing: "+\(digits(party))") }
    static func instant(_ hour: Double) -> Instant { closedAt.adding(seconds: Int64(hour * 3_600)) }

    mutating func call(_ from: Int, _ to: Int, at hour: Double) { calls.append((hour, from, to)) }

    /// In order of time, those of one moment as they came.
    var stream: [Call] {
        calls.enumerated().sorted { ($0.element.hour, $0.offset) < ($1.element.hour, $1.offset) }.map {
            Call(
                time: Self.instant($0.element.hour).microseconds,
                from: PartyKey(bits: Self.digits($0.element.from)),
                to: PartyKey(bits: Self.digits($0.element.to)))
        }
    }

    func events() throws -> EventColumns {
        var events = EventColumns()
        for call in calls {
            events.append(
                Event(
                    time: Self.instant(call.hour), kind: .call, from: .init(try Self.party(call.from)),
                    to: .init(try Self.party(call.to))))
        }
        return events
    }

    func watch(_ names: PartyNames) throws -> WatchList {
        var rows = "line,contact\n"
        for line in lines {
            for contact in line.contacts { rows += "\(line.name),+\(Self.digits(contact))\n" }
        }
        let list = try ContactList(Array(rows.utf8), layout: try Layouts.named("ringfence"), names: names)
        return try WatchList(
            closures: lines.map {
                WatchList.Closure(
                    line: $0.name, number: try Self.party($0.number), at: Self.instant($0.closedAt))
            }, contacts: list)
    }

    func scorer(_ settings: StreamSettings) throws -> StreamScorer {
        let names = PartyNames()
        return StreamScorer(try watch(names), names: names, settings: settings)
    }

    /// What a scorer told of these calls, and its table at the end.
    func told(_ settings: StreamSettings, best: Int = 50) throws -> (
        alerts: [StreamAlert], table: [StreamSuggestion]
    ) {
        var scorer = try scorer(settings)
        var alerts: [StreamAlert] = []
        scorer.take(stream) { alerts.append($0) }
        return (alerts, scorer.suggestions(best: best))
    }

    /// Six lines of twenty contacts, some shared; friends of contacts; each line but the last moves to a new number that
    /// texts some of its contacts, and newcomers ring a few of them and others too.
    static func town(seed: Int) -> StreamWorld {
        var world = StreamWorld()
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for line in 0..<6 {
            let contacts = (0..<20).map { 1_000 + line * 14 + $0 }
            let closedAt = Double(line * 24)
            world.lines.append(
                Line(name: "L\(line)", number: 100 + line, closedAt: closedAt, contacts: contacts))
            for contact in contacts {
                for _ in 0..<(1 + random(5)) {
                    world.call(100 + line, contact, at: closedAt - 1 - Double(random(700)))
                }
                for friend in 0..<3 {
                    // Friends are in touch with several contacts, and go on after the closures.
                    for _ in 0..<(1 + random(3)) {
                        world.call(
                            contact, 2_000 + (contact + friend * 7) % 60, at: Double(random(1_000)) - 750)
                    }
                }
            }
            if line < 5 {
                for contact in contacts where random(10) < 5 {
                    world.call(3_000 + line, contact, at: closedAt + 1 + Double(random(40)) / 10)
                }
            }
            for newcomer in 0..<4 {
                for _ in 0..<(1 + random(5)) {
                    world.call(
                        4_000 + line * 10 + newcomer, contacts[random(20)],
                        at: closedAt + 1 + Double(random(50)))
                }
                for _ in 0..<random(4) {
                    world.call(
                        4_000 + line * 10 + newcomer, 9_000 + random(40),
                        at: closedAt + 52 + Double(random(50)))
                }
            }
        }
        return world
    }
}
