import Telephony

/// A party's place in an ``EventColumns`` dictionary: dense, from 0, in order of first appearance.
public typealias PartyIndex = UInt32

/// Events by the million, as columns of fixed-width integers.
///
/// Shape: [count], 25 bytes a row, and 4 more for each of duration, handsets, SIMs and cells that any row states.
/// Parties, handsets, SIMs and cells are held once each and named by index. Rows stand in the order they were read,
/// which need not be that of time.
public struct EventColumns: Sendable {
    /// Microseconds UTC. Shape: [count].
    public private(set) var times: [Int64] = []
    /// ``Event/Kind`` raw values. Shape: [count].
    public private(set) var kinds: [UInt8] = []
    /// Indices into ``parties``. Shape: [count].
    public private(set) var from: [PartyIndex] = []
    /// Indices into ``parties``. Shape: [count].
    public private(set) var to: [PartyIndex] = []
    /// Which file a row came from, in the caller's numbering. Shape: [count].
    public private(set) var files: [UInt32] = []
    /// The row's place among its file's data rows, from 1. Shape: [count].
    public private(set) var rows: [UInt32] = []
    /// Seconds.
    private var durations = SparseColumn()
    private var fromHandsets = SparseColumn()
    private var toHandsets = SparseColumn()
    private var fromSIMs = SparseColumn()
    private var toSIMs = SparseColumn()
    private var fromCells = SparseColumn()
    private var toCells = SparseColumn()

    public private(set) var parties = Dictionary<Party>()
    public private(set) var handsets = Dictionary<IMEI>()
    public private(set) var sims = Dictionary<IMSI>()
    public private(set) var cells = Dictionary<CellID>()

    public init() {}

    public var count: Int { times.count }

    public mutating func reserveCapacity(_ rows: Int) {
        times.reserveCapacity(rows)
        kinds.reserveCapacity(rows)
        from.reserveCapacity(rows)
        to.reserveCapacity(rows)
        files.reserveCapacity(rows)
        self.rows.reserveCapacity(rows)
    }

    /// The event in a row. Cost: constant, with the text of nothing made.
    public subscript(row: Int) -> Event {
        Event(
            time: Instant(microseconds: times[row]),
            kind: Event.Kind(rawValue: kinds[row]) ?? .unstated,
            from: Event.End(
                parties[from[row]], handset: fromHandsets[row].map { handsets[$0] },
                sim: fromSIMs[row].map { sims[$0] }, cell: fromCells[row].map { cells[$0] }),
            to: Event.End(
                parties[to[row]], handset: toHandsets[row].map { handsets[$0] },
                sim: toSIMs[row].map { sims[$0] }, cell: toCells[row].map { cells[$0] }),
            duration: durations[row])
    }

    public mutating func append(_ event: Event, file: UInt32 = 0, row: UInt32 = 0) {
        append(
            Row(
                time: event.time.microseconds, kind: event.kind.rawValue,
                from: parties.index(of: event.from.party), to: parties.index(of: event.to.party),
                duration: event.duration,
                fromHandset: event.from.handset.map { handsets.index(of: $0) },
                toHandset: event.to.handset.map { handsets.index(of: $0) },
                fromSIM: event.from.sim.map { sims.index(of: $0) },
                toSIM: event.to.sim.map { sims.index(of: $0) },
                fromCell: event.from.cell.map { cells.index(of: $0) },
                toCell: event.to.cell.map { cells.index(of: $0) }, file: file, row: row))
    }

    /// Appends an event between parties already in the dictionary, nothing said of duration, handsets, SIMs and cells.
    ///
    /// - Precondition: both indices came from ``index(of:)``.
    public mutating func append(time: Instant, kind: Event.Kind, from: PartyIndex, to: PartyIndex) {
        append(Row(time: time.microseconds, kind: kind.rawValue, from: from, to: to))
    }

    /// Appends an event whose parties, handsets, SIMs and cells are in the dictionaries. Nil where nothing is stated.
    ///
    /// - Precondition: every index came from one of the four `index(of:)`.
    public mutating func append(
        time: Instant, kind: Event.Kind, from: PartyIndex, to: PartyIndex, duration: UInt32?,
        fromHandset: UInt32?, toHandset: UInt32?, fromSIM: UInt32? = nil, toSIM: UInt32? = nil,
        fromCell: UInt32?, toCell: UInt32?
    ) {
        append(
            Row(
                time: time.microseconds, kind: kind.rawValue, from: from, to: to, duration: duration,
                fromHandset: fromHandset, toHandset: toHandset, fromSIM: fromSIM, toSIM: toSIM,
                fromCell: fromCell, toCell: toCell))
    }

    /// What a row says of one end beside its party, by index. Nil where the row says nothing.
    public func belongings(
        ofRow row: Int, from: Bool
    ) -> (handset: UInt32?, sim: UInt32?, cell: UInt32?) {
        from
            ? (fromHandsets[row], fromSIMs[row], fromCells[row])
            : (toHandsets[row], toSIMs[row], toCells[row])
    }

    /// What a row says beside its time, kind and parties, by index. Nil where the row says nothing.
    public func details(
        ofRow row: Int
    ) -> (
        duration: UInt32?, fromHandset: UInt32?, toHandset: UInt32?, fromSIM: UInt32?, toSIM: UInt32?,
        fromCell: UInt32?, toCell: UInt32?
    ) {
        (
            durations[row], fromHandsets[row], toHandsets[row], fromSIMs[row], toSIMs[row], fromCells[row],
            toCells[row]
        )
    }

    /// The index of a party, made if it is new.
    public mutating func index(of party: Party) -> PartyIndex { parties.index(of: party) }
    /// The index of a handset, made if it is new.
    public mutating func index(of handset: IMEI) -> UInt32 { handsets.index(of: handset) }
    /// The index of a SIM, made if it is new.
    public mutating func index(of sim: IMSI) -> UInt32 { sims.index(of: sim) }
    /// The index of a cell, made if it is new.
    public mutating func index(of cell: CellID) -> UInt32 { cells.index(of: cell) }

    /// One row by index, before it is stored.
    struct Row {
        var time: Int64 = 0
        var kind: UInt8 = 0
        var from: PartyIndex = 0
        var to: PartyIndex = 0
        var duration: UInt32?
        var fromHandset: UInt32?
        var toHandset: UInt32?
        var fromSIM: UInt32?
        var toSIM: UInt32?
        var fromCell: UInt32?
        var toCell: UInt32?
        var file: UInt32 = 0
        var row: UInt32 = 0
    }

    @inline(__always)
    mutating func append(_ row: Row) {
        let place = times.count
        times.append(row.time)
        kinds.append(row.kind)
        from.append(row.from)
        to.append(row.to)
        files.append(row.file)
        rows.append(row.row)
        durations.append(row.duration, at: place)
        fromHandsets.append(row.fromHandset, at: place)
        toHandsets.append(row.toHandset, at: place)
        fromSIMs.append(row.fromSIM, at: place)
        toSIMs.append(row.toSIM, at: place)
        fromCells.append(row.fromCell, at: place)
        toCells.append(row.toCell, at: place)
    }

    /// Some of the rows, in the order given, with the same dictionaries: indices stay true.
    public func keeping(_ kept: some Collection<Int>) -> EventColumns {
        var columns = self
        columns.removeRows()
        columns.reserveCapacity(kept.count)
        for row in kept {
            columns.append(
                Row(
                    time: times[row], kind: kinds[row], from: from[row], to: to[row],
                    duration: durations[row], fromHandset: fromHandsets[row], toHandset: toHandsets[row],
                    fromSIM: fromSIMs[row], toSIM: toSIMs[row], fromCell: fromCells[row],
                    toCell: toCells[row], file: files[row], row: rows[row]))
        }
        return columns
    }

    /// Forgets the rows and keeps the dictionaries, so that indices stay true from one batch to the next.
    public mutating func removeRows() {
        times.removeAll(keepingCapacity: true)
        kinds.removeAll(keepingCapacity: true)
        from.removeAll(keepingCapacity: true)
        to.removeAll(keepingCapacity: true)
        files.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        durations = SparseColumn()
        fromHandsets = SparseColumn()
        toHandsets = SparseColumn()
        fromSIMs = SparseColumn()
        toSIMs = SparseColumn()
        fromCells = SparseColumn()
        toCells = SparseColumn()
    }
}

extension EventColumns {
    /// Values held once each, in order of first appearance.
    public struct Dictionary<Value: Hashable & Sendable>: Sendable {
        public private(set) var values: [Value] = []
        private var places: [Value: UInt32] = [:]

        public init() {}

        public var count: Int { values.count }
        public subscript(index: UInt32) -> Value { values[Int(index)] }

        /// Nil where the value was never seen.
        public func find(_ value: Value) -> UInt32? { places[value] }

        mutating func index(of value: Value) -> UInt32 {
            if let place = places[value] { return place }
            let place = UInt32(values.count)
            values.append(value)
            places[value] = place
            return place
        }
    }

    /// A column that most files leave empty: nothing is stored before the first value.
    struct SparseColumn: Sendable {
        /// No value of any column: indices and durations stay below it.
        private static let absent = UInt32.max
        private var values: [UInt32] = []

        subscript(row: Int) -> UInt32? {
            guard row < values.count, values[row] != Self.absent else { return nil }
            return values[row]
        }

        @inline(__always)
        mutating func append(_ value: UInt32?, at row: Int) {
            if value == nil, values.isEmpty { return }
            if values.count < row {
                values.append(contentsOf: repeatElement(Self.absent, count: row - values.count))
            }
            values.append(value ?? Self.absent)
        }
    }
}
