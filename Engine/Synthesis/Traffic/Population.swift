/// The people: how much each rings, whom each knows, and where each is.
///
/// Nothing is stored for a person. Everybody's circle, activity and places follow from the person's place and the
/// seed by arithmetic, so that thirty million cost no more memory than thirty thousand.
struct Population: Sendable {
    /// A neighbourhood: ties between people mostly stay within one.
    static let neighbourhood = 1_024
    /// Classes of activity. A power of two; every so many people in a row hold one of each.
    private static let classes = 64

    let count: Int
    let perTown: Int
    let towns: Int
    let cellsPerTown: UInt32
    let seed: UInt64
    private let firstWeekday: Int
    /// A person of each class begins this share of all events. Shape: [classes].
    private let classPicks: [UInt8]
    private let circles: QuantileTable
    private let neighbourhoods: UInt32

    init(_ settings: TrafficSettings, seed: UInt64) {
        let size = Self.neighbourhood
        perTown = (settings.people.perTown + size - 1) / size * size
        towns = max(1, (settings.people.count + perTown - 1) / perTown)
        count = towns * perTown
        neighbourhoods = UInt32(count / size)
        cellsPerTown = UInt32(settings.phones.cellsPerTown)
        self.seed = Mixing.mix(seed, 0x50_65_6F)
        firstWeekday = settings.hourOfWeek / 24
        circles = Self.circles(settings.people)
        classPicks = Self.classPicks(settings.calls)
    }

    /// Sizes of circles: log-normal, with a power law beyond ``TrafficSettings/People/circleTailFrom``.
    private static func circles(_ people: TrafficSettings.People) -> QuantileTable {
        let sigma = max(people.circleSigma, 1e-6)
        return QuantileTable { place in
            let size = people.medianCircle * PortableMath.exp(sigma * PortableMath.normalQuantile(place))
            guard size > people.circleTailFrom else { return max(1, size) }
            // How far into the tail: the same share of people lies beyond, spread by the power law.
            let beyond = upperTail(
                at: PortableMath.log(people.circleTailFrom / people.medianCircle) / sigma)
            let rest = min(1, (1 - place) / max(beyond, 1e-12))
            let stretched =
                people.circleTailFrom * PortableMath.power(rest, -1 / (people.circleTailExponent - 1))
            return min(people.largestCircle, stretched)
        }
    }

    /// The probability that a standard normal variable exceeds `z`, by bisection of its quantile.
    private static func upperTail(at z: Double) -> Double {
        var low = 1e-9
        var high = 1 - 1e-9
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if PortableMath.normalQuantile(middle) < z { low = middle } else { high = middle }
        }
        return 1 - low
    }

    /// Draws a class in proportion to what its people do: 8,192 places shared out by weight.
    private static func classPicks(_ calls: TrafficSettings.Calls) -> [UInt8] {
        let silent = Int((calls.silentShare * Double(classes)).rounded())
        let weights = (0..<classes).map { place -> Double in
            guard place >= silent else { return 0 }
            let quantile = (Double(place - silent) + 0.5) / Double(classes - silent)
            return PortableMath.exp(calls.activitySigma * PortableMath.normalQuantile(quantile))
        }
        let total = weights.reduce(0, +)
        var picks: [UInt8] = []
        var sum = 0.0
        for (place, weight) in weights.enumerated() {
            sum += weight
            let until = place == classes - 1 ? 8_192 : Int((sum / total * 8_192).rounded())
            picks += Array(repeating: UInt8(place), count: max(0, until - picks.count))
        }
        return picks
    }

    func town(of person: Int) -> Int { person / perTown }

    /// Somebody, the likelier the more they ring.
    @inline(__always)
    func active(_ random: inout SeededGenerator) -> UInt32 {
        let bits = random.next()
        let wanted = UInt32(classPicks[Int(truncatingIfNeeded: bits) & 8_191])
        let groups = UInt64(count / Self.classes)
        let group = UInt32(truncatingIfNeeded: ((bits >> 32) &* groups) >> 32)
        let mask = UInt32(truncatingIfNeeded: Mixing.mix(seed, UInt64(group))) & UInt32(Self.classes - 1)
        return group * UInt32(Self.classes) + (wanted ^ mask)
    }

    /// How many people somebody keeps in touch with on their own account; others may keep in touch with them.
    @inline(__always)
    func circle(of person: UInt32) -> UInt32 {
        UInt32(circles.pick(Mixing.mix(seed &+ 1, UInt64(person))))
    }

    /// One of a person's circle, closer ones more often: the weight of place k falls about as ln(size / k).
    @inline(__always)
    func contact(of person: UInt32, _ random: inout SeededGenerator) -> UInt32 {
        let reach = random.quick(circle(of: person)) + 1
        return tie(of: person, place: random.quick(reach))
    }

    /// The person at a place of a circle. The tie is mutual: its other end has this person at the same place.
    ///
    /// Places 0 to 2 are the household, four in a row; 3 to 9 a set of eight friends of one neighbourhood who all know
    /// each other; then mostly neighbours, one by one, and at every fourth place somebody from anywhere.
    @inline(__always)
    func tie(of person: UInt32, place: UInt32) -> UInt32 {
        let inside: UInt32 = 1_023
        if place < 3 { return person ^ (place + 1) }
        let home = person & ~inside
        let seat = person & inside
        if place < 10 {
            // Multiplying by an odd number scatters friends over the streets, and its inverse leads back.
            let friend = ((seat &* 421) & inside) ^ (place - 2)
            return home | ((friend &* Self.inverse421) & inside)
        }
        let shift = UInt32(truncatingIfNeeded: Mixing.mix(seed &+ 2, UInt64(place)))
        let other = (shift &- seat) & inside
        guard place & 3 == 3 else { return other == seat ? person ^ 1 : home | other }
        let turn = (shift >> 10) % neighbourhoods
        let there = (turn + neighbourhoods - person / 1_024) % neighbourhoods
        let result = there * 1_024 + other
        return result == person ? person ^ 1 : result
    }

    /// The inverse of 421 modulo 1,024, by Newton's method on powers of two.
    private static let inverse421: UInt32 = {
        var inverse: UInt32 = 421
        for _ in 0..<5 { inverse = inverse &* (2 &- 421 &* inverse) }
        return inverse & 1_023
    }()

    /// The cell a person's telephone uses in an hour counted from the beginning: at home by night, at work or about
    /// by day (assumption: 60 % of working hours at work, 20 % of others elsewhere in town).
    func cell(of person: UInt32, hour: Int) -> UInt32 {
        let chance = Mixing.mix(seed &+ 3 &+ UInt64(person), UInt64(hour))
        let places = Mixing.mix(seed &+ 4, UInt64(person))
        let town = UInt32(self.town(of: Int(person)))
        let isWorking = (hour / 24 + firstWeekday) % 7 < 5 && (8...17).contains(hour % 24)
        let home = UInt32(truncatingIfNeeded: places) % cellsPerTown
        var cell = home
        if isWorking, chance % 10 < 6 {
            cell = UInt32(truncatingIfNeeded: places >> 24) % cellsPerTown
        } else if (7...23).contains(hour % 24), chance % 10 < 2 {
            cell = UInt32(truncatingIfNeeded: chance >> 20) % cellsPerTown
        }
        return town * cellsPerTown + cell
    }

    /// Whether somebody buys from lines.
    func isUser(_ person: Int, share: Double) -> Bool {
        Double(Mixing.mix(seed &+ 5, UInt64(person)) >> 11) / 9_007_199_254_740_992 < share
    }
}
