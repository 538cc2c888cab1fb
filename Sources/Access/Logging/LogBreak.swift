import CallRecords

/// Where and how the log is not what it was.
package enum LogBreak: Error, Sendable, Hashable {
    /// What knows of a later entry than the last there is.
    package enum Witness: Sendable, Hashable {
        /// The casebook's own note of where the log ends.
        case head
        case checkpoint(at: Instant)
        /// The first line of an exported file.
        case export
    }

    /// The entry's content is not what its digest was made of.
    case altered(Int64)
    /// The entry holds a word that is none of this version's.
    case unreadable(Int64)
    /// The entry does not follow from the one before: one was taken out, put in, or changed places.
    case unlinked(Int64)
    /// Entries are missing, both named ones among them.
    case missing(from: Int64, to: Int64)
    /// The old and new values kept beside the entry are not the ones it was sealed with.
    case changesAltered(Int64)
    /// The old and new values are gone, and no erasure on record took them.
    case changesMissing(Int64)
    /// The log ends at the first number, and the witness knows the second.
    case truncated(endsAt: Int64, known: Int64, by: Witness)
    /// Entries stand beyond where the casebook says that the log ends.
    case beyondHead(Int64)
    /// The casebook's note of where the log ends is gone.
    case headMissing(endsAt: Int64)
    /// A checkpoint, or the head, says otherwise of this entry: the past was written anew.
    case rewritten(Int64)
    /// A checkpoint that its key did not sign.
    case falseCheckpoint(Int64)
    /// A checkpoint signed by another key than was named.
    case foreignCheckpoint(Int64)

    /// The first entry that is not to be relied on.
    package var place: Int64 {
        switch self {
        case .altered(let place), .unreadable(let place), .unlinked(let place), .changesAltered(let place),
            .changesMissing(let place), .beyondHead(let place), .rewritten(let place),
            .falseCheckpoint(let place), .foreignCheckpoint(let place):
            place
        case .missing(let from, _): from
        case .truncated(let last, _, _), .headMissing(let last): last + 1
        }
    }
}
