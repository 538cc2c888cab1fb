import Telephony

/// Blocks of one input, handed to whoever asks next.
public protocol CallSource: Sendable {
    /// Fills a block as far as there are bytes, and gives its place among the blocks, from 0; nil at the end.
    ///
    /// A block comes back with fewer bytes than it had room for only where it is the last. Several threads ask at
    /// once.
    func fill(_ block: inout [UInt8]) throws -> Int?
}

/// Takes calls, on one thread.
public protocol CallSink: ~Copyable, SendableMetatype {
    mutating func take(_ calls: [Call])
    /// Nothing more comes for now: what is held back is to be counted.
    mutating func finish()
}

/// Reads call records once, on several threads, into calls between parties in eight bytes each.
///
/// A block is read before it is known where its first row begins: at its first line feed, unless that stands inside
/// quotes. What was presumed is settled in the order of the blocks, so that the calls, the rows counted and those set
/// aside are the same as ``RecordReader`` gives, however many threads read.
public final class CallStream: Sendable {
    static let asideLimit = 20

    /// What the beginning of an input says of how to read the rest.
    struct Opening: Sendable {
        let layout: Layout
        let plan: RowPlan
        let delimiter: UInt8
    }

    /// What is handed from one block to the next.
    struct Baton: Sendable {
        var place = RecordReader.Place()
        var reading = Reading()
        /// The first rows set aside.
        var aside: [QuarantinedRow] = []
        /// Bytes of a row that is not whole yet.
        var tail: [UInt8] = []
    }

    private let opening: Opening
    private let names: PartyNames
    private let turns: Turns

    /// Reads an input's beginning.
    ///
    /// - Parameter head: the input's first bytes: ``LayoutChooser/window`` of them, or all there are.
    /// - Throws: ``FileRefusal``.
    public init(layout: Layout, head: [UInt8], isWhole: Bool, names: PartyNames) throws(FileRefusal) {
        var reader = RecordReader(layout: layout)
        var at = 0
        // An array of bytes has no padding to read.
        guard try unsafe reader.isReady(head.span.bytes, isFinal: isWhole, &at, { _ in }),
            let plan = reader.plan
        else { throw .empty }
        opening = Opening(layout: layout, plan: plan, delimiter: reader.delimiter)
        self.names = names
        reader.place.offset = at
        turns = Turns(Baton(place: reader.place, reading: reader.reading, tail: Array(head[at...])))
    }

    /// Reads blocks until the source has no more, and hands their calls to sinks, one a thread.
    ///
    /// - Parameter inOrder: whether a block's calls are handed over before those of any later block: the sinks then
    ///   take turns, and only the reading is done at once.
    /// - Returns: what was read, and the first rows set aside.
    @concurrent
    public func read<Sink: CallSink & ~Copyable>(
        _ source: some CallSource, threads: Int = 2, blockSize: Int = 1 << 20, inOrder: Bool = false,
        sink: @Sendable @escaping () -> Sink
    ) async throws -> (reading: Reading, aside: [QuarantinedRow]) {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask { try await self.work(source, blockSize, inOrder, sink) }
            }
            try await group.waitForAll()
        }
        var baton = await turns.last()
        var reader = CallReader(opening, names: names)
        var sink = sink()
        reader.end(&baton)
        sink.take(reader.seam)
        sink.finish()
        return (baton.reading, baton.aside)
    }

    private func work<Sink: CallSink & ~Copyable>(
        _ source: some CallSource, _ blockSize: Int, _ inOrder: Bool, _ makeSink: @Sendable () -> Sink
    ) async throws {
        var reader = CallReader(opening, names: names)
        var sink = makeSink()
        var block = [UInt8](repeating: 0, count: blockSize)
        do {
            while let ordinal = try source.fill(&block) {
                // An array of bytes has no padding to read.
                unsafe reader.presume(block.span.bytes)
                guard var baton = await turns.take(ordinal) else { return }
                unsafe reader.settle(block.span.bytes, &baton)
                if !inOrder { await turns.pass(baton, to: ordinal + 1) }
                sink.take(reader.seam)
                sink.take(reader.middle)
                if inOrder { await turns.pass(baton, to: ordinal + 1) }
            }
            sink.finish()
        } catch {
            await turns.fail()
            throw error
        }
    }
}

extension CallStream.Baton {
    mutating func keep(_ rows: [QuarantinedRow]) {
        aside += rows.prefix(max(0, CallStream.asideLimit - aside.count))
    }

    /// Adds what was read of a block's middle, counted from the middle's beginning.
    mutating func add(_ more: Reading, _ moved: RecordReader.Place, _ rows: [QuarantinedRow]) {
        keep(rows.map { $0.moved(rows: reading.rows, lines: place.line - 1, bytes: place.offset) })
        reading.add(more)
        place.overlong = moved.overlong?.moved(by: place.offset)
        place.line += moved.line - 1
        place.offset += moved.offset
    }
}

/// Hands the baton from block to block, in their order.
private actor Turns {
    private var baton: CallStream.Baton
    private var next = 0
    private var hasFailed = false
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]

    init(_ baton: CallStream.Baton) { self.baton = baton }

    /// The baton, when it is a block's turn. Nil where another thread has failed.
    func take(_ ordinal: Int) async -> CallStream.Baton? {
        while next != ordinal, !hasFailed {
            await withCheckedContinuation { waiting[ordinal] = $0 }
        }
        return hasFailed ? nil : baton
    }

    func pass(_ baton: CallStream.Baton, to ordinal: Int) {
        self.baton = baton
        next = ordinal
        waiting.removeValue(forKey: ordinal)?.resume()
    }

    func fail() {
        hasFailed = true
        for continuation in waiting.values { continuation.resume() }
        waiting.removeAll()
    }

    func last() -> CallStream.Baton { baton }
}
