import Telephony

/// Reads call records as they arrive, on one thread, into calls in their order.
///
/// Where ``CallStream`` reads large blocks of an input that is there, this takes whatever has come, and says after each
/// piece how many bytes of the input are read for good.
public struct CallFeed: ~Copyable {
    private var rows: CallRows
    /// Bytes of a row that is not whole yet.
    private var tail: [UInt8] = []
    /// The input's bytes before its first row: what reading begins with, wherever it goes on.
    public let opening: [UInt8]

    /// Reads an input's beginning. Its bytes up to ``opening`` are then taken, and no more of it.
    ///
    /// - Parameters:
    ///   - head: the input's first bytes, with its header and at least one line feed.
    /// - Throws: ``FileRefusal``.
    public init(layout: Layout, head: [UInt8], names: PartyNames) throws(FileRefusal) {
        var reader = RecordReader(layout: layout)
        var at = 0
        // An array of bytes has no padding to read.
        guard try unsafe reader.isReady(head.span.bytes, isFinal: true, &at, { _ in }), let plan = reader.plan
        else { throw .empty }
        rows = CallRows(
            CallStream.Opening(layout: layout, plan: plan, delimiter: reader.delimiter), names: names)
        reader.place.offset = at
        rows.begin(at: reader.place, counted: reader.reading)
        opening = Array(head[..<at])
    }

    /// Bytes of the input that are read for good.
    public var offset: Int { rows.place.offset }
    public var reading: Reading { rows.reading }
    /// The first rows set aside.
    public var aside: [QuarantinedRow] { rows.aside }

    /// Goes on at a place that was ``offset`` before, with so much counted.
    public mutating func skip(to offset: Int, counted reading: Reading) {
        var place = RecordReader.Place()
        place.offset = offset
        place.line = reading.preambleLines + reading.blankLines + reading.rows + 2
        tail = []
        rows.begin(at: place, counted: reading)
    }

    /// Reads the rows that are whole once these bytes are added to those before.
    ///
    /// - Parameter isFinal: whether nothing follows: a last row may want its line feed.
    public mutating func take(_ bytes: [UInt8], isFinal: Bool, into calls: inout [Call]) {
        let joined = tail.isEmpty ? bytes : tail + bytes
        // An array of bytes has no padding to read.
        let taken = unsafe rows.read(joined.span.bytes, isFinal: isFinal, into: &calls)
        tail = Array(joined[taken...])
    }
}
