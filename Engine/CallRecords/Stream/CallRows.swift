import Telephony

/// Reads rows into calls: plain rows fast, every other row as ``RecordReader`` reads it.
struct CallRows: ~Copyable {
    /// Parties, handsets, SIMs or cells read slowly before the slow reader's memory is emptied.
    private static let scratchLimit = 1 << 16

    private let opening: CallStream.Opening
    private let names: PartyNames
    private var slow: RecordReader
    private var fast: FastRows
    private var scratch = EventColumns()
    /// The first rows set aside since the beginning.
    private(set) var aside: [QuarantinedRow] = []

    init(_ opening: CallStream.Opening, names: PartyNames) {
        self.opening = opening
        self.names = names
        slow = RecordReader(layout: opening.layout, plan: opening.plan, delimiter: opening.delimiter)
        fast = FastRows(
            layout: opening.layout, plan: opening.plan, delimiter: opening.delimiter, names: names)
    }

    var reading: Reading { slow.reading }
    var place: RecordReader.Place { slow.place }

    /// Goes on from a place, with so much counted.
    mutating func begin(at place: RecordReader.Place, counted reading: Reading) {
        slow.place = place
        slow.reading = reading
        aside.removeAll(keepingCapacity: true)
    }

    /// Reads the rows that are whole, and says how many bytes they took.
    mutating func read(_ bytes: RawSpan, isFinal: Bool, into calls: inout [Call]) -> Int {
        var aside = self.aside
        let setAside = { (row: QuarantinedRow) in
            if aside.count < CallStream.asideLimit { aside.append(row) }
        }
        let first = calls.count
        var at = 0
        // A reader past its header refuses no file.
        guard (try? slow.isReady(bytes, isFinal: isFinal, &at, setAside)) == true else {
            self.aside = aside
            return at
        }
        fast.begin()
        while at < bytes.byteCount {
            let before = calls.count
            at = fast.take(bytes, from: at, into: &calls)
            slow.count(plain: calls.count - before)
            guard at < bytes.byteCount,
                slow.takeRow(bytes, &at, isFinal: isFinal, opening.plan, &scratch, setAside)
            else { break }
            if scratch.count > 0 { keep(&calls) }
        }
        slow.place.offset += at
        slow.reading.note(calls, from: first)
        self.aside = aside
        return at
    }

    /// Moves the one row read slowly to the calls.
    private mutating func keep(_ calls: inout [Call]) {
        calls.append(
            Call(
                time: scratch.times[0], from: names.key(of: scratch.parties[scratch.from[0]]),
                to: names.key(of: scratch.parties[scratch.to[0]])))
        scratch.removeRows()
        let held = max(
            scratch.parties.count, scratch.handsets.count, scratch.sims.count, scratch.cells.count)
        guard held > Self.scratchLimit else { return }
        scratch = EventColumns()
        slow.forgetSpellings()
    }
}
