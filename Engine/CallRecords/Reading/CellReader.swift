import Telephony

/// Reads the cells of one row into one row of columns.
struct CellReader: ~Copyable {
    /// A year and a little, in seconds: longer than any session a network keeps open, and far below the columns'
    /// limit.
    static let longestDuration: UInt64 = 40_000_000

    /// Why a row is set aside, and the column at fault.
    struct Refusal: Error {
        let column: String?
        let reason: QuarantineReason
    }

    private let layout: Layout
    // Copied out of the layout: reaching into so large a value for every cell costs more than the cell.
    private let zone: TimeZoneRule
    private let origin: Int64
    private let plausible: ClosedRange<Int64>
    private let wrapper: UInt8?
    private let empties: Set<[UInt8]>
    private let longestEmpty: Int
    private var parties = SpellingTable()
    private var handsets = SpellingTable()
    private var sims = SpellingTable()
    private var cells = SpellingTable()
    private var kinds = SpellingTable()

    init(layout: Layout) {
        self.layout = layout
        zone = layout.time.zone
        origin = layout.time.origin.microseconds
        plausible =
            layout.time.plausible.lowerBound.microseconds...layout.time.plausible.upperBound.microseconds
        wrapper = layout.text.wrapper
        empties = Set(layout.text.empty.map { Array($0.utf8) })
        longestEmpty = empties.map(\.count).max() ?? 0
    }

    mutating func read(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ plan: RowPlan, _ columns: inout EventColumns
    ) throws(Refusal) -> EventColumns.Row {
        try checkWidth(bytes, found, plan)
        var row = EventColumns.Row()
        row.time = try time(bytes, found, plan)
        row.kind = try kind(bytes, found, plan).rawValue
        if let place = plan.duration, let cell = value(bytes, found[place]) {
            row.duration = try duration(bytes, cell, plan.name(of: place))
        }
        switch plan.shape {
        case .ends(let from, let to):
            row.from = try party(bytes, found, from.party, plan, &columns)
            row.to = try party(bytes, found, to.party, plan, &columns)
            row.fromHandset = try handset(bytes, found, from.handset, plan, &columns)
            row.toHandset = try handset(bytes, found, to.handset, plan, &columns)
            row.fromSIM = try sim(bytes, found, from.sim, plan, &columns)
            row.toSIM = try sim(bytes, found, to.sim, plan, &columns)
            row.fromCell = try cell(bytes, found, from.cell, plan, &columns)
            row.toCell = try cell(bytes, found, to.cell, plan, &columns)
        case .target(let target, let other, let place, let meanings):
            let direction = try direction(bytes, found, place, plan, meanings)
            row.kind = direction.kind.rawValue
            let targetIndex = try party(bytes, found, target.party, plan, &columns)
            let otherIndex = try party(bytes, found, other, plan, &columns)
            let handset = try handset(bytes, found, target.handset, plan, &columns)
            let sim = try sim(bytes, found, target.sim, plan, &columns)
            let cell = try cell(bytes, found, target.cell, plan, &columns)
            if direction.isFromTarget {
                (row.from, row.to) = (targetIndex, otherIndex)
                (row.fromHandset, row.fromSIM, row.fromCell) = (handset, sim, cell)
            } else {
                (row.from, row.to) = (otherIndex, targetIndex)
                (row.toHandset, row.toSIM, row.toCell) = (handset, sim, cell)
            }
        }
        return row
    }

    private func checkWidth(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ plan: RowPlan
    ) throws(Refusal) {
        guard found.count >= plan.width else {
            throw Refusal(column: nil, reason: .tooFewCells(found: found.count, expected: plan.width))
        }
        guard plan.isClosed, found.count > plan.width else { return }
        for place in plan.width..<found.count where value(bytes, found[place]) != nil {
            throw Refusal(
                column: plan.name(of: place), reason: .tooManyCells(found: found.count, expected: plan.width))
        }
    }

    // MARK: Cells

    /// A cell without the spaces and marks round it; nil where it holds nothing.
    @inline(__always)
    private func value(_ bytes: RawSpan, _ cell: RowScanner.Cell) -> (start: Int, end: Int)? {
        var (start, end) = (cell.start, cell.end)
        trim(bytes, &start, &end)
        if let wrapper {
            if end - start >= 2, bytes.byte(start) == wrapper, bytes.byte(end - 1) == wrapper {
                start += 1
                end -= 1
            } else if end > start, bytes.byte(start) == wrapper {
                start += 1
            }
            trim(bytes, &start, &end)
        }
        guard start < end else { return nil }
        if end - start <= longestEmpty, empties.contains((start..<end).map { bytes.byte($0) }) { return nil }
        return (start, end)
    }

    @inline(__always)
    private func trim(_ bytes: RawSpan, _ start: inout Int, _ end: inout Int) {
        while start < end, bytes.byte(start) == 32 || bytes.byte(start) == 9 { start += 1 }
        while end > start, bytes.byte(end - 1) == 32 || bytes.byte(end - 1) == 9 { end -= 1 }
    }

    private func required(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int, _ plan: RowPlan
    ) throws(Refusal) -> (start: Int, end: Int) {
        guard let cell = value(bytes, found[place]) else {
            throw Refusal(column: plan.name(of: place), reason: .missing)
        }
        return cell
    }

    private func time(_ bytes: RawSpan, _ found: [RowScanner.Cell], _ plan: RowPlan) throws(Refusal) -> Int64
    {
        var parts = TimeParts()
        var place = 0
        do throws(TimeRefusal) {
            var instant: Int64?
            for column in plan.time {
                place = column.place
                guard let cell = value(bytes, found[place]) else { throw .form }
                switch column.pattern {
                case .iso8601: try parts.readISO8601(bytes, cell.start, cell.end)
                case .fields(let elements): try parts.read(elements, bytes, cell.start, cell.end)
                case .seconds:
                    guard let seconds = wholeNumber(bytes, cell.start, cell.end), seconds < 1 << 40 else {
                        throw .form
                    }
                    instant = origin + Int64(seconds) * 1_000_000
                }
            }
            let time = if let instant { instant } else { try parts.instant(zone: zone) }
            guard plausible.contains(time) else { throw .implausible }
            return time
        } catch {
            guard let cell = value(bytes, found[place]) else {
                throw Refusal(column: plan.name(of: place), reason: .missing)
            }
            // What several columns make together is the fault of all of them.
            let isShared = plan.time.count > 1 && error != .form
            let text =
                isShared
                ? plan.time.compactMap { value(bytes, found[$0.place]).map { shown(bytes, $0) } }.joined(
                    separator: " ")
                : shown(bytes, cell)
            let names = isShared ? plan.time.map { plan.name(of: $0.place) } : [plan.name(of: place)]
            throw Refusal(column: names.joined(separator: ", "), reason: .time(error, text: text))
        }
    }

    private mutating func kind(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ plan: RowPlan
    ) throws(Refusal) -> Event.Kind {
        guard let (place, values) = plan.kind else { return plan.constantKind }
        guard let cell = value(bytes, found[place]) else { return .unstated }
        if let known = kinds.value(of: bytes, cell.start, cell.end),
            let kind = Event.Kind(rawValue: UInt8(known))
        {
            return kind
        }
        for (spelling, kind) in values where matches(bytes, cell, spelling) {
            kinds.remember(bytes, cell.start, cell.end, as: UInt32(kind.rawValue))
            return kind
        }
        throw Refusal(column: plan.name(of: place), reason: .kind(text: shown(bytes, cell)))
    }

    private func direction(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int, _ plan: RowPlan,
        _ meanings: [[UInt8]: Layout.Direction]
    ) throws(Refusal) -> Layout.Direction {
        let cell = try required(bytes, found, place, plan)
        for (spelling, meaning) in meanings where matches(bytes, cell, spelling) { return meaning }
        throw Refusal(column: plan.name(of: place), reason: .direction(text: shown(bytes, cell)))
    }

    /// Whether a cell is a word, capitals or not.
    private func matches(_ bytes: RawSpan, _ cell: (start: Int, end: Int), _ word: [UInt8]) -> Bool {
        guard cell.end - cell.start == word.count else { return false }
        for place in 0..<word.count {
            let (left, right) = (bytes.byte(cell.start + place), word[place])
            let bothLetters = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(right | 0x20)
            guard left == right || (bothLetters && left | 0x20 == right | 0x20) else { return false }
        }
        return true
    }

    private func duration(
        _ bytes: RawSpan, _ cell: (start: Int, end: Int), _ name: String
    ) throws(Refusal) -> UInt32 {
        guard let seconds = wholeNumber(bytes, cell.start, cell.end), seconds <= Self.longestDuration else {
            throw Refusal(column: name, reason: .duration(text: shown(bytes, cell)))
        }
        return UInt32(seconds)
    }

    /// A cell's text for a message, cut where it is long.
    private func shown(_ bytes: RawSpan, _ cell: (start: Int, end: Int)) -> String {
        bytes.excerpt(cell.start, min(cell.end, cell.start + 80))
    }

    // MARK: Parties, handsets, SIMs, cells

    @inline(__always)
    private mutating func party(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int, _ plan: RowPlan,
        _ columns: inout EventColumns
    ) throws(Refusal) -> PartyIndex {
        guard let cell = value(bytes, found[place]) else {
            throw Refusal(column: plan.name(of: place), reason: .missing)
        }
        if let known = parties.value(of: bytes, cell.start, cell.end) { return known }
        return try newParty(bytes, cell, plan.name(of: place), &columns)
    }

    @inline(never)
    private mutating func newParty(
        _ bytes: RawSpan, _ cell: (start: Int, end: Int), _ column: String, _ columns: inout EventColumns
    ) throws(Refusal) -> PartyIndex {
        let text = try text(bytes, cell, column)
        let index: PartyIndex
        do { index = columns.index(of: try layout.party(written: text)) } catch {
            throw Refusal(column: column, reason: .party(error, text: shown(bytes, cell)))
        }
        parties.remember(bytes, cell.start, cell.end, as: index)
        return index
    }

    private mutating func handset(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int?, _ plan: RowPlan,
        _ columns: inout EventColumns
    ) throws(Refusal) -> UInt32? {
        guard let place, let cell = value(bytes, found[place]) else { return nil }
        if let known = handsets.value(of: bytes, cell.start, cell.end) { return known }
        let text = try text(bytes, cell, plan.name(of: place))
        let index: UInt32
        do { index = columns.index(of: try IMEI(parsing: text)) } catch {
            throw Refusal(column: plan.name(of: place), reason: .handset(error, text: shown(bytes, cell)))
        }
        handsets.remember(bytes, cell.start, cell.end, as: index)
        return index
    }

    private mutating func sim(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int?, _ plan: RowPlan,
        _ columns: inout EventColumns
    ) throws(Refusal) -> UInt32? {
        guard let place, let cell = value(bytes, found[place]) else { return nil }
        if let known = sims.value(of: bytes, cell.start, cell.end) { return known }
        let text = try text(bytes, cell, plan.name(of: place))
        let index: UInt32
        do { index = columns.index(of: try IMSI(parsing: text)) } catch {
            throw Refusal(column: plan.name(of: place), reason: .sim(error, text: shown(bytes, cell)))
        }
        sims.remember(bytes, cell.start, cell.end, as: index)
        return index
    }

    private mutating func cell(
        _ bytes: RawSpan, _ found: [RowScanner.Cell], _ place: Int?, _ plan: RowPlan,
        _ columns: inout EventColumns
    ) throws(Refusal) -> UInt32? {
        guard let place, let cell = value(bytes, found[place]) else { return nil }
        if let known = cells.value(of: bytes, cell.start, cell.end) { return known }
        let text = try text(bytes, cell, plan.name(of: place))
        let index: UInt32
        do { index = columns.index(of: try CellID(parsing: text)) } catch {
            throw Refusal(column: plan.name(of: place), reason: .cell(error, text: shown(bytes, cell)))
        }
        cells.remember(bytes, cell.start, cell.end, as: index)
        return index
    }

    private func text(
        _ bytes: RawSpan, _ cell: (start: Int, end: Int), _ column: String
    ) throws(Refusal) -> String {
        guard let text = bytes.text(cell.start, cell.end) else {
            throw Refusal(column: column, reason: .notText)
        }
        return text
    }
}

/// A whole number of at most 15 digits: the bytes `start ..< end`.
@inline(__always)
func wholeNumber(_ bytes: RawSpan, _ start: Int, _ end: Int) -> UInt64? {
    guard end > start, end - start <= 15 else { return nil }
    var value: UInt64 = 0
    for at in start..<end {
        let digit = bytes.byte(at) &- 48
        guard digit < 10 else { return nil }
        value = value &* 10 &+ UInt64(digit)
    }
    return value
}
