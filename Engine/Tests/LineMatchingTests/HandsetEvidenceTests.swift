import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

/// Handsets of the test type code 00000101, whose numbers nobody has.
private func handset(_ number: Int) -> String {
    let digits = String(number)
    return "00000101" + String(repeating: "0", count: 6 - digits.count) + digits
}

/// So many other people's numbers in one handset.
private func others(_ count: Int, in handset: String) -> [Seen] {
    (0..<count).map { Seen("person-\($0)", at: -4, handset: handset) }
}

struct HandsetCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let seen: [Seen]
    /// Decades; nil for no part at all.
    let worth: Double?
    var use: BelongingUse?

    init(_ name: String, _ seen: [Seen], _ worth: Double?, _ use: BelongingUse? = nil) {
        (testDescription, self.seen, self.worth, self.use) = (name, seen, worth, use)
    }
}

struct HandsetEvidenceTests {
    static let line = Seen("line", at: -3, handset: handset(1))

    static let cases: [HandsetCase] = [
        .init("no handset is stated", [], nil),
        .init("the line's alone is stated", [line], nil),
        .init("the candidate's alone is stated", [Seen("new", at: 1, handset: handset(1))], nil),
        .init(
            "the line's is stated only after it closed",
            [Seen("line", at: 0.5, handset: handset(1)), Seen("new", at: 1, handset: handset(1))], nil),
        .init("the line's own, taken up", [line, Seen("new", at: 1, handset: handset(1))], 3, .takenUp),
        .init(
            "at the moment of closure", [line, Seen("new", at: 0, handset: handset(1))], 3, .takenUp),
        .init(
            "an earlier one of the line's",
            [line, Seen("line", at: -300, handset: handset(2)), Seen("new", at: 1, handset: handset(2))], 3,
            .takenUp),
        .init(
            "one that the line left a month before",
            [line, Seen("line", at: -700, handset: handset(2)), Seen("new", at: 1, handset: handset(2))], 0.5,
            .longLeft),
        .init(
            "one that the line has had for years",
            [line, Seen("line", at: -9_000, handset: handset(1)), Seen("new", at: 1, handset: handset(1))], 3,
            .takenUp),
        .init(
            "one that another number uses too",
            [line, Seen("new", at: 1, handset: handset(1))] + others(1, in: handset(1)),
            log10(250 / 1.1), .takenUp),
        .init(
            "a shop's, in which twenty numbers were tried",
            [line, Seen("new", at: 1, handset: handset(1))] + others(20, in: handset(1)),
            log10(250 / 20.1), .takenUp),
        .init(
            "an identity that five hundred numbers carry",
            [line, Seen("new", at: 1, handset: handset(1))]
                + (0..<500).map { Seen("clone-\($0)", at: -4, handset: handset(1)) }, 0, .takenUp),
        .init("another handset", [line, Seen("new", at: 1, handset: handset(2))], log10(0.75)),
        .init(
            "used side by side before the closure",
            [line, Seen("new", at: -2, handset: handset(1)), Seen("new", at: 1, handset: handset(1))], 0.5,
            .inCommon),
        .init(
            "the closed number is in it again",
            [line, Seen("new", at: 1, handset: handset(1)), Seen("line", at: 2, handset: handset(1))], 0.5,
            .inCommon),
        .init(
            "the closed number is in it for the last time before the candidate",
            [line, Seen("line", at: 0.5, handset: handset(1)), Seen("new", at: 1, handset: handset(1))], 3,
            .takenUp),
        .init(
            "used before the closure and never since",
            [line, Seen("new", at: -2, handset: handset(1)), Seen("new", at: 1, handset: handset(2))], nil,
            .before),
    ]

    @Test("What a handset is worth depends on who used it and when", arguments: cases)
    func worth(of example: HandsetCase) throws {
        let new = try #require(try World.ofLine().seeing(example.seen).candidate("new", .only(.handset)))
        if let worth = example.worth {
            let found = try #require(new.log10(of: .handset))
            #expect(abs(found - worth) < 1e-8)
        } else {
            #expect(new.log10(of: .handset) == nil)
        }
        let uses = new.attributes.compactMap { if case .handset(let shared) = $0 { shared.use } else { nil } }
        #expect(uses == [example.use].compactMap(\.self))
    }

    @Test(
        "One handset is one handset, whichever of its digits the file has (facts 4.24)",
        arguments: ["00000101000001", "000001010000010", "0000 0101 0000 01"])
    func fourteenDigits(written: String) throws {
        let full = try IMEI(parsing: handset(1)).description
        let world = try World.ofLine().seeing([
            Seen("line", at: -3, handset: full), Seen("new", at: 1, handset: written),
        ])
        #expect(try world.candidate("new", .only(.handset))?.log10(of: .handset) == 3)
    }

    @Test("The reason names the handset, how many others used it and since when")
    func reason() throws {
        let seen = [
            Self.line, Seen("new", at: 1, handset: handset(1)), Seen("new", at: 4, handset: handset(1)),
        ]
        let new = try World.ofLine().seeing(seen + others(2, in: handset(1))).candidate("new")
        let expected = SharedBelonging(
            try IMEI(parsing: handset(1)), .takenUp, otherNumbers: 2,
            firstSeen: World.closedAt.adding(seconds: 3_600))
        #expect(new?.attributes.contains(.handset(expected)) == true)
    }

    @Test("A number that takes up the handset and shares no contact is a candidate all the same")
    func strangers() throws {
        let world = try World.ofLine().seeing([
            Self.line, Seen("quiet", at: 1, handset: handset(1)),
            Seen("elsewhere", at: 1, handset: handset(2)),
        ])
        let quiet = try #require(try world.candidate("quiet"))
        #expect(quiet.sharedContacts.isEmpty)
        #expect(quiet.contributions.map(\.part) == [.sharing, .handset])
        #expect(quiet.firstContact == World.closedAt.adding(seconds: 3_600))
        #expect(quiet.contactsSince == 0)
        #expect(abs(quiet.contributions.reduce(0) { $0 + $1.log10 } - quiet.score) < 1e-8)
        #expect(try world.candidate("elsewhere") == nil)
        #expect(try world.rank().rank(of: World.party("quiet")) != nil)
    }

    @Test(
        "Only what is worth ten or more makes a stranger a candidate",
        arguments: [(others: 24, isCandidate: true), (25, false), (500, false)])
    func strangersAmongMany(count: Int, isCandidate: Bool) throws {
        let crowd = (0..<count).map { Seen("clone-\($0)", at: -4, handset: handset(1)) }
        let world = try World.ofLine().seeing(
            [Self.line, Seen("quiet", at: 1, handset: handset(1))] + crowd)
        let quiet = try world.candidate("quiet")
        #expect((quiet != nil) == isCandidate)
        #expect(try world.candidate("clone-0") == nil)
    }

    @Test("Only records up to the last moment are used")
    func until() throws {
        let world = try World.ofLine().seeing([Self.line, Seen("new", at: 5, handset: handset(1))])
        #expect(try world.candidate("new", until: 4)?.log10(of: .handset) == nil)
        #expect(try world.candidate("new", until: 5)?.log10(of: .handset) == 3)
    }

    @Test("A sender's name or a short code in the handset is no candidate")
    func onlyLineNumbers() throws {
        var world = try World.ofLine().seeing([Self.line])
        world.events.append(
            Event(
                time: World.closedAt.adding(seconds: 60), kind: .text,
                from: .init(try Party(parsing: "ParcelPost"), handset: try IMEI(parsing: handset(1))),
                to: .init(try World.party("person-3"))))
        let candidates = try world.rank().candidates
        #expect(candidates.allSatisfy { $0.party.isLineCapable })
    }

    @Test("The frozen settings weigh no handset, and say so among their parameters")
    func confirmatory() throws {
        let world = try World.ofLine().seeing([
            Self.line, Seen("new", at: 1, handset: handset(1)), Seen("quiet", at: 1, handset: handset(1)),
        ])
        let new = try #require(try world.candidate("new", .confirmatory))
        #expect(new.log10(of: .handset) == nil)
        #expect(try world.candidate("quiet", .confirmatory) == nil)
        #expect(OpenSetScorer(.confirmatory).settings.parameters["weighs_handset"] == 0)
        #expect(OpenSetScorer().settings.parameters["weighs_handset"] == 1)
        #expect(OpenSetScorer().settings.parameters["handset_kept"] == 0.25)
    }
}
