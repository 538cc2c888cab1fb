import CallRecords
import LineMatching
import Telephony
import Testing

/// Subscriptions of the test network 001-01 (ITU-T E.212).
private func sim(_ number: Int) -> String { "00101000000000\(number)" }

struct SIMEvidenceTests {
    static let line = Seen("line", at: -3, sim: sim(1))

    static let cases: [HandsetCase] = [
        .init("none is stated", [], nil),
        .init("a new number on the line's own", [line, Seen("new", at: 1, sim: sim(1))], 3, .takenUp),
        .init("another, which says nothing", [line, Seen("new", at: 1, sim: sim(2))], nil),
        .init(
            "one with two numbers at a time",
            [line, Seen("new", at: -1, sim: sim(1)), Seen("new", at: 1, sim: sim(1))], 0.5, .inCommon),
        .init("once, before the closure", [line, Seen("new", at: -1, sim: sim(1))], nil, .before),
    ]

    @Test("What a SIM is worth depends on who used it and when", arguments: cases)
    func worth(of example: HandsetCase) throws {
        let new = try #require(try World.ofLine().seeing(example.seen).candidate("new", .only(.sim)))
        #expect(new.log10(of: .sim) == example.worth)
        let uses = new.attributes.compactMap { if case .sim(let shared) = $0 { shared.use } else { nil } }
        #expect(uses == [example.use].compactMap(\.self))
    }

    @Test("A SIM that comes in its handset is one thing that moved, and in another handset it stands alone")
    func inItsHandset() throws {
        let handset = "00000101000001"
        func parts(_ seen: [Seen]) throws -> [Double?] {
            let new = try World.ofLine().seeing(seen).candidate("new")
            return [new?.log10(of: .handset), new?.log10(of: .sim)]
        }
        let line = Seen("line", at: -3, handset: handset, sim: sim(1))
        #expect(try parts([line, Seen("new", at: 1, handset: handset, sim: sim(1))]) == [3, 0])
        let shop = Seen("person-1", at: -4, handset: handset)
        let shared = try parts([line, shop, Seen("new", at: 1, handset: handset, sim: sim(1))])
        #expect(abs((shared[0] ?? 0) + (shared[1] ?? 0) - 3) < 1e-8)
        #expect((shared[1] ?? 0) > 0)
        #expect(try parts([line, Seen("new", at: 1, handset: "00000101000002", sim: sim(1))])[1] == 3)
    }

    @Test("A number on the line's SIM that shares no contact is a candidate all the same")
    func strangers() throws {
        let world = try World.ofLine().seeing([Self.line, Seen("quiet", at: 1, sim: sim(1))])
        #expect(try world.candidate("quiet")?.contributions.map(\.part) == [.sharing, .sim])
    }
}
