import CallRecords
import Telephony

/// A switch known to have happened: one number of a line gave way to another.
public struct KnownSwitch: Hashable, Sendable {
    public let old: Party
    public let new: Party
    public let closedAt: Instant

    public init(old: Party, new: Party, closedAt: Instant) {
        (self.old, self.new, self.closedAt) = (old, new, closedAt)
    }
}

/// How often, and how soon, a scorer finds switches that are known.
public struct Evaluation: Sendable {
    /// How long after a closure records may be used: seconds.
    public let horizons: [Int64]
    public let summaries: [Summary]
    public let outcomes: [Outcome]

    /// All switches at one horizon.
    public struct Summary: Hashable, Sendable {
        /// Seconds.
        public let horizon: Int64
        public let asked: Int
        /// Switches whose new number any record up to the horizon names.
        public let visible: Int
        /// Fractions of the switches asked: the new number first, among the first five, and the mean of 1 / rank.
        /// A new number not yet visible is a miss.
        public let top1: Double
        public let top5: Double
        public let meanReciprocalRank: Double
    }

    /// One switch at one horizon.
    public struct Outcome: Hashable, Sendable {
        /// The switch's place among those asked, from 0.
        public let index: Int
        public let known: KnownSwitch
        /// Seconds.
        public let horizon: Int64
        /// Nil where the new number is not visible. Ties share their average place.
        public let rank: Double?
        public let score: Double?
        /// Why the question could not be answered, where it could not.
        public let refusal: QuestionRefusal?
    }

    /// Traces every switch at every horizon with only the records up to closure + horizon, that moment included; all
    /// other numbers are candidates. A closed number that no record names gives every number the same place.
    public init(
        of scorer: some SuccessorScorer, on switches: [KnownSwitch], horizons: [Int64],
        in events: EventColumns
    ) {
        var outcomes: [Outcome] = []
        for horizon in horizons {
            for (index, known) in switches.enumerated() {
                outcomes.append(Self.outcome(index, known, horizon, scorer, events))
            }
        }
        self.horizons = horizons
        self.outcomes = outcomes
        summaries = horizons.map { horizon in
            let ranks = outcomes.filter { $0.horizon == horizon }.map(\.rank)
            let asked = Double(max(1, ranks.count))
            return Summary(
                horizon: horizon, asked: ranks.count, visible: ranks.count { $0 != nil },
                top1: Double(ranks.count { $0.map { $0 <= 1 } ?? false }) / asked,
                top5: Double(ranks.count { $0.map { $0 <= 5 } ?? false }) / asked,
                meanReciprocalRank: ranks.reduce(0) { $0 + ($1.map { 1 / $0 } ?? 0) } / asked)
        }
    }

    private static func outcome(
        _ index: Int, _ known: KnownSwitch, _ horizon: Int64, _ scorer: some SuccessorScorer,
        _ events: EventColumns
    ) -> Outcome {
        let until = known.closedAt.adding(seconds: horizon)
        do throws(QuestionRefusal) {
            let question = SuccessorQuestion(closed: known.old, closedAt: known.closedAt, until: until)
            let ranking = try scorer.rank(question, in: events)
            return Outcome(
                index: index, known: known, horizon: horizon, rank: ranking.rank(of: known.new),
                score: ranking.score(of: known.new), refusal: nil)
        } catch {
            // Nothing tells one number from another: all visible ones share the middle place.
            let all = Self.visibleParties(in: events, until: until, except: known.old)
            let isVisible = all.contains(known.new)
            return Outcome(
                index: index, known: known, horizon: horizon,
                rank: isVisible ? Double(all.count + 1) / 2 : nil, score: isVisible ? 0 : nil, refusal: error)
        }
    }

    private static func visibleParties(
        in events: EventColumns, until: Instant, except closed: Party
    ) -> Set<Party> {
        var named: Set<PartyIndex> = []
        for row in 0..<events.count where events.times[row] <= until.microseconds {
            named.insert(events.from[row])
            named.insert(events.to[row])
        }
        return Set(named.map { events.parties[$0] }.filter { $0.isLineCapable && $0 != closed })
    }
}
