import CallRecords
import Telephony

/// A number that may be a watched line's new one: counts and a ratio, and no contact.
public struct StreamSuggestion: Hashable, Sendable {
    /// The line's place in the ``WatchList``.
    public let line: Int
    public let party: Party
    /// As it may be reported: no further from nought than the settings' cap, nor than the parties seen support.
    public let log10Ratio: Double
    /// What each part of the evidence adds to the ratio before it is capped.
    public let contributions: [Contribution]
    public let sharedContacts: Int
    /// Events with them.
    public let events: Int
    /// When any record first named the number.
    public let firstSeen: Instant
    /// The first and last of the events.
    public let first: Instant
    public let last: Instant
}

/// What a stream makes known at one of its records.
public enum StreamAlert: Hashable, Sendable {
    /// A suggestion reached a level, by the record of this time. The level is a log10 ratio.
    case reached(StreamSuggestion, level: Double, at: Instant)
    /// A late record showed that a number suggested before was there before the line's closure.
    case withdrawn(line: Int, party: Party, at: Instant)
}
