import CallRecords
import Synchronization
import Telephony
import Testing

struct CallStreamTests {
    static let header = "time,kind,from,to,duration,from_imei,to_imei,from_cell,to_cell\n"

    /// A header and rows enough that what follows comes in blocks.
    static let beginning =
        header
        + String(repeating: "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,,,,\n", count: 1_200)

    @Test(
        "A row is the same event read fast as read slowly, whatever its cells hold",
        arguments: [
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,61,490154203237518,,234-10-1-2,",
            "2026-03-01T10:00:00Z,CALL,07700900001,00447700900002,,,,,",
            "2026-03-01T10:00:00Z,,447700900001,+33612345678,40000000,49015420323751,,C1,C 2",
            "2026-03-01T10:00:00.25Z,text,7700900001,07700 900002,0,490154203237510,4901542032375180,,",
            "2026-03-01T10:00:00+01:00,data,id:a,Bank,1,,,,",
            "2026-03-01T10:00:00.1234567Z,text,07700900001,07700900002,0,,,,",
            "2026-03-01T10:00:00.123456789+01:00,text,07700900001,07700900002,0,,,,",
            "2026-03-01T10:00:00.1234567890Z,text,07700900001,07700900002,0,,,,",
            "2026-03-01T10:00:00Z,call,tel:+44-7700-900001,sip:+447700900002@ims.example.net;user=phone,1,,,,",
            "2026-03-01T10:00:00Z,call,call 07700900901,sips:ann@example.net,1,,,,",
            "2026-03-01 10:00Z,call,60777,withheld,1,,,,",
            "2026-03-01t23:59:59z,call,+15005550006,+999123456789,1,,,,",
            "2026-02-29T10:00:00Z,call,+447700900001,+447700900002,1,,,,",
            "2026-03-01T24:00:00Z,call,+447700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:60Z,call,+447700900001,+447700900002,1,,,,",
            "1066-10-14T10:00:00Z,call,+447700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:00,call,+447700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,calls,+447700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,+44770090000,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,+4477009000011234,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,+000700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,0000700900001,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,+447700900001F,07700-900-002,1,,,,",
            "2026-03-01T10:00:00Z,call,\"+447700900001\",+447700900002,1,,,,\"a,\nb\"",
            "2026-03-01T10:00:00Z,call,+447700900001,\"+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,,+447700900002,1,,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,40000001,,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,-1,,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,490154203237517,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,4901542032375,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,,,\u{7F},",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,,,,,,",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,1,,,,,x",
            "2026-03-01T10:00:00Z,call,+447700900001,+447700900002",
            " 2026-03-01T10:00:00Z , call , +447700900001 ,\t+447700900002,1,,,,\r",
            "2026-03-01T10:00:00Z,call,4.47701E+11,+447700900002,1,,,,", "", "   ",
        ])
    func oneRow(row: String) async throws {
        let good = "2026-03-01T10:00:00Z,call,+447700900001,+447700900002,61,490154203237518,,234-10-1-2,\n"
        let text = Self.beginning + good + row + "\n" + String(repeating: good, count: 3)
        try await agree(Array(text.utf8), Layouts.named("ringfence"), blocks: [1 << 20, 997])
    }

    @Test(
        "A row with SIMs is the same event read fast as read slowly, whatever they hold",
        arguments: [
            "001010000000001,", ",001010000000001", ",", "00101000000001,23410000000001",
            "001 01 0000000001,",
            "0010100000001,", "0010100000000001,", "000010000000001,", "800010000000001,", "799010000000001,",
            "901700000000001,",
            "00101000000000x,", "\"001010000000001\",", "001010000000001F,",
        ])
    func sims(cells: String) async throws {
        func row(_ cells: String) -> String { "2026-03-01T10:00:00Z,+447700900001,+447700900002,\(cells)\n" }
        let good = row("001010000000001,001010000000002")
        let text =
            "time,from,to,from_imsi,to_imsi\n" + String(repeating: good, count: 1_200) + row(cells) + good
        try await agree(Array(text.utf8), Layouts.named("ringfence"), blocks: [1 << 20, 997])
    }

    @Test(
        "A time ends where its cell ends, whatever letters the next cell begins with",
        arguments: [
            "2026-07-02T00:30", "2026-07-02T00:30:00", "2026-07-02T00:30:00Z", "2026-07-02T00:30:00.5Z",
        ])
    func timeBeforeASender(first: String) async throws {
        let layout = try Layout(
            yaml: """
                name: uk
                title: Wall clock
                source: this test
                delimiters: [comma]
                header: named
                parties: written
                time:
                  columns: {when: iso8601}
                  zone: Europe/London
                  earliest: 1996-01-01T00:00:00Z
                  latest: 2100-01-01T00:00:00Z
                kind: {always: call}
                from: from
                to: to
                """)
        let rest = [
            "2026-07-02T00:31:00Z", "2026-07-02T22:59:00Z", "2026-07-02T10:00", "2026-07-01T23:30:00Z",
        ]
        let rows = [first] + rest
        for sender in ["BAZAAR", "BUZ", "ZZZZ", "07700900001"] {
            let some = rows.map { "\($0),\(sender),07700900002\n" }.joined()
            let text = "when,from,to\n" + String(repeating: some, count: 40)
            try await agree(Array(text.utf8), layout, blocks: [1 << 20, 997])
        }
    }

    @Test("Every layout that ships gives the same calls both ways")
    func everyLayout() async throws {
        let files = [
            ("collegemsg", "1 2 1082040961\n3 4 1082155839\n1 2 bad\n"),
            (
                "vast2008",
                "From,To,Datetime,Duration(seconds),Cell Tower\n1,2,20060601 0014,1030,1\n3,3,20060601 0015,2,\n"
            ),
            (
                "moved",
                "time,from,to,kind\n2026-03-01T10:00:00Z,a,b,author\n2026-03-01T10:00:00+02:00,b,é,x\n"
            ),
            (
                "airtel-india",
                "Target No,Call Type,B Party No,Date,Time,Dur(s)\n"
                    + "'9812345670','OUT','9812345671','01/03/2026','10:00:00','61'\n"
            ),
        ]
        for (layout, text) in files {
            try await agree(Array(text.utf8), Layouts.named(layout), blocks: [1 << 20, 50])
        }
    }

    @Test(
        "Whatever is done to a file, in whatever blocks it comes, both ways give the same", arguments: 0..<60)
    func fuzz(seed: Int) async throws {
        var random = Sequence64(seed: UInt64(seed))
        var bytes = Array((Self.beginning + Self.rows(200, &random)).utf8)
        let start = Self.beginning.utf8.count
        for _ in 0..<random.next(14) {
            let at = start + random.next(bytes.count - start)
            switch random.next(6) {
            case 0: bytes[at] = UInt8(random.next(256))
            case 1: bytes.insert(UInt8(ascii: "\""), at: at)
            case 2: bytes.insert(10, at: at)
            case 3: bytes.insert(contentsOf: Array("\"a\nb\"".utf8), at: at)
            case 4: bytes[at] = UInt8(ascii: ",")
            default: bytes.removeLast(min(random.next(40), bytes.count - start - 40))
            }
        }
        try await agree(
            bytes, Layouts.named("ringfence"),
            blocks: [1 << 20, 64 + random.next(3_000), 30 + random.next(90)])
    }

    @Test("A row longer than a megabyte, and a quote that is never closed, cost themselves alone")
    func giants() async throws {
        var random = Sequence64(seed: 5)
        let rows = Self.rows(3_000, &random)
        let broken = "2026-03-01T10:00:00Z,call,\"07700900001,07700900002,1,,,,\n"
        let giant = "2026-03-01T10:00:00Z,call," + String(repeating: "7", count: 2_500_000) + "\n"
        let text = Self.header + rows + broken + rows + giant + rows
        try await agree(Array(text.utf8), Layouts.named("ringfence"), blocks: [1 << 20, 70_001])
    }

    @Test("A file that is no text is refused before a row is read")
    func refusal() throws {
        let layout = try Layouts.named("ringfence")
        #expect(throws: FileRefusal.notText(.gzip)) {
            try CallStream(layout: layout, head: [0x1F, 0x8B, 8, 0], isWhole: true, names: PartyNames())
        }
        #expect(throws: FileRefusal.empty) {
            try CallStream(layout: layout, head: [], isWhole: true, names: PartyNames())
        }
    }

    /// Rows as files hold them: mostly plain, some odd, some wrong.
    static func rows(_ count: Int, _ random: inout Sequence64) -> String {
        let parties = [
            "+447700900001", "07700900002", "00447700900003", "447700900004", "7700900005", "07700 900006",
            "Bank",
            "id:x", "60777", "withheld", "+999700000001", "+999700000002", "\"id:a,b\"", "0770090", "+12",
        ]
        var text = ""
        for _ in 0..<count {
            let second = random.next(60)
            let time = "2026-03-0\(1 + random.next(3))T10:00:\(second < 10 ? "0" : "")\(second)Z"
            let from = parties[random.next(parties.count)]
            text += "\(time),\(["call", "text", ""][random.next(3)]),\(from),\(parties[random.next(12)]),"
            text += "\(random.next(700)),\(["", "490154203237518", "49015420323751"][random.next(3)]),,"
            text += ["234-10-1-2,\n", ",\n", "C1,\r\n", "\"Mast, north\",\n"][random.next(4)]
        }
        return text
    }

    /// Reads bytes both ways, and expects one answer.
    func agree(_ bytes: [UInt8], _ layout: Layout, blocks: [Int]) async throws {
        let slow = try ReadFile(bytes, layout)
        for block in blocks {
            for threads in [1, 3] {
                let fast = try await Streamed(bytes, layout, block: block, threads: threads)
                #expect(fast.reading == slow.reading, "\(block)-byte blocks, \(threads) threads")
                #expect(
                    fast.aside == Array(slow.quarantined.prefix(20)),
                    "\(block)-byte blocks, \(threads) threads")
                let expected = slow.events.map { Line(time: $0.time, from: $0.from.party, to: $0.to.party) }
                if threads == 1 {
                    #expect(fast.lines == expected, "\(block)-byte blocks")
                } else {
                    #expect(
                        fast.lines.sorted() == expected.sorted(), "\(block)-byte blocks, \(threads) threads")
                }
            }
        }
    }
}

/// A call with its parties' names.
struct Line: Hashable, Comparable {
    let time: Instant
    let from: Party
    let to: Party

    static func < (left: Line, right: Line) -> Bool {
        (left.time, left.from, left.to) < (right.time, right.from, right.to)
    }
}

/// Bytes read as a stream.
struct Streamed {
    let lines: [Line]
    let reading: Reading
    let aside: [QuarantinedRow]

    init(_ bytes: [UInt8], _ layout: Layout, block: Int, threads: Int) async throws {
        let names = PartyNames()
        // A header is searched for in so many bytes.
        let head = min(bytes.count, 65_536)
        let stream = try CallStream(
            layout: layout, head: Array(bytes[..<head]), isWhole: head == bytes.count, names: names)
        let calls = Collected()
        (reading, aside) = try await stream.read(
            Bytes(Array(bytes[head...]), block: block), threads: threads, blockSize: block,
            sink: { Collector(collected: calls) })
        lines = calls.calls.withLock { $0 }.map {
            Line(time: Instant(microseconds: $0.time), from: names.party($0.from), to: names.party($0.to))
        }
    }
}

final class Bytes: CallSource {
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

final class Collected: Sendable { let calls = Mutex<[Call]>([]) }

struct Collector: CallSink, ~Copyable {
    let collected: Collected
    mutating func take(_ calls: [Call]) { collected.calls.withLock { $0 += calls } }
    mutating func finish() {}
}

/// Numbers that look random and are the same every time (D. Knuth's linear congruence).
struct Sequence64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
