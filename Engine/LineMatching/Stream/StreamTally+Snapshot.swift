import CallRecords
import Synchronization
import Telephony

/// Why a snapshot is not taken up.
public enum SnapshotRefusal: Error, Hashable, Sendable {
    /// The bytes are no snapshot, or one of another version.
    case notASnapshot
    /// It is cut short, or changed.
    case damaged
    /// It was made for other lines, closures or contacts, or to keep other ties.
    case otherList
}

extension StreamTally {
    /// `RFTALLY2` in the lowest byte first: the version is part of it.
    private static let mark: UInt64 = 0x3259_4C4C_4154_4652
    /// Writes down everything counted, so that ``init(restoring:of:keeping:)`` goes on from it.
    ///
    /// The whole is 64-bit words: mark, list, kind of ties, for each shard its parties and ties, a checksum. Names and
    /// how far each input was read belong beside it, written at the same moment. No calls may come meanwhile.
    ///
    /// - Parameter write: is handed pieces in their order, a sixty-fourth of the whole or less.
    public func snapshot(_ write: ([UInt64]) throws -> Void) rethrows {
        var sum = Checksum()
        func put(_ words: [UInt64]) throws {
            for word in words { sum.add(word) }
            try write(words)
        }
        try put([Self.mark, watch.fingerprint, UInt64(kept.rawValue)])
        for shard in shards { try put(shard.state.withLock { $0.words() }) }
        try write([sum.value])
    }

    /// Takes up what ``snapshot(_:)`` wrote.
    ///
    /// - Throws: ``SnapshotRefusal``.
    public convenience init(
        restoring words: [UInt64], of watch: WatchList, keeping kept: Kept = .candidates
    ) throws(SnapshotRefusal) {
        guard words.count > 4, words[0] == Self.mark else { throw .notASnapshot }
        guard words[1] == watch.fingerprint, words[2] == UInt64(kept.rawValue) else { throw .otherList }
        var sum = Checksum()
        for word in words.dropLast() { sum.add(word) }
        guard sum.value == words[words.count - 1] else { throw .damaged }
        self.init(watch, keeping: kept)
        var at = 3
        for shard in shards {
            // The checksum says that these are the words written: what they count is there.
            let (parties, ties) = (Int(words[at]), Int(words[at + 1]))
            let seen = words[(at + 2)..<(at + 2 + parties)]
            let tied = words[seen.endIndex..<(seen.endIndex + ties * 4)]
            at = tied.endIndex
            shard.state.withLock { $0.restore(seen, tied) }
        }
    }
}

extension TallyShard.State {
    /// How many parties and ties there are, then all of them.
    fileprivate func words() -> [UInt64] {
        var words = [UInt64(seen.count), UInt64(ties.ties.count)]
        words.reserveCapacity(2 + seen.count + ties.ties.count * 4)
        seen.forEach { words.append($0.word) }
        for tie in ties.ties {
            words += [
                tie.party.bits, UInt64(bitPattern: tie.first), UInt64(bitPattern: tie.last),
                UInt64(tie.contact) << 32 | UInt64(tie.events),
            ]
        }
        return words
    }

    fileprivate mutating func restore(_ parties: ArraySlice<UInt64>, _ ties: ArraySlice<UInt64>) {
        seen.reserve(parties.count)
        for word in parties { seen.put(Sight(word: word)) }
        self.ties.restore(
            stride(from: ties.startIndex, to: ties.endIndex, by: 4).map { at in
                Tie(
                    party: PartyKey(bits: ties[at]), first: Int64(bitPattern: ties[at + 1]),
                    last: Int64(bitPattern: ties[at + 2]), contact: UInt32(ties[at + 3] >> 32),
                    events: UInt32(truncatingIfNeeded: ties[at + 3]))
            })
    }
}
