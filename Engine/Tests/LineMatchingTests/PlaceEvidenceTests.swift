import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

/// Cells of the test network 001-01 (ITU-T E.212).
private func cell(_ number: Int) -> String { "001-01-1201-\(number)" }

private func seen(_ party: String, in place: Int, at hours: [Double]) -> [Seen] {
    hours.map { Seen(party, at: $0, cell: cell(place)) }
}

struct PlaceCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let seen: [Seen]
    /// Decades; nil for no part at all.
    let worth: ClosedRange<Double>?
}

struct PlaceEvidenceTests {
    /// Forty people in twenty cells, two in each, and a line in the first of them.
    static let town =
        (0..<40).flatMap { seen("person-\($0)", in: $0 % 20 + 1, at: [-50, -26, -2]) }
        + seen("line", in: 1, at: [-98, -74, -50, -26, -2])

    static let cases: [PlaceCase] = [
        .init(testDescription: "no cell is stated", seen: [], worth: nil),
        .init(testDescription: "the line's alone are stated", seen: town, worth: nil),
        .init(
            testDescription: "the candidate's alone are stated", seen: seen("new", in: 1, at: [1]), worth: nil
        ),
        .init(
            testDescription: "the line's are too old",
            seen: seen("line", in: 1, at: [-700])
                + seen("new", in: 1, at: [1]), worth: nil),
        .init(
            testDescription: "the same cell, once", seen: town + seen("new", in: 1, at: [22]),
            worth: 0.7...1.1),
        .init(
            testDescription: "the same cell, day after day",
            seen: town + seen("new", in: 1, at: [22, 46, 70, 94, 118]), worth: 1.1...1.8),
        .init(
            testDescription: "the same cell, a thousand rows of one hour",
            seen: town + (0..<1_000).flatMap { seen("new", in: 1, at: [22 + Double($0) / 3_600]) },
            worth: 0.7...1.1),
        .init(
            testDescription: "the same cell, for months",
            seen: town + (0..<60).flatMap { seen("new", in: 1, at: [22 + 24 * Double($0)]) }, worth: 1.6...2),
        .init(
            testDescription: "another cell", seen: town + seen("new", in: 2, at: [22]), worth: -0.3 ... -0.1),
        .init(
            testDescription: "another cell, day after day",
            seen: town + seen("new", in: 2, at: [22, 46, 70, 94, 118]), worth: -0.302 ... -0.2),
        .init(
            testDescription: "a cell nobody was seen in before",
            seen: town + seen("new", in: 99, at: [22, 46]), worth: -0.302 ... -0.1),
        .init(
            testDescription: "half its hours in the line's cell",
            seen: town + seen("new", in: 1, at: [22, 46]) + seen("new", in: 2, at: [30, 54]),
            worth: 0...0.7),
        .init(
            testDescription: "the line's cell is everybody's",
            seen: town + (0..<40).flatMap { seen("person-\($0)", in: 1, at: [-30]) }
                + seen("new", in: 1, at: [22, 46]), worth: -0.3...0.4),
    ]

    @Test("What a place is worth depends on whose it is too", arguments: cases)
    func worth(of example: PlaceCase) throws {
        let new = try #require(try World.ofLine().seeing(example.seen).candidate("new", .only(.place)))
        guard let worth = example.worth else {
            #expect(new.log10(of: .place) == nil)
            #expect(new.attributes.isEmpty)
            return
        }
        let found = try #require(new.log10(of: .place))
        #expect(worth.contains(found), "\(found)")
    }

    @Test("Whoever lives where the line did and stayed at home is explained by that")
    func neighbours() throws {
        let home = seen("old", in: 1, at: [-50, -26, -2, 22, 46])
        let world = try World.ofLine().seeing(Self.town + home + seen("new", in: 1, at: [22, 46]))
        let old = try #require(try world.candidate("old", .only(.place))?.log10(of: .place))
        let new = try #require(try world.candidate("new", .only(.place))?.log10(of: .place))
        #expect(old <= 0.01)
        #expect(new > 0.5)
    }

    @Test("Where the other candidates are in the same cell, it tells them from nobody")
    func crowd() throws {
        var world = try World.ofLine().seeing(Self.town + seen("new", in: 1, at: [22, 46]))
        let alone = try #require(try world.candidate("new", .only(.place))?.log10(of: .place))
        for rival in 0..<8 {
            try world.touch("rival-\(rival)", "a", at: 4)
            for seen in seen("rival-\(rival)", in: 1, at: [22, 46]) { try world.see(seen) }
        }
        let among = try #require(try world.candidate("new", .only(.place))?.log10(of: .place))
        #expect(among < alone / 2)
        #expect(alone > 0.8)
    }

    @Test("The same cell at the line's hours is worth more than at others")
    func hours() throws {
        let places =
            (0..<40).flatMap { seen("person-\($0)", in: $0 % 20 + 1, at: [-50, -2]) }
            // By day in the first cell, by night in the second; the closure is at half past eight in the evening.
            + seen("line", in: 1, at: [-82, -58, -34, -10]) + seen("line", in: 2, at: [-92, -68, -44, -20])
        let alike = try World.ofLine().seeing(places + seen("new", in: 1, at: [14, 38]))
        let unlike = try World.ofLine().seeing(places + seen("new", in: 1, at: [28, 52]))
        let (day, night) = (
            try #require(try alike.candidate("new", .only(.place))?.log10(of: .place)),
            try #require(try unlike.candidate("new", .only(.place))?.log10(of: .place))
        )
        #expect(day > night + 0.1)
    }

    @Test("Few people with cells support no strong words, however alike the places (facts 5.8)")
    func smallBackground() throws {
        let world = try World.ofLine().seeing(
            seen("line", in: 1, at: [-50, -26])
                + (0..<60).flatMap { seen("new", in: 1, at: [Double($0 * 24)]) })
        let worth = try #require(try world.candidate("new", .only(.place))?.log10(of: .place))
        #expect(worth <= log10(2))
    }

    @Test("The reason names the cells, the line's first, with the hours of both")
    func reason() throws {
        let world = try World.ofLine().seeing(
            Self.town + seen("new", in: 1, at: [22]) + seen("new", in: 3, at: [46, 70]))
        let new = try #require(try world.candidate("new"))
        let expected = [
            SharedCell(try CellID(parsing: cell(1)), hoursOfClosed: 5, hoursOfCandidate: 1, parties: 3),
            SharedCell(try CellID(parsing: cell(3)), hoursOfClosed: 0, hoursOfCandidate: 2, parties: 2),
        ]
        #expect(new.attributes.contains(.place(expected)))
    }
}
