import Telephony

/// Reads a provider's file, block by block, into columns and quarantine.
///
/// Every data row becomes one event or one quarantined row. Memory does not grow with the file but for the spellings
/// of parties, handsets and cells, which the columns' dictionaries need anyway.
///
/// One reader reads one file, always into the same columns.
public struct RecordReader: ~Copyable {
    /// Longest row read. One longer is quarantined without being held.
    public static let rowLimit = 1 << 20
    /// A header stands among the first rows, within this many bytes.
    static let headerWindow = 65_536
    static let headerRows = 60

    public let layout: Layout
    /// The caller's number for the file, stored with every row.
    let file: UInt32
    public internal(set) var reading = Reading()

    /// Nil before the header.
    private(set) var plan: RowPlan?
    var place = Place()
    private var cells: CellReader
    private var scanner: RowScanner

    /// Where in a file the next block begins, and what of a row is behind it.
    struct Place: Sendable, Hashable {
        var line = 1
        /// Bytes of the file before the block.
        var offset = 0
        var overlong: Overlong?
    }

    /// A row longer than ``rowLimit``, of which part is gone already.
    struct Overlong: Sendable, Hashable {
        let from: Int
        let excerpt: String
        /// Line feeds in the part that is gone: some may stand inside its quotes.
        var lines = 0

        func moved(by bytes: Int) -> Overlong { Overlong(from: from + bytes, excerpt: excerpt, lines: lines) }
    }

    public init(layout: Layout, file: UInt32 = 0) {
        self.layout = layout
        self.file = file
        cells = CellReader(layout: layout)
        scanner = RowScanner(delimiter: layout.text.delimiters[0])
    }

    /// The byte between cells.
    var delimiter: UInt8 { scanner.delimiter }

    /// A second reader of the same file's rows, for another thread: past the header, with nothing counted.
    ///
    /// - Parameter plan: the first reader's.
    init(layout: Layout, plan: RowPlan, delimiter: UInt8) {
        self.init(layout: layout)
        self.plan = plan
        scanner = RowScanner(delimiter: delimiter)
    }

    /// Forgets what spellings were read as, so that memory has an end.
    mutating func forgetSpellings() { cells = CellReader(layout: layout) }

    /// Reads the rows that are whole in `bytes`, and says how many bytes they took.
    ///
    /// Call it again with the bytes not taken and those that follow them, `isFinal` set with the last of the file.
    /// Blocks of ``rowLimit`` bytes and more are always taken in part. Once `isFinal` is set, all are.
    ///
    /// - Parameter quarantine: is handed each row that could not be read.
    /// - Throws: ``FileRefusal``, before any row was read.
    public mutating func read(
        _ bytes: RawSpan, isFinal: Bool, into columns: inout EventColumns,
        quarantine: (QuarantinedRow) -> Void
    ) throws(FileRefusal) -> Int {
        var at = 0
        guard try isReady(bytes, isFinal: isFinal, &at, quarantine), let plan else { return at }
        while at < bytes.byteCount, takeRow(bytes, &at, isFinal: isFinal, plan, &columns, quarantine) {}
        place.offset += at
        return at
    }

    /// Reads up to where a row begins: past the header, past the rest of an overlong row. False where the block ends
    /// before that; `at` is then what was taken.
    mutating func isReady(
        _ bytes: RawSpan, isFinal: Bool, _ at: inout Int, _ quarantine: (QuarantinedRow) -> Void
    ) throws(FileRefusal) -> Bool {
        if plan == nil {
            guard isFinal || bytes.byteCount >= Self.headerWindow else { return false }
            (plan, at) = try begin(bytes, isFinal: isFinal)
        }
        guard let overlong = place.overlong else { return true }
        guard let end = finishOverlong(bytes, at, isFinal, overlong, quarantine) else {
            place.offset += bytes.byteCount
            at = bytes.byteCount
            return false
        }
        at = end
        place.overlong = nil
        return true
    }

    /// Reads the row at an offset, and moves the offset past it. False where the block ends first; what was taken of
    /// it is then up to `at`.
    mutating func takeRow(
        _ bytes: RawSpan, _ at: inout Int, isFinal: Bool, _ plan: RowPlan, _ columns: inout EventColumns,
        _ quarantine: (QuarantinedRow) -> Void
    ) -> Bool {
        let start = at
        switch scanner.scan(bytes, from: start, isFinal: isFinal) {
        case .row(let next, let lines) where next - start > Self.rowLimit,
            .tooManyCells(let next, let lines) where next - start > Self.rowLimit:
            refuse(bytes, start, next, column: nil, .rowTooLong(limit: Self.rowLimit), quarantine)
            at = next
            place.line += lines
        case .row(let next, let lines):
            take(bytes, start, next, plan, &columns, quarantine)
            at = next
            place.line += lines
        case .tooManyCells(let next, let lines):
            let reason = QuarantineReason.tooManyCells(found: RowScanner.cellLimit, expected: plan.width)
            refuse(bytes, start, next, column: nil, reason, quarantine)
            at = next
            place.line += lines
        case .textAfterQuote(let cell):
            return refuseLine(bytes, &at, isFinal, column: plan.name(of: cell), .textAfterQuote, quarantine)
        case .unclosedQuote:
            return refuseLine(bytes, &at, isFinal, column: nil, .unclosedQuote, quarantine)
        case .incomplete:
            at = pause(bytes, start)
            return false
        }
        return true
    }

    /// Where quoting is broken the row's first line is set aside and reading goes on with the next: stray quotes must not swallow
    /// what stands between them, nor the rest of the file. False where the block ends before the line does.
    private mutating func refuseLine(
        _ bytes: RawSpan, _ at: inout Int, _ isFinal: Bool, column: String?, _ reason: QuarantineReason,
        _ quarantine: (QuarantinedRow) -> Void
    ) -> Bool {
        let start = at
        guard let next = lineEnd(bytes, from: start) ?? (isFinal ? bytes.byteCount : nil) else {
            at = pause(bytes, start)
            return false
        }
        let isOverlong = next - start > Self.rowLimit
        refuse(
            bytes, start, next, column: isOverlong ? nil : column,
            isOverlong ? .rowTooLong(limit: Self.rowLimit) : reason, quarantine)
        at = next
        place.line += 1
        return true
    }

    /// Ends a block inside a row, which began at `start`: it waits for more bytes, or is given up as too long.
    ///
    /// Gives how much of the block is taken.
    private mutating func pause(_ bytes: RawSpan, _ start: Int) -> Int {
        guard bytes.byteCount - start >= Self.rowLimit else { return start }
        var overlong = Overlong(
            from: place.offset + start, excerpt: bytes.excerpt(start, start + QuarantinedRow.rawTextLimit))
        for at in start..<bytes.byteCount where bytes.byte(at) == 10 { overlong.lines += 1 }
        place.overlong = overlong
        return bytes.byteCount
    }

    // MARK: Before the first row

    private mutating func begin(_ bytes: RawSpan, isFinal: Bool) throws(FileRefusal) -> (RowPlan, Int) {
        guard bytes.byteCount > 0 else { throw .empty }
        if let format = FileFormat.of(bytes) { throw .notText(format) }
        let hasMark =
            bytes.byteCount >= 3 && bytes.byte(0) == 0xEF && bytes.byte(1) == 0xBB && bytes.byte(2) == 0xBF
        let start = hasMark ? 3 : 0
        try refuseCarriageReturnsOnly(bytes)
        guard layout.text.hasHeader else {
            let delimiter = delimiterOfFirstRow(bytes, start)
            scanner = RowScanner(delimiter: delimiter)
            return (RowPlan(layout: layout), start)
        }
        var best: (missing: [String], seen: String)?
        for delimiter in layout.text.delimiters {
            var search = HeaderSearch(layout: layout, delimiter: delimiter)
            if let found = try search.find(bytes, from: start, isFinal: isFinal) {
                scanner = RowScanner(delimiter: delimiter)
                reading.preambleLines = found.preambleLines
                place.line = found.line
                return (found.plan, found.next)
            }
            if best.map({ search.missing.count < $0.missing.count }) ?? true {
                best = (search.missing, search.seen)
            }
        }
        throw .noHeader(layout: layout.name, missing: best?.missing ?? [], seen: best?.seen ?? "")
    }

    private func refuseCarriageReturnsOnly(_ bytes: RawSpan) throws(FileRefusal) {
        var returns = 0
        for offset in 0..<min(bytes.byteCount, Self.headerWindow) {
            switch bytes.byte(offset) {
            case 10: return
            case 13: returns += 1
            default: break
            }
        }
        if returns > 1 { throw .carriageReturnsOnly }
    }

    private func delimiterOfFirstRow(_ bytes: RawSpan, _ start: Int) -> UInt8 {
        let end = lineEnd(bytes, from: start) ?? bytes.byteCount
        return layout.text.delimiters.first { delimiter in
            (start..<end).contains { bytes.byte($0) == delimiter }
        } ?? layout.text.delimiters[0]
    }

    // MARK: One row

    @inline(__always)
    private mutating func take(
        _ bytes: RawSpan, _ start: Int, _ next: Int, _ plan: RowPlan, _ columns: inout EventColumns,
        _ quarantine: (QuarantinedRow) -> Void
    ) {
        let found = scanner.cells
        if found.count == 1, isBlank(bytes, found[0]) {
            reading.blankLines += 1
            return
        }
        if scanner.hasDoubledQuotes {
            takeUnquoted(bytes, start, next, plan, &columns, quarantine)
            return
        }
        do {
            let row = try cells.read(bytes, found, plan, &columns)
            keep(row, &columns)
        } catch {
            refuse(bytes, start, next, column: error.column, error.reason, quarantine)
        }
    }

    /// As `take`, for a row with doubled quotes: the cells are copied with single ones, then read.
    private mutating func takeUnquoted(
        _ bytes: RawSpan, _ start: Int, _ next: Int, _ plan: RowPlan, _ columns: inout EventColumns,
        _ quarantine: (QuarantinedRow) -> Void
    ) {
        var copy: [UInt8] = []
        var found: [RowScanner.Cell] = []
        for cell in scanner.cells {
            let from = copy.count
            var at = cell.start
            while at < cell.end {
                let byte = bytes.byte(at)
                copy.append(byte)
                at += cell.hasDoubledQuotes && byte == UInt8(ascii: "\"") ? 2 : 1
            }
            found.append(RowScanner.Cell(start: from, end: copy.count))
        }
        do {
            // An array of bytes has no padding to read.
            let row = try unsafe cells.read(copy.span.bytes, found, plan, &columns)
            keep(row, &columns)
        } catch {
            refuse(bytes, start, next, column: error.column, error.reason, quarantine)
        }
    }

    @inline(__always)
    private mutating func keep(_ row: EventColumns.Row, _ columns: inout EventColumns) {
        reading.rows += 1
        reading.events += 1
        var row = row
        row.file = file
        row.row = UInt32(truncatingIfNeeded: reading.rows)
        columns.append(row)
        let time = Instant(microseconds: row.time)
        if reading.firstEvent.map({ time < $0 }) ?? true { reading.firstEvent = time }
        if reading.lastEvent.map({ time > $0 }) ?? true { reading.lastEvent = time }
    }

    /// Counts rows that were read elsewhere, each an event on a line of its own.
    mutating func count(plain rows: Int) {
        reading.rows += rows
        reading.events += rows
        place.line += rows
    }

    private mutating func refuse(
        _ bytes: RawSpan, _ start: Int, _ next: Int, column: String?, _ reason: QuarantineReason,
        _ quarantine: (QuarantinedRow) -> Void
    ) {
        var end = next
        while end > start, bytes.byte(end - 1) == 10 || bytes.byte(end - 1) == 13 { end -= 1 }
        let text = bytes.excerpt(start, min(end, start + QuarantinedRow.rawTextLimit))
        refuse(
            range: place.offset + start..<place.offset + next, column: column, text: text, reason, quarantine)
    }

    private mutating func refuse(
        range: Range<Int>, column: String?, text: String, _ reason: QuarantineReason,
        _ quarantine: (QuarantinedRow) -> Void
    ) {
        reading.rows += 1
        reading.quarantined += 1
        reading.reasons[reason.code, default: 0] += 1
        quarantine(
            QuarantinedRow(
                row: UInt32(truncatingIfNeeded: reading.rows), line: place.line, bytes: range, column: column,
                rawText: text, reason: reason))
    }

    /// The end of an overlong row, or nil where this block does not hold it.
    private mutating func finishOverlong(
        _ bytes: RawSpan, _ at: Int, _ isFinal: Bool, _ overlong: Overlong,
        _ quarantine: (QuarantinedRow) -> Void
    ) -> Int? {
        let end = lineEnd(bytes, from: at)
        guard end != nil || isFinal else { return nil }
        let next = end ?? bytes.byteCount
        refuse(
            range: overlong.from..<place.offset + next, column: nil, text: overlong.excerpt,
            .rowTooLong(limit: Self.rowLimit), quarantine)
        place.line += 1 + overlong.lines
        return next
    }

    private func isBlank(_ bytes: RawSpan, _ cell: RowScanner.Cell) -> Bool {
        (cell.start..<cell.end).allSatisfy {
            bytes.byte($0) == 32 || bytes.byte($0) == 9 || bytes.byte($0) == 26
        }
    }
}

/// The offset after the next line feed, or nil where there is none.
func lineEnd(_ bytes: RawSpan, from start: Int) -> Int? {
    var at = start
    while at + 8 <= bytes.byteCount {
        let hits = zeroBytes(bytes.word(at) ^ 0x0A0A_0A0A_0A0A_0A0A)
        if hits != 0 { return at + hits.trailingZeroBitCount / 8 + 1 }
        at += 8
    }
    while at < bytes.byteCount {
        if bytes.byte(at) == 10 { return at + 1 }
        at += 1
    }
    return nil
}
