import CallRecords
import Foundation
import Telephony

/// Weighs candidates by how much likelier what is held is if the candidate is the closed line's new number than if it
/// is anybody else's.
///
/// A candidate's score is a log10 likelihood ratio: its contacts since the closure are held against the closed line's
/// profile and against everybody else's (``OpenSet``), contacts that changed number themselves are followed
/// (``MovedFriends``), and what is measured is combined by fitted weights into a ratio that keeps its word
/// (``Combination``). docs/method explains it to a sceptic.
///
/// Cost: for each question, the events since the closure of everybody who shares a contact, and the profiles of their
/// contacts' contacts.
public struct OpenSetScorer: SuccessorScorer {
    /// As it stands with every answer.
    public static let name = "open-set"
    /// Counts up when the same settings and records would give another answer.
    public static let version = 10

    public let evidence: EvidenceSettings

    public init(_ evidence: EvidenceSettings = .exploratory) { self.evidence = evidence }

    public var halfLifeDays: Double { evidence.events.halfLifeDays }
    public var settings: ScorerSettings {
        ScorerSettings(scorer: Self.name, version: Self.version, parameters: evidence.parameters)
    }

    public var withoutClock: OpenSetScorer {
        var evidence = evidence
        evidence.basis.usesClock = false
        return OpenSetScorer(evidence)
    }

    public func rank(
        _ question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Ranking {
        let network = background.network
        let closed = try question.check(in: network)
        let takings = followed(closed, question.end, &background)
        guard !takings.profile.isEmpty else { throw .nothingBeforeClosure }
        return seeing(takings.viewKind(network)).rank(takings, &background)
    }

    private func rank(_ takings: Takings, _ background: inout Background) -> Ranking {
        let network = background.network
        let crowd = Crowd(around: takings, &background)
        let weights = weigh(takings, &background, crowd: crowd)
        let measuring = Measuring(takings, self, crowd, &background)
        let broadcasts = Broadcasts(of: takings.closed, background)
        let formula = OpenSetFormula(settings: evidence)
        let attributes = attributes(of: takings, weights, &background)
        var candidates: [Candidate] = []
        candidates.reserveCapacity(takings.candidates.count)
        var measured: [[Measure: Double]] = []
        for place in takings.candidates.indices {
            measured.append(
                measuring(takings.candidates[place], takings.taken[place], weights[place], &background))
        }
        let sums = measured.map { combination.sum($0) }
        let lead = Lead(sums)
        for place in takings.candidates.indices {
            let (taken, measures) = (takings.taken[place], measured[place])
            let other = lead.other(than: sums[place])
            let order = broadcasts.worth(taken, evidence)
            let more = attributes[takings.candidates[place]] ?? AttributeWeight()
            // Rounded, so that the order in which rows were read cannot show in the last bits.
            let score = Self.log10(combination.ratio(measures, other: other) + order + more.worth)
            let ordered: [(part: EvidencePart, worth: Double)] = order > 0 ? [(.broadcast, order)] : []
            let parts = (combination.contributions(measures, other: other) + ordered + more.parts).map {
                Contribution(part: $0.part, log10: Self.log10($0.worth))
            }
            candidates.append(
                takings.candidate(
                    place, score: score, contributions: parts, attributes: more.reasons, &background
                ) { taken, popularity in
                    formula.gain(
                        events: taken.events, share: takings.shares[taken.contact] ?? 0, popularity) / log(10)
                })
        }
        let others = others(takings, measuring, lead, &background)
        candidates += strangers(to: takings, attributes, others, background)
        return Ranking(
            candidates: candidates, view: takings.view(background, kind: evidence.basis.view),
            visible: takings.visible(network),
            parties: network.parties, settings: settings, others: others, lead: lead)
    }

    /// What numbers that share no contact score.
    private func others(
        _ takings: Takings, _ measuring: Measuring, _ lead: Lead, _ background: inout Background
    ) -> Ranking.Others {
        let kinds = Ranking.Others.Kind.all
        let scores = kinds.map { kind in
            Self.log10(combination.ratio(measuring.nothing(kind), other: lead.best))
        }
        return Ranking.Others(scores: scores, kinds: takings.kinds(&background))
    }

    /// The combination in use.
    var combination: Combination { evidence.combination }

    /// The same scorer, combining as is fitted for such a view. Somebody's whose records are not held has few contacts
    /// that show: rivals look small, everybody looks new, and weights learned where all is held say too much.
    func seeing(_ view: Ranking.View.Kind) -> OpenSetScorer {
        var evidence = evidence
        evidence.basis.view = view
        return OpenSetScorer(evidence)
    }

    /// Who took up the closed number's contacts, those that changed number followed.
    func followed(_ closed: PartyIndex, _ end: Int64, _ background: inout Background) -> Takings {
        let takings = Takings(of: closed, &background, before: end)
        let renamed = MovedFriends(of: takings, self, &background).renamed
        guard !renamed.isEmpty else { return takings }
        return Takings(of: closed, &background, before: end, renamed: renamed)
    }

    /// Shape: [candidates].
    ///
    /// All are held against a newcomer, the crowd and their own past. Known rivals, who take the time, are looked for where that
    /// leaves most, and wherever it leaves anything that speaks for the candidate.
    func weigh(
        _ takings: Takings, _ background: inout Background, crowd: Crowd? = nil
    ) -> [OpenSet.Weight] {
        let openSet = OpenSet(
            settings: evidence, closed: takings.closed,
            newcomers: background.newcomers(before: takings.end), crowd: crowd)
        var weights: [OpenSet.Weight] = []
        weights.reserveCapacity(takings.candidates.count)
        for (candidate, taken) in zip(takings.candidates, takings.taken) {
            let line = openSet.line(taken, { takings.shares[$0] ?? 0 }, background)
            weights.append(openSet.bound(candidate, taken, line: line, &background))
        }
        var known: [OpenSet.Explained.Key: OpenSet.Explained] = [:]
        for place in placesWorthTime(takings, weights, background) {
            weights[place] = openSet.weigh(
                takings.candidates[place], takings.taken[place], line: weights[place].line, &background,
                &known)
        }
        return weights
    }

    /// Places of the candidates on whom time is spent, strongest first: of those for whom most speaks, and of all for whom anything
    /// does. The party's order decides ties.
    func placesWorthTime(
        _ takings: Takings, _ weights: [OpenSet.Weight], _ background: borrowing Background
    ) -> [Int] {
        let parties = background.network.parties
        let order = weights.indices.sorted {
            let (one, other) = (weights[$0].ratio, weights[$1].ratio)
            return one != other
                ? one > other : parties[takings.candidates[$0]] < parties[takings.candidates[$1]]
        }
        return order.enumerated().prefix {
            $0.offset < evidence.weighedInFull || weights[$0.element].ratio > 0
        }.map(\.element)
    }

    /// Of a natural logarithm, to nine places.
    static func log10(_ worth: Double) -> Double { (worth / log(10) * 1e9).rounded() / 1e9 }

    /// 2 (√(1 + |x|) - 1), with the sign of x.
    static func root(_ value: Double) -> Double {
        let root = 2 * ((1 + abs(value)).squareRoot() - 1)
        return value < 0 ? -root : root
    }

    static func log1p(_ count: Int) -> Double { log(1 + Double(count)) }
}
