import CallRecords
import Crypto
import Foundation
import LineMatching

/// Feeds a watch from one input that comes as bytes: a pipe. What was counted of it before is read past.
package struct InputFeed: ~Copyable {
    private let watcher: Watcher
    private let name: String
    private let saved: WatchState.Input?
    private var feed: CallFeed?
    /// What came before the header was there, or before it was known whether this is the input read before.
    private var gathered: [UInt8] = []
    private var head = InputHead()
    /// Bytes of the input before those that come next, and those before the place where counting goes on.
    private var position: Int
    private var start = 0

    /// - Parameters:
    ///   - name: of the input: a new file has a new one.
    ///   - byte: the byte of the input that comes first; nought where it is sent from its beginning.
    /// - Throws: ``WatchRefusal``.
    package init(_ watcher: Watcher, name: String, from byte: Int) throws {
        (self.watcher, self.name, position) = (watcher, name, byte)
        saved = watcher.place(of: name)
        reading = saved?.reading ?? Reading()
        guard byte > 0 else { return }
        guard let saved, byte <= saved.offset else {
            throw WatchRefusal.missingBytes(input: name, reached: saved?.offset ?? 0, begins: byte)
        }
        head = InputHead(known: saved.head, of: saved.headBytes)
        // Without a header there is nothing before the first row: it begins with what comes.
        if !saved.opening.isEmpty { try begin(Array(saved.opening.utf8)) }
    }

    /// What was read of the input, with what had been read before.
    package private(set) var reading: Reading
    /// The first rows set aside.
    package private(set) var aside: [QuarantinedRow] = []
    /// Whether the input ended before its last row did: that one is read when the input is sent again with the rest.
    package private(set) var endsInRow = false
    private var endsInLine = true

    /// Counts what has come.
    ///
    /// - Throws: ``WatchRefusal``; `FileRefusal` where nothing of the input can be read.
    package mutating func take(_ bytes: [UInt8]) throws { try take(bytes, isFinal: false) }

    /// Counts what is left when nothing more comes. A last row without its line feed is left, and ``endsInRow`` says so.
    package mutating func end() throws {
        // Nothing at all came, of an input not heard of before: nothing is counted.
        let reached = saved?.offset ?? 0
        if feed == nil, reached == 0, gathered.isEmpty { return }
        if feed == nil, reached == 0, !gathered.contains(10) {
            // A first line that is not whole may become a header, unless it is no text at all.
            do {
                _ = try CallFeed(layout: watcher.settings.layout, head: gathered, names: watcher.names)
            } catch {
                guard error.mayPass else { throw error }
            }
            endsInRow = true
            return
        }
        try take([], isFinal: true)
        let end = position + gathered.count
        guard end >= max(start, reached) else { throw WatchRefusal.shortInput(name, reached: reached) }
        endsInRow = end > feed?.offset ?? reached
        try watcher.flush()
    }

    private mutating func take(_ bytes: [UInt8], isFinal: Bool) throws {
        head.add(bytes)
        if let last = bytes.last { endsInLine = last == 10 }
        guard feed == nil else { return try count(bytes, isFinal: isFinal) }
        gathered += bytes
        guard try opens(isFinal: isFinal) else { return }
        let waiting = gathered
        gathered = []
        try count(waiting, isFinal: isFinal)
    }

    /// Whether enough has come to begin with.
    private mutating func opens(isFinal: Bool) throws -> Bool {
        if position > 0 { return try opensAmidst() }
        if let saved {
            guard gathered.count >= saved.headBytes else {
                guard isFinal else { return false }
                throw WatchRefusal.shortInput(name, reached: saved.offset)
            }
            guard InputHead.digest(gathered[..<saved.headBytes]) == saved.head else {
                throw WatchRefusal.otherInput(name, reached: saved.offset)
            }
        }
        let whole = isFinal && endsInLine ? gathered.count : (gathered.lastIndex(of: 10) ?? -1) + 1
        guard whole > 0 || isFinal else { return false }
        do { try begin(Array(gathered[..<whole])) } catch {
            guard isFinal || gathered.count >= InputHead.limit else { return false }
            guard endsInLine || !error.mayPass else { return false }
            throw error
        }
        return true
    }

    /// Without a header, sent from a later byte: what follows the place reached is enough.
    private mutating func opensAmidst() throws -> Bool {
        let rest = gathered.dropFirst((saved?.offset ?? 0) - position)
        guard let end = rest.lastIndex(of: 10) else { return false }
        try begin(Array(rest[...end]))
        return true
    }

    private mutating func begin(_ opening: [UInt8]) throws(FileRefusal) {
        var feed = try CallFeed(layout: watcher.settings.layout, head: opening, names: watcher.names)
        start = feed.opening.count
        if let saved {
            feed.skip(to: saved.offset, counted: saved.reading)
            start = saved.offset
        }
        self.feed = consume feed
    }

    private mutating func count(_ bytes: [UInt8], isFinal: Bool) throws {
        let known = max(0, start - position)
        position += bytes.count
        guard position > start || isFinal, position >= start else { return }
        var calls: [Call] = []
        feed?.take(Array(bytes.dropFirst(known)), isFinal: isFinal && endsInLine, into: &calls)
        guard let place = place() else { return }
        try watcher.take(calls, of: name, at: place)
    }

    private mutating func place() -> WatchState.Input? {
        guard let offset = feed?.offset, let opening = feed?.opening else { return nil }
        reading = feed?.reading ?? reading
        aside = feed?.aside ?? aside
        let (digest, bytes) = head.digest(upTo: offset)
        return WatchState.Input(
            offset: offset, opening: String(decoding: opening, as: UTF8.self), rows: reading.rows,
            events: reading.events, setAside: reading.quarantined, head: digest, headBytes: bytes)
    }
}

extension FileRefusal {
    /// Whether what follows may bring the header that is not there.
    fileprivate var mayPass: Bool {
        switch self {
        case .empty, .noHeader: true
        default: false
        }
    }
}

/// The first bytes of an input, by which it is known again.
private struct InputHead {
    static let limit = 65_536

    private var bytes: [UInt8] = []
    private var known: (digest: String, bytes: Int)?

    init() {}
    init(known digest: String, of bytes: Int) { known = (digest, bytes) }

    mutating func add(_ more: [UInt8]) {
        if known == nil, bytes.count < Self.limit { bytes += more.prefix(Self.limit - bytes.count) }
    }

    /// Of no more than were read for good.
    mutating func digest(upTo offset: Int) -> (digest: String, bytes: Int) {
        if let known { return known }
        let count = min(bytes.count, offset)
        let found = (Self.digest(bytes[..<count]), count)
        if count == Self.limit { known = found }
        return found
    }

    static func digest(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
