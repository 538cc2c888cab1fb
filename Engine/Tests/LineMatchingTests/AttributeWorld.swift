import CallRecords
import LineMatching
import Telephony

/// What one end of a call was seen with, at an hour from the closure on.
struct Seen: Sendable {
    let party: String
    let hour: Double
    var handset: String?
    var sim: String?
    var cell: String?

    /// - Parameter handset: fourteen or fifteen digits.
    init(_ party: String, at hour: Double, handset: String? = nil, sim: String? = nil, cell: String? = nil) {
        (self.party, self.hour, self.handset, self.sim, self.cell) = (party, hour, handset, sim, cell)
    }
}

extension World {
    /// Six customers of a line among ordinary people; a new number takes up three of them, an old one rings two.
    static func ofLine() throws -> World {
        var world = World()
        for (place, customer) in ["a", "b", "c", "d", "e", "f"].enumerated() {
            try world.touch("line", customer, at: -30 - Double(place))
            try world.touch(customer, "friend-\(customer)", at: -10)
        }
        for person in 0..<40 { try world.touch("person-\(person)", "taxi", at: -5) }
        for customer in ["a", "b", "c"] { try world.touch("new", customer, at: 2) }
        try world.touch("old", "person-1", at: -8)
        for customer in ["d", "e"] { try world.touch("old", customer, at: 3) }
        return world
    }

    /// A call to voicemail, which is nobody's contact, that says where or with what the caller was.
    mutating func see(_ seen: Seen) throws {
        events.append(
            Event(
                time: Self.closedAt.adding(seconds: Int64(seen.hour * 3_600)), kind: .call,
                from: .init(
                    try Self.party(seen.party), handset: try seen.handset.map { try IMEI(parsing: $0) },
                    sim: try seen.sim.map { try IMSI(parsing: $0) },
                    cell: try seen.cell.map { try CellID(parsing: $0) }), to: .init(.voicemail)))
    }

    func seeing(_ all: [Seen]) throws -> World {
        var world = self
        for seen in all { try world.see(seen) }
        return world
    }

    func candidate(
        _ name: String, _ settings: EvidenceSettings = EvidenceSettings(), until hour: Int64? = nil
    ) throws -> Candidate? {
        let party = try Self.party(name)
        return try OpenSetScorer(settings).rank(
            SuccessorQuestion(
                closed: Self.party("line"), closedAt: Self.closedAt,
                until: hour.map { Self.closedAt.adding(seconds: $0 * 3_600) }), in: events
        ).candidates.first { $0.party == party }
    }

    /// The same, its rows in the opposite order.
    var reversed: World {
        var world = World()
        for row in stride(from: events.count - 1, through: 0, by: -1) { world.events.append(events[row]) }
        return world
    }
}

extension Candidate {
    /// What one part adds; nil where it adds nothing.
    func log10(of part: EvidencePart) -> Double? { contributions.first { $0.part == part }?.log10 }
}

extension EvidenceSettings {
    /// One part of the attributes weighed, the others not.
    static func only(_ part: EvidencePart) -> EvidenceSettings {
        var settings = EvidenceSettings()
        settings.attributes.parts = [part]
        return settings
    }
}
