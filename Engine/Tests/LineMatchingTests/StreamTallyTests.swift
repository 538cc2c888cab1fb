import CallRecords
import LineMatching
import Synchronization
import Telephony
import Testing

struct StreamTallyTests {
    @Test("What a number first seen after the closure shares with the line's contacts is counted")
    func small() async throws {
        let answer = try await tally(
            lines: "Ash,+447700900100,2026-03-05T12:00:00Z\n",
            contacts: "Ash,+447700900001\nAsh,+447700900002\n",
            records: """
                2026-03-01T10:00:00Z,+447700900003,+447700900001
                2026-03-05T12:00:00Z,+447700900009,+447700900001
                2026-03-05T12:00:00Z,+447700900009,+447700900001
                2026-03-06T12:00:00.5Z,07700900002,07700900009
                2026-03-06T13:00:00Z,+447700900009,+447700900009
                2026-03-06T13:00:00Z,+447700900003,+447700900002

                """)
        #expect(
            answer == [
                "Ash,+447700900009,2,3,2026-03-05T12:00:00Z,2026-03-06T12:00:00.500000Z"
            ])
    }

    @Test(
        "Rules that decide who counts",
        arguments: [
            (
                "seen a second before the closure, with somebody else, in a row that comes last",
                "2026-03-06T10:00:00Z,+447700900009,+447700900001\n2026-03-05T11:59:59Z,+447700900009,+447700900050\n",
                []
            ),
            (
                "a call to itself before the closure is no sight",
                "2026-03-05T11:59:59Z,+447700900009,07700900009\n2026-03-06T10:00:00Z,+447700900009,+447700900001\n",
                ["+447700900009,1,1"]
            ),
            (
                "a contact may be a candidate of its own line",
                "2026-03-06T10:00:00Z,+447700900002,+447700900001\n",
                ["+447700900001,1,1", "+447700900002,1,1"]
            ),
            (
                "a row that cannot be read is no sight and no event",
                "never,+447700900009,+447700900001\n2026-03-06T10:00:00Z,+447700900009,+447700900002\n",
                ["+447700900009,1,1"]
            ),
            (
                "any party counts, a sender's name as well", "2026-03-06T10:00:00Z,Bank,+447700900002\n",
                ["Bank,1,1"]
            ),
        ] as [(String, String, [String])])
    func rules(what: String, records: String, expected: [String]) async throws {
        let answer = try await tally(
            lines: "Ash,+447700900100,2026-03-05T12:00:00Z\n",
            contacts: "Ash,+447700900001\nAsh,+447700900002\nAsh,07700900002\n", records: records)
        #expect(
            answer.filter {
                !$0.hasPrefix("Ash,+447700900002,") || expected.contains { $0.hasPrefix("+447700900002") }
            }
            .map { $0.split(separator: ",")[1...3].joined(separator: ",") } == expected, "\(what)")
    }

    @Test("A line closed twice counts from its first closure, and counts each event once")
    func closedTwice() async throws {
        let records =
            "2026-03-06T10:00:00Z,+447700900009,+447700900001\n2026-03-08T10:00:00Z,+447700900008,+447700900001\n"
        let answer = try await tally(
            lines: "Ash,+447700900101,2026-03-07T12:00:00Z\nAsh,+447700900100,2026-03-05T12:00:00Z\n",
            contacts: "Ash,+447700900001\n", records: records)
        #expect(
            answer.map { $0.split(separator: ",")[1...3].joined(separator: ",") } == [
                "+447700900008,1,1", "+447700900009,1,1",
            ])
    }

    @Test("A contact on forty lines counts for each of them, by each line's own closure")
    func fortyLines() async throws {
        let lines = (1...40).map {
            "L\($0),+447700900100,2026-03-\($0 < 10 ? "0" : "")\(min($0, 28))T00:00:00Z\n"
        }
        let answer = try await tally(
            lines: lines.joined(), contacts: (1...40).map { "L\($0),+447700900001\n" }.joined(),
            records: "2026-03-10T00:00:00Z,+447700900009,+447700900001\n")
        #expect(answer.count { $0.contains("+447700900009,1,1,") } == 10)
        #expect(answer.count { $0.contains("+447700900001,") } == 0)
    }

    @Test("A list that names no line, or a contact of a line it does not name, is refused")
    func refusals() throws {
        let layout = try Layouts.named("ringfence")
        let contacts = try ContactList(
            Array("line,contact\nAsh,+447700900001\n".utf8), layout: layout, names: PartyNames())
        #expect(throws: WatchList.Refusal.noLine) { try WatchList(closures: [], contacts: contacts) }
        let elm = WatchList.Closure(
            line: "Elm", number: try Party(parsing: "+447700900100"), at: Instant(seconds: 0))
        #expect(throws: WatchList.Refusal.contactOfNoLine("Ash", place: 2)) {
            try WatchList(closures: [elm], contacts: contacts)
        }
    }

    @Test(
        "Rows in any order, duplicated, on any number of threads, give what the definition gives",
        arguments: 0..<12)
    func definition(seed: Int) async throws {
        let world = InventedStream(seed: seed)
        #expect(
            try await tally(world.lines, world.contacts, world.records, threads: 1 + seed % 3)
                == world.expected())
    }

    @Test("A tally written down and taken up goes on as if nothing had been")
    func snapshot() async throws {
        let world = InventedStream(seed: 77)
        let (names, watch, layout) = try list(world.lines, world.contacts)
        let rows = world.records.split(separator: "\n").map { $0 + "\n" }
        let first = StreamTally(watch)
        try await scan(rows[..<(rows.count / 2)].joined(), first, names, layout, threads: 1)
        var words: [UInt64] = []
        first.snapshot { words += $0 }
        let second = try StreamTally(restoring: words, of: watch)
        #expect(second.size.parties == first.size.parties)
        let restored = PartyNames(restoring: names.all)
        try await scan(rows[(rows.count / 2)...].joined(), second, restored, layout, threads: 1)
        #expect(await lines(second, restored) == world.expected())
        var damaged = words
        damaged[words.count / 2] ^= 1
        #expect(throws: SnapshotRefusal.damaged) { try StreamTally(restoring: damaged, of: watch) }
        #expect(throws: SnapshotRefusal.damaged) { try StreamTally(restoring: words.dropLast(), of: watch) }
        #expect(throws: SnapshotRefusal.otherList) {
            try StreamTally(restoring: words, of: watch, keeping: .all)
        }
        #expect(throws: SnapshotRefusal.notASnapshot) {
            try StreamTally(restoring: [1, 2, 3, 4, 5], of: watch)
        }
    }

    @Test("With all ties kept, a contact's popularity is exact, before a moment and after it")
    func popularity() async throws {
        let (names, watch, layout) = try list(
            "Ash,+447700900100,2026-03-05T12:00:00Z\n", "Ash,+447700900001\n")
        let tally = StreamTally(watch, keeping: .all)
        try await scan(
            """
            2026-03-01T10:00:00Z,+447700900001,+447700900100
            2026-03-02T10:00:00Z,+447700900100,+447700900001
            2026-03-02T10:00:00Z,+447700900003,+447700900001
            2026-03-06T10:00:00Z,+447700900003,+447700900001
            2026-03-06T10:00:00Z,+447700900009,+447700900001

            """, tally, names, layout, threads: 1)
        let degrees = tally.degrees(around: try Instant(parsing: "2026-03-05T12:00:00Z"))
        #expect(degrees[0].before == 2)
        #expect(degrees[0].after == 2)
        #expect(tally.ties(of: 0).first { names.party($0.party).description == "+447700900100" }?.events == 2)
    }

    @Test(
        "However many numbers ring one contact, each is a candidate, and takes no more memory than the first ones",
        arguments: [
            (what: "neighbours, as a range in use has them", apart: UInt64(1), bytes: 70),
            (what: "scattered, as made-up senders are", apart: 1_000_003, bytes: 70),
        ])
    func crowd(what: String, apart: UInt64, bytes: Int) async throws {
        let (names, watch, _) = try list("Ash,+447700900100,2026-03-05T12:00:00Z\n", "Ash,+447700900001\n")
        // `engine-bench crowd` does ten million.
        for count in [20_000, 80_000] {
            let tally = StreamTally(watch)
            var sink = tally.sink()
            for start in stride(from: 0, to: count, by: 1_000) {
                sink.take(
                    (start..<start + 1_000).map {
                        Call(
                            time: watch.lines[0].since.microseconds + Int64($0),
                            from: PartyKey(bits: 447_000_000_000 + UInt64($0) * apart), to: watch.contacts[0])
                    })
            }
            sink.finish()
            let size = tally.size
            #expect(size.parties == count + 1)
            #expect(size.ties == count)
            #expect((size.bytes - StreamTally(watch).size.bytes) / count <= bytes, "\(what)")
            // The numbers, and the contact itself is nobody's: it has no call with another contact.
            #expect(await tally.candidates(names: names).count == count)
        }
    }

    @Test(
        "Parties of dense blocks, of sparse ones and names are told apart, and are where they were seen first"
    )
    func denseAndSparse() async throws {
        let times = (0..<Int64(40)).map {
            "L\($0),+447700900100,\(Instant(seconds: 1_772_323_200 + $0 * 3_600))\n"
        }
        let (names, watch, _) = try list(
            times.joined(), (0..<40).map { "L\($0),+447700900001\n" }.joined())
        let tally = StreamTally(watch)
        var sink = tally.sink()
        // Every number of one range, and one in three hundred of another, each seen at an hour of its own, twice.
        let numbers =
            (0..<60_000).map { 447_100_000_000 + UInt64($0) }

            + (0..<9_000).map { 447_300_000_000 + UInt64($0) * 311 }
        let hour = { (number: UInt64) in Int64(number &* 0x9E37_79B9_7F4A_7C15 >> 40) % 40 }
        for again in [1, 0] {
            for number in numbers {
                let time = (1_772_323_200 + (hour(number) + Int64(again) * 3) * 3_600) * 1_000_000
                sink.take([Call(time: time, from: PartyKey(bits: number), to: watch.contacts[0])])
            }
        }
        sink.finish()
        let name = names.key(of: try Party(parsing: "Bank"))
        var last = tally.sink()
        last.take([Call(time: 1_772_323_200_000_000, from: name, to: watch.contacts[0])])
        last.finish()
        #expect(tally.size.parties == numbers.count + 2)
        // First seen in hour n, a number is a candidate of the lines closed in hours 0 ... n.
        let expected = numbers.reduce(1) { $0 + Int(hour($1)) + 1 }
        let found = await tally.candidates(names: names)
        #expect(found.count == expected)
        #expect(found.allSatisfy { $0.contacts == 1 && $0.events <= 2 })
    }

    // MARK: Helpers

    private func list(_ lines: String, _ contacts: String) throws -> (PartyNames, WatchList, Layout) {
        let (names, layout) = (PartyNames(), try Layouts.named("ringfence"))
        let closures = try lines.split(separator: "\n").map { row in
            let cells = row.split(separator: ",")
            return WatchList.Closure(
                line: String(cells[0]), number: try Party(parsing: cells[1]),
                at: try Instant(parsing: cells[2]))
        }
        let list = try ContactList(Array(("line,contact\n" + contacts).utf8), layout: layout, names: names)
        return (names, try WatchList(closures: closures, contacts: list), layout)
    }

    private func scan(
        _ records: String, _ tally: StreamTally, _ names: PartyNames, _ layout: Layout, threads: Int
    ) async throws {
        let padding = String(repeating: "2030-01-01T00:00:00Z,+999900000001,+999900000002\n", count: 1_400)
        let bytes = Array(("time,from,to\n" + padding + records).utf8)
        let stream = try CallStream(
            layout: layout, head: Array(bytes[..<65_536]), isWhole: false, names: names)
        _ = try await stream.read(
            Bytes(Array(bytes[65_536...]), block: 1_000), threads: threads, blockSize: 1_000,
            sink: { tally.sink() })
    }

    private func lines(_ tally: StreamTally, _ names: PartyNames) async -> [String] {
        await tally.candidates(names: names).map {
            "\(tally.watch.lines[$0.line].name),\($0.party),\($0.contacts),\($0.events),\($0.first),\($0.last)"
        }
    }

    private func tally(_ lines: String, _ contacts: String, _ records: String, threads: Int) async throws
        -> [String]
    {
        let (names, watch, layout) = try list(lines, contacts)
        let tally = StreamTally(watch)
        try await scan(records, tally, names, layout, threads: threads)
        return await self.lines(tally, names)
    }

    private func tally(lines: String, contacts: String, records: String) async throws -> [String] {
        try await tally(lines, contacts, records, threads: 2)
    }
}

/// An invented stream, and its tally as the definition words it.
private struct InventedStream {
    var lines = ""
    var contacts = ""
    var records = ""
    private var closedAt: [String: Int] = [:]
    private var contactsOf: [String: Set<Int>] = [:]
    private var calls: [(time: Int, from: Int, to: Int)] = []

    init(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for line in 0..<8 {
            for _ in 0..<(1 + random(2)) {
                let at = random(40)
                closedAt["L\(line)"] = min(at, closedAt["L\(line)"] ?? .max)
                lines += "L\(line),\(Self.number(random(90))),\(Self.time(at))\n"
            }
            for _ in 0..<12 {
                let contact = random(40)
                contactsOf["L\(line)", default: []].insert(contact)
                contacts += "L\(line),\(Self.number(contact))\n"
            }
        }
        for row in 0..<900 {
            if random(9) == 0, let again = calls.last {
                calls.append(again)
            } else {
                let late = random(8) == 0 ? random(40) : 0
                // Numbers come into use one by one.
                let newest = 20 + row / 12
                calls.append((max(0, row / 18 - late), random(newest), random(newest)))
            }
        }
        for call in calls {
            records += "\(Self.time(call.time)),\(Self.number(call.from)),\(Self.number(call.to))\n"
        }
    }

    private static func number(_ party: Int) -> String { "+999\(700_000_000 + party)" }
    private static func time(_ hour: Int) -> String {
        Instant(seconds: 1_772_323_200 + Int64(hour) * 3_600).description
    }

    func expected() -> [String] {
        var firstSeen: [Int: Int] = [:]
        for call in calls where call.from != call.to {
            for party in [call.from, call.to] { firstSeen[party] = min(call.time, firstSeen[party] ?? .max) }
        }
        var answer: [String] = []
        for (line, closed) in closedAt.sorted(by: { $0.key < $1.key }) {
            let contacts = contactsOf[line] ?? []
            for (party, first) in firstSeen.sorted(by: { $0.key < $1.key }) where first >= closed {
                let shared = calls.filter {
                    $0.from != $0.to
                        && ($0.from == party && contacts.contains($0.to)
                            || $0.to == party && contacts.contains($0.from))
                }
                guard let earliest = shared.map(\.time).min(), let latest = shared.map(\.time).max() else {
                    continue
                }
                let distinct = Set(shared.map { $0.from == party ? $0.to : $0.from })
                answer.append(
                    "\(line),\(Self.number(party)),\(distinct.count),\(shared.count),\(Self.time(earliest)),\(Self.time(latest))"
                )
            }
        }
        return answer
    }
}

private final class Bytes: CallSource {
    private let bytes: [UInt8]
    private let block: Int
    private let next = Atomic<Int>(0)

    init(_ bytes: [UInt8], block: Int) { (self.bytes, self.block) = (bytes, block) }

    func fill(_ block: inout [UInt8]) -> Int? {
        let ordinal = next.add(1, ordering: .relaxed).oldValue
        let start = ordinal * self.block
        guard start < bytes.count else { return nil }
        block = Array(bytes[start..<min(bytes.count, start + self.block)])
        return ordinal
    }
}
