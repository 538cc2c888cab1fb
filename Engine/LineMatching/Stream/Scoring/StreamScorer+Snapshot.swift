import CallRecords
import Telephony

extension StreamScorer {
    /// `RFSCORE4` in the lowest byte first: the version is part of it.
    private static let mark: UInt64 = 0x3445_524F_4353_4652

    /// Writes down everything kept, so that ``init(restoring:of:names:settings:)`` goes on from it.
    ///
    /// The whole is 64-bit words, in pieces that each begin with their length; a checksum is the last. Names and how
    /// far each input was read belong beside it, written at the same moment.
    public func snapshot(_ write: ([UInt64]) throws -> Void) rethrows {
        var sum = Checksum()
        func put(_ words: [UInt64]) throws {
            for piece in [[UInt64(words.count)], words] {
                for word in piece { sum.add(word) }
                try write(piece)
            }
        }
        try put([Self.mark, watch.fingerprint, settings.fingerprint])
        try put([UInt64(bitPattern: progress.clock), UInt64(progress.passed)])
        try put(reachedWords)
        try put(pairs.words)
        for line in lines { try put(Self.words(of: line)) }
        try put(
            ties.parties.flatMap {
                [$0.key.bits, UInt64($0.touches) << 32 | UInt64($0.weighed), UInt64($0.strangers)]
            })
        try put(ties.strangers.flatMap(\.words))
        for start in stride(from: 0, to: ties.ties.count, by: 1 << 16) {
            try put(ties.ties[start..<min(ties.ties.count, start + 1 << 16)].flatMap(Self.words))
        }
        try put([])
        try seen.forEachShard(put)
        try write([sum.value])
    }

    /// Takes up what ``snapshot(_:)`` wrote.
    ///
    /// - Throws: ``SnapshotRefusal``.
    public init(
        restoring words: [UInt64], of watch: WatchList, names: PartyNames, settings: StreamSettings
    ) throws(SnapshotRefusal) {
        guard words.count > 4, words[0] == 3, words[1] == Self.mark else { throw .notASnapshot }
        guard words[2] == watch.fingerprint, words[3] == settings.fingerprint else { throw .otherList }
        var sum = Checksum()
        for word in words.dropLast() { sum.add(word) }
        guard sum.value == words[words.count - 1] else { throw .damaged }
        self.init(watch, names: names, settings: settings)
        // The checksum says that these are the words written: what they count is there.
        var pieces = Pieces(words: words, at: 4)
        let clock = Array(pieces.next())
        (progress.clock, progress.passed) = (Int64(bitPattern: clock[0]), Int(clock[1]))
        restoreReached(Array(pieces.next()))
        pairs = PairCount(words: pieces.next())
        for place in lines.indices { Self.restore(&lines[place], Array(pieces.next())) }
        let parties = Self.parties(Array(pieces.next()))
        let strangers = Self.strangers(Array(pieces.next()))
        var ties: [WeighedTie] = []
        while case let piece = pieces.next(), !piece.isEmpty { ties += Self.ties(Array(piece)) }
        self.ties.restore(parties, ties, strangers)
        for shard in 0..<64 { seen.restore(shard, pieces.next()) }
    }

    private struct Pieces {
        let words: [UInt64]
        var at: Int

        mutating func next() -> ArraySlice<UInt64> {
            let start = at + 1
            at = start + Int(words[at])
            return words[start..<at]
        }
    }

    // MARK: Suggestions told of

    private var reachedWords: [UInt64] {
        progress.reached.flatMap { party, lines in
            lines.map { (party.bits, UInt64($0.key), $0.value.bitPattern) }
        }.sorted { $0 < $1 }.flatMap { [$0.0, $0.1, $0.2] }
    }

    private mutating func restoreReached(_ words: [UInt64]) {
        for at in stride(from: 0, to: words.count, by: 3) {
            progress.reached[PartyKey(bits: words[at]), default: [:]][Int(words[at + 1])] =
                Double(bitPattern: words[at + 2])
        }
    }

    // MARK: Lines

    private static func words(of line: WatchedLine) -> [UInt64] {
        let ground = [
            UInt64(line.ground == nil ? 0 : 1), UInt64(line.ground?.parties ?? 0),
            (line.ground?.pairs ?? 0).bitPattern,
        ]
        return ground + line.lead.words + line.weights.map(\.bitPattern)
    }

    private static func restore(_ line: inout WatchedLine, _ words: [UInt64]) {
        if words[0] == 1 {
            line.ground = .init(parties: Int(words[1]), pairs: Double(bitPattern: words[2]))
        }
        line.lead = StreamLead(words: words[3..<7])
        line.restore(words[7...])
    }

    // MARK: Ties

    private static func words(of tie: WeighedTie) -> [UInt64] {
        [
            UInt64(bitPattern: tie.first), UInt64(bitPattern: tie.last),
            UInt64(tie.contact) << 32 | UInt64(tie.events),
            UInt64(tie.party),
            UInt64(tie.earlierOfParty) << 32 | UInt64(tie.earlierOfContact),
        ]
    }

    private static func ties(_ words: [UInt64]) -> [WeighedTie] {
        stride(from: 0, to: words.count, by: 5).map { at in
            WeighedTie(
                first: Int64(bitPattern: words[at]), last: Int64(bitPattern: words[at + 1]),
                contact: UInt32(words[at + 2] >> 32), events: UInt32(truncatingIfNeeded: words[at + 2]),
                party: UInt32(words[at + 3]),
                earlierOfParty: UInt32(words[at + 4] >> 32),
                earlierOfContact: UInt32(truncatingIfNeeded: words[at + 4]))
        }
    }

    private static func parties(_ words: [UInt64]) -> [TiedParty] {
        stride(from: 0, to: words.count, by: 3).map { at in
            TiedParty(
                key: PartyKey(bits: words[at]), touches: UInt32(words[at + 1] >> 32),
                weighed: UInt32(truncatingIfNeeded: words[at + 1]),
                strangers: UInt32(truncatingIfNeeded: words[at + 2]))
        }
    }

    private static func strangers(_ words: [UInt64]) -> [Strangers] {
        stride(from: 0, to: words.count, by: Strangers.wordCount).map {
            Strangers(words: words[$0..<$0 + Strangers.wordCount])
        }
    }
}
