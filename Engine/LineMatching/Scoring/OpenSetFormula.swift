import Foundation

/// The open-set ratio over numbers alone, so that a case in memory (``OpenSet``) and a stream (``StreamScorer``) share
/// it. ``OpenSet`` says what it means.
struct OpenSetFormula {
    let settings: EvidenceSettings

    /// What everybody gets for a contact that is a stranger to them.
    var floor: Double { log(settings.priors.stranger) }

    /// What everybody gets for a contact that may be anybody under a new number, of so many among those seen.
    func unknown(newcomers: Double) -> Double {
        log(settings.priors.stranger + (1 - settings.priors.stranger) * newcomers)
    }

    /// ln[(1 - v) p / b + v].
    func term(share: Double, popularity: Double) -> Double {
        log((1 - settings.priors.stranger) * share / popularity + settings.priors.stranger)
    }

    func repeats(_ events: Int) -> Double { repeats(events: Double(events)) }

    /// - Parameter events: on average, from one on.
    func repeats(events: Double) -> Double { 1 + settings.events.repeatWeight * log(events) }

    /// What one contact adds to a line's side, against a newcomer.
    func gain(events: Int, share: Double, _ popularity: Double) -> Double {
        repeats(events) * (share > 0 ? term(share: share, popularity: popularity) : floor)
    }

    /// - Parameters:
    ///   - line: the closed line's side.
    ///   - strangers: what somebody gets for whom all contacts are strangers.
    ///   - rivals: those to whom at least one contact is none, the candidate and the line left out.
    ///   - itself: the candidate's own side, where it was there before the closure.
    ///   - crowd: the side of a newcomer of the same crowd; nil where there is none to think of.
    ///   - others: how many the rivals are taken from.
    func weight(
        line: Double, strangers: Double, rivals: RivalSides, itself: Double?, crowd: Double?, others: Double
    ) -> OpenSet.Weight {
        // The mean over rivals, in logarithms: those known by a contact one by one, all others alike.
        let mean =
            OpenSet.sum([rivals.sum, strangers + log(max(0, others - Double(rivals.count)))]) - log(others)
        let ofCrowd = crowd == nil ? 0 : settings.priors.crowd
        let unknown = OpenSet.sum([
            log(1 - settings.priors.newcomer - ofCrowd) + mean, log(settings.priors.newcomer),
            log(ofCrowd) + (crowd ?? 0),
        ])
        let share = settings.priors.itself
        let alternative: Double =
            if let itself, share > 0 {
                OpenSet.sum([log(share) + itself, log(1 - share) + unknown])
            } else {
                unknown
            }
        let rival = max(0, rivals.best)
        return OpenSet.Weight(
            line: line, alternative: alternative, rival: rival, nearest: max(rival, itself ?? 0, crowd ?? 0))
    }
}

/// The sides of known rivals, added up once for all who took up the same contacts.
struct RivalSides {
    /// ln Σ exp.
    private(set) var sum: Double
    private(set) var count: Int
    /// `-∞` where there is none.
    private(set) var best: Double
    private let second: Double

    init(_ sides: [Double]) {
        (sum, count) = (OpenSet.sum(sides), sides.count)
        var (best, second) = (-Double.infinity, -Double.infinity)
        for side in sides {
            if side > best { (best, second) = (side, best) } else { second = max(second, side) }
        }
        (self.best, self.second) = (best, second)
    }

    /// The same without one of them; nil where it is so much of the sum that what is left of it would be lost.
    func without(_ side: Double) -> RivalSides? {
        guard count > 1 else { return RivalSides([]) }
        let share = exp(side - sum)
        guard share < 0.5 else { return nil }
        var rest = self
        (rest.sum, rest.count) = (sum + log1p(-share), count - 1)
        if side == best { rest.best = second }
        return rest
    }
}
