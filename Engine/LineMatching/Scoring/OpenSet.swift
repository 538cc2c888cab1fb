import CallRecords
import Foundation

/// How likely a candidate's contacts are if it is the closed line, against their being anybody else's.
///
/// The contact list of the candidate x since the closure is held against the profile p of a line r:
///
/// llr(r, x) = Σ_c m(c) · ln[ (1 - v) p_r(c) / b(c) + v ],   m(c) = 1 + 0.3 ln n(c)
///
/// b: the contact's popularity; v: the share of a line's contacts that are strangers; n: events between x and c. The
/// alternative to "x is the closed line" is not one random number but everybody known, and a newcomer:
///
/// LR = exp llr(q, x) / [ s · exp llr(x, x) + (1 - s) · ( (1 - π - κ) · mean_r exp llr(r, x) + π + κ · exp llr(k, x) ) ]
///
/// r: everybody with a profile but the closed line; π: the share of newcomers related to nobody; κ: that of newcomers
/// whose list is drawn from the closed line's crowd k (``Crowd``); s: where x was there
/// before the closure, the share of those that are merely themselves, else nought.
/// Source: the likelihood ratio for open-set identification; Hill, Agarwal, Bell and Volinsky, "Building an Effective
/// Representation for Dynamic Networks" (JCGS 2006), for decayed profiles of contacts.
struct OpenSet {
    /// What one candidate's contacts say. Natural logarithms.
    struct Weight {
        /// Of the closed line against a newcomer.
        let line: Double
        /// Of the alternative against a newcomer.
        let alternative: Double
        /// Of whoever explains the contacts best, the closed line left aside; nought where a newcomer does.
        let rival: Double
        /// Of whatever explains them best, the closed line left aside: somebody known, the candidate's own past, a newcomer
        /// of the same crowd; nought where a newcomer related to nobody does.
        let nearest: Double

        var ratio: Double { line - alternative }
    }

    let closed: PartyIndex
    /// Nil where newcomers of the same crowd are not thought of.
    private let crowd: Crowd?
    private let formula: OpenSetFormula

    init(settings: EvidenceSettings, closed: PartyIndex, crowd: Crowd? = nil) {
        formula = OpenSetFormula(settings: settings)
        (self.closed, self.crowd) = (closed, crowd)
    }

    /// What one contact adds to the closed line's side, against a newcomer.
    func gain(_ taken: Taken, share: Double, _ popularity: Double) -> Double {
        formula.gain(events: taken.events, share: share, popularity)
    }

    /// Against a newcomer, the closed line's side alone: no more than this can come of the whole.
    func line(
        _ taken: [Taken], _ share: (PartyIndex) -> Double, _ background: borrowing Background
    ) -> Double {
        var sum = 0.0
        for taken in taken {
            sum += gain(taken, share: share(taken.contact), background.popularity(of: taken.contact))
        }
        return sum
    }

    /// What is said before anybody is looked for who has the contacts too: to a rival all are strangers. The ratio is no less than
    /// that of the whole, since nobody known can do worse.
    func bound(_ candidate: PartyIndex, _ taken: [Taken], line: Double, _ background: inout Background)
        -> Weight
    {
        var own: Double?
        if !background.isNew(candidate) {
            let profile = background.profile(of: candidate)
            let attention = background.attention(of: candidate)
            own = self.line(taken, { (profile.share(of: $0)?.weight ?? 0) / attention }, background)
        }
        return formula.weight(
            line: line, strangers: formula.floor * taken.reduce(0) { $0 + formula.repeats($1.events) },
            rivals: [], itself: own, crowd: crowd.map { self.line(taken, $0.share, background) }, others: 1)
    }

    /// The whole: everybody known who has one of the contacts is held against the line, one by one.
    func weigh(
        _ candidate: PartyIndex, _ taken: [Taken], line: Double, _ background: inout Background
    ) -> Weight {
        // What everybody gets for contacts that are strangers to them; what a known contact adds is kept by rival.
        let floor = formula.floor
        let times = taken.map { formula.repeats($0.events) }
        let popularity = taken.map { background.popularity(of: $0.contact) }
        let strangers = floor * times.reduce(0, +)
        var added = background.holders(of: taken.map(\.contact), except: closed) { share, place in
            times[place] * (formula.term(share: share, popularity: popularity[place]) - floor)
        }
        let own = strangers + (added.first { $0.party == candidate }?.sum ?? 0)
        added.removeAll { $0.party == candidate }
        return formula.weight(
            line: line, strangers: strangers, rivals: added.map { strangers + $0.sum },
            itself: background.isNew(candidate) ? nil : own,
            crowd: crowd.map { self.line(taken, $0.share, background) },
            others: Double(max(1, background.population - 1)))
    }

    /// ln Σ exp.
    static func sum(_ logarithms: [Double]) -> Double {
        guard let top = logarithms.max(), top > -.infinity else { return -.infinity }
        return top + log(logarithms.reduce(0) { $0 + exp($1 - top) })
    }
}
