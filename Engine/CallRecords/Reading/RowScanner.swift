/// Finds the cells of one row of delimited text.
///
/// RFC 4180, and what real files do beside it: CRLF or LF, quotes inside a cell that does not begin with one,
/// line feeds inside quotes. Eight bytes are looked at together.
struct RowScanner {
    /// One cell: bytes `start ..< end` of the block, without the quotes round it.
    struct Cell {
        var start: Int
        var end: Int
        /// Whether doubled quotes inside stand for single ones.
        var hasDoubledQuotes = false
    }

    enum Outcome: Equatable {
        /// A whole row; the next one begins at `next`, `lines` line feeds later.
        case row(next: Int, lines: Int)
        /// The block ends before the row does.
        case incomplete
        /// A quote is opened and not closed within ``quotedLimit`` bytes.
        case unclosedQuote
        /// Text follows the closing quote of a cell: where the row ends is not known.
        case textAfterQuote(cell: Int)
        /// The cells are more than ``cellLimit``. The row is scanned to its end.
        case tooManyCells(next: Int, lines: Int)
    }

    /// A quoted cell longer than this is taken for a quote that was never closed.
    static let quotedLimit = 65_536
    static let cellLimit = 4_096

    let delimiter: UInt8
    private let delimiterPattern: UInt64
    private(set) var cells: [Cell] = []
    /// Whether any cell of the row has doubled quotes.
    private(set) var hasDoubledQuotes = false

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        delimiterPattern = UInt64(delimiter) &* 0x0101_0101_0101_0101
        cells.reserveCapacity(64)
    }

    /// Scans the row that begins at `start`. `isFinal`: no bytes come after this block.
    mutating func scan(_ bytes: RawSpan, from start: Int, isFinal: Bool) -> Outcome {
        cells.removeAll(keepingCapacity: true)
        hasDoubledQuotes = false
        let count = bytes.byteCount
        var cellStart = start
        var at = start
        var lines = 0
        var hasTooMany = false
        while true {
            if cellStart == at, at < count, bytes.byte(at) == UInt8(ascii: "\"") {
                switch quotedCell(bytes, from: at, isFinal: isFinal) {
                case .incomplete: return .incomplete
                case .unclosed: return .unclosedQuote
                case .cell(let cell, let after, let lineFeeds):
                    lines += lineFeeds
                    at = after
                    if at < count, bytes.byte(at) == 13 {
                        if at + 1 == count, !isFinal { return .incomplete }
                        if at + 1 == count || bytes.byte(at + 1) == 10 { at += 1 }
                    }
                    if at < count, bytes.byte(at) != delimiter, bytes.byte(at) != 10 {
                        return .textAfterQuote(cell: cells.count)
                    }
                    cells.append(cell)
                    if cell.hasDoubledQuotes { hasDoubledQuotes = true }
                }
                at = end(bytes, from: at)
            } else {
                at = end(bytes, from: at)
                cells.append(Cell(start: cellStart, end: at))
            }
            let isRowEnd = at >= count || bytes.byte(at) == 10
            if at >= count, !isFinal { return .incomplete }
            hasTooMany = hasTooMany || cells.count > Self.cellLimit
            if isRowEnd {
                trimCarriageReturn(bytes)
                let next = at < count ? at + 1 : count
                lines += at < count ? 1 : 0
                return hasTooMany ? .tooManyCells(next: next, lines: lines) : .row(next: next, lines: lines)
            }
            if cells.count > Self.cellLimit { cells.removeLast() }
            at += 1
            cellStart = at
        }
    }

    /// The offset of the next delimiter or line feed, or the block's end.
    @inline(__always)
    private func end(_ bytes: RawSpan, from start: Int) -> Int {
        let count = bytes.byteCount
        var at = start
        while at + 8 <= count {
            let word = bytes.word(at)
            let hits = zeroBytes(word ^ delimiterPattern) | zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
            if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < count {
            let byte = bytes.byte(at)
            if byte == delimiter || byte == 10 { return at }
            at += 1
        }
        return count
    }

    private enum Quoted {
        case cell(Cell, after: Int, lineFeeds: Int)
        case incomplete, unclosed
    }

    /// The quoted cell whose opening quote stands at `start`.
    private func quotedCell(_ bytes: RawSpan, from start: Int, isFinal: Bool) -> Quoted {
        let count = bytes.byteCount
        var cell = Cell(start: start + 1, end: start + 1)
        var at = start + 1
        var lineFeeds = 0
        while at < count {
            if at - start > Self.quotedLimit { return .unclosed }
            switch bytes.byte(at) {
            case UInt8(ascii: "\""):
                if at + 1 == count, !isFinal { return .incomplete }
                guard at + 1 < count, bytes.byte(at + 1) == UInt8(ascii: "\"") else {
                    cell.end = at
                    return .cell(cell, after: at + 1, lineFeeds: lineFeeds)
                }
                cell.hasDoubledQuotes = true
                at += 2
            case 10:
                lineFeeds += 1
                at += 1
            default: at += 1
            }
        }
        return isFinal || at - start > Self.quotedLimit ? .unclosed : .incomplete
    }

    private mutating func trimCarriageReturn(_ bytes: RawSpan) {
        guard let last = cells.last, last.end > last.start, bytes.byte(last.end - 1) == 13 else { return }
        cells[cells.count - 1].end -= 1
    }
}

/// A word whose bytes are 0x80 where the bytes of `word` are zero, and 0 elsewhere: exact in every byte.
@inline(__always)
func zeroBytes(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
}
