import CallRecords
import Telephony

/// Builds a county, day by day.
struct CountyBuilder {
    let settings: County.Settings
    var random: SeededGenerator
    private(set) var lines: [County.Line] = []
    private(set) var switches: [County.Switch] = []
    private(set) var events: [Event] = []

    /// Friends of each resident, by place. Shape: [residents].
    private var friends: [[Int]] = []
    /// The cell of each resident's home. Shape: [residents].
    private var homes: [Int] = []
    /// Residents who buy drugs from some line.
    private var users: [Int] = []
    /// The lines' phones take the numbers after the residents'.
    private var nextPhone: Int

    private static let cells = 24
    private static let second: Int64 = 1_000_000
    private static let hour: Int64 = 3_600 * second
    private static let day: Int64 = 24 * hour

    init(_ settings: County.Settings) {
        self.settings = settings
        random = SeededGenerator(seed: settings.seed)
        nextPhone = settings.residents
    }

    mutating func build() {
        settle()
        for day in 0..<settings.days { ordinaryDay(day) }
        let trades = [
            Trade(name: "Ash", customers: 64, orders: 0.62, advertises: [10, 17]),
            Trade(name: "Rowan", customers: 58, orders: 0.55, advertises: [11, 18]),
            Trade(name: "Elder", customers: 47, orders: 0.6, advertises: [12]),
            Trade(name: "Hazel", customers: 39, orders: 0.5, advertises: [13, 19]),
        ]
        var lists = trades.map { list(of: $0) }
        // A rival shares a good part of its customers: people keep adverts of several lines (facts 3.16).
        for customer in lists[0].prefix(20) where !lists[2].contains(customer) { lists[2].append(customer) }
        ash(trades[0], lists[0])
        rowan(trades[1], lists[1])
        steady(trades[2], lists[2], extraAdvert: (closingDay, lists[0]))
        steady(trades[3], lists[3], extraAdvert: nil)
    }

    /// How a line works.
    private struct Trade {
        let name: String
        let customers: Int
        /// Orders a customer makes a day. Assumption.
        let orders: Double
        /// Hours of the day at which the list is texted (facts 3.8, 3.9).
        let advertises: [Int]
    }

    // MARK: People

    /// Gives everybody a home, four to ten friends (assumption), and some a habit.
    private mutating func settle() {
        let count = settings.residents
        homes = (0..<count).map { _ in random.below(Self.cells) }
        friends = Array(repeating: [], count: count)
        for person in 0..<count {
            for _ in 0..<(2 + random.below(4)) {
                // Mostly neighbours in number, so that friends share friends; sometimes anybody.
                let other =
                    random.happens(0.7) ? (person + 1 + random.below(12)) % count : random.below(count)
                guard other != person, !friends[person].contains(other) else { continue }
                friends[person].append(other)
                friends[other].append(person)
            }
        }
        users = Array(random.shuffled(Array(0..<count)).prefix(max(150, count / 40)))
    }

    private mutating func list(of trade: Trade) -> [Int] {
        Array(random.shuffled(users).prefix(trade.customers))
    }

    /// Calls and texts among friends, to businesses that everybody rings, and from services.
    private mutating func ordinaryDay(_ day: Int) {
        let businesses: [(landline: Int, rate: Double)] = [
            (100, 0.05), (200, 0.03), (300, 0.06), (400, 0.02),
        ]
        for person in 0..<settings.residents {
            for _ in 0..<random.poisson(2.2) {
                let friend = random.pick(
                    friends[person].isEmpty ? [(person + 1) % settings.residents] : friends[person])
                let isText = random.happens(0.55)
                add(
                    waking(day), isText ? .text : .call, end(person), end(friend),
                    isText ? nil : 20 + random.below(600))
            }
            for business in businesses where random.happens(business.rate) {
                let call = Event.End(InventedNumbers.landline(business.landline))
                add(waking(day), .call, end(person), call, 30 + random.below(200))
            }
            if random.happens(0.08) { service(day, person) }
        }
    }

    private mutating func service(_ day: Int, _ person: Int) {
        switch random.below(4) {
        case 0: add(waking(day), .text, .init(party("ParcelPost")), end(person), nil)
        case 1: add(waking(day), .text, .init(party("Sallowfold")), end(person), nil)
        case 2: add(waking(day), .call, end(person), .init(.voicemail), 15 + random.below(60))
        default: add(waking(day), .call, .init(.withheld), end(person), 10 + random.below(90))
        }
    }

    // MARK: Lines

    /// The day before the last, so that a day and a half of records follow.
    private var closingDay: Int { settings.days - 2 }

    private mutating func ash(_ trade: Trade, _ customers: [Int]) {
        let first = phone()
        let closedAt = moment(closingDay, hour: 13, minute: 7)
        trading(trade, first, customers, from: settings.start, until: closedAt)
        // Two customers try the dead number before they hear. Its telephone is off: no handset or cell at its end.
        for customer in customers.prefix(2) {
            add(
                closedAt.microseconds + Int64(random.below(1_800)) * Self.second, .text, end(customer),
                Event.End(first.party), nil)
        }
        // The same handset with a new SIM.
        let second = Event.End(phone().party, handset: first.handset, cell: first.cell)
        let back = closedAt.adding(seconds: 38 * 60)
        let followers = random.shuffled(customers).prefix(customers.count * 72 / 100)
        announce(second, Array(followers) + strangers(6, besides: customers), at: back)
        trading(trade, second, Array(followers), from: back.adding(seconds: 900), until: end)
        record(trade, first, second, closedAt, back)
    }

    private mutating func rowan(_ trade: Trade, _ customers: [Int]) {
        let first = phone()
        let closedAt = moment(11, hour: 10, minute: 42)
        trading(trade, first, customers, from: settings.start, until: closedAt)
        let second = phone()
        let back = closedAt.adding(seconds: 5 * 3_600 + 11 * 60)
        let followers = random.shuffled(customers).prefix(customers.count * 80 / 100)
        announce(second, Array(followers) + strangers(4, besides: customers), at: back)
        trading(trade, second, Array(followers), from: back.adding(seconds: 900), until: end)
        record(trade, first, second, closedAt, back)
    }

    private mutating func steady(_ trade: Trade, _ customers: [Int], extraAdvert: (day: Int, list: [Int])?) {
        let phone = phone()
        trading(trade, phone, customers, from: settings.start, until: end)
        if let extraAdvert {
            let others = extraAdvert.list.filter { !customers.contains($0) }.prefix(12)
            announce(phone, customers + others, at: moment(extraAdvert.day, hour: 15, minute: 40))
        }
        lines.append(
            County.Line(
                name: trade.name,
                numbers: [County.Episode(number: phone.party, from: settings.start, until: nil)]))
    }

    private mutating func record(
        _ trade: Trade, _ first: Event.End, _ second: Event.End, _ closedAt: Instant, _ back: Instant
    ) {
        lines.append(
            County.Line(
                name: trade.name,
                numbers: [
                    County.Episode(number: first.party, from: settings.start, until: closedAt),
                    County.Episode(number: second.party, from: back, until: nil),
                ]))
        switches.append(
            County.Switch(line: trade.name, old: first.party, new: second.party, closedAt: closedAt))
    }

    /// Adverts at the line's hours, orders from customers, and answers to some of them.
    private mutating func trading(
        _ trade: Trade, _ phone: Event.End, _ customers: [Int], from: Instant, until: Instant
    ) {
        let span = from.microseconds..<until.microseconds
        for day in 0..<settings.days {
            for hour in trade.advertises {
                let at = moment(day, hour: hour, minute: random.below(20))
                if span.contains(at.microseconds) { announce(phone, customers, at: at, until: until) }
            }
            for customer in customers {
                for _ in 0..<random.poisson(trade.orders) {
                    let at =
                        moment(day, hour: 9, minute: 0).microseconds + Int64(random.below(14 * 3_600))
                        * Self.second
                    guard span.contains(at) else { continue }
                    let isText = random.happens(0.3)
                    add(at, isText ? .text : .call, end(customer), phone, isText ? nil : 7 + random.below(50))
                    let answer = at + Int64(60 + random.below(900)) * Self.second
                    if random.happens(0.35), span.contains(answer) {
                        add(answer, .call, phone, end(customer), 7 + random.below(40))
                    }
                }
            }
        }
    }

    /// A broadcast: the list in its order, a text every few seconds (facts 3.9).
    private mutating func announce(
        _ phone: Event.End, _ customers: [Int], at start: Instant, until: Instant? = nil
    ) {
        var at = start.microseconds
        for customer in customers {
            if let until, at >= until.microseconds { return }
            add(at, .text, phone, end(customer), nil)
            at += Int64(2 + random.below(9)) * Self.second
        }
    }

    private mutating func strangers(_ count: Int, besides customers: [Int]) -> [Int] {
        Array(random.shuffled(Array(0..<settings.residents)).filter { !customers.contains($0) }.prefix(count))
    }

    // MARK: Records

    private mutating func phone() -> Event.End {
        defer { nextPhone += 1 }
        return Event.End(
            InventedNumbers.mobile(nextPhone), handset: InventedNumbers.handset(nextPhone),
            cell: InventedNumbers.cell(random.below(Self.cells)))
    }

    private func end(_ person: Int) -> Event.End {
        Event.End(
            InventedNumbers.mobile(person), handset: InventedNumbers.handset(person),
            cell: InventedNumbers.cell(homes[person]))
    }

    private func party(_ text: String) -> Party { (try? Party(parsing: text)) ?? .withheld }

    private var end: Instant {
        Instant(microseconds: settings.start.microseconds + Int64(settings.days) * Self.day)
    }

    private func moment(_ day: Int, hour: Int, minute: Int) -> Instant {
        let minutes = Int64(hour * 60 + minute) * 60 * Self.second
        return Instant(microseconds: settings.start.microseconds + Int64(day) * Self.day + minutes)
    }

    /// A time of day when people are awake: 07:30 to 23:00.
    private mutating func waking(_ day: Int) -> Int64 {
        moment(day, hour: 7, minute: 30).microseconds + Int64(random.below(15 * 3_600 + 1_800)) * Self.second
    }

    private mutating func add(
        _ time: Int64, _ kind: Event.Kind, _ from: Event.End, _ to: Event.End, _ duration: Int?
    ) {
        guard time < end.microseconds else { return }
        events.append(
            Event(
                time: Instant(microseconds: time), kind: kind, from: from, to: to,
                duration: duration.map { UInt32($0) }))
    }
}
