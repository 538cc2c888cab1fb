import CallRecords
import Telephony

/// What everybody else does: people and their circles, businesses, services, honest advertisers.
struct OrdinaryTraffic: Sendable {
    var settings: TrafficSettings
    let population: Population
    let changes: NumberChanges
    let seed: UInt64
    /// The first of each sort in the directory.
    let firstBusiness: UInt32
    let firstHelpline: UInt32
    let firstService: UInt32
    let advertisers: [Advertiser]
    private let lengths: QuantileTable
    private let waits: QuantileTable
    /// The records end here, in seconds from the beginning.
    private let end: Int32
    /// Events of people that one beginning gives, in the mean.
    private let rowsPerBurst: Double
    /// The share of beginnings between people that are texts.
    private let textsPerBurst: Double

    struct Advertiser: Sendable {
        let phone: UInt32
        let town: Int
        let weekday: Int
        /// Seconds of the day.
        let time: Int
        /// Day of its first message; most have been at it for years.
        let from: Int
    }

    static let helplines = 12
    /// Senders' names are invented, or stand for a kind. There is no short code among them: none is kept out of use, so
    /// that any might be somebody's.
    static let services = [
        "voicemail", "ParcelPost", "Sallowfold", "DENTIST", "withheld", "TopUp", "Thornbank", "Wrenmere",
    ]

    init(
        _ settings: TrafficSettings, _ population: Population, _ changes: NumberChanges,
        into directory: inout Directory, seed: UInt64
    ) {
        self.settings = settings
        self.population = population
        self.changes = changes
        self.seed = seed
        lengths = .logLogistic(
            median: settings.calls.medianSeconds, shape: settings.calls.lengthShape, longest: 7_200)
        waits = .powerLaw(exponent: settings.calls.followOnExponent, within: 15...21_600)
        end = Int32(settings.people.days * Span.day)
        // Calls to businesses stand alone; of the rest so many are texts that all texts are the share cited.
        let alone = settings.others.businessShare + settings.others.helplineShare
        let between = (1 - alone) / (1 - settings.calls.followOnShare)
        rowsPerBurst = between + alone
        let texts = settings.calls.textsPerDay
        let share = texts / max(texts + settings.calls.callsPerDay, 1e-9)
        textsPerBurst = min(1, share * rowsPerBurst / max(between, 1e-9))
        var places: [UInt32] = []
        for number in 0..<(population.towns * settings.others.businessesPerTown) {
            places.append(
                directory.add(.init(owner: .landline(UInt32(number)), handset: nil, cells: [])))
        }
        firstBusiness = places.first ?? 0
        let helplines = (0..<Self.helplines).map {
            directory.add(.init(owner: .helpline(UInt32($0)), handset: nil, cells: []))
        }
        firstHelpline = helplines[0]
        let services = Self.services.map { name in
            directory.add(.init(owner: .named(Self.named(name)), handset: nil, cells: []))
        }
        firstService = services[0]
        advertisers = Self.advertisers(settings, population, into: &directory, seed: seed)
    }

    private static func advertisers(
        _ settings: TrafficSettings, _ population: Population, into directory: inout Directory, seed: UInt64
    ) -> [Advertiser] {
        var random = SeededGenerator(seed: seed, 0x41_64)
        var all: [Advertiser] = []
        for town in 0..<population.towns {
            for _ in 0..<settings.others.advertisersPerTown {
                let cell = UInt32(town) * population.cellsPerTown + random.quick(population.cellsPerTown)
                let phone = directory.add(
                    .init(
                        owner: .advertiser(town: UInt32(town)), handset: directory.newHandset(),
                        cells: [cell]))
                // One in five opens its doors while the records run (assumption).
                let from = random.happens(0.2) ? random.below(settings.people.days) : 0
                all.append(
                    Advertiser(
                        phone: phone, town: town, weekday: random.below(7),
                        time: 10 * Span.hour + random.below(8 * Span.hour), from: from))
            }
        }
        return all
    }

    private static func named(_ text: String) -> Party { (try? Party(parsing: text)) ?? .withheld }

    /// Calls and texts that people make a day, over the whole population. Events with services come on top.
    var perDay: Double {
        (settings.calls.callsPerDay + settings.calls.textsPerDay) * settings.calls.recordedShare
            * Double(population.count)
    }

    /// The share of a week's events in each hour of a week, Monday first; the mean is 1. Shape: [168].
    ///
    /// A shape with a rise at noon and a height in the early evening, later at week-ends, follows Aledavood and
    /// others, PLoS ONE 10:e0138098, 2015; the values are an assumption.
    static let rhythm: [Double] = {
        let weekday = [1, 1, 0, 0, 0, 1, 3, 8, 14, 17, 18, 19, 21, 20, 19, 20, 22, 25, 26, 25, 22, 17, 10, 4]
        let weekend = [3, 2, 1, 0, 0, 0, 1, 3, 8, 14, 18, 20, 20, 19, 18, 18, 19, 21, 22, 21, 19, 16, 12, 7]
        let hours = Array(repeating: weekday, count: 5).flatMap { $0 } + weekend + weekend
        let mean = Double(hours.reduce(0, +)) / Double(hours.count)
        return hours.map { Double($0) / mean }
    }()

    // MARK: A slice of time

    /// Events that begin within a slice, and all that follow in their bursts, the later ones beyond the slice too. In
    /// no order.
    func legs(from start: Int, seconds: Int) -> [Leg] {
        var random = SeededGenerator(seed: seed, 0x4F_72, UInt64(start))
        let hour = (start / Span.hour + settings.hourOfWeek) % Self.rhythm.count
        let expected = perDay / Double(Span.day) * Double(seconds) * Self.rhythm[hour]
        let bursts = random.count(ofRate: expected / rowsPerBurst)
        let services = random.count(ofRate: expected * settings.others.serviceShare)
        var legs: [Leg] = []
        legs.reserveCapacity(Int(expected * 1.2) + services + 64)
        for _ in 0..<bursts { burst(from: start, seconds: UInt32(seconds), &random, into: &legs) }
        for _ in 0..<services {
            legs.append(service(at: Int32(start) + Int32(random.quick(UInt32(seconds))), &random))
        }
        return legs
    }

    @inline(__always)
    private func burst(
        from start: Int, seconds: UInt32, _ random: inout SeededGenerator, into legs: inout [Leg]
    ) {
        var time = Int32(start) + Int32(random.quick(seconds))
        var from = population.active(&random)
        let draw = random.fraction()
        if draw < settings.others.businessShare + settings.others.helplineShare {
            legs.append(enquiry(of: from, at: time, draw, &random))
            return
        }
        var to = population.contact(of: from, &random)
        let isText = random.fraction() < textsPerBurst
        while time < end {
            let (caller, called) = (changes.phone(of: from, at: time), changes.phone(of: to, at: time))
            let length = isText ? Leg.none : UInt32(lengths.pick(random.next()))
            let kind = isText ? Event.Kind.text.rawValue : Event.Kind.call.rawValue
            legs.append(Leg(time: time, from: caller, to: called, duration: length, kind: kind))
            guard random.fraction() < settings.calls.followOnShare else { return }
            time += Int32(waits.pick(random.next()))
            // Texts are answered; calls are mostly made again by the same side (Karsai and others, 2012).
            if random.next() & 7 < (isText ? 6 : 3) { swap(&from, &to) }
        }
    }

    /// A call to a business or a helpline.
    private func enquiry(
        of person: UInt32, at time: Int32, _ draw: Double, _ random: inout SeededGenerator
    ) -> Leg {
        let phone = changes.phone(of: person, at: time)
        guard draw < settings.others.businessShare else {
            let line = firstHelpline + random.quick(UInt32(Self.helplines))
            return .call(Int(time), phone, line, 60 + Int(random.quick(1_800)))
        }
        let many = UInt32(settings.others.businessesPerTown)
        let place = random.quick(random.quick(many) + 1)
        let business = firstBusiness + UInt32(population.town(of: Int(person))) * many + place
        let length = 15 + Int(random.quick(200))
        // One call in eight is the business ringing back, the taxi at the door (assumption).
        return random.next() & 7 == 0
            ? .call(Int(time), business, phone, length) : .call(Int(time), phone, business, length)
    }

    /// Voicemail, a caller who keeps the number back, or a text from a sender's name.
    private func service(at time: Int32, _ random: inout SeededGenerator) -> Leg {
        let phone = changes.phone(of: population.active(&random), at: time)
        let place = random.quick(UInt32(Self.services.count))
        let service = firstService + place
        if place == 0 { return .call(Int(time), phone, service, 10 + Int(random.quick(60))) }
        if place == 4 { return .call(Int(time), service, phone, Int(lengths.pick(random.next()))) }
        return .text(Int(time), service, phone)
    }

    // MARK: Honest advertisers

    /// What businesses text their customers on a day. In order of advertiser.
    func adverts(day: Int) -> [Leg] {
        var legs: [Leg] = []
        for (place, advertiser) in advertisers.enumerated() where day >= advertiser.from {
            var random = SeededGenerator(seed: seed, 0x42_75, UInt64(place), UInt64(day))
            let isItsDay = (day + settings.hourOfWeek / 24 + advertiser.weekday) % 7 == 0
            let more = (settings.others.advertsPerWeek - 1) / 6
            guard random.happens(isItsDay ? min(1, settings.others.advertsPerWeek) : more) else { continue }
            var time = day * Span.day + advertiser.time
            for person in customers(of: advertiser) {
                let customer = changes.phone(of: person, at: Int32(time))
                legs.append(.text(time, advertiser.phone, customer))
                if random.happens(settings.others.advertReplyShare) {
                    legs.append(reply(of: person, to: advertiser, after: time, &random))
                }
                time += 1 + random.below(4)
            }
        }
        return legs
    }

    /// The same people every time, each once, out of the whole town.
    private func customers(of advertiser: Advertiser) -> [UInt32] {
        let count = min(settings.others.advertiserList, population.perTown)
        let first = advertiser.town * population.perTown
        var (list, known): ([UInt32], Set<UInt32>) = ([], [])
        var draw: UInt64 = 0
        while list.count < count {
            let chosen = Mixing.mix(UInt64(advertiser.phone), draw) % UInt64(population.perTown)
            draw += 1
            let person = UInt32(first) + UInt32(chosen)
            if known.insert(person).inserted { list.append(person) }
        }
        return list
    }

    /// Somebody who wants no more of it, or an appointment: by text or call, mostly soon (assumption: three in five
    /// by text, all within six hours).
    private func reply(
        of person: UInt32, to advertiser: Advertiser, after time: Int, _ random: inout SeededGenerator
    ) -> Leg {
        let wait = random.fraction()
        let at = time + 20 + Int(wait * wait * wait * Double(6 * Span.hour))
        let from = changes.phone(of: person, at: Int32(at))
        return random.happens(0.6)
            ? .text(at, from, advertiser.phone) : .call(at, from, advertiser.phone, 15 + random.below(200))
    }
}
