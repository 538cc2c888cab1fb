import CallRecords
import Foundation
import Telephony

/// Builds the register of a nation.
struct NationBuilder {
    let settings: Nation.Settings
    private var random: SeededGenerator
    private var names: InventedNames
    private(set) var forces: [String] = []
    private(set) var operations: [Nation.Operation] = []
    private(set) var lines: [Nation.Line] = []
    private(set) var numbers: [Nation.Number] = []
    private(set) var people: [Nation.Person] = []
    private(set) var officers: [Nation.Officer] = []
    private(set) var files: [Nation.File] = []
    private(set) var contactsOfForce: [Range<Int>] = []

    private static let hour: Int64 = 3_600
    private static let day: Int64 = 24 * hour
    /// Events to a file at most: what a provider sends of a number or two.
    private static let eventsOfFile = 4_000

    init(_ settings: Nation.Settings) {
        self.settings = settings
        random = SeededGenerator(seed: settings.seed)
        names = InventedNames(seed: settings.seed &+ 1)
    }

    mutating func build() {
        let size = settings.size
        forces = random.shuffled(InventedNames.places).prefix(size.forces).map { $0 + " Police" }
        makeOperations()
        makeLines()
        makePeople()
        officers = (0..<size.officers).map { place in
            Nation.Officer(name: names.person(), force: place % 5 == 4 ? nil : place * 7 % size.forces)
        }
        makeFiles()
        let linesOfForce = lines.reduce(into: Array(repeating: 0.0, count: size.forces)) {
            $0[operations[$1.operation].force] += 1
        }
        var next = size.numbers
        contactsOfForce = apportion(size.contacts, by: linesOfForce.map { $0 + 1 }, least: 1).map { count in
            defer { next += count }
            return next..<(next + count)
        }
    }

    // MARK: The register

    private mutating func makeOperations() {
        let size = settings.size
        // The largest force has some nine times the smallest's work.
        let weights = (0..<size.forces).map { 1 / pow(Double($0 + 2), 0.6) }
        for (force, count) in apportion(size.operations, by: weights, least: 1).enumerated() {
            for place in 0..<count {
                let isShared = random.happens(0.2)
                let other = (force + 1 + random.below(size.forces - 1)) % size.forces
                operations.append(
                    Nation.Operation(
                        force: force, name: InventedNames.operation(place), sharedWith: isShared ? other : nil
                    ))
            }
        }
    }

    private mutating func makeLines() {
        let size = settings.size
        var next = 0
        var taken: Set<String> = []
        let owners = scattered(size.lines, among: size.operations)
        let counts = apportion(size.numbers, by: uneven(size.lines), least: 1)
        for (operation, count) in zip(owners, counts) {
            var name = names.nickname()
            while !taken.insert("\(operation) \(name)").inserted { name = names.nickname() }
            lines.append(
                Nation.Line(
                    operation: operation, name: name,
                    aliases: (0..<random.below(3)).map { _ in names.nickname() },
                    exportingPlace: names.place(),
                    importingPlaces: (0..<random.below(4)).map { _ in names.place() },
                    summary: names.remark(),
                    numbers: next..<(next + count)))
            serve(line: lines.count - 1, numbers: count)
            next += count
        }
    }

    /// One number after the other, the last of them serving now or closed not long ago.
    private mutating func serve(line: Int, numbers count: Int) {
        // Days that a number lasts, and hours until the next is found: assumption.
        let lives = (0..<count).map { _ in
            Int64(7 + random.below(50)) * Self.day + Int64(random.below(86_400))
        }
        let gaps = (0..<count).map { _ in Int64(1_800 + random.below(600_000)) }
        let isWaiting = random.happens(0.18)
        var at = settings.now.adding(seconds: -lives.reduce(0, +) - gaps.reduce(0, +))
        for place in 0..<count {
            let from = at
            let end = from.adding(seconds: lives[place])
            let next = end.adding(seconds: gaps[place])
            let isLast = place == count - 1
            let closing =
                isLast && !isWaiting
                ? nil
                : Nation.Closing(
                    at: end, way: random.pick(Nation.Closing.Way.allCases), refoundAt: isLast ? nil : next)
            numbers.append(Nation.Number(line: line, from: from, closing: closing))
            // The next number was in use before it was found.
            at = end.adding(seconds: gaps[place] / 3)
        }
    }

    private mutating func makePeople() {
        let linesOfOperation = Dictionary(grouping: lines.indices) { lines[$0].operation }
        for operation in scattered(settings.size.people, among: settings.size.operations) {
            let known = linesOfOperation[operation] ?? []
            let linked =
                known.isEmpty ? [] : Set((0..<(1 + random.below(2))).map { _ in random.pick(known) }).sorted()
            people.append(
                Nation.Person(
                    operation: operation, name: names.person(),
                    alias: random.happens(0.5) ? names.nickname() : "",
                    summary: random.happens(0.3) ? names.remark() : "", lines: linked))
        }
    }

    /// Every line's events, in files that each hold the records of some of its numbers.
    private mutating func makeFiles() {
        let counts = apportion(settings.size.events, by: uneven(lines.count), least: 0)
        for (place, count) in counts.enumerated() where count > 0 {
            let line = lines[place]
            let parts = (count + Self.eventsOfFile - 1) / Self.eventsOfFile
            for part in 0..<parts {
                let first = line.numbers.count * part / parts
                let last = max(first + 1, line.numbers.count * (part + 1) / parts)
                let served = line.numbers.lowerBound + first..<line.numbers.lowerBound + last
                let until = numbers[served.upperBound - 1].closing?.at ?? settings.now
                files.append(
                    Nation.File(
                        line: place, numbers: served,
                        events: count * (part + 1) / parts - count * part / parts,
                        receivedAt: min(settings.now, until.adding(seconds: Int64(random.below(200_000))))))
            }
        }
        files.sort { ($0.receivedAt, $0.line) < ($1.receivedAt, $1.line) }
    }

    // MARK: Spreading

    /// Weights of which a few are several times the others.
    private mutating func uneven(_ count: Int) -> [Double] {
        (0..<count).map { _ in 0.15 - log(1 - random.fraction()) }
    }

    /// An owner for each of so many things, unevenly, in no order.
    private mutating func scattered(_ count: Int, among owners: Int) -> [Int] {
        let counts = apportion(count, by: uneven(owners), least: 0)
        return random.shuffled(counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) })
    }

    /// Parts of a whole in proportion to weights, none smaller than `least`; they add up to it.
    private func apportion(_ total: Int, by weights: [Double], least: Int) -> [Int] {
        let rest = Double(total - least * weights.count)
        let sum = weights.reduce(0, +)
        var (cumulated, given) = (0.0, 0)
        return weights.indices.map { place in
            cumulated += weights[place]
            let upTo = place == weights.count - 1 ? Int(rest) : Int((rest * cumulated / sum).rounded())
            defer { given = upTo }
            return least + upTo - given
        }
    }
}
