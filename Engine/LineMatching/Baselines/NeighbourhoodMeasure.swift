import CallRecords
import Foundation
import Telephony

/// Published ways of comparing two lists of contacts, implemented for comparison only.
///
/// q(c): the closed line's decayed, sub-linear weight of a contact; x(c): 1 + 0.3 ln of the candidate's events with it
/// since the closure; d(c): the contact's degree before the closure; N: parties known then. Sums run over contacts.
public enum NeighbourhoodMeasure: String, CaseIterable, Sendable, SuccessorScorer {
    /// The number of shared contacts.
    case overlap
    /// Shared over all (Jaccard 1901).
    case jaccard
    /// Σ q x / √(Σ q² · Σ x²) (Salton and McGill 1983).
    case cosine
    /// The cosine after both are multiplied by ln(N / d) (Salton and Buckley 1988).
    case tfidfCosine = "tf-idf-cosine"
    /// 2 Σ min(q, x) / (Σ q + Σ x), of shares (Dice 1945, weighted).
    case weightedDice = "weighted-dice"
    /// Σ √(q x), of shares (Bhattacharyya 1943, for Hellinger's distance).
    case hellinger
    /// Σ q x / d (Cortes, Pregibon and Volinsky 2001; Hill et al. 2006).
    case communitiesOfInterest = "communities-of-interest"
    /// Σ 1 / ln d (Adamic and Adar 2003).
    case adamicAdar = "adamic-adar"
    /// Σ 1 / d (Zhou, Lü and Zhang 2009).
    case resourceAllocation = "resource-allocation"

    public var halfLifeDays: Double { 30 }
    public var settings: ScorerSettings {
        ScorerSettings(scorer: rawValue, version: 1, parameters: ["half_life_days": halfLifeDays])
    }

    public func rank(
        _ question: SuccessorQuestion, in background: inout Background
    ) throws(QuestionRefusal) -> Ranking {
        let network = background.network
        let closed = try question.check(in: network)
        let takings = Takings(of: closed, &background, before: question.end)
        guard !takings.profile.isEmpty else { throw .nothingBeforeClosure }
        let line = Side(of: takings, background)
        var candidates: [Candidate] = []
        for place in takings.candidates.indices {
            // Rounded, so that two that are equal stay so, in whatever order their sums were made.
            let score = (score(takings.taken[place], line, background) * 1e9).rounded() / 1e9
            guard score > 0 else { continue }
            candidates.append(takings.candidate(place, score: score, &background) { _, _ in 0 })
        }
        return Ranking(
            candidates: candidates, view: takings.view(background, kind: takings.viewKind(network)),
            visible: takings.visible(network),
            parties: network.parties, settings: settings)
    }

    /// The closed line's side of every formula.
    private struct Side {
        let weights: [PartyIndex: Double]
        let sum: Double
        let squares: Double
        let idfSquares: Double
        let parties: Double

        init(of takings: Takings, _ background: borrowing Background) {
            weights = Dictionary(uniqueKeysWithValues: takings.profile.map { ($0.party, $0.weight) })
            parties = Double(max(2, background.population))
            sum = takings.profile.reduce(0) { $0 + $1.weight }
            squares = takings.profile.reduce(0) { $0 + $1.weight * $1.weight }
            var idfSquares = 0.0
            for share in takings.profile {
                let weight = share.weight * Self.idf(share.party, parties, background)
                idfSquares += weight * weight
            }
            self.idfSquares = idfSquares
        }

        static func idf(_ contact: PartyIndex, _ parties: Double, _ background: borrowing Background)
            -> Double
        {
            log(parties / Double(max(1, background.degree(of: contact))))
        }
    }

    private func score(_ taken: [Taken], _ line: Side, _ background: borrowing Background) -> Double {
        func weight(_ taken: Taken) -> Double { 1 + 0.3 * log(Double(taken.events)) }
        func degree(_ taken: Taken) -> Double { Double(max(1, background.degree(of: taken.contact))) }
        let shared = taken.filter { line.weights[$0.contact] != nil }
        func over(_ term: (_ q: Double, _ taken: Taken) -> Double) -> Double {
            shared.reduce(0) { $0 + term(line.weights[$1.contact] ?? 0, $1) }
        }
        let sum = taken.reduce(0) { $0 + weight($1) }
        let squares = taken.reduce(0) { $0 + weight($1) * weight($1) }
        switch self {
        case .overlap: return Double(shared.count)
        case .jaccard: return Double(shared.count) / Double(taken.count + line.weights.count - shared.count)
        case .cosine: return over { $0 * weight($1) } / (squares * line.squares).squareRoot()
        case .tfidfCosine:
            func idf(_ taken: Taken) -> Double { Side.idf(taken.contact, line.parties, background) }
            let mine = taken.reduce(0) { $0 + pow(weight($1) * idf($1), 2) }
            let product = over { $0 * weight($1) * pow(idf($1), 2) }
            return mine > 0 && line.idfSquares > 0 ? product / (mine * line.idfSquares).squareRoot() : 0
        case .weightedDice: return over { min($0 / line.sum, weight($1) / sum) }
        case .hellinger: return over { ($0 / line.sum * weight($1) / sum).squareRoot() }
        case .communitiesOfInterest: return over { $0 * weight($1) / degree($1) }
        case .adamicAdar: return over { 1 / log(max(2, degree($1))) }
        case .resourceAllocation: return over { 1 / degree($1) }
        }
    }
}
