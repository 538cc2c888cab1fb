/// People who take a new number while the records run: once each at most, and the old number is then dead.
struct NumberChanges: Sendable {
    struct Change: Hashable, Sendable {
        let person: UInt32
        /// Seconds from the beginning.
        let time: Int32
        /// The new telephone's place in the directory.
        let phone: UInt32
        let isUser: Bool
    }

    /// In order of person.
    private(set) var all: [Change] = []
    private var places: [UInt32: Int] = [:]
    /// A bit a person. Shape: [people / 64].
    private var changed: [UInt64] = []

    init(
        _ settings: TrafficSettings, _ population: Population, into directory: inout Directory, seed: UInt64
    ) {
        changed = Array(repeating: 0, count: population.count / 64)
        let years = Double(settings.people.days) / 365
        let ordinary = settings.people.numberChangesPerYear * years
        let users = settings.successors.customerChangesPerYear * years
        let highest = max(ordinary, users)
        let limit = UInt64(min(1, highest) * 4_294_967_296)
        let salt = Mixing.mix(seed, 0x43_68_67)
        for person in 0..<population.count {
            let chance = Mixing.mix(salt, UInt64(person))
            guard chance & 0xFFFF_FFFF < limit else { continue }
            var random = SeededGenerator(seed: chance)
            let isUser = population.isUser(person, share: settings.lines.usersShare)
            guard random.fraction() * highest < (isUser ? users : ordinary) else { continue }
            // Shops are open from nine to six (assumption).
            let day = random.below(settings.people.days)
            let time = day * Span.day + 9 * Span.hour + random.below(9 * Span.hour)
            let hasNewHandset = random.happens(0.5)  // assumption
            let old = directory.handset(of: UInt32(person), day: day)
            let phone = directory.add(
                Directory.Phone(
                    owner: .person(UInt32(person)),
                    handset: hasNewHandset ? directory.newHandset() : old, cells: []))
            changed[person >> 6] |= 1 << UInt64(person & 63)
            places[UInt32(person)] = all.count
            all.append(Change(person: UInt32(person), time: Int32(time), phone: phone, isUser: isUser))
        }
    }

    /// The telephone of a person at a moment.
    @inline(__always)
    func phone(of person: UInt32, at time: Int32) -> UInt32 {
        guard changed[Int(person >> 6)] >> UInt64(person & 63) & 1 == 1 else { return person }
        guard let place = places[person], time >= all[place].time else { return person }
        return all[place].phone
    }

    /// What people with a new number do first: they text it round, a message every few seconds (assumption: nine in
    /// ten do, the whole of their circle up to 60).
    func announcements(_ population: Population, seed: UInt64) -> [Leg] {
        var legs: [Leg] = []
        for change in all {
            var random = SeededGenerator(seed: seed, 0x41_6E, UInt64(change.person))
            guard random.happens(0.9) else { continue }
            var time = Int(change.time) + 300 + random.below(2 * Span.hour)
            for place in 0..<min(60, population.circle(of: change.person)) {
                let friend = population.tie(of: change.person, place: place)
                legs.append(.text(time, change.phone, phone(of: friend, at: Int32(time))))
                time += 2 + random.below(7)
            }
        }
        return legs
    }
}
