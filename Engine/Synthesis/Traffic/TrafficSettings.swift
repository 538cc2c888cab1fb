/// Every figure that the invented traffic is drawn from.
///
/// What each is, its bounds and its source stand in ``knobs``, which docs/method/SYNTHESIS.md prints. The same
/// settings and seed give the same records on every machine.
public struct TrafficSettings: Hashable, Codable, Sendable {
    /// Midnight at which the first day begins, in seconds since 1970-01-01T00:00:00Z. One clock is used throughout:
    /// there is no summer time in an invented county.
    public var startSeconds: Int64 = 1_772_409_600  // 2 March 2026, a Monday
    /// Hours from a Monday's first to the first of the records: 0 ..< 168. 5 January 1970 was a Monday.
    var hourOfWeek: Int { Int(((startSeconds - 4 * 86_400) / 3_600 % 168 + 168) % 168) }

    public var people = People()
    public var calls = Calls()
    public var others = Others()
    public var lines = Lines()
    public var trade = Trade()
    public var closures = Closures()
    public var successors = Successors()
    public var rivals = Rivals()
    public var phones = Phones()

    public init() {}

    /// Who lives there and whom they know.
    public struct People: Hashable, Codable, Sendable {
        public var days = 28
        public var count = 32_768
        public var perTown = 4_096
        public var medianCircle = 12.0
        public var circleSigma = 0.8
        public var circleTailFrom = 60.0
        public var circleTailExponent = 3.0
        public var largestCircle = 400.0
        public var numberChangesPerYear = 0.103
    }

    /// How much and when they ring and text.
    public struct Calls: Hashable, Codable, Sendable {
        public var callsPerDay = 1.5
        public var textsPerDay = 1.15
        public var recordedShare = 1.0
        public var activitySigma = 1.5
        public var silentShare = 0.06
        public var followOnShare = 0.35
        public var followOnExponent = 0.7
        public var medianSeconds = 63.6
        public var lengthShape = 1.17
    }

    /// Those whom everybody rings, and those who text everybody.
    public struct Others: Hashable, Codable, Sendable {
        public var businessesPerTown = 40
        public var businessShare = 0.10
        public var serviceShare = 0.06
        public var helplineShare = 0.002
        public var advertisersPerTown = 3
        public var advertiserList = 250
        public var advertsPerWeek = 1.0
        public var advertReplyShare = 0.02
    }

    /// The lines and their lists.
    public struct Lines: Hashable, Codable, Sendable {
        public var count = 24
        public var secondNumberShare = 0.4
        public var thirdNumberShare = 0.25
        public var sharedBetweenNumbers = 0.3
        public var medianList = 120.0
        public var listSigma = 0.7
        public var smallestList = 50
        public var largestList = 2_000
        public var usersShare = 0.04
        public var secondTownShare = 0.3
        public var runners = 2.0
    }

    /// A line's day.
    public struct Trade: Hashable, Codable, Sendable {
        public var advertHours = 2.0
        public var advertShare = 0.5
        public var textsAtOnce = 500
        public var secondsPerText = 2.5
        public var ordersPerDay = 0.3
        public var orderSigma = 1.54
        public var advertReplyShare = 0.5
        public var textOrderShare = 0.35
        public var answerShare = 0.5
        public var runnerAnswerShare = 0.3
        public var chaseShare = 0.3
        public var runnerCallsPerDay = 5.0
        public var newcomersPerDay = 0.8
        public var automaticReplyShare = 0.03
        public var shortCallShare = 0.12
    }

    /// Numbers taken out of use.
    public struct Closures: Hashable, Codable, Sendable {
        public var share = 0.5
        public var againShare = 0.3
        public var firstDay = 10
        public var clearDays = 3
        public var orderShare = 0.3
        public var seizureShare = 0.4
        public var providerShare = 0.1
        public var movedShare = 0.40
        public var partialShare = 0.12
        public var splitShare = 0.07
        public var soldShare = 0.06
    }

    /// What comes after.
    public struct Successors: Hashable, Codable, Sendable {
        public var medianHours = 5.0
        public var hoursSigma = 1.9
        public var saleHours = 30.0
        public var shortestMinutes = 10.0
        public var longestHours = 144.0
        public var wholeListShare = 0.9
        public var partialListShare = 0.4
        public var quietShare = 0.15
        public var quietHours = 36.0
        public var bookOrderShare = 0.8
        public var strangersShare = 0.08
        public var uptakeShare = 0.75
        public var sameHoursShare = 0.8
        public var sameRunnersShare = 0.7
        public var preparedShare = 0.12
        public var trialDays = 8.0
        public var strayShare = 0.35
        public var toldElsewhereShare = 0.3
        public var customerChangesPerYear = 0.4
    }

    /// Others who sell to the same people.
    public struct Rivals: Hashable, Codable, Sendable {
        public var perClosure = 1.6
        public var newNumberShare = 0.5
        public var medianHours = 4.0
        public var hoursSigma = 1.0
        public var shortestMinutes = 10.0
        public var longestHours = 144.0
        public var reachesShare = 0.35
        public var takesOverShare = 0.35
        public var takesOverElsewhereShare = 0.05
        public var ownBuyersShare = 0.4
    }

    /// Handsets, SIMs, numbers and places.
    public struct Phones: Hashable, Codable, Sendable {
        public var sameHandsetShare = 0.35
        public var newHandsetShare = 0.15
        public var batchSize = 20
        public var fourteenDigitShare = 0.3
        public var spareDigitShare = 0.2
        public var reissuedShare = 0.06
        public var cellsPerTown = 24
        public var sameCellsShare = 0.6
        public var statesHandsetsAndCells = true
    }
}
