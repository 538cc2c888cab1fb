/// Plans the lines: their books, numbers and hours, and then every closure in order of time.
struct LinePlanner {
    let settings: TrafficSettings
    let population: Population
    let changes: NumberChanges
    var directory: Directory
    var random: SeededGenerator
    var plan = LinePlan()
    /// People who buy from lines, by town. Shape: [towns].
    let users: [[UInt32]]
    private let listSizes: QuantileTable
    private let orderRates: QuantileTable
    private var names: InventedNames
    private var usedNames: [String: Int] = [:]
    /// What is left of the box of handsets each line bought last. Shape: [lines].
    var boxes: [Range<UInt64>] = []

    init(
        _ settings: TrafficSettings, _ population: Population, _ changes: NumberChanges,
        _ directory: Directory,
        seed: UInt64
    ) {
        self.settings = settings
        self.population = population
        self.changes = changes
        self.directory = directory
        random = SeededGenerator(seed: seed, 0x4C_69)
        names = InventedNames(seed: Mixing.mix(seed, 0x4E_61))
        var users = Array(repeating: [UInt32](), count: population.towns)
        for person in 0..<population.count
        where population.isUser(person, share: settings.lines.usersShare) {
            users[population.town(of: person)].append(UInt32(person))
        }
        self.users = users
        let lines = settings.lines
        listSizes = .logNormal(
            median: lines.medianList, sigma: lines.listSigma,
            within: Double(lines.smallestList)...Double(lines.largestList))
        let sigma = settings.trade.orderSigma
        let rates = QuantileTable.logNormal(median: 1, sigma: sigma, within: 0...1_000)
        let mean = rates.mean
        orderRates = QuantileTable { place in
            PortableMath.exp(sigma * PortableMath.normalQuantile(place)) / mean
        }
    }

    mutating func build() -> LinePlan {
        for _ in 0..<settings.lines.count { openLine() }
        closeThem()
        plan.extras.sort(by: Leg.isBefore)
        return plan
    }

    // MARK: Lines

    private mutating func openLine() {
        let town = random.below(population.towns)
        let line = addLine(town: town, isRival: false)
        var numbers = 1
        if random.happens(settings.lines.secondNumberShare) {
            numbers += random.happens(settings.lines.thirdNumberShare) ? 2 : 1
        }
        var first: [UInt32] = []
        for _ in 0..<numbers {
            let other =
                random.happens(settings.lines.secondTownShare) ? random.below(population.towns) : town
            let size = Int(listSizes.pick(random.next()).rounded())
            let shared = first.filter { _ in random.happens(settings.lines.sharedBetweenNumbers) }
            let known = Set(shared)
            let own = customers(size, in: [town, other]).filter { !known.contains($0) }
            let list = random.shuffled(Array((shared + own).prefix(size)))
            let book = members(list, since: 0)
            addEpisode(line: line, from: 0, style: style(), book: book, town: town, announces: false)
            if first.isEmpty { first = list }
        }
    }

    mutating func addLine(town: Int, isRival: Bool) -> Int {
        let word = names.nickname()
        let before = usedNames[word, default: 0]
        usedNames[word] = before + 1
        let name = before == 0 ? word : "\(word) \(before + 1)"
        plan.lines.append(LinePlan.Line(name: name, town: town, isRival: isRival))
        boxes.append(0..<0)
        return plan.lines.count - 1
    }

    /// - Parameter phone: nil for a new telephone and SIM about a new address.
    @discardableResult
    mutating func addEpisode(
        line: Int, from: Int, style: LinePlan.Style, book: [LinePlan.Member], town: Int, announces: Bool,
        phone: UInt32? = nil, runners: [UInt32]? = nil, advertsFrom: Int = 0
    ) -> Int {
        let phone = phone ?? newPhone(.line, of: line, cells: address(in: town), from: from)
        let runners =
            runners
            ?? (0..<random.poisson(settings.lines.runners)).map { _ in newRunner(of: line, in: town) }
        plan.episodes.append(
            LinePlan.Episode(
                line: line, phone: phone, from: from, until: nil, style: style, book: book, runners: runners,
                town: town, announces: announces, advertsFrom: max(from, advertsFrom)))
        return plan.episodes.count - 1
    }

    mutating func newRunner(of line: Int, in town: Int) -> UInt32 {
        newPhone(.runner, of: line, cells: address(in: town))
    }

    /// A telephone of a line: its handset from the box the line bought last, where none is given.
    ///
    /// - Parameter from: when it begins to serve. Its SIM stays in that handset to the end of the day.
    mutating func newPhone(
        _ owner: Directory.Owner, of line: Int, handset: UInt64? = nil, cells: [UInt32], from: Int = 0
    ) -> UInt32 {
        let first = handset ?? fromBox(of: line)
        var later: (day: Int, handset: UInt64)?
        let (next, days) = (from / Span.day + 1, settings.people.days)
        if random.happens(settings.phones.newHandsetShare), next < days {
            later = (next + random.below(days - next), fromBox(of: line))
        }
        return directory.add(Directory.Phone(owner: owner, handset: first, cells: cells, later: later))
    }

    private mutating func fromBox(of line: Int) -> UInt64 {
        if boxes[line].isEmpty {
            // Bought some time ago: part of it is used up.
            boxes[line] = directory.newBox().dropFirst(random.below(settings.phones.batchSize))
        }
        defer { boxes[line] = boxes[line].dropFirst() }
        return boxes[line].lowerBound
    }

    /// A cell, and three close by (assumption).
    mutating func address(in town: Int) -> [UInt32] {
        let count = Int(population.cellsPerTown)
        let first = random.below(count)
        return (0..<4).map { UInt32(town * count + (first + $0) % count) }
    }

    /// Opens between eight and eleven, closes between ten at night and two (assumption).
    mutating func style() -> LinePlan.Style {
        let opens = 8 * Span.hour + random.below(3 * Span.hour)
        let closes = 22 * Span.hour + random.below(4 * Span.hour)
        let times = (0..<max(1, random.count(ofRate: settings.trade.advertHours))).map { _ in
            opens + 900 + random.below(closes - opens - 2 * Span.hour)
        }
        return LinePlan.Style(opens: opens, closes: closes, adverts: times.sorted())
    }

    // MARK: Lists

    /// People of some towns who buy, each once, in the order they came to the line.
    mutating func customers(_ size: Int, in towns: [Int]) -> [UInt32] {
        let pool = Array(Set(towns)).sorted().flatMap { users[$0] }
        guard size < pool.count else { return random.shuffled(pool) }
        var chosen: Set<UInt32> = []
        var list: [UInt32] = []
        while list.count < size {
            let person = pool[random.below(pool.count)]
            if chosen.insert(person).inserted { list.append(person) }
        }
        return list
    }

    mutating func members(_ people: [UInt32], since: Int, buying: Double = 1) -> [LinePlan.Member] {
        people.map { person in
            LinePlan.Member(
                person: person, since: Int32(since), rate: random.happens(buying) ? orderRate() : 0)
        }
    }

    mutating func orderRate() -> Double {
        settings.trade.ordersPerDay * orderRates.pick(random.next())
    }
}
