import CallRecords
import Telephony

/// The worked example: an invented county with known truth, one market town, Thornmere, whose people ring each other and the taxi firm,
/// and four lines that sell drugs to some of them.
///
/// What happens: the Rowan line's number is closed on the twelfth day and the line returns five hours later on
/// another number and handset. On the second last day the Ash line's number is closed just after one o'clock; within
/// the hour a new number texts most of Ash's list; the same afternoon the Elder line, a rival, advertises to its own
/// list and to people it shares with Ash.
///
/// Figures marked *assumption* have no source; the rest follow facts 3.1 to 3.16.
public struct County: Sendable {
    /// Raised whenever the same settings give other bytes than before.
    public static let version = 2

    public struct Settings: Hashable, Sendable {
        public let seed: UInt64
        /// Midnight in London of the first day.
        public let start: Instant
        /// At least 20.
        public let days: Int
        /// People with a telephone. Beyond a thousand, with the lines' phones, numbers stand under +999.
        public let residents: Int

        public static let worked = (days: 28, residents: 560)

        /// - Precondition: at least 20 days and 200 residents.
        public init(
            seed: UInt64, start: Instant, days: Int = Settings.worked.days,
            residents: Int = Settings.worked.residents
        ) {
            precondition(days >= 20 && residents >= 200, "too small a county for four lines")
            (self.seed, self.start, self.days, self.residents) = (seed, start, days, residents)
        }
    }

    /// A line, and each number that served it.
    public struct Line: Hashable, Sendable {
        public let name: String
        public var numbers: [Episode]
    }

    public struct Episode: Hashable, Sendable {
        public let number: Party
        public let from: Instant
        public let until: Instant?
    }

    /// A number that gave way to another.
    public struct Switch: Hashable, Sendable {
        public let line: String
        public let old: Party
        public let new: Party
        public let closedAt: Instant
    }

    public let settings: Settings
    public let lines: [Line]
    public let switches: [Switch]
    /// In order of time.
    public let events: [Event]

    public init(_ settings: Settings) {
        var builder = CountyBuilder(settings)
        builder.build()
        self.settings = settings
        lines = builder.lines
        switches = builder.switches
        events = builder.events.sorted {
            $0.time != $1.time
                ? $0.time < $1.time
                : ($0.from.party, $0.to.party) < ($1.from.party, $1.to.party)
        }
    }
}

extension County {
    /// The truth as `ringfence evaluate` reads it.
    public var truthCSV: String {
        switches.reduce(into: "old,new,closed_at\n") { $0 += "\($1.old),\($1.new),\($1.closedAt)\n" }
    }

    /// Every line's numbers, a row each.
    public var linesCSV: String {
        lines.reduce(into: "line,number,from,until\n") { text, line in
            for episode in line.numbers {
                text += "\(line.name),\(episode.number),\(episode.from),"
                text += (episode.until?.description ?? "") + "\n"
            }
        }
    }
}
