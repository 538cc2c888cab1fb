import CallRecords
import Telephony

/// An invented nation: forces, their operations, the lines they work on with every number those have had, people, and
/// officers who look at it all. It is for trying a casebook at its full size, where ``County`` is for trying what is
/// found in one.
///
/// The register is held in memory; records and looks are made as they are asked for, each from its own place, so that
/// millions of them need no room. Sizes are spread unevenly: a few forces, operations and lines are much larger than
/// the rest. How unevenly is assumption throughout.
public struct Nation: Sendable {
    public struct Size: Hashable, Sendable {
        public let forces: Int
        public let operations: Int
        public let lines: Int
        public let numbers: Int
        public let people: Int
        /// Those who ring the lines.
        public let contacts: Int
        public let officers: Int
        public let events: Int
        public let looks: Int

        /// Twice the lines that were known at once in 2019 (facts 3.1), with ten numbers each.
        public static let whole = Size(lines: 2_000, numbers: 20_000, events: 5_000_000, looks: 10_000_000)

        /// - Parameter contacts: nil for seventy-five to a line.
        /// - Precondition: a line or more, and a number or more to each.
        public init(lines: Int, numbers: Int, contacts: Int? = nil, events: Int, looks: Int) {
            precondition(lines >= 1 && numbers >= lines, "every line has a number")
            (self.lines, self.numbers, self.events, self.looks) = (lines, numbers, events, looks)
            operations = max(2, lines * 215 / 2_000)
            // The territorial forces of England and Wales, where there are operations enough.
            forces = max(2, min(43, operations / 5))
            people = lines * 5 / 2
            self.contacts = contacts ?? max(100, lines * 75)
            officers = max(60, lines * 3 / 10)
        }
    }

    public struct Settings: Hashable, Sendable {
        public let seed: UInt64
        /// Nothing happens after it.
        public let now: Instant
        public let size: Size

        public init(seed: UInt64, now: Instant, size: Size) {
            (self.seed, self.now, self.size) = (seed, now, size)
        }
    }

    public struct Operation: Hashable, Sendable {
        /// By place, as everything here is named.
        public let force: Int
        public let name: String
        /// Another force that may see it.
        public let sharedWith: Int?
    }

    public struct Line: Hashable, Sendable {
        public let operation: Int
        public let name: String
        public let aliases: [String]
        public let exportingPlace: String
        public let importingPlaces: [String]
        public let summary: String
        /// In order of time.
        public let numbers: Range<Int>
    }

    /// A time during which a number served a line.
    public struct Number: Hashable, Sendable {
        public let line: Int
        public let from: Instant
        public let closing: Closing?
    }

    public struct Closing: Hashable, Sendable {
        public enum Way: String, CaseIterable, Sendable, Hashable {
            case order, seizure, provider, abandoned
        }

        public let at: Instant
        public let way: Way
        /// When the number that came after it was accepted; nil while the line has not been found again.
        public let refoundAt: Instant?
    }

    public struct Person: Hashable, Sendable {
        public let operation: Int
        public let name: String
        public let alias: String
        public let summary: String
        public let lines: [Int]
    }

    public struct Officer: Hashable, Sendable {
        public let name: String
        /// Nil for those who work for all.
        public let force: Int?
    }

    /// A file of records of one line's numbers.
    public struct File: Hashable, Sendable {
        public let line: Int
        public let numbers: Range<Int>
        public let events: Int
        public let receivedAt: Instant
    }

    public let settings: Settings
    public let forces: [String]
    public let operations: [Operation]
    public let lines: [Line]
    public let numbers: [Number]
    public let people: [Person]
    public let officers: [Officer]
    /// In the order in which they came.
    public let files: [File]
    /// Whom the lines of each force are rung by. Shape: [forces].
    let contactsOfForce: [Range<Int>]
    let linesOfOperation: [[Int]]
    let peopleOfOperation: [[Int]]
    let operationsOfForce: [[Int]]

    public init(_ settings: Settings) {
        var builder = NationBuilder(settings)
        builder.build()
        self.settings = settings
        (forces, operations, lines) = (builder.forces, builder.operations, builder.lines)
        (numbers, people, officers, files) = (
            builder.numbers, builder.people, builder.officers, builder.files
        )
        contactsOfForce = builder.contactsOfForce
        linesOfOperation = Self.grouped(lines.map(\.operation), into: operations.count)
        peopleOfOperation = Self.grouped(people.map(\.operation), into: operations.count)
        operationsOfForce = Self.grouped(operations.map(\.force), into: forces.count)
    }

    private static func grouped(_ owners: [Int], into count: Int) -> [[Int]] {
        var groups: [[Int]] = Array(repeating: [], count: count)
        for (place, owner) in owners.enumerated() { groups[owner].append(place) }
        return groups
    }

    // MARK: Parties

    /// How many parties there are: the lines' numbers first, then those who ring them.
    public var parties: Int { settings.size.numbers + settings.size.contacts }

    /// The first thousand are the drama range; the rest stand under +999.
    public func party(_ place: Int) -> Party { InventedNumbers.mobile(place) }

    /// The handset a number was in, as records name it.
    public func handset(ofNumber place: Int) -> IMEI { InventedNumbers.handset(place) }

    public static let cells = 4_000

    public func cell(_ place: Int) -> CellID? { InventedNumbers.cell(place) }
}
