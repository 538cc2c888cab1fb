import CallRecords

/// Why a file is not taken in.
package enum IntakeRefusal: Error, Hashable, Sendable {
    case file(FileRefusal)
    case noSuchLayout(String, known: [String])
    /// The same bytes were taken in before.
    case alreadyImported(name: String, id: Int64)
    /// The same bytes are being taken in at this moment.
    case beingTakenIn(name: String)
    /// The same bytes were taken in once, and deleted by two people's agreement.
    case deletedBefore
}

/// Reads an open file a block at a time.
package protocol BlockSource {
    /// The next bytes, at most `count`; empty at the end.
    mutating func next(_ count: Int) throws -> [UInt8]
}

/// Takes files of records in: hashed, kept, read by a layout, and stored as events and quarantine.
package struct RecordIntake: Sendable {
    /// Bytes read at a time: few enough that what they hold is written in a moment, and others wait no longer.
    package static let block = 512 << 10
    /// Rows handed to the store at a time.
    static let batch = 5_000

    package let store: any IntakeStore
    package let layouts: [Layout]
    private let open: @Sendable (String) throws -> any BlockSource
    private let now: @Sendable () -> Instant

    package init(
        store: any IntakeStore, layouts: [Layout],
        open: @escaping @Sendable (String) throws -> any BlockSource,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.store, self.layouts, self.open, self.now) = (store, layouts, open, now)
    }

    /// Takes an original that was received whole into an operation, under its authorisation.
    ///
    /// The same bytes in another operation are not read twice: they are brought into this one too.
    ///
    /// - Parameters:
    ///   - layoutName: `auto` to choose by the file's first rows.
    ///   - progress: is told how many bytes have been read.
    /// - Throws: ``IntakeRefusal``; the casebook is then as it was.
    package func take(
        _ original: ReceivedOriginal, layoutName: String = "auto", ticket: ImportTicket,
        progress: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws -> OperationFile {
        let open = self.open
        let id: Int64
        if let known = try await store.file(sha256: original.sha256) {
            if try await store.files(id: known.id).contains(where: { $0.operationID == ticket.operation.id })
            {
                throw IntakeRefusal.alreadyImported(name: known.name, id: known.id)
            }
            let layout = try Self.layout(known.layout, of: open(original.path), among: layouts)
            var source = try open(original.path)
            var check = ReturnCheck()
            var columns = EventColumns()
            _ = try await Self.feed(&source, by: layout, into: &columns) { columns, _, _ in
                check.count(columns, against: ticket.authorisation)
                columns.removeRows()
            }
            try await store.bring(file: known.id, check: check, ticket: ticket, at: now())
            id = known.id
        } else {
            let layout = try Self.layout(layoutName, of: open(original.path), among: layouts)
            id = try await store.importFile(original, layout: layout, ticket: ticket, now: now) { writer in
                var source = try open(original.path)
                return try await Self.read(&source, by: layout, into: writer, progress: progress)
            }.id
        }
        guard let file = try await store.files(id: id).first(where: { $0.operationID == ticket.operation.id })
        else {
            throw RegisterRefusal.noSuchSubject("file")
        }
        return file
    }

    /// The layout of that name, or the one that a file's first rows fit.
    package static func layout(
        _ name: String, of source: any BlockSource, among layouts: [Layout]
    ) throws -> Layout {
        guard name == "auto" else {
            guard let found = layouts.first(where: { $0.name == name }) else {
                throw IntakeRefusal.noSuchLayout(name, known: layouts.map(\.name))
            }
            return found
        }
        var source = source
        let head = try source.next(LayoutChooser.window)
        do throws(FileRefusal) {
            return try LayoutChooser.choose(
                head.span.bytes, isWhole: head.count < LayoutChooser.window, among: layouts)
        } catch { throw IntakeRefusal.file(error) }
    }

    private static func read(
        _ source: inout some BlockSource, by layout: Layout, into writer: any ImportWriter,
        progress: (Int) async -> Void
    ) async throws -> Reading {
        var columns = EventColumns()
        var aside: [(row: QuarantinedRow, reason: String)] = []
        return try await feed(&source, by: layout, into: &columns) { columns, quarantined, bytes in
            aside += quarantined.map { ($0, Words.sentence($0.reason)) }
            if columns.count + aside.count >= batch || bytes == nil {
                try await writer.write(columns, quarantine: aside)
                columns.removeRows()
                aside = []
            }
            if let bytes { await progress(bytes) }
        }
    }

    /// Reads a whole source by a layout, a block at a time.
    ///
    /// - Parameter afterBlock: may take the columns' rows away; is told what was set aside in the block and how many
    ///   bytes were read, nil at the very end.
    package static func feed(
        _ source: inout some BlockSource, by layout: Layout, file: UInt32 = 0,
        into columns: inout EventColumns,
        afterBlock: (inout EventColumns, [QuarantinedRow], Int?) async throws -> Void = { _, _, _ in }
    ) async throws -> Reading {
        var reader = RecordReader(layout: layout, file: file)
        var rest: [UInt8] = []
        var total = 0
        while true {
            let block = try source.next(Self.block)
            let isFinal = block.isEmpty
            total += block.count
            // Most blocks begin with the few bytes of a row that the one before cut.
            let bytes = rest.isEmpty ? block : rest + block
            var quarantined: [QuarantinedRow] = []
            let taken: Int
            do throws(FileRefusal) {
                taken = try reader.read(
                    bytes.span.bytes, isFinal: isFinal, into: &columns, quarantine: { quarantined.append($0) }
                )
            } catch { throw IntakeRefusal.file(error) }
            if isFinal {
                try await afterBlock(&columns, quarantined, nil)
                return reader.reading
            }
            rest = Array(bytes[taken...])
            try await afterBlock(&columns, quarantined, total)
        }
    }
}
