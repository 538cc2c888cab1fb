import CallRecords
import Telephony

/// A test made from any file of events: at a cut some busy parties take up a new number, some end, and the neighbours
/// of each move on the same day and advertise too. The same events in another order make the same test.
///
/// No switch is known in most public networks. Renaming a party at a cut makes one whose truth is certain, since the
/// same person went on talking to the same people.
public struct SplitTest: Sendable {
    public struct Settings: Hashable, Sendable {
        public var cut: Instant
        public var seed: UInt64
        /// The share of a moved party's contacts that follow it to its new number.
        public var follow = 0.5
        /// How many close neighbours of each moved or ended party move on the same day, with contacts of their own.
        public var rivals = 2
        /// Whether rivals take up new numbers too, as neighbours in one trade do under one blow; else they advertise from
        /// the numbers they have.
        public var rivalsMove = false
        /// Whether those that move text the contacts that follow, and strangers, within the first hour.
        public var broadcast = true
        /// Strangers texted, as a share of the contacts texted.
        public var strangers = 0.2
        /// The most parties renamed; half as many end.
        public var lines = 40
        /// Parties that are neither renamed nor ended, nor anybody's rival: those known to have moved by themselves, of which
        /// two successors would be true.
        public var leftOut: Set<Party> = []
        /// The fewest contacts before the cut of a party that is renamed or ends.
        public var leastContacts = 8

        public init(cut: Instant, seed: UInt64) { (self.cut, self.seed) = (cut, seed) }
    }

    /// A party that gave up its number at the cut.
    public struct Closure: Hashable, Sendable {
        public let old: Party
        /// Nil where nothing moved.
        public let new: Party?
        public let closedAt: Instant
    }

    public let settings: Settings
    /// Parties that could be renamed or end. Of them as many are renamed as leave room for the look-alikes and one more each:
    /// one in `2 + rivals`.
    public let active: Int
    public let events: EventColumns
    /// Those asked about. Rivals moved too and are not among them.
    public let closures: [Closure]
    public let rivals: [Closure]

    /// As `ringfence evaluate --switches` reads it.
    public var switchesCSV: String { Self.csv(closures) }
    /// The same of the look-alikes, which are not asked about.
    public var rivalsCSV: String { Self.csv(rivals) }

    private static func csv(_ closures: [Closure]) -> String {
        closures.reduce(into: "old,new,closed_at\n") { text, closure in
            let cells = [
                closure.old.description, closure.new?.description ?? "", closure.closedAt.description,
            ]
            text += cells.map(RingfenceCSV.quoted).joined(separator: ",") + "\n"
        }
    }

    public init(of events: EventColumns, _ settings: Settings) {
        self.settings = settings
        var split = Splitting(events, settings)
        active = split.choose()
        split.write()
        (self.events, closures, rivals) = (split.made, split.closures, split.rivals)
    }
}

/// The work in progress.
private struct Splitting {
    let events: EventColumns
    let settings: SplitTest.Settings
    var random: SeededGenerator
    /// All parties in their own order, which the order of rows has no part in, and each one's place in it. Shape: [parties].
    let inOrder: [PartyIndex]
    private let places: [Int]
    /// Contacts before the cut and the events with them. Shape: [parties].
    var before: [[PartyIndex: Int]]
    var after: [Int]
    /// The new party of each that moves; the old index where it ends.
    var moved: [PartyIndex: Party?] = [:]
    var made = EventColumns()
    var closures: [SplitTest.Closure] = []
    var rivals: [SplitTest.Closure] = []

    init(_ events: EventColumns, _ settings: SplitTest.Settings) {
        (self.events, self.settings) = (events, settings)
        random = SeededGenerator(seed: settings.seed)
        let parties = events.parties
        inOrder = (0..<UInt32(parties.count)).sorted { parties[$0] < parties[$1] }
        var places = Array(repeating: 0, count: parties.count)
        for (place, party) in inOrder.enumerated() { places[Int(party)] = place }
        self.places = places
        before = Array(repeating: [:], count: events.parties.count)
        after = Array(repeating: 0, count: events.parties.count)
        for row in 0..<events.count {
            let (from, to) = (events.from[row], events.to[row])
            guard from != to else { continue }
            if events.times[row] < settings.cut.microseconds {
                before[Int(from)][to, default: 0] += 1
                before[Int(to)][from, default: 0] += 1
            } else {
                after[Int(from)] += 1
                after[Int(to)] += 1
            }
        }
    }

    /// Gives how many could be chosen.
    mutating func choose() -> Int {
        let active = inOrder.filter {
            before[Int($0)].count >= settings.leastContacts && after[Int($0)] > 0
                && events.parties[$0].isLineCapable && !settings.leftOut.contains(events.parties[$0])
        }
        let chosen = random.shuffled(active)
        let renamed = min(settings.lines, chosen.count / (2 + settings.rivals))
        var lines = Array(chosen.prefix(renamed + renamed / 2))
        let ending = Set(lines.suffix(renamed / 2))
        lines.sort { isBefore($0, $1) }
        for line in lines { moved[line] = .some(ending.contains(line) ? nil : newParty("moved", line)) }
        for line in lines {
            closures.append(
                .init(old: events.parties[line], new: moved[line] ?? nil, closedAt: settings.cut))
            for rival in neighbours(of: line, among: active) {
                let new = settings.rivalsMove ? newParty("rival", rival) : events.parties[rival]
                moved[rival] = .some(new)
                rivals.append(.init(old: events.parties[rival], new: new, closedAt: settings.cut))
            }
        }
        return active.count
    }

    /// The most alike by cosine of their contacts, of those that stay so far.
    private func neighbours(of line: PartyIndex, among active: [PartyIndex]) -> [PartyIndex] {
        let mine = before[Int(line)]
        func likeness(_ other: PartyIndex) -> Double {
            let theirs = before[Int(other)]
            let shared = mine.keys.count { theirs[$0] != nil }
            return Double(shared) / (Double(mine.count) * Double(theirs.count)).squareRoot()
        }
        let found = active.filter { moved[$0] == nil && $0 != line }.map {
            (party: $0, likeness: likeness($0))
        }
        .filter { $0.likeness > 0 }
        .sorted { $0.likeness != $1.likeness ? $0.likeness > $1.likeness : isBefore($0.party, $1.party) }
        return found.prefix(settings.rivals).map(\.party)
    }

    private func isBefore(_ one: PartyIndex, _ other: PartyIndex) -> Bool {
        places[Int(one)] < places[Int(other)]
    }

    /// One that no record names.
    private func newParty(_ word: String, _ old: PartyIndex) -> Party {
        var name = "id:\(word)-\(places[Int(old)])"
        while let party = try? Party(parsing: name), events.parties.find(party) != nil { name += "x" }
        return (try? Party(parsing: name)) ?? .withheld
    }

    /// Drawn for the two of them alone, so that it does not matter who is asked about first.
    private func isFollowed(_ line: PartyIndex, by contact: PartyIndex) -> Bool {
        let pair = UInt64(places[Int(line)]) << 32 | UInt64(places[Int(contact)])
        var drawn = SeededGenerator(seed: settings.seed ^ pair &* 0x9E37_79B9_7F4A_7C15)
        return drawn.happens(settings.follow)
    }

    mutating func write() {
        for row in 0..<events.count {
            let event = events[row]
            guard event.time >= settings.cut else {
                made.append(
                    Event(
                        time: event.time, kind: event.kind, from: .init(event.from.party),
                        to: .init(event.to.party), duration: event.duration))
                continue
            }
            let (from, to) = (events.from[row], events.to[row])
            guard let sender = end(event.from, from, with: to), let receiver = end(event.to, to, with: from)
            else { continue }
            made.append(
                Event(
                    time: event.time, kind: event.kind, from: sender, to: receiver, duration: event.duration))
        }
        guard settings.broadcast else { return }
        for line in inOrder where moved[line] != nil {
            if let new = moved[line] ?? nil { advertise(line, as: new) }
        }
    }

    /// Nil where the party ended, or the contact did not follow.
    ///
    /// Handsets, SIMs and cells are left out of the whole test: a party that is only renamed keeps all of them, and they
    /// would give it away.
    private mutating func end(_ end: Event.End, _ party: PartyIndex, with other: PartyIndex) -> Event.End? {
        guard let fate = moved[party] else { return Event.End(end.party) }
        guard let new = fate else { return nil }
        guard new != end.party else { return Event.End(end.party) }
        guard isFollowed(party, by: other) else { return nil }
        return Event.End(new)
    }

    private mutating func advertise(_ line: PartyIndex, as new: Party) {
        let contacts = random.shuffled(before[Int(line)].keys.sorted { isBefore($0, $1) })
        var told = contacts.filter { isFollowed(line, by: $0) }
        let strangers = Int((Double(told.count) * settings.strangers).rounded())
        for _ in 0..<strangers {
            let stranger = inOrder[random.below(inOrder.count)]
            if before[Int(line)][stranger] == nil, stranger != line, events.parties[stranger].isLineCapable {
                told.append(stranger)
            }
        }
        for contact in random.shuffled(told) {
            let to: Party
            switch moved[contact] {
            case .some(.some(let number)): to = number
            case .some(.none): continue
            case nil: to = events.parties[contact]
            }
            made.append(
                Event(
                    time: settings.cut.adding(seconds: Int64(random.below(3_600))), kind: .text,
                    from: .init(new), to: .init(to)))
        }
    }
}
