import CallRecords

/// A file of records that was taken in.
package struct RecordFileEntry: Sendable, Hashable {
    package let id: Int64
    /// Of the original bytes, in hexadecimal.
    package let sha256: String
    /// As it was called by whoever brought it.
    package let name: String
    package let byteCount: Int
    /// The layout it was read by, and that layout's time zone rule.
    package let layout: String
    package let zone: String
    package let importedAt: Instant
    package let reading: Reading

    package init(
        id: Int64, sha256: String, name: String, byteCount: Int, layout: String, zone: String,
        importedAt: Instant, reading: Reading
    ) {
        (self.id, self.sha256, self.name, self.byteCount) = (id, sha256, name, byteCount)
        (self.layout, self.zone, self.importedAt, self.reading) = (layout, zone, importedAt, reading)
    }
}

/// An original whose bytes are all here and hashed, but which is not yet part of the casebook.
package struct ReceivedOriginal: Sendable {
    package let sha256: String
    package let name: String
    package let byteCount: Int
    /// Where its bytes stand for now.
    package let path: String
    /// Keeps the bytes from being cleared away as abandoned for as long as this value lives.
    private let hold: any Sendable

    package init(sha256: String, name: String, byteCount: Int, path: String, hold: any Sendable) {
        (self.sha256, self.name, self.byteCount) = (sha256, name, byteCount)
        (self.path, self.hold) = (path, hold)
    }
}

/// Takes an original's bytes as they come, hashing them.
package protocol IncomingOriginal: Sendable {
    func append(_ bytes: [UInt8]) throws
    func finish() throws -> ReceivedOriginal
    func discard()
}

/// A quarantined row as it is listed.
package struct QuarantineEntry: Sendable, Hashable {
    package let row: Int
    package let line: Int
    package let byteOffset: Int
    package let byteCount: Int
    package let column: String?
    package let rawText: String
    package let reason: String

    package init(
        row: Int, line: Int, byteOffset: Int, byteCount: Int, column: String?, rawText: String, reason: String
    ) {
        (self.row, self.line, self.byteOffset, self.byteCount) = (row, line, byteOffset, byteCount)
        (self.column, self.rawText, self.reason) = (column, rawText, reason)
    }
}

/// What an import writes, inside one transaction.
package protocol ImportWriter {
    /// Writes the rows of `columns`, whose dictionaries only grow from one call to the next.
    func write(_ columns: EventColumns) throws
    func quarantine(_ row: QuarantinedRow, reason: String) throws
}

/// The few store operations the taking in of files needs.
package protocol IntakeStore: Sendable {
    func receive(name: String) throws -> any IncomingOriginal
    /// Where the original with this hash stands.
    func pathOfOriginal(sha256: String) -> String

    func files() async throws -> [RecordFileEntry]
    func file(id: Int64) async throws -> RecordFileEntry?
    func file(sha256: String) async throws -> RecordFileEntry?
    func quarantine(file: Int64, offset: Int, limit: Int) async throws -> [QuarantineEntry]
    /// Keeps the original and what `read` writes: all of it, or nothing.
    func importFile(
        _ original: ReceivedOriginal, layout: Layout, at now: Instant,
        read: @escaping @Sendable (any ImportWriter) throws -> Reading
    ) async throws -> RecordFileEntry
}
