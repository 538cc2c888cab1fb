import Telephony

/// One communication between two parties, as one row of a file states it.
public struct Event: Hashable, Sendable {
    public enum Kind: UInt8, CaseIterable, Sendable, Hashable {
        case call, text, data
        /// The file does not say.
        case unstated

        public var name: String {
            switch self {
            case .call: "call"
            case .text: "text"
            case .data: "data"
            case .unstated: "unstated"
            }
        }
    }

    /// One party's end of the communication: the handset, the SIM and the cell, where the file names them.
    public struct End: Hashable, Sendable {
        public let party: Party
        public let handset: IMEI?
        public let sim: IMSI?
        public let cell: CellID?

        public init(_ party: Party, handset: IMEI? = nil, sim: IMSI? = nil, cell: CellID? = nil) {
            (self.party, self.handset, self.sim, self.cell) = (party, handset, sim, cell)
        }
    }

    public let time: Instant
    public let kind: Kind
    public let from: End
    public let to: End
    /// Seconds, where the file states it.
    public let duration: UInt32?

    public init(time: Instant, kind: Kind, from: End, to: End, duration: UInt32? = nil) {
        (self.time, self.kind, self.from, self.to, self.duration) = (time, kind, from, to, duration)
    }
}
