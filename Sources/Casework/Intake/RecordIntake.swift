import CallRecords

/// Why a file is not taken in.
package enum IntakeRefusal: Error, Hashable, Sendable {
    case file(FileRefusal)
    case noSuchLayout(String, known: [String])
    /// The same bytes were taken in before.
    case alreadyImported(name: String, id: Int64)
}

/// Reads an open file a block at a time.
package protocol BlockSource {
    /// The next bytes, at most `count`; empty at the end.
    mutating func next(_ count: Int) throws -> [UInt8]
}

/// Takes files of records in: hashed, kept, read by a layout, and stored as events and quarantine.
package struct RecordIntake: Sendable {
    /// Bytes read at a time.
    package static let block = 4 << 20
    /// Events handed to the store at a time.
    static let batch = 50_000

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

    /// Takes in an original that was received whole.
    ///
    /// - Parameters:
    ///   - layoutName: `auto` to choose by the file's first rows.
    ///   - progress: is told how many bytes have been read.
    /// - Throws: ``IntakeRefusal``; the casebook is then as it was.
    package func take(
        _ original: ReceivedOriginal, layoutName: String = "auto",
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> RecordFileEntry {
        if let known = try await store.file(sha256: original.sha256) {
            throw IntakeRefusal.alreadyImported(name: known.name, id: known.id)
        }
        let layout = try Self.layout(layoutName, of: open(original.path), among: layouts)
        let open = self.open
        return try await store.importFile(original, layout: layout, at: now()) { writer in
            var source = try open(original.path)
            return try Self.read(&source, by: layout, into: writer, progress: progress)
        }
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
        progress: (Int) -> Void
    ) throws -> Reading {
        var columns = EventColumns()
        return try feed(&source, by: layout, into: &columns) { quarantined in
            for row in quarantined { try writer.quarantine(row, reason: Words.sentence(row.reason)) }
        } afterBlock: { columns, bytes in
            if columns.count >= batch || bytes == nil {
                try writer.write(columns)
                columns.removeRows()
            }
            if let bytes { progress(bytes) }
        }
    }

    /// Reads a whole source by a layout, a block at a time.
    ///
    /// - Parameters:
    ///   - quarantine: is handed the rows set aside in each block.
    ///   - afterBlock: may take the columns' rows away; told how many bytes were read, nil at the very end.
    package static func feed(
        _ source: inout some BlockSource, by layout: Layout, file: UInt32 = 0,
        into columns: inout EventColumns,
        quarantine: ([QuarantinedRow]) throws -> Void,
        afterBlock: (inout EventColumns, Int?) throws -> Void = { _, _ in }
    ) throws -> Reading {
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
            try quarantine(quarantined)
            if isFinal {
                try afterBlock(&columns, nil)
                return reader.reading
            }
            rest = Array(bytes[taken...])
            try afterBlock(&columns, total)
        }
    }
}
