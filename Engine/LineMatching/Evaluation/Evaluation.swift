import CallRecords
import Telephony

/// A closure whose outcome is known: one number of a line gave way to another, or nothing moved.
public struct KnownClosure: Hashable, Sendable {
    public let old: Party
    /// Nil where the line ended.
    public let new: Party?
    public let closedAt: Instant
    /// Other true successors, of a line that split: neither the answer asked for nor wrong.
    public let siblings: Set<Party>

    public init(old: Party, new: Party?, closedAt: Instant, siblings: Set<Party> = []) {
        (self.old, self.new, self.closedAt, self.siblings) = (old, new, closedAt, siblings)
    }
}

/// How much of the time after a closure an answer may use.
public enum EvaluationPoint: Hashable, Sendable {
    /// Records up to so many seconds after the closure.
    case seconds(Int64)
    /// Records up to the moment of the new number's so-manieth event since the closure.
    ///
    /// At that moment the true number has just acted, so that anything with a clock gives it away: scorers are asked
    /// ``SuccessorScorer/withoutClock``.
    case events(Int)
}

/// How often, and how soon, a scorer finds what is known.
public struct Evaluation: Sendable {
    public let points: [EvaluationPoint]
    public let summaries: [Summary]
    public let outcomes: [Outcome]

    /// All closures at one point.
    public struct Summary: Sendable {
        public let point: EvaluationPoint
        /// Closures that have a successor, and by events one that had so many.
        public let asked: Int
        /// Switches whose new number any record up to the point names.
        public let visible: Int
        /// Fractions of the switches asked: the new number first, among the first five, and the mean of 1 / rank.
        /// A new number not yet visible is a miss.
        public let top1: Double
        public let top5: Double
        public let meanReciprocalRank: Double
        /// Closures without successor, those left out of which the question could not be answered.
        public let ended: Int
        /// Questions that could not be answered, of closures with a successor, where each is a miss, and without.
        public let refused: Int
        /// The share of true successors that are first and score above the level that only 1 %, or 5 %, of closures
        /// without successor reach. Nil without such closures.
        public let detectedAt1: Double?
        public let detectedAt5: Double?
        /// The share of closures without successor of which it is said that no successor is among the numbers weighed; and
        /// the same of closures with one, where it is a mistake once the new number is visible. Nil where the scorer gives
        /// no likelihood ratio, or without such closures.
        public let saidNoneOfEnded: Double?
        public let saidNoneOfMoved: Double?
        public let calibration: Calibration
    }

    /// One closure at one point.
    public struct Outcome: Sendable {
        /// The closure's place among those asked, from 0.
        public let index: Int
        public let known: KnownClosure
        public let point: EvaluationPoint
        /// Nil where there is no new number, or none visible. Ties share their average place.
        public let rank: Double?
        public let score: Double?
        /// The best score of any candidate; nil where there is none.
        public let best: Double?
        /// Whether it is said that no successor is among the numbers weighed; nil where the scorer gives no ratio.
        public let saidNone: Bool?
        /// The score as a log10 likelihood ratio that may be reported; nil where the scorer gives none.
        public let ratio: Double?
        /// The same of every number but the true one that shares a contact.
        let lookAlikes: [Double]
        /// The same of those that share none, each with how many have it.
        let strangers: [(ratio: Double, count: Int)]
        /// Whose records it looked to rest on; nil where it could not be answered.
        public let view: Ranking.View.Kind?
        /// Why the question could not be answered, where it could not.
        public let refusal: QuestionRefusal?
    }

    /// Traces every closure at every point with only the records up to it, that moment included; all other numbers are
    /// candidates. A closed number that no record names gives every number the same place.
    ///
    /// - Parameter held: whose records are taken to be held, anew for each closure. Events are counted in the whole
    ///   network all the same, so that the same moments are asked about whatever is held.
    public init<Scorer: SuccessorScorer>(
        of scorer: Scorer, on closures: [KnownClosure], at points: [EvaluationPoint], in network: CallNetwork,
        holding held: HeldRecords = .network
    ) {
        var outcomes: [Outcome] = []
        // Closures of one moment share what was known then.
        let moments = Dictionary(grouping: closures.indices) { closures[$0].closedAt }
        let unclocked = scorer.withoutClock
        for moment in moments.keys.sorted() {
            var background = scorer.background(network, at: moment)
            for index in moments[moment] ?? [] {
                if held != .network {
                    background = scorer.background(network, holding: held, about: closures[index])
                }
                for point in points {
                    guard let until = Self.until(point, closures[index], network) else { continue }
                    let isClocked = if case .events = point { false } else { true }
                    outcomes.append(
                        Self.outcome(
                            index, closures[index], point, until, isClocked ? scorer : unclocked,
                            &background))
                }
            }
        }
        self.init(points: points, outcomes: outcomes)
    }

    init(points: [EvaluationPoint], outcomes: [Outcome]) {
        self.points = points
        let order = Dictionary(uniqueKeysWithValues: points.enumerated().map { ($1, $0) })
        self.outcomes = outcomes.sorted {
            (order[$0.point] ?? 0, $0.index) < (order[$1.point] ?? 0, $1.index)
        }
        summaries = points.map { point in Summary(point, outcomes.filter { $0.point == point }) }
    }

    private static func outcome(
        _ index: Int, _ known: KnownClosure, _ point: EvaluationPoint, _ until: Instant,
        _ scorer: some SuccessorScorer, _ background: inout Background
    ) -> Outcome {
        let network = background.network
        do throws(QuestionRefusal) {
            let question = SuccessorQuestion(closed: known.old, closedAt: known.closedAt, until: until)
            let ranking = try scorer.rank(question, in: &background).leavingOut(known.siblings)
            let settings = ranking.settings
            func ratio(_ score: Double) -> Double? {
                settings.log10Ratio(of: score, weighed: ranking.view.weighed)
            }
            let lookAlikes = ranking.candidates.filter { $0.party != known.new }.compactMap {
                ratio($0.score)
            }
            let score = known.new.flatMap { ranking.score(of: $0) }
            return Outcome(
                index: index, known: known, point: point, rank: known.new.flatMap { ranking.rank(of: $0) },
                score: score, best: ranking.candidates.first?.score,
                saidNone: settings.saysNone(
                    best: ranking.candidates.first?.score, weighed: ranking.view.weighed),
                ratio: score.flatMap(ratio),
                lookAlikes: lookAlikes,
                strangers: ranking.scoresOfOthers(but: known.new).compactMap { others in
                    ratio(others.score).map { ($0, others.count) }
                },
                view: ranking.view.kind, refusal: nil)
        } catch {
            // Nothing tells one number from another: all visible ones share the middle place.
            let all = visibleParties(in: network, until: until, except: known.old)
            let isVisible = known.new.map { all.contains($0) } ?? false
            return Outcome(
                index: index, known: known, point: point, rank: isVisible ? Double(all.count + 1) / 2 : nil,
                score: isVisible ? 0 : nil, best: nil,
                saidNone: nil, ratio: nil, lookAlikes: [], strangers: [], view: nil, refusal: error)
        }
    }

    /// Nil where the new number never has so many events: then it is not asked about.
    package static func until(
        _ point: EvaluationPoint, _ known: KnownClosure, _ network: CallNetwork
    ) -> Instant? {
        switch point {
        case .seconds(let seconds): return known.closedAt.adding(seconds: seconds)
        case .events(let count):
            guard let new = known.new, let party = network.parties.find(new) else { return nil }
            let postings = network.postings(of: party, from: known.closedAt.microseconds, before: .max)
            guard postings.count >= count else { return nil }
            return Instant(microseconds: network.time(postings.lowerBound + count - 1))
        }
    }

    private static func visibleParties(
        in network: CallNetwork, until: Instant, except closed: Party
    ) -> Set<Party> {
        Set(
            network.firstSeen.indices.filter {
                network.firstSeen[$0] <= until.microseconds && network.isLineCapable[$0]
            }.map { network.parties.values[$0] }
        ).subtracting([closed])
    }
}

extension Evaluation.Outcome {
    /// Ratios of all visible numbers but the true one, each with how many have it.
    var others: [(ratio: Double, count: Int)] {
        lookAlikes.map { (ratio: $0, count: 1) } + strangers
    }
}

extension Evaluation.Summary {
    init(_ point: EvaluationPoint, _ outcomes: [Evaluation.Outcome]) {
        let switches = outcomes.filter { $0.known.new != nil }
        // What was not answered says nothing of how high an ended line's best number comes.
        let ended = outcomes.filter { $0.known.new == nil && $0.refusal == nil }
        refused = outcomes.count { $0.refusal != nil }
        let asked = Double(max(1, switches.count))
        self.point = point
        self.asked = switches.count
        visible = switches.count { $0.rank != nil }
        top1 = Double(switches.count { $0.rank.map { $0 <= 1 } ?? false }) / asked
        top5 = Double(switches.count { $0.rank.map { $0 <= 5 } ?? false }) / asked
        meanReciprocalRank = switches.reduce(0) { $0 + ($1.rank.map { 1 / $0 } ?? 0) } / asked
        self.ended = ended.count
        saidNoneOfEnded = Self.saidNone(ended)
        saidNoneOfMoved = Self.saidNone(switches)
        detectedAt1 = Self.detected(switches, ended, falseAlarms: 0.01)
        detectedAt5 = Self.detected(switches, ended, falseAlarms: 0.05)
        calibration = Calibration(
            targets: switches.compactMap(\.ratio), others: outcomes.flatMap(\.others))
    }

    private static func saidNone(_ outcomes: [Evaluation.Outcome]) -> Double? {
        let said = outcomes.compactMap(\.saidNone)
        return said.isEmpty ? nil : Double(said.count { $0 }) / Double(said.count)
    }

    /// With few closures without successor the level is the highest that any of them reaches.
    private static func detected(
        _ switches: [Evaluation.Outcome], _ ended: [Evaluation.Outcome], falseAlarms: Double
    ) -> Double? {
        guard !ended.isEmpty, !switches.isEmpty else { return nil }
        let levels = ended.map { $0.best ?? -.infinity }.sorted(by: >)
        let level = levels[Int(Double(levels.count) * falseAlarms)]
        let found = switches.count { outcome in
            guard let rank = outcome.rank, rank <= 1, let score = outcome.score else { return false }
            return score > level
        }
        return Double(found) / Double(switches.count)
    }
}
