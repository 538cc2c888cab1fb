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
}
