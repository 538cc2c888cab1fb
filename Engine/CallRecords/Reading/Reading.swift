/// What became of a file: the rows read are the events and the quarantined rows, always.
public struct Reading: Hashable, Sendable {
    public var rows = 0
    public var events = 0
    public var quarantined = 0
    /// Lines before the header row: a provider's banner. They are kept in the original.
    public var preambleLines = 0
    /// Lines with nothing on them.
    public var blankLines = 0
    /// Rows quarantined, by ``QuarantineReason/code``.
    public var reasons: [String: Int] = [:]
    public var firstEvent: Instant?
    public var lastEvent: Instant?

    public init() {}

    /// Adds what was read of another part of the same input, or of another input.
    public mutating func add(_ more: Reading) {
        rows += more.rows
        events += more.events
        quarantined += more.quarantined
        preambleLines += more.preambleLines
        blankLines += more.blankLines
        reasons.merge(more.reasons, uniquingKeysWith: +)
        firstEvent = [firstEvent, more.firstEvent].compactMap(\.self).min()
        lastEvent = [lastEvent, more.lastEvent].compactMap(\.self).max()
    }
}
