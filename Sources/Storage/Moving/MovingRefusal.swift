import Access

/// Why a casebook is not backed up, restored or moved. What was there is as it was.
package enum MovingRefusal: Error, Sendable, Hashable {
    // The file.
    case isThere(String)
    case beingWritten(String)
    case noBackup(String)
    case cutShort(String)
    /// A header, or what follows one, is not as it was written.
    case damaged(member: String)
    case unexpected(member: String)
    case twice(member: String)
    case tooLong(member: String)
    case digest(member: String)
    /// The list names a member that is not there, or does not name one that is.
    case missing(member: String)
    case unlisted(member: String)
    case contents
    case otherFormat(String)
    /// Of the whole: not the one that was named.
    case seal(found: String)

    // What is in it, and where it goes.
    case newerSchema(String)
    case olderSchema(String)
    case otherShape(String)
    case unknownTable(String)
    case row(table: String)
    case notEmpty(table: String)
    case foreignTable(String)
    case samePlace
    /// What was read back is not what was written.
    case differs(table: String)
    case brokenLog(LogBreak)
    case original(sha256: String)
    /// Somebody worked in the casebook while it was moved.
    case changedMeanwhile

    package var sentence: String {
        switch self {
        case .isThere(let path): "There is a file \(path) already, and it is left as it is. Name another."
        case .beingWritten(let path):
            "Another backup is being written to \(path). Wait for it, or name another file."
        case .noBackup(let path): "\(path) is no backup of a casebook."
        case .cutShort(let path): "The backup \(path) is cut short: its end is not there. Copy it again."
        case .damaged(let member): "The backup is damaged at “\(member)”. Copy it again, or take another."
        case .unexpected(let member): "The backup holds “\(member)”, which no backup of ours does."
        case .twice(let member): "The backup holds “\(member)” twice, which no backup of ours does."
        case .tooLong(let member): "The backup says that “\(member)” is longer than any we write."
        case .digest(let member): "“\(member)” in the backup is not what it was when it was written."
        case .missing(let member):
            "“\(member)” is in the backup's list of contents, and is not in the backup."
        case .unlisted(let member): "“\(member)” is in the backup, and is not in its list of contents."
        case .contents: "The backup's list of contents cannot be read."
        case .otherFormat(let format):
            "The backup is in the form “\(format)”, which this version does not know. Use the version that made it."
        case .seal(let found):
            "The backup's seal is \(found), not the one you named. It is another backup, or altered."
        case .newerSchema(let step):
            "The backup was made by a newer version of Ringfence (schema step “\(step)”). Install that version or a "
                + "later one."
        case .olderSchema(let step):
            "What is to be brought in ends at the schema step “\(step)”, and the casebook named has gone further. Name a "
                + "folder or a database that holds nothing yet."
        case .otherShape(let table):
            "The table “\(table)” is not the same in both. Use one version of Ringfence for both casebooks."
        case .unknownTable(let table): "The backup holds a table “\(table)”, which no casebook has."
        case .row(let table): "A row of the table “\(table)” cannot be read."
        case .notEmpty(let table):
            "There is a casebook already, and it is in use (its table “\(table)” is not empty). Name an empty folder or "
                + "database: nothing is written over."
        case .foreignTable(let table):
            "The database holds a table “\(table)”, which is no casebook's. Name an empty database."
        case .samePlace: "Both are the same casebook."
        case .differs(let table):
            "What was read back of the table “\(table)” is not what was written, so nothing was kept. Check the disk."
        case .brokenLog(let found):
            "The log is broken from entry \(found.place) on. “ringfence verify” says how."
        case .original(let sha256):
            "The original with the SHA-256 \(sha256) is not there, or not whole. “ringfence doctor --deep” says which "
                + "files want theirs."
        case .changedMeanwhile:
            "Somebody worked in the casebook while it was copied, so nothing was kept. Stop its servers and try again."
        }
    }
}
