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

/// What an import writes, a batch a transaction.
package protocol ImportWriter: Sendable {
    /// Writes the rows of `columns`, whose dictionaries only grow from one call to the next, and what was set aside
    /// among them.
    func write(_ columns: EventColumns, quarantine: [(row: QuarantinedRow, reason: String)]) async throws
}

/// A file as it lies in an operation: the same bytes may lie in several.
package struct OperationFile: Sendable, Hashable {
    package let entry: RecordFileEntry
    package let operationID: Int64
    /// Nil for what was taken in before authorisations were asked for.
    package let authorisationID: Int64?
    package let by: String
    package let at: Instant
    package let check: ReturnCheck
    /// Its rows and bytes were deleted by two people's agreement; only the counts stand.
    package let isRemoved: Bool

    package init(
        entry: RecordFileEntry, operationID: Int64, authorisationID: Int64?, by: String, at: Instant,
        check: ReturnCheck, isRemoved: Bool
    ) {
        (self.entry, self.operationID, self.authorisationID) = (entry, operationID, authorisationID)
        (self.by, self.at, self.check, self.isRemoved) = (by, at, check, isRemoved)
    }
}

/// Long work under way, as its page shows it. It goes on when the page is closed.
package struct Job: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case running
        /// Where its result is.
        case done(String)
        case refused(String)
    }

    package let id: String
    package let accountID: Int64
    package let operationID: Int64
    package let name: String
    package let done: Int
    package let total: Int
    package let state: State
    /// When it last said that it goes on.
    package let beatAt: Instant

    package init(
        id: String, accountID: Int64, operationID: Int64, name: String, done: Int, total: Int, state: State,
        beatAt: Instant
    ) {
        (self.id, self.accountID, self.operationID, self.name) = (id, accountID, operationID, name)
        (self.done, self.total, self.state, self.beatAt) = (done, total, state, beatAt)
    }

    /// Whoever worked on it has stopped without a word: the server was ended.
    package func isAbandoned(at now: Instant) -> Bool {
        state == .running && now > beatAt.adding(seconds: 60)
    }
}

/// The few store operations the taking in of files needs.
package protocol IntakeStore: Sendable {
    func receive(name: String) throws -> any IncomingOriginal
    /// Where the original with this hash stands.
    func pathOfOriginal(sha256: String) -> String

    /// Newest first.
    func files(in operations: [Int64], page: Int) async throws -> ListPage<OperationFile>
    /// The file as it lies in each operation that has it.
    func files(id: Int64) async throws -> [OperationFile]
    func file(sha256: String) async throws -> RecordFileEntry?
    func quarantine(file: Int64, offset: Int, limit: Int) async throws -> [QuarantineEntry]
    /// Keeps the original and what `read` writes: all of it, or nothing. Rows go in by the batch, so that others can
    /// work meanwhile; nobody sees them before all are there, and those of a reader that died are cleared away.
    func importFile(
        _ original: ReceivedOriginal, layout: Layout, ticket: ImportTicket,
        now: @escaping @Sendable () -> Instant,
        read: @escaping @Sendable (any ImportWriter) async throws -> Reading
    ) async throws -> RecordFileEntry
    /// Brings a file that is here already into another operation.
    func bring(
        file: Int64, check: ReturnCheck, ticket: ImportTicket, at now: Instant
    ) async throws

    func keep(_ job: Job) async throws
    func job(id: String) async throws -> Job?
}
