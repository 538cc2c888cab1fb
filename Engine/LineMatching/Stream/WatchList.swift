import CallRecords
import Telephony

/// The lines a stream is watched for: when each was closed, and whose contacts it had.
///
/// Contacts are numbered from 0 in the order they are named; a contact of forty lines is one contact.
public struct WatchList: Sendable {
    /// A line's number stopped serving it.
    public struct Closure: Hashable, Sendable {
        public let line: String
        public let number: Party
        public let at: Instant

        public init(line: String, number: Party, at: Instant) {
            (self.line, self.number, self.at) = (line, number, at)
        }
    }

    public struct Line: Sendable {
        public let name: String
        /// In the order of time. A line closed twice has two.
        public internal(set) var closures: [Closure]
        /// A number counts for the line if it was first seen at or after this: its first closure.
        public var since: Instant { closures[0].at }
    }

    /// Why a list cannot be watched.
    public enum Refusal: Error, Hashable, Sendable {
        case noLine
        /// A contact of a line that is not among the closures, and the line of the contacts' file that names it.
        case contactOfNoLine(String, place: Int)
        /// More closures at different times than can be told apart.
        case tooManyClosures(most: Int)
    }

    /// In the order they are first named.
    public let lines: [Line]
    public var contacts: [PartyKey] { table.keys }
    /// The same for the same list, and hardly for another: what a snapshot is held against.
    let fingerprint: UInt64
    let ladder: ClosureLadder
    private let linesOf: ContactLines
    private let table: ContactTable

    /// - Throws: ``Refusal``.
    public init(
        closures: [Closure], contacts: ContactList
    ) throws(Refusal) {
        guard !closures.isEmpty else { throw .noLine }
        var lines: [Line] = []
        var lineOf: [String: Int] = [:]
        for closure in closures {
            if let place = lineOf[closure.line] {
                lines[place].closures.append(closure)
            } else {
                lineOf[closure.line] = lines.count
                lines.append(Line(name: closure.line, closures: [closure]))
            }
        }
        for place in lines.indices { lines[place].closures.sort { $0.at < $1.at } }
        ladder = ClosureLadder(lines)
        guard ladder.count <= ClosureLadder.most else { throw .tooManyClosures(most: ClosureLadder.most) }
        self.lines = lines
        var sum = Self.checksum(of: lines)
        (table, linesOf) = try Self.tables(
            of: contacts, lineOf, lines.map { [ladder] in ladder.earliness(of: $0.since.microseconds) }, &sum)
        for key in table.keys { sum.add(key.bits) }
        fingerprint = sum.value
    }

    /// Contacts looked at together, so that memory fetches many places at once.
    private static let together = 256

    /// The contacts, and whose they are.
    ///
    /// - Parameters:
    ///   - earliness: of each line's first closure. Shape: [lines].
    ///   - sum: every row's contact and line, by their places, are added.
    private static func tables(
        of list: ContactList, _ lineOf: [String: Int], _ earliness: [UInt32], _ sum: inout Checksum
    ) throws(Refusal) -> (ContactTable, ContactLines) {
        var table = ContactTable(most: list.rows.count)
        var linesOf = ContactLines(most: list.rows.count)
        // Of the list's lines. Shape: [list.lines].
        let places = list.lines.map { lineOf[$0] }
        for start in stride(from: 0, to: list.rows.count, by: together) {
            let rows = list.rows[start..<min(start + together, list.rows.count)]
            table.lookAhead(rows)
            for row in rows {
                guard let line = places[Int(row.line)] else {
                    throw .contactOfNoLine(list.lines[Int(row.line)], place: Int(row.place))
                }
                let contact = table.add(row.contact, earliness[line])
                linesOf.add(Int(contact), UInt32(line))
                sum.add(UInt64(contact) << 32 | UInt64(line))
            }
        }
        table.finish()
        linesOf.finish()
        return (table, linesOf)
    }

    /// The lines of a contact.
    public func lines(of contact: Int) -> ArraySlice<UInt32> { linesOf[contact] }

    /// Each line of a contact. For very many contacts: nothing is held on to.
    @inline(__always)
    func forEachLine(of contact: Int, _ body: (UInt32) -> Void) { linesOf.forEach(of: contact, body) }

    /// Looks where a contact's lines are, so that they are near when they are needed. What is seen there means nothing.
    @inline(__always)
    func look(forLinesOf contact: Int) -> UInt64 { linesOf.look(at: contact) }

    /// The first closure among a contact's lines, in microseconds UTC.
    func since(_ contact: Int) -> Int64 {
        linesOf[contact].reduce(Int64.max) { min($0, lines[Int($1)].since.microseconds) }
    }

    /// Whether a party may be a contact; a contact always may.
    @inline(__always)
    func mayBeContact(_ party: PartyKey) -> Bool { mayBeContact(party, hint: hint(of: party)) }

    /// What tells whether a party may be a contact; fetched early, so that memory fetches many at once.
    @inline(__always)
    func hint(of party: PartyKey) -> UInt64 { table.hint(of: party) }

    /// The same, by its hint.
    @inline(__always)
    func mayBeContact(_ party: PartyKey, hint: UInt64) -> Bool { ContactTable.mayHold(party, hint: hint) }

    /// The contact with this key, or nil.
    func contact(_ party: MixedKey) -> Int? { watched(party).map { Int($0.place) } }

    /// The contact with this key, or nil.
    @inline(__always)
    func watched(_ party: MixedKey) -> ContactTable.Watched? { table.watched(party) }

    /// Looks at the place where a contact belongs, so that it is near when it is needed.
    @inline(__always)
    func touch(_ party: MixedKey) -> UInt64 { table.touch(party) }

    /// Bytes held.
    var bytes: Int { linesOf.bytes + table.bytes }

    private static func checksum(of lines: [Line]) -> Checksum {
        var sum = Checksum()
        for closure in lines.flatMap(\.closures) {
            sum.add(UInt64(bitPattern: closure.at.microseconds))
            for byte in (closure.line + "\u{0}" + closure.number.description).utf8 { sum.add(UInt64(byte)) }
        }
        return sum
    }
}
