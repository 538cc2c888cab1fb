import CallRecords
import Telephony

/// Why handset, SIM, place or hours speak for a candidate or against it.
public enum AttributeReason: Hashable, Sendable, Codable {
    case handset(SharedBelonging<IMEI>)
    /// Both were seen in handsets since or before the closure, and none was in both.
    case otherHandset
    case sim(SharedBelonging<IMSI>)
    /// The candidate's cells since the closure, those that the line used first.
    case place([SharedCell])
    case hours(OpenHours)

    /// The part of the evidence that it belongs to.
    public var part: EvidencePart {
        switch self {
        case .handset, .otherHandset: .handset
        case .sim: .sim
        case .place: .place
        case .hours: .hours
        }
    }
}

/// How two numbers came to be seen with one handset or SIM.
public enum BelongingUse: String, Hashable, Sendable, CaseIterable, Codable {
    /// The candidate took it up once the closed number had left it.
    case takenUp = "taken up"
    /// The candidate used it before the closure too, or the closed number went on using it: one person's two numbers,
    /// or one crew's, rather than one number in another's place.
    case inCommon = "in common"
    /// The line had left it weeks before the closure, and the candidate took it up since.
    case longLeft = "left long before"
    /// The candidate used it before the closure only, which is not weighed.
    case before = "before only"
}

/// A handset or SIM that the closed number used before the closure, and the candidate too.
public struct SharedBelonging<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    public let value: Value
    public let use: BelongingUse
    /// Numbers, the two left aside, that any record up to the answer's last moment names with it.
    public let otherNumbers: Int
    /// When the candidate was first seen with it: since the closure, or ever where that was before only.
    public let firstSeen: Instant

    public init(_ value: Value, _ use: BelongingUse, otherNumbers: Int, firstSeen: Instant) {
        (self.value, self.use) = (value, use)
        (self.otherNumbers, self.firstSeen) = (otherNumbers, firstSeen)
    }
}

/// A cell that a candidate was seen in since the closure.
public struct SharedCell: Hashable, Sendable, Codable {
    public let cell: CellID
    /// Hours in which the closed number was seen there, in the last weeks before the closure.
    public let hoursOfClosed: Int
    /// Hours in which the candidate was seen there since the closure.
    public let hoursOfCandidate: Int
    /// Parties seen there before the closure.
    public let parties: Int

    public init(_ cell: CellID, hoursOfClosed: Int, hoursOfCandidate: Int, parties: Int) {
        (self.cell, self.parties) = (cell, parties)
        (self.hoursOfClosed, self.hoursOfCandidate) = (hoursOfClosed, hoursOfCandidate)
    }
}

/// The hours in which two numbers begin calls and texts.
public struct OpenHours: Hashable, Sendable, Codable {
    /// Distinct hours in which the closed number began any, in the last weeks before the closure, by hour of day in UTC.
    /// Shape: [24].
    public let ofClosed: [Int]
    /// The same of the candidate since the closure. Shape: [24].
    public let ofCandidate: [Int]

    public init(ofClosed: [Int], ofCandidate: [Int]) {
        (self.ofClosed, self.ofCandidate) = (ofClosed, ofCandidate)
    }
}
