/// Reads the blocks of a ``CallStream`` on one thread.
struct CallReader: ~Copyable {
    private var rows: CallRows
    /// Calls of the row that begins before the block, or of the whole block where it is read a second time.
    private(set) var seam: [Call] = []
    /// Calls of the rows that begin in the block, as presumed.
    private(set) var middle: [Call] = []
    /// The block's bytes before the middle, and those of the middle's whole rows.
    private var head = 0
    private var taken = 0

    init(_ opening: CallStream.Opening, names: PartyNames) {
        rows = CallRows(opening, names: names)
    }

    /// Reads a block's rows as if its first line feed ended a row, which it does unless it stands inside quotes.
    mutating func presume(_ block: RawSpan) {
        middle.removeAll(keepingCapacity: true)
        rows.begin(at: RecordReader.Place(), counted: Reading())
        head = lineEnd(block, from: 0) ?? block.byteCount
        taken = rows.read(block.extracting(head..<block.byteCount), isFinal: false, into: &middle)
    }

    /// Reads what lies between a block and the one before it, and the block again where what was presumed is not so.
    ///
    /// - Parameter baton: where the block before left off; then where this one does.
    /// - Precondition: ``presume(_:)`` had the same block.
    mutating func settle(_ block: RawSpan, _ baton: inout CallStream.Baton) {
        let (reading, place, aside) = (rows.reading, rows.place, rows.aside)
        seam.removeAll(keepingCapacity: true)
        let joined = baton.tail + block.copy(0..<head)
        if baton.place.overlong == nil, head < block.byteCount {
            rows.begin(at: baton.place, counted: baton.reading)
            // An array of bytes has no padding to read.
            let seamTaken = unsafe rows.read(joined.span.bytes, isFinal: false, into: &seam)
            if seamTaken == joined.count, rows.place.overlong == nil {
                leave(&baton, tail: block.copy(head + taken..<block.byteCount))
                baton.add(reading, place, aside)
                return
            }
        }
        middle.removeAll(keepingCapacity: true)
        read(joined + block.copy(head..<block.byteCount), isFinal: false, &baton)
    }

    /// Reads what is left when no block follows.
    mutating func end(_ baton: inout CallStream.Baton) {
        middle.removeAll(keepingCapacity: true)
        read(baton.tail, isFinal: true, &baton)
    }

    private mutating func read(_ bytes: [UInt8], isFinal: Bool, _ baton: inout CallStream.Baton) {
        seam.removeAll(keepingCapacity: true)
        rows.begin(at: baton.place, counted: baton.reading)
        // An array of bytes has no padding to read.
        let taken = unsafe rows.read(bytes.span.bytes, isFinal: isFinal, into: &seam)
        leave(&baton, tail: Array(bytes[taken...]))
    }

    private func leave(_ baton: inout CallStream.Baton, tail: [UInt8]) {
        baton.place = rows.place
        baton.reading = rows.reading
        baton.keep(rows.aside)
        baton.tail = tail
    }
}

extension RawSpan {
    fileprivate func copy(_ range: Range<Int>) -> [UInt8] { range.map { byte($0) } }
}
