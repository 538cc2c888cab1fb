import CallRecords
import Foundation

/// What a watched contact and another party had to do with each other, as a scorer needs it. Shape: 40 bytes.
struct WeighedTie {
    /// Microseconds UTC.
    var first: Int64
    var last: Int64
    let contact: UInt32
    var events: UInt32
    /// The other party's place among the parties.
    let party: UInt32
    /// The party's tie before this one, and the contact's: places + 1, 0 for none.
    let earlierOfParty: UInt32
    let earlierOfContact: UInt32

    /// Events before a moment, each worth less as it grew old, as if they had been even in time: each one's own time is not kept.
    func weight(at moment: Int64, _ fading: Fading) -> Double {
        guard first < moment else { return 0 }
        let oldest = Double(moment - first)
        if last < moment { return Double(events) * fading.mean(from: Double(moment - last), to: oldest) }
        let later = Double(events - 1) * oldest / max(1, Double(last - first))
        return fading(oldest) + later * fading.mean(from: 0, to: oldest)
    }
}

/// A party that has a tie with a watched contact. Shape: 32 bytes.
struct TiedParty {
    let key: PartyKey
    /// The last tie's place + 1.
    var last: UInt32 = 0
    var ties: UInt32 = 0
    /// Events with contacts, and how many of them there were when it was last weighed.
    var touches: UInt32 = 0
    var weighed: UInt32 = 0
    /// The place + 1 of what is known of its other parties; 0 where it has none.
    var strangers: UInt32 = 0

    /// Whether it may be a line's: it has so many contacts, and is no bulk sender.
    func isWeighed(least: Int) -> Bool { ties >= least && ties <= StreamSettings.mostTies }

    /// Whether it is time to weigh it: at every event of the first sixteen, then at every eighth part more, so that weighing
    /// costs as the logarithm of its events.
    var isRipe: Bool { touches &- weighed > (weighed > 16 ? weighed / 8 : 0) }
}

/// Ties by contact and by party, in the order in which they came.
///
/// A contact that has so many that it is everybody's takes no more.
struct WeighedTies {
    /// Ties of a party that are looked through one by one; beyond, they are found by a table of their own.
    private static let few: UInt32 = 16

    private(set) var ties: [WeighedTie] = []
    var parties: [TiedParty] = []
    /// Of numbers that may be somebody's new one. In the order in which they met the first.
    private(set) var strangers: [Strangers] = []
    /// A place in `parties` + 1, or 0 where free. At most half are taken.
    private var slots = [UInt32](repeating: 0, count: 64)
    /// By party and contact, of parties with more than a few.
    private var places: [UInt64: UInt32] = [:]
    /// Each contact's last tie + 1, and how many it has. Shape: [contacts].
    private(set) var lastOfContact: [UInt32]
    private(set) var degrees: [UInt32]
    let everybodys: Int

    init(contacts: Int, everybodys: Int) {
        lastOfContact = Array(repeating: 0, count: contacts)
        degrees = Array(repeating: 0, count: contacts)
        self.everybodys = everybodys
    }

    func isEverybodys(_ contact: Int) -> Bool { degrees[contact] >= everybodys }

    var bytes: Int {
        ties.capacity * MemoryLayout<WeighedTie>.stride + parties.capacity * MemoryLayout<TiedParty>.stride
            + strangers.capacity * MemoryLayout<Strangers>.stride + slots.count * 4 + places.capacity * 16
            + degrees.count * 8
    }

    /// Counts an event, and gives the party's place.
    mutating func add(_ contact: Int, _ mixed: MixedKey, _ key: PartyKey, at time: Int64) -> Int {
        let party = place(of: mixed, key)
        parties[party].touches &+= 1
        if let tie = tie(of: party, with: contact) {
            ties[tie].events &+= 1
            ties[tie].first = min(ties[tie].first, time)
            ties[tie].last = max(ties[tie].last, time)
            return party
        }
        ties.append(
            WeighedTie(
                first: time, last: time, contact: UInt32(contact), events: 1,
                party: UInt32(party), earlierOfParty: parties[party].last,
                earlierOfContact: lastOfContact[contact]))
        index(ties.count - 1)
        return party
    }

    /// Makes the last tie findable.
    private mutating func index(_ place: Int) {
        let (party, contact) = (Int(ties[place].party), Int(ties[place].contact))
        parties[party].last = UInt32(place + 1)
        parties[party].ties += 1
        lastOfContact[contact] = UInt32(place + 1)
        degrees[contact] += 1
        if parties[party].ties == Self.few + 1 {
            forEachTie(of: party) { places[Self.pair(party, Int(ties[$0].contact))] = UInt32($0) }
        } else if parties[party].ties > Self.few {
            places[Self.pair(party, contact)] = UInt32(place)
        }
    }

    /// Counts an event of a tied party with somebody who is no watched contact; nothing where it has no tie.
    mutating func add(stranger: MixedKey, of mixed: MixedKey, _ key: PartyKey) {
        guard let party = known(mixed, key) else { return }
        if parties[party].strangers == 0 {
            strangers.append(Strangers())
            parties[party].strangers = UInt32(strangers.count)
        }
        strangers[Int(parties[party].strangers) - 1].add(stranger)
    }

    /// Whom a party was in touch with besides watched contacts, from its first event with one of those on.
    func strangers(of party: Int) -> Strangers {
        parties[party].strangers == 0 ? Strangers() : strangers[Int(parties[party].strangers) - 1]
    }

    private func tie(of party: Int, with contact: Int) -> Int? {
        if parties[party].ties > Self.few { return places[Self.pair(party, contact)].map(Int.init) }
        var next = parties[party].last
        while next > 0 {
            let tie = Int(next) - 1
            if ties[tie].contact == contact { return tie }
            next = ties[tie].earlierOfParty
        }
        return nil
    }

    private static func pair(_ party: Int, _ contact: Int) -> UInt64 {
        UInt64(party) << 32 | UInt64(contact)
    }

    /// A party's ties, the latest first.
    func forEachTie(of party: Int, most: Int = .max, _ body: (Int) -> Void) {
        var (next, count) = (parties[party].last, 0)
        while next > 0, count < most {
            body(Int(next) - 1)
            next = ties[Int(next) - 1].earlierOfParty
            count += 1
        }
    }

    /// A contact's ties, the latest first.
    func forEachTie(ofContact contact: Int, _ body: (Int) -> Void) {
        var next = lastOfContact[contact]
        while next > 0 {
            body(Int(next) - 1)
            next = ties[Int(next) - 1].earlierOfContact
        }
    }

    /// Where a party's place is written, or the free place where it would be.
    private func slot(of mixed: MixedKey, _ key: PartyKey) -> Int {
        var slot = home(mixed.bits, slots.count)
        while slots[slot] != 0, parties[Int(slots[slot]) - 1].key != key {
            slot = slot + 1 < slots.count ? slot + 1 : 0
        }
        return slot
    }

    private func known(_ mixed: MixedKey, _ key: PartyKey) -> Int? {
        let place = slots[slot(of: mixed, key)]
        return place == 0 ? nil : Int(place) - 1
    }

    private mutating func place(of mixed: MixedKey, _ key: PartyKey) -> Int {
        let slot = slot(of: mixed, key)
        guard slots[slot] == 0 else { return Int(slots[slot]) - 1 }
        parties.append(TiedParty(key: key))
        slots[slot] = UInt32(parties.count)
        if parties.count * 2 >= slots.count { rebuild(slots.count * 2) }
        return parties.count - 1
    }

    private mutating func rebuild(_ count: Int) {
        slots = [UInt32](repeating: 0, count: count)
        for (place, party) in parties.enumerated() {
            var slot = home(MixedKey(party.key).bits, count)
            while slots[slot] != 0 { slot = slot + 1 < count ? slot + 1 : 0 }
            slots[slot] = UInt32(place + 1)
        }
    }

    /// Puts back parties and ties that were written down, in their order.
    ///
    /// - Parameter strangers: where the parties say.
    mutating func restore(_ parties: [TiedParty], _ ties: [WeighedTie], _ strangers: [Strangers]) {
        (self.parties, self.strangers) = (parties, strangers)
        for place in parties.indices { (self.parties[place].last, self.parties[place].ties) = (0, 0) }
        rebuild(max(64, parties.count * 3))
        self.ties = ties
        for place in ties.indices { index(place) }
    }
}
